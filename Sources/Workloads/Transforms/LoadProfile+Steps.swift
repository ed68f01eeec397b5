import SimulationKernel

extension LoadProfile {
  /// How many steps `time` is.
  func wholeSteps(_ time: SimulationDuration, _ subject: String) throws -> Int {
    guard time.nanoseconds % resolution.nanoseconds == 0 else {
      throw WorkloadError(
        "\(subject) is \(time.seconds) s; allowed are multiples of the resolution, \(resolution.seconds) s.")
    }
    return Int(time / resolution)
  }

  func shifted(by steps: Int, edge: LoadEdge) -> LoadProfile {
    let count = rates.count
    let moved = rates.indices.map { index in
      switch edge {
      case .wrap: rates[((index - steps) % count + count) % count]
      case .hold: rates[min(max(index - steps, 0), count - 1)]
      }
    }
    return LoadProfile(resolution: resolution, rates: moved)
  }

  func cropped(from start: SimulationDuration, to end: SimulationDuration) throws -> LoadProfile {
    let range = try wholeSteps(start, "the start")..<wholeSteps(end, "the end")
    guard range.upperBound <= rates.count else {
      throw WorkloadError(
        "the end is \(end.seconds) s; allowed are times up to the load's end, \(span.seconds) s.")
    }
    return LoadProfile(resolution: resolution, rates: Array(rates[range]))
  }

  func resampled(to step: SimulationDuration) throws -> LoadProfile {
    guard span.nanoseconds % step.nanoseconds == 0 else {
      throw WorkloadError(
        "the resolution is \(step.seconds) s; allowed are divisors of the load's span, \(span.seconds) s.")
    }
    let width = Double(step.nanoseconds) / Double(resolution.nanoseconds)
    try Self.checkSteps(Double(span / step), of: step)
    return LoadProfile(resolution: step, rates: averages(count: Int(span / step), width: width))
  }

  /// The means of the load over `count` consecutive stretches from time 0 on, each `width` steps long.
  ///
  /// Beyond the end the last rate holds.
  public func averages(count: Int, width: Double) -> [Double] {
    (0..<count).map { index in
      let start = Double(index) * width
      let end = Double(index + 1) * width
      let first = min(Int(start), rates.count - 1)
      // One old step or part of one: the rate itself, without rounding.
      if end <= Double(first + 1) { return rates[first] }
      var sum = 0.0
      var position = start
      var step = first
      while position < end {
        let next = step == rates.count - 1 ? end : min(Double(step + 1), end)
        sum += rates[step] * (next - position)
        position = next
        step = min(step + 1, rates.count - 1)
      }
      return sum / (end - start)
    }
  }
}
