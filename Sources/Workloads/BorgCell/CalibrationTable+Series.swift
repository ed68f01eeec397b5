import Stochastics

import Glibc

extension CalibrationTable {
  /// Figures of the cell and of its jobs over time.
  mutating func addSeries(_ reading: BorgCellReading) {
    let count = reading.windows
    addLevel("CPU used over the machines' capacity", "google2019-cell-5min", 0.471, reading, 0.40...0.54) {
      _ in true
    }
    addLevel(
      "the same of batch", "EuroSys 2020 (0.20); google2019-usage-sample (0.29 of 0.47)", 0.20, reading,
      0.09...0.25
    ) {
      $0 == .batch
    }
    if count >= 288 && count % 288 == 0 {
      addSwing(
        "swing of production over the day", "a power domain of cell f", 0.19, reading, 0.12...0.26
      ) {
        $0 == .production
      }
      addSwing("swing of the total over the day", "google2019-cell-5min", 0.027, reading, 0...0.08) { _ in
        true
      }
    }
    addAutocorrelation(reading, count: count)
  }

  /// The mean CPU over the capacity; the interval is that of a sum over as many independent jobs.
  private mutating func addLevel(
    _ name: String, _ source: String, _ target: Double, _ reading: BorgCellReading,
    _ bound: ClosedRange<Double>,
    of isMeant: (BorgTier) -> Bool
  ) {
    let scale = 1 / (reading.capacity * Double(max(reading.windows, 1)))
    let parts = zip(reading.waves, reading.jobs).map { isMeant($1.tier) ? $0.sum * scale : 0 }
    let level = parts.reduce(0, +)
    let sum = SampleMean(parts)
    let half = 1.96 * sum.standardError * Double(parts.count)
    rows.append(
      Row(
        name, unit: "1", source: source, target: target, obtained: level, lower: level - half,
        upper: level + half,
        bound: bound, method: "sum over \(parts.count) jobs"))
  }

  /// The amplitude of the wave of 24 hours over the mean, as a ratio of sums over jobs at the phase that was
  /// found.
  private mutating func addSwing(
    _ name: String, _ source: String, _ target: Double, _ reading: BorgCellReading,
    _ bound: ClosedRange<Double>,
    of isMeant: (BorgTier) -> Bool
  ) {
    let waves = zip(reading.waves, reading.jobs).filter { isMeant($1.tier) }.map(\.0)
    let phase = atan2(waves.reduce(0) { $0 + $1.imaginary }, waves.reduce(0) { $0 + $1.real })
    let estimate = ClusteredSample.ratio(
      waves.map { 2 * ($0.real * cos(phase) + $0.imaginary * sin(phase)) }, waves.map(\.sum))
    rows.append(
      Row(
        name, unit: "1", source: source, target: target, obtained: estimate.value, lower: estimate.lower,
        upper: estimate.upper, bound: bound, method: "first harmonic, linearized by job"))
  }

  /// The median over jobs that run throughout, with the interval of the order statistics.
  private mutating func addAutocorrelation(_ reading: BorgCellReading, count: Int) {
    var values: [Double] = []
    for series in reading.series where series.count == count && count >= 40 {
      let mean = series.reduce(0, +) / Double(count)
      var (products, squares) = (0.0, 0.0)
      for index in series.indices {
        squares += (series[index] - mean) * (series[index] - mean)
        if index > 0 { products += (series[index] - mean) * (series[index - 1] - mean) }
      }
      if squares > 0 { values.append(products / squares) }
    }
    guard values.count >= 6 else { return }
    values.sort()
    let interval = quantileInterval(ofSorted: values, 0.5)
    rows.append(
      Row(
        "autocorrelation of a job's CPU at 5 minutes, median", unit: "1", source: "google2011-job-usage-24h",
        target: 0.75, obtained: quantile(ofSorted: values, 0.5), lower: interval?.lowerBound,
        upper: interval?.upperBound, bound: 0.6...0.9, method: "\(values.count) jobs, order statistics"))
  }
}
