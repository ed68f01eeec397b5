/// The load of one service as evenly spaced means.
public struct LoadSeries: Hashable, Sendable {
  /// The mean over each step, oldest first, in the load's unit (requests a second); finite and at least 0.
  public var values: [Double]
  /// Length of one step, in seconds.
  public var step: Double
  /// Where the first step begins, in seconds from the time line's origin.
  public var start: Double

  /// A series that begins at `start` (seconds) with steps of `step` (seconds).
  ///
  /// - Precondition: `step` is positive.
  public init(values: [Double], step: Double, start: Double = 0) {
    precondition(step > 0, "step must be positive, is \(step)")
    self.values = values
    self.step = step
    self.start = start
  }

  /// Where the last step ends, in seconds from the time line's origin.
  public var end: Double { start + Double(values.count) * step }

  /// Where step `index` ends, in seconds from the time line's origin.
  public func end(of index: Int) -> Double { start + Double(index + 1) * step }

  /// The part of the given steps, at its own place on the time line.
  public func part(_ range: Range<Int>) -> LoadSeries {
    LoadSeries(values: Array(values[range]), step: step, start: start + Double(range.lowerBound) * step)
  }
}
