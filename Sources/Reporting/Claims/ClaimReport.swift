import Experiments
import Foundation
import Stochastics

/// The claims of a protocol, judged by the runs that are stored.
public struct ClaimReport: Sendable {
  /// One claim with all that was compared for it.
  public struct Judged: Sendable {
    /// The claim.
    public let claim: Claim
    /// The effect that the verdict is about.
    public let effect: ClaimEffect
    /// The judgement within the family; nil where fewer than two workloads have the figure.
    public let judgement: ClaimFamily.Judgement?
    /// What had to be no worse, and whether it was shown to be.
    public let guards: [MetricComparison]
    /// The verdict, guards considered: what is better at a price that was not allowed for is not supported.
    public let verdict: ClaimVerdict
    /// The smallest change that so many workloads of this spread find with 80 % power; nil without a spread.
    public let detectable: Double?
    /// The change of the oracle against the same baseline, and the share of it that the arm reached; nil where there is
    /// no oracle.
    public let oracle: (change: Double, share: Double)?
    /// The other comparisons: conditions, arms, baselines, metrics.
    public let others: [ClaimEffect]

    /// Whether every guard was shown to hold.
    public var isGuarded: Bool { guards.allSatisfy { $0.verdict == .noWorse } }
  }

  /// The protocol's name.
  public let name: String
  /// The claims in order.
  public let claims: [Judged]

  /// Judges the claims of a protocol.
  ///
  /// - Parameters:
  ///   - claimProtocol: The claims, and how each is judged.
  ///   - runs: The stored runs of each experiment, by its name, with every metric that is asked for.
  public init(_ claimProtocol: ClaimProtocol, runs: [String: [StoredRun]]) {
    name = claimProtocol.name
    let parts = claimProtocol.claims.map { claim -> (Claim, ClaimEffect, [RunPairs.Pair], [ClaimEffect]) in
      let experiment = claimProtocol.experiments.first { $0.name == claim.experiment }
      let table = ClaimRuns(runs[claim.experiment] ?? [], conditions: experiment?.conditions ?? [])
      let pairs = table.pairs(claim.arm, claim.baseline, in: table.primary)
      let effect = ClaimEffect(
        pairs, arm: claim.arm, baseline: claim.baseline, metric: claim.metric, condition: table.primary.text,
        raisedBy: claim.raisedBy)
      return (claim, effect, pairs, Self.others(claim, table))
    }
    let judged = parts.compactMap { claim, effect, _, _ in
      effect.effects.estimate.map {
        (claim: StatedEffect.ratio(name: claim.name, atMost: 1 + claim.stated), estimate: $0)
      }
    }
    // a claim without an estimate still counts in the family: its p-value is 1
    let family = judged.isEmpty ? nil : ClaimFamily(judged, hypotheses: parts.count)
    claims = parts.map { claim, effect, pairs, others in
      Self.judged(
        claim, effect, family?.judgements.first { $0.claim.name == claim.name }, pairs: pairs, others,
        level: 0.05 / Double(parts.count))
    }
  }

  private static func judged(
    _ claim: Claim, _ effect: ClaimEffect, _ judgement: ClaimFamily.Judgement?, pairs: [RunPairs.Pair],
    _ others: [ClaimEffect], level: Double
  ) -> Judged {
    let named = RunPairs(pairs: pairs)
    let guards = claim.guards.compactMap { one -> MetricComparison? in
      guard let definition = MetricCatalogue.all.first(where: { $0.name == one.metric }) else { return nil }
      return MetricComparison(named, definition, margin: one.margin.comparison)
    }
    let isGuarded = guards.count == claim.guards.count && guards.allSatisfy { $0.verdict == .noWorse }
    let found = judgement?.verdict ?? .inconclusive
    let oracle = others.first {
      $0.arm == "oracle" && $0.baseline == claim.baseline && $0.metric == claim.metric
        && $0.condition == effect.condition
    }
    return Judged(
      claim: claim, effect: effect, judgement: judgement, guards: guards,
      verdict: found == .supported && !isGuarded ? .inconclusive : found,
      detectable: PairedDesign(effect.effects, level: level).map { 1 - exp(-$0.detectableEffect()) },
      oracle: oracle.flatMap { bound in
        guard let best = bound.effects.effect, let reached = effect.effects.effect, best != 0 else {
          return nil
        }
        return (exp(best) - 1, reached / best)
      }, others: others)
  }

  /// Every other condition, arm, baseline and metric, one changed at a time.
  private static func others(_ claim: Claim, _ table: ClaimRuns) -> [ClaimEffect] {
    func effect(_ arm: String, _ baseline: String, _ metric: String, _ condition: ClaimRuns.Condition)
      -> ClaimEffect
    {
      ClaimEffect(
        table.pairs(arm, baseline, in: condition), arm: arm, baseline: baseline, metric: metric,
        condition: condition.text, raisedBy: metric == claim.metric ? claim.raisedBy : 0)
    }
    let conditions = table.conditions.filter { $0 != table.primary }.map {
      effect(claim.arm, claim.baseline, claim.metric, $0)
    }
    let arms = claim.otherArms.map { effect($0, claim.baseline, claim.metric, table.primary) }
    let baselines = claim.otherBaselines.map { effect(claim.arm, $0, claim.metric, table.primary) }
    let metrics = claim.metrics.dropFirst().map { effect(claim.arm, claim.baseline, $0, table.primary) }
    return conditions + baselines + arms + metrics
  }
}

extension Claim.Guard.Margin {
  var comparison: ComparisonMargin {
    switch self {
    case .relative(let share): .relative(share)
    case .absolute(let value): .absolute(value)
    }
  }
}
