import Stochastics

/// The windows in which each task of a synthetic service is not measured: long gaps, as in the real tasks,
/// and never all tasks at once.
struct MeasurementGaps {
  private var missing: [[Bool]]

  init(_ parameters: ServiceTraceParameters) {
    let windows = parameters.windows
    missing = []
    var covered = [Int](repeating: parameters.tasks, count: windows)
    for task in 0..<parameters.tasks {
      var stream = RandomStream(
        seed: parameters.seed, purpose: .serviceTrace, entity: 2, ordinal: UInt64(task))
      let total = Int(stream.next(in: parameters.missingShare) * Double(windows))
      var flags = [Bool](repeating: false, count: windows)
      var left = total
      // Two gaps, the first with most of it; windows that only this task would cover are not taken.
      for share in [0.75, 1.0] {
        let length = Int(Double(left) * share)
        let start = stream.nextIndex(below: windows)
        var taken = 0
        for offset in 0..<windows where taken < length {
          let window = (start + offset) % windows
          guard !flags[window], covered[window] > 1 else { continue }
          flags[window] = true
          covered[window] -= 1
          taken += 1
        }
        left -= taken
      }
      missing.append(flags)
    }
  }

  func isMissing(task: Int, window: Int) -> Bool { missing[task][window] }
}
