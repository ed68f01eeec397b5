/// Counts what happens in each step of a fixed length, whatever order it comes in.
///
/// Memory grows with the time from the first to the last event, 8 bytes a step and series, not with the number of
/// events.
struct StepCounts {
  /// The length of a step in microseconds.
  let step: Int64
  private let path: String
  private let width: Int
  /// The step of the first of ``sums``, and the earliest with an event.
  private var first: Int64?
  private var earliest: Int64 = 0
  private var sums: [Double] = []

  /// The most steps between the first and the last event.
  static let mostSteps: Int64 = 2_000_000
  /// The largest sum of a step, either way, so that levels stay finite.
  private static let largestSum = 1e140

  /// Counts of `series` series in steps of `step` µs.
  init(_ path: String, series: Int, step: Int64) {
    self.path = path
    width = series
    self.step = step
  }

  /// Adds to a series in the step that contains `time`.
  ///
  /// - Throws: ``WorkloadError`` if the times lie too far apart or a sum is too large.
  mutating func add(_ amount: Double = 1, to series: Int, at time: Int64) throws {
    let window = Self.window(of: time, step: step)
    if first == nil { (first, earliest) = (window, window) }
    var first = first ?? window
    let start = min(earliest, window)
    let end = max(first + Int64(sums.count / width), window + 1)
    guard end - start <= Self.mostSteps else {
      throw WorkloadError(
        "\(path): its times span \(end - start) steps of \(step / 1_000_000) s; allowed are at most \(Self.mostSteps)."
      )
    }
    earliest = start
    if start < first {
      // twice the length, so that events that come ever earlier do not move all sums each time
      let room = max(first - start, min(end - first, Self.mostSteps - (end - first)))
      sums.insert(contentsOf: repeatElement(0, count: Int(room) * width), at: 0)
      first -= room
      self.first = first
    }
    let missing = Int(end - first) * width - sums.count
    if missing > 0 { sums.append(contentsOf: repeatElement(0, count: missing)) }
    let place = Int(window - first) * width + series
    sums[place] += amount
    guard sums[place].magnitude <= Self.largestSum else {
      throw WorkloadError(
        "\(path): amounts of one step of \(step / 1_000_000) s add up to \(sums[place]); allowed are at most \(Self.largestSum)."
      )
    }
  }

  /// Hands over a sample of every series for every step from the first to the last.
  ///
  /// - Parameter isLevel: Whether the sums are changes of a level; then a sample is the level at the step's end.
  func emit(isLevel: Bool = false, _ body: (SeriesSample) throws -> Void) rethrows {
    guard let first else { return }
    var levels = [Double](repeating: 0, count: width)
    for window in Int(earliest - first)..<(sums.count / width) {
      for series in 0..<width {
        levels[series] = sums[window * width + series] + (isLevel ? levels[series] : 0)
        try body(
          SeriesSample(series: series, time: (first + Int64(window)) * step, value: levels[series]))
      }
    }
  }

  /// What a reader of counts has to know.
  var note: String {
    "The first and the last step of \(step / 1_000_000) s may be cut by the edges of the file."
  }

  private static func window(of time: Int64, step: Int64) -> Int64 {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: step)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
