/// One run of both arms under the same workload and the same random streams.
public struct PairedObservation: Sendable, Equatable {
  /// The workload's name: the unit of inference.
  public let workload: String
  /// The seed, nested in the workload.
  public let seed: UInt64
  /// The metric of the arm compared against, in any unit.
  public let baseline: Double
  /// The metric of the arm under test, in the same unit.
  public let treatment: Double

  /// The two results of one workload and seed.
  public init(workload: String, seed: UInt64, baseline: Double, treatment: Double) {
    self.workload = workload
    self.seed = seed
    self.baseline = baseline
    self.treatment = treatment
  }
}

/// The scale on which two results of a pair are compared.
public enum EffectScale: String, Sendable, CaseIterable {
  /// log(treatment / baseline): for metrics that are positive in every run.
  case logRatio
  /// treatment − baseline, in the metric's unit: for metrics that may be 0.
  case difference

  /// The effect of one pair; nil where it is undefined: a value that is not finite or, for log-ratios, one of the
  /// two not positive.
  public func effect(baseline: Double, treatment: Double) -> Double? {
    guard baseline.isFinite, treatment.isFinite else { return nil }
    switch self {
    case .logRatio: return baseline > 0 && treatment > 0 ? logarithm(treatment) - logarithm(baseline) : nil
    case .difference: return treatment - baseline
    }
  }
}
