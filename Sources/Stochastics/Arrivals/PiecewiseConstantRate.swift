/// A rate that is constant on each of a row of intervals, and 0 before the first and after the last.
public struct PiecewiseConstantRate: RateFunction, Equatable {
  /// The ends of the intervals in seconds, one more than rates; an interval holds its start and not its end.
  public let boundaries: [Double]
  /// The rate of each interval, in arrivals per second.
  public let rates: [Double]

  /// - Precondition: one boundary more than rates, at least one rate; boundaries finite and strictly ascending; rates
  ///   finite and not negative.
  public init(boundaries: [Double], rates: [Double]) {
    precondition(
      boundaries.count == rates.count + 1 && !rates.isEmpty,
      "one boundary more than rates is needed, are \(boundaries.count) and \(rates.count)")
    for (index, rate) in rates.enumerated() {
      let (start, end) = (boundaries[index], boundaries[index + 1])
      precondition(
        start.isFinite && end.isFinite && start < end,
        "boundaries must be finite and ascend, \(start) is before \(end)")
      precondition(rate >= 0 && rate.isFinite, "rate must be finite and not negative, is \(rate)")
    }
    self.boundaries = boundaries
    self.rates = rates
  }

  /// The interval that holds `time`; −1 before the first, the number of rates after the last.
  @inlinable public func interval(holding time: Double) -> Int {
    var low = 0
    var high = boundaries.count
    while low < high {
      let middle = (low + high) / 2
      if boundaries[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The rate of the interval that holds `time`.
  @inlinable public func rate(at time: Double) -> Double {
    let index = interval(holding: time)
    return rates.indices.contains(index) ? rates[index] : 0
  }

  /// The largest rate of the intervals that the two times touch.
  public func upperBound(from start: Double, to end: Double) -> Double {
    let first = max(interval(holding: start), 0)
    let last = min(interval(holding: end), rates.count - 1)
    return first > last ? 0 : rates[first...last].max() ?? 0
  }

  /// The number of arrivals expected between the two times.
  ///
  /// - Precondition: `start` is at most `end`.
  public func expectedCount(from start: Double, to end: Double) -> Double {
    precondition(start <= end, "the start \(start) must not be after the end \(end)")
    var sum = 0.0
    for (index, rate) in rates.enumerated() {
      let width = min(end, boundaries[index + 1]) - max(start, boundaries[index])
      if width > 0 { sum += rate * width }
    }
    return sum
  }

  /// The time at which the expected count since `time` reaches `count`; `.infinity` where it never does.
  ///
  /// The count is used up interval by interval, so that no sum over the whole past loses digits.
  @inlinable public func time(after time: Double, expecting count: Double) -> Double {
    var index = interval(holding: time)
    var left = count
    var now = time
    if index < 0 {
      index = 0
      now = boundaries[0]
    }
    while index < rates.count {
      let end = boundaries[index + 1]
      let within = rates[index] * (end - now)
      // Rounding must not carry the time into the next interval, whose rate may be 0.
      if left < within { return min(now + left / rates[index], end.nextDown) }
      left -= within
      index += 1
      now = end
    }
    return .infinity
  }
}
