/// What is known of a task's CPU within one window of 300 s.
public struct UsageWindow: Hashable, Sendable, Codable {
  /// Mean CPU over the window in NCU, finite and at least 0.
  public var mean: Double
  /// CPU at ``levels`` in NCU, or none where the trace has no distribution.
  public var percentiles: [Double]

  /// The levels of the percentiles: 0, 0.1, …, 0.9, then 0.91, 0.92, …, 0.99, then 1.
  public static let levels = (0..<10).map { Double($0) / 10 } + (91...100).map { Double($0) / 100 }

  /// CPU within a window over the window's mean at ``levels``, where nothing else is known.
  ///
  /// The medians over the 1,320 windows of a random sample of the trace that have a mean above 0 and both
  /// distributions. The first eleven also stand in the project's notes on ClusterData 2019.
  public static let defaultShape = [
    0.26, 0.58, 0.66, 0.78, 0.84, 0.89, 0.97, 1.06, 1.20, 1.40,
    1.43, 1.45, 1.51, 1.57, 1.66, 1.72, 1.81, 1.92, 2.22, 2.81,
  ]

  /// A window of the given contents.
  ///
  /// - Precondition: all numbers are finite and at least 0; there are 20 percentiles or none. They need not
  ///   ascend: in the trace, a few do not.
  public init(mean: Double, percentiles: [Double] = []) {
    precondition(mean >= 0 && mean.isFinite, "the mean must be finite and at least 0, is \(mean)")
    precondition(
      percentiles.isEmpty || percentiles.count == Self.levels.count,
      "\(Self.levels.count) percentiles or none are needed, are \(percentiles.count)")
    precondition(
      percentiles.allSatisfy { $0 >= 0 && $0.isFinite }, "percentiles must be finite and at least 0")
    self.mean = mean
    self.percentiles = percentiles
  }

  /// The window of one row of the trace, taken as a whole window.
  public init(_ usage: InstanceUsage) {
    self.init(mean: usage.cpuAverage, percentiles: usage.cpuPercentiles)
  }
}
