/// What many features of a row have in common: statistics of windows, sorted windows, smoothed values, spectra.
struct SharedFigures: Sendable {
  var sorted: [SortedWindow]
  private(set) var statistics: [WindowStatistics]
  private(set) var smoothed: [Double]
  private(set) var figures: [Double]
  private var spectrum = FeatureSpectrum()

  init(_ plan: FeaturePlan) {
    sorted = plan.sorted.map { SortedWindow(length: $0.length) }
    statistics = Array(repeating: WindowStatistics(), count: plan.windowCount)
    smoothed = Array(repeating: .nan, count: plan.smoothed.count)
    figures = Array(repeating: .nan, count: plan.spectrumCount * SpectralFigure.allCases.count)
  }

  /// Works it all out for the values that end with `newest`, that of the first track.
  mutating func workOut(_ plan: FeaturePlan, newest: UnsafePointer<Double>) {
    let stride = 2 * plan.reach
    statistics.withUnsafeMutableBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      for (index, track) in plan.tracks.enumerated() where !track.windows.isEmpty {
        WindowStatistics.fill(
          newest: newest + index * stride, windows: track.windows, slots: slots + track.firstWindow)
      }
    }
    for (place, wanted) in plan.smoothed.enumerated() {
      smoothed[place] = Self.smoothed(newest + wanted.track * stride, plan.smoothingWeights[place])
    }
    guard plan.spectrumCount > 0 else { return }
    figures.withUnsafeMutableBufferPointer { figures in
      guard let figures = figures.baseAddress else { return }
      for (index, track) in plan.tracks.enumerated() {
        guard let place = track.spectrum else { continue }
        spectrum.fill(
          newest: newest + index * stride, figures: figures + place * SpectralFigure.allCases.count)
      }
    }
  }

  private static func smoothed(_ newest: UnsafePointer<Double>, _ weights: [Double]) -> Double {
    weights.withUnsafeBufferPointer { weights in
      var (sum, total, reference) = (0.0, 0.0, Double.nan)
      for age in 0..<weights.count {
        let x = newest[-age]
        if x.isNaN { continue }
        if total == 0 { reference = x }
        sum += weights[age] * (x - reference)
        total += weights[age]
      }
      return reference + sum / total
    }
  }
}
