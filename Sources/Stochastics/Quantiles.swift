/// The `p`-quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman & Fan, 1996;
/// the default of NumPy and R).
///
/// - Precondition: `sorted` is not empty and ascending; `p` in 0...1.
public func quantile(ofSorted sorted: [Double], _ p: Double) -> Double {
  precondition(!sorted.isEmpty, "no quantile of no values")
  precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}

/// The middle of some values, interpolated as `quantile(ofSorted:_:)` does; nil for none.
public func median(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : quantile(ofSorted: values.sorted(), 0.5)
}

/// Mean and standard error of independent samples.
public struct SampleMean: Sendable {
  /// How many samples went in.
  public let count: Int
  /// The arithmetic mean.
  public let mean: Double
  /// Standard deviation of the mean, from the unbiased variance; NaN for fewer than two samples.
  public let standardError: Double

  /// The mean of `samples`, by Welford's recurrence (Technometrics 4(3), 1962).
  public init(_ samples: some Sequence<Double>) {
    var count = 0
    var mean = 0.0
    var squares = 0.0
    for sample in samples {
      count += 1
      let delta = sample - mean
      mean += delta / Double(count)
      squares += delta * (sample - mean)
    }
    self.count = count
    self.mean = mean
    standardError = count > 1 ? (squares / Double(count - 1) / Double(count)).squareRoot() : .nan
  }
}
