import Stochastics

@testable import Workloads

/// How near a path comes to the windows it was made of.
struct ReconstructionAccuracy: Sendable {
  /// Of each window, |mean of its steps / mean − 1|; where the mean is 0, the mean of its steps.
  let meanErrors: [Double]
  /// Of each window with percentiles, the largest difference of its 20 percentiles to those of its steps, over the
  /// range (100 % less 0 %) of its percentiles. A window without range is left out.
  let percentileErrors: [Double]

  /// Compares.
  ///
  /// - Parameters:
  ///   - windows: consecutive, from the beginning of the path.
  ///   - series: at least as long, with whole steps in a window.
  /// - Precondition: the path covers the windows.
  init(windows: [UsageWindow], series: CPUSeries) {
    let steps = Int(windowLength * 1000 / series.resolution.nanoseconds)
    precondition(
      steps > 0 && series.values.count >= windows.count * steps, "the path must cover the windows")
    var means: [Double] = []
    var percentiles: [Double] = []
    for (index, window) in windows.enumerated() {
      let part = series.values[index * steps..<(index + 1) * steps]
      means.append(Self.meanError(part, window))
      if let error = Self.percentileError(part.sorted(), window) { percentiles.append(error) }
    }
    meanErrors = means
    percentileErrors = percentiles
  }

  /// The share of the windows with percentiles whose error is at most `bound`; 1 where there are none.
  func share(within bound: Double) -> Double {
    percentileErrors.isEmpty
      ? 1 : Double(percentileErrors.count { $0 <= bound }) / Double(percentileErrors.count)
  }

  static func meanError(_ steps: some Collection<Double>, _ window: UsageWindow) -> Double {
    let mean = steps.reduce(0, +) / Double(steps.count)
    return window.mean > 0 ? abs(mean / window.mean - 1) : mean
  }

  static func percentileError(_ sorted: [Double], _ window: UsageWindow) -> Double? {
    guard let low = window.percentiles.first, let high = window.percentiles.last, high > low else {
      return nil
    }
    return zip(UsageWindow.levels, window.percentiles).reduce(0) { worst, pair in
      max(worst, abs(quantile(ofSorted: sorted, pair.0) - pair.1) / (high - low))
    }
  }
}
