import SimulationKernel

/// What a picture of a reconstruction shows: windows as bands around their means, and the path through them.
///
/// Times are hours from the first window drawn on, CPU is in NCU.
public struct ReconstructionChart: Hashable, Sendable, Codable {
  /// One window.
  public struct Band: Hashable, Sendable, Codable {
    /// Start and end of the window in hours.
    public var start, end: Double
    /// Its mean.
    public var mean: Double
    /// Its percentiles at 0, 10, 50, 90 and 100 %; nil without percentiles.
    public var low, tenth, median, ninetieth, high: Double?
  }

  /// One step of the path.
  public struct Point: Hashable, Sendable, Codable {
    /// Start of the step in hours.
    public var time: Double
    /// CPU in the step.
    public var value: Double
  }

  /// The windows, in order.
  public let bands: [Band]
  /// The path's steps, in order.
  public let path: [Point]

  /// The picture of `range` of the windows, by default the first day.
  ///
  /// - Parameters:
  ///   - windows: from the beginning of the path.
  ///   - series: the path through them.
  ///   - range: which windows; cut off at the last.
  /// - Precondition: the path covers the windows of the range.
  public init(windows: [UsageWindow], series: CPUSeries, range: Range<Int> = 0..<288) {
    let range = range.clamped(to: 0..<windows.count)
    let steps = Int(windowLength * 1000 / series.resolution.nanoseconds)
    precondition(
      steps > 0 && series.values.count >= range.upperBound * steps, "the path must cover the windows")
    let hours = 300.0 / 3600
    bands = range.map { index in
      let window = windows[index]
      let percentiles = window.percentiles.isEmpty ? nil : window.percentiles
      let start = Double(index - range.lowerBound) * hours
      return Band(
        start: start, end: start + hours, mean: window.mean, low: percentiles?[0],
        tenth: percentiles?[1], median: percentiles?[5], ninetieth: percentiles?[9], high: percentiles?[19])
    }
    path = (range.lowerBound * steps..<range.upperBound * steps).map { step in
      Point(
        time: Double(step - range.lowerBound * steps) * hours / Double(steps), value: series.values[step])
    }
  }
}
