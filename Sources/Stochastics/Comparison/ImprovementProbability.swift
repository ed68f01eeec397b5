/// How likely a run of one arm scores higher than a run of another on the same task, averaged over tasks.
///
/// Ties count one half: the Mann–Whitney statistic of each task over its number of pairs. It says nothing of the size
/// of an improvement.
///
/// Source: Agarwal et al., NeurIPS 2021, section 4.3.
public struct ImprovementProbability: Sendable, Equatable {
  /// The probability, in 0...1; ½ for equal arms.
  public let value: Double
  /// Its percentile interval by the stratified bootstrap, both arms resampled on their own.
  public let interval: ClosedRange<Double>

  /// The probability that `treatment` scores higher than `baseline`.
  ///
  /// - Precondition: both have the same tasks, in the same order.
  public init(
    of treatment: ScoreTable, over baseline: ScoreTable, confidence: Double = 0.95,
    plan: BootstrapPlan = BootstrapPlan()
  ) {
    precondition(
      treatment.tasks.count == baseline.tasks.count,
      "both arms need the same tasks, have \(treatment.tasks.count) and \(baseline.tasks.count)")
    value = Self.probability(treatment, baseline)
    let replicates = plan.stratifiedReplicates { stream in
      let drawn = treatment.resampled(from: &stream)
      return Self.probability(drawn, baseline.resampled(from: &stream))
    }
    interval = percentileInterval(ofSorted: replicates.sorted(), confidence: confidence)
  }

  private static func probability(_ treatment: ScoreTable, _ baseline: ScoreTable) -> Double {
    var sum = 0.0
    for (ours, theirs) in zip(treatment.tasks, baseline.tasks) {
      var wins = 0.0
      for x in ours { for y in theirs { wins += x > y ? 1 : x == y ? 0.5 : 0 } }
      sum += wins / Double(ours.count * theirs.count)
    }
    return sum / Double(treatment.tasks.count)
  }
}
