/// The log-rank test of two independent groups.
///
/// For paired units it is conservative or not, depending on their correlation; for those take `PairedRestrictedMeans`.
///
/// Source: Mantel, "Evaluation of Survival Data and Two New Rank Order Statistics", Cancer Chemother. Rep. 50, 1966.
public struct LogRankTest: Sendable, Equatable {
  /// Events of the first group less those expected of it.
  public let excess: Double
  /// χ² with one degree of freedom; 0 where there is nothing to compare.
  public let statistic: Double
  /// The two-sided p-value.
  public let pValue: Double

  /// Compares two groups.
  ///
  /// - Precondition: both have a unit.
  public init(_ first: [CensoredTime], _ second: [CensoredTime]) {
    let (ours, all) = (KaplanMeier(first), KaplanMeier(first + second))
    let sorted = first.map(\.time).sorted()
    var (excess, variance) = (0.0, 0.0)
    var (passed, place) = (0, 0)
    for step in all.steps {
      while passed < sorted.count && sorted[passed] < step.time { passed += 1 }
      while place < ours.steps.count && ours.steps[place].time < step.time { place += 1 }
      let hit = place < ours.steps.count && ours.steps[place].time == step.time
      let observed = hit ? Double(ours.steps[place].events) : 0
      let (risk, events) = (Double(step.atRisk), Double(step.events))
      let share = Double(sorted.count - passed) / risk
      excess += observed - events * share
      if risk > 1 { variance += events * share * (1 - share) * (risk - events) / (risk - 1) }
    }
    self.excess = excess
    statistic = variance > 0 ? excess * excess / variance : 0
    // χ² with one degree of freedom is the square of a normal draw.
    pValue = min(1, 2 * normalDistribution(-statistic.squareRoot()))
  }
}
