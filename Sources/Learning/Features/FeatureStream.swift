/// Works out the features of a stream, one observation at a time.
///
/// A row depends on the newest `set.reach` observations alone, to the last bit: a stream that began later, or that went
/// through other values before, gives the same row. Memory is two numbers for each metric and observation within reach.
///
/// Missing values: what is not a finite number, and all before the first observation, is missing. Statistics of a window
/// take the values that are there, and are missing (NaN) with fewer than they need: one; two for deviation, slope and
/// score; three for skewness and correlation; four for kurtosis. Spectra need all 64. All else is missing where a value
/// that it names is, or where its result is not finite, as with a division by 0.
public struct FeatureStream: Sendable {
  /// What is worked out.
  public let set: FeatureSet
  private let plan: FeaturePlan
  /// Each track's newest `plan.reach` values, written twice so that they always lie in one piece.
  private var ring: [Double]
  private var position = 0
  private var shared: SharedFigures

  /// A stream before its first observation.
  public init(_ set: FeatureSet) {
    self.set = set
    plan = FeaturePlan(set)
    ring = Array(repeating: .nan, count: plan.tracks.count * 2 * plan.reach)
    shared = SharedFigures(plan)
  }

  /// Adds an observation without working anything out.
  public mutating func skip(_ reading: MetricReading) {
    let reach = plan.reach
    position = position + 1 == reach ? 0 : position + 1
    for (place, window) in plan.sorted.enumerated() {
      let newest = reading.values[plan.tracks[window.track].metric.index]
      // the ring still holds the oldest value where the newest will be
      let leaving = ring[window.track * 2 * reach + position + reach - window.length]
      shared.sorted[place].replace(leaving, by: newest.isFinite ? newest + 0 : .nan)
    }
    for track in plan.tracks.indices {
      let value = reading.values[plan.tracks[track].metric.index]
      // one zero, and one way of not being there
      let kept = value.isFinite ? value + 0 : .nan
      ring[track * 2 * reach + position] = kept
      ring[track * 2 * reach + position + reach] = kept
    }
  }

  /// Adds an observation and writes its D features.
  ///
  /// - Parameters:
  ///   - reading: The metrics over the step.
  ///   - time: Seconds from the time line's origin to the step's end.
  ///   - output: Room for D numbers.
  public mutating func add(
    _ reading: MetricReading, endingAt time: Double, into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(output.count == set.count, "room for \(set.count) features expected, not \(output.count)")
    skip(reading)
    ring.withUnsafeBufferPointer { ring in
      // a set of calendar features alone keeps no values
      let newest = ring.baseAddress.map { $0 + position + plan.reach }
      if let newest { shared.workOut(plan, newest: newest) }
      let row = FeatureRow(plan: plan, set: set, shared: shared, newest: newest, time: time)
      row.write(to: output)
    }
  }

  /// Adds an observation; its D features.
  public mutating func add(_ reading: MetricReading, endingAt time: Double) -> [Double] {
    var row = [Double](repeating: .nan, count: set.count)
    row.withUnsafeMutableBufferPointer { add(reading, endingAt: time, into: $0) }
    return row
  }
}
