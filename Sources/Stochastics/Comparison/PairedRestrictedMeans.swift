/// One unit (a fault, a spike) under both arms.
public struct PairedTimes: Sendable, Equatable {
  /// The time of the arm compared against.
  public let baseline: CensoredTime
  /// The time of the arm under test.
  public let treatment: CensoredTime

  /// The two times of one unit.
  public init(baseline: CensoredTime, treatment: CensoredTime) {
    self.baseline = baseline
    self.treatment = treatment
  }
}

/// Restricted mean times of two arms over the same units: their difference and their log-ratio.
///
/// `difference` and `logRatio` are jackknife estimates: the error comes from leaving out each unit in turn, and Student's
/// t makes the interval. Without censoring before the horizon the difference is exactly that of the paired t interval of
/// min(time, horizon). The bootstrap intervals stand beside them and cover less with few units.
///
/// Sources: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 11; Royston & Parmar, BMC Med. Res.
/// Methodol. 13:152, 2013.
public struct PairedRestrictedMeans: Sendable, Equatable {
  /// The restricted mean of the baseline.
  public let baseline: RestrictedMean
  /// The restricted mean of the treatment.
  public let treatment: RestrictedMean
  /// Treatment less baseline, in the unit of time.
  public let difference: StudentTEstimate
  /// log(treatment / baseline); nil where a restricted mean is 0, of all units or without one of them.
  public let logRatio: StudentTEstimate?
  private let units: [PairedTimes]
  private let horizon: Double

  /// Compares the arms up to `horizon`.
  ///
  /// - Precondition: at least two units; the horizon is positive.
  public init(_ units: [PairedTimes], horizon: Double) {
    precondition(units.count > 1, "an error needs at least 2 units, are \(units.count)")
    self.units = units
    self.horizon = horizon
    baseline = KaplanMeier(units.map(\.baseline)).restrictedMean(to: horizon)
    treatment = KaplanMeier(units.map(\.treatment)).restrictedMean(to: horizon)
    let leftOut = units.indices.map { out in
      Self.means(units.indices.filter { $0 != out }, of: units, horizon)
    }
    difference = jackknifeEstimate(
      treatment.value - baseline.value, leftOut: leftOut.map { $0.treatment - $0.baseline })
    let isPositive =
      baseline.value > 0 && treatment.value > 0
      && leftOut.allSatisfy { $0.baseline > 0 && $0.treatment > 0 }
    logRatio =
      isPositive
      ? jackknifeEstimate(
        logarithm(treatment.value / baseline.value),
        leftOut: leftOut.map { logarithm($0.treatment / $0.baseline) })
      : nil
  }

  /// The percentile interval of the difference, from resamples of units with both their times.
  public func bootstrapInterval(
    confidence: Double = 0.95, plan: BootstrapPlan = BootstrapPlan()
  ) -> ClosedRange<Double> {
    let replicates = plan.replicates(of: units.count, purpose: .survivalBootstrap) { indices, _ in
      let drawn = Self.means(indices, of: units, horizon)
      return drawn.treatment - drawn.baseline
    }
    return percentileInterval(ofSorted: replicates.sorted(), confidence: confidence)
  }

  private static func means(
    _ indices: [Int], of units: [PairedTimes], _ horizon: Double
  ) -> (baseline: Double, treatment: Double) {
    (
      KaplanMeier(indices.map { units[$0].baseline }).restrictedMean(to: horizon).value,
      KaplanMeier(indices.map { units[$0].treatment }).restrictedMean(to: horizon).value
    )
  }
}

/// A statistic with the jackknife's standard error √((n − 1)/n Σ (θ₋ᵢ − θ̄)²) and n − 1 degrees of freedom.
///
/// - Parameters:
///   - value: of all units.
///   - leftOut: without each unit in turn; at least two.
public func jackknifeEstimate(_ value: Double, leftOut: [Double]) -> StudentTEstimate {
  let count = Double(leftOut.count)
  let centre = arithmeticMean(leftOut)
  let squares = leftOut.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return StudentTEstimate(
    value: value, standardError: areAllEqual(leftOut) ? 0 : ((count - 1) / count * squares).squareRoot(),
    degreesOfFreedom: count - 1)
}
