import Stochastics

/// An estimate with its 95 % interval, whose ends are absent where the sample does not reach.
struct IntervalEstimate {
  var value: Double
  var lower: Double?
  var upper: Double?
}

/// Values in clusters: rows of jobs, say, which are alike within a job and independent between jobs.
///
/// The intervals use the variance between clusters alone, by linearization, with Student's t for the number
/// of clusters: Särndal, Swensson & Wretman, "Model Assisted Survey Sampling", 1992, chapter 5.
/// That of a quantile is the one of the share below it, carried over to values (Woodruff, JASA 47, 1952).
struct ClusteredSample {
  private var values: [(value: Double, cluster: Int)]
  private let clusters: Int

  /// - Precondition: clusters are in 0..<`clusters`.
  init(_ values: [(value: Double, cluster: Int)], clusters: Int) {
    self.values = values.sorted { $0.value < $1.value }
    self.clusters = clusters
  }

  var count: Int { values.count }

  /// The quantile at the level `p`; nil without values.
  func quantile(_ p: Double) -> IntervalEstimate? {
    guard !values.isEmpty else { return nil }
    let place = at(p)
    let estimate = values[place].value
    var sums = [Double](repeating: 0, count: clusters)
    var sizes = sums
    for (rank, entry) in values.enumerated() {
      sums[entry.cluster] += rank <= place ? 1 : 0
      sizes[entry.cluster] += 1
    }
    let share = Self.ratio(sums, sizes)
    let half = ((share.upper ?? .infinity) - (share.lower ?? -.infinity)) / 2
    return IntervalEstimate(
      value: estimate, lower: p - half > 0 ? values[at(p - half)].value : nil,
      upper: p + half < 1 ? values[at(p + half)].value : nil)
  }

  private func at(_ p: Double) -> Int { min(Int(p * Double(values.count)), values.count - 1) }

  /// The mean and the standard deviation of the values.
  func moments() -> (mean: IntervalEstimate, deviation: IntervalEstimate)? {
    guard values.count > 1 else { return nil }
    var sums = [Double](repeating: 0, count: clusters)
    var sizes = sums
    for entry in values {
      sums[entry.cluster] += entry.value
      sizes[entry.cluster] += 1
    }
    let mean = Self.ratio(sums, sizes)
    var squares = [Double](repeating: 0, count: clusters)
    for entry in values { squares[entry.cluster] += (entry.value - mean.value) * (entry.value - mean.value) }
    let variance = Self.ratio(squares, sizes)
    let root = { (value: Double) in max(value, 0).squareRoot() }
    return (
      mean,
      IntervalEstimate(
        value: root(variance.value), lower: variance.lower.map(root), upper: variance.upper.map(root))
    )
  }

  /// The ratio of two sums over clusters; clusters where both are 0 do not count.
  static func ratio(_ numerators: [Double], _ denominators: [Double]) -> IntervalEstimate {
    let total = denominators.reduce(0, +)
    let ratio = numerators.reduce(0, +) / total
    var squares = 0.0
    var count = 0.0
    for (numerator, denominator) in zip(numerators, denominators) where numerator != 0 || denominator != 0 {
      squares += (numerator - ratio * denominator) * (numerator - ratio * denominator)
      count += 1
    }
    guard count > 1 else { return IntervalEstimate(value: ratio) }
    let error = (squares * count / (count - 1)).squareRoot() / total
    let half = studentTQuantile(0.975, degreesOfFreedom: count - 1) * error
    return IntervalEstimate(value: ratio, lower: ratio - half, upper: ratio + half)
  }
}
