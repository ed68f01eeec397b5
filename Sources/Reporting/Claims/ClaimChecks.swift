import Experiments
import Stochastics

/// The soundness checks that stored runs of a protocol allow.
public enum ClaimChecks {
  /// The metrics that the checks look at.
  public static let metrics = ["mean_replicas", "node_cost", "replica_cost", "violation_windows"]

  /// Every check on the runs of a plan.
  ///
  /// - Parameters:
  ///   - claim: What the runs are for; its baseline is held against itself under independent seeds.
  ///   - plan: The points and arms that there should be.
  ///   - runs: The stored runs of the plan, with `metrics`.
  ///   - hasFaults: Whether something goes wrong in its runs, so that the bounds of capacity do not hold.
  public static func all(
    _ claim: Claim, _ plan: SweepPlan, runs: [StoredRun], hasFaults: Bool
  ) -> [SoundnessCheck] {
    let experiment = plan.experiment.name
    var checks = [complete(plan, runs), equalBudgets(claim, plan), units(experiment, runs)]
    if let check = independentSeeds(experiment, runs.filter { $0.arm == claim.baseline }) {
      checks.append(check)
    }
    guard !hasFaults else { return checks }
    // node cost is billed by whole nodes, so that a bound on replicas may cost a node's rounding more
    checks += [
      bound(
        "oracle", experiment, runs, holds: "no arm violates less than the oracle at its cost or less",
        fails: "better than the oracle at its cost or less"
      ) { other, oracle in
        other("violation_windows") < oracle("violation_windows") && other("node_cost") <= oracle("node_cost")
      },
      bound(
        "static-mean", experiment, runs,
        holds: "no arm violates more than the service sized for its mean load, at its cost or more",
        fails: "worse than static at the mean at its cost or more"
      ) { other, mean in
        other("violation_windows") > mean("violation_windows") && other("node_cost") >= mean("node_cost")
      },
    ].compactMap { $0 }
    return checks
  }

  /// The runs of each point, points in the order of their settings and seeds.
  static func points(_ runs: [StoredRun]) -> [[StoredRun]] {
    Dictionary(grouping: runs) { $0.settings + "|" + $0.seed }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// An arm that no other may be on the wrong side of, at any point.
  private static func bound(
    _ arm: String, _ experiment: String, _ runs: [StoredRun], holds: String, fails: String,
    isWrong: ((String) -> Double, (String) -> Double) -> Bool
  ) -> SoundnessCheck? {
    var wrong: [String] = []
    var count = 0
    for all in points(runs) {
      guard let limit = all.first(where: { $0.arm == arm }) else { continue }
      count += 1
      let figure = { (run: StoredRun) in { (name: String) in run.figures[name] ?? .nan } }
      for run in all where run.arm != arm && isWrong(figure(run), figure(limit)) {
        wrong.append(
          "\(run.arm) on \(run.values[ClaimExperiment.workloadKey] ?? run.settings), seed \(run.seed)")
      }
    }
    guard count > 0 else { return nil }
    return SoundnessCheck(
      name: arm, holds: wrong.isEmpty,
      detail: "\(experiment), \(count) points: "
        + (wrong.isEmpty
          ? holds : "\(fails): \(wrong.prefix(3).joined(separator: "; "))\(wrong.count > 3 ? " …" : "")"))
  }

  /// A/A with independent numbers: one seed of an arm against another has an interval that holds 0, except in one of a
  /// thousand sound protocols.
  private static func independentSeeds(_ experiment: String, _ runs: [StoredRun]) -> SoundnessCheck? {
    let seeds = Set(runs.map(\.seed)).sorted()
    guard seeds.count > 1 else { return nil }
    let partners = Dictionary(
      runs.filter { $0.seed == seeds[1] }.map { ($0.settings, $0) }, uniquingKeysWith: { first, _ in first })
    let observations = runs.filter { $0.seed == seeds[0] }.compactMap { run -> PairedObservation? in
      guard let partner = partners[run.settings], let before = run.figures["node_cost"],
        let after = partner.figures["node_cost"]
      else { return nil }
      return PairedObservation(workload: run.settings, seed: 1, baseline: before, treatment: after)
    }
    guard let estimate = PairedEffects(observations, scale: .logRatio).estimate else { return nil }
    let interval = estimate.interval(confidence: 0.999)
    return SoundnessCheck(
      name: "A/A of two seeds", holds: interval.contains(0),
      detail: "\(experiment), \(observations.count) points, node cost: "
        + "\(TextTable.signed(interval.lowerBound)) to \(TextTable.signed(interval.upperBound))")
  }
}
