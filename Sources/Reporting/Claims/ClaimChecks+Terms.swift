import Experiments

extension ClaimChecks {
  /// Every point of a plan has a run of every arm; a baseline that is not there would leave the easier half of the points.
  public static func complete(_ plan: SweepPlan, _ runs: [StoredRun]) -> SoundnessCheck {
    let arms = plan.experiment.arms
    let counts = Dictionary(grouping: runs, by: \.arm).mapValues(\.count)
    let short = arms.filter { counts[$0, default: 0] < plan.points.count }
    return SoundnessCheck(
      name: "complete", holds: short.isEmpty,
      detail: "\(plan.experiment.name): "
        + (short.isEmpty
          ? "each of \(arms.count) arms ran at each of \(plan.points.count) points"
          : short.map {
            "\($0) is missing at \(plan.points.count - counts[$0, default: 0]) of \(plan.points.count) points"
          }
          .joined(separator: "; ")))
  }

  /// Both sides of a claim are tuned, to the same budget, or neither is.
  public static func equalBudgets(_ claim: Claim, _ plan: SweepPlan) -> SoundnessCheck {
    let unequal = plan.points.contains { point in
      let tuned = [claim.arm, claim.baseline].map { name in
        point.scenario.arms.first { $0.name == name }?.tune
      }
      return tuned[0] != tuned[1]
    }
    return SoundnessCheck(
      name: "equal budgets", holds: !unequal,
      detail: "\(claim.name): "
        + (unequal
          ? "of \(claim.arm) and \(claim.baseline) one alone is tuned to the violation budget"
          : "\(claim.arm) and \(claim.baseline) are tuned alike"))
  }

  /// What an honest arm's median over the points may differ from the oracle by: a slip of units is a factor of 24, 60, 100 or
  /// more.
  static let largestFactor = 5.0

  /// No arm's cost or supply differs from the oracle's, or from the median arm's where there is none, by a factor that only a
  /// slip of units makes. A slip is there at every point, so the median over the points is judged: at a single one an honest
  /// arm may be that far off, as where a bursting load makes a strict budget dear.
  static func units(_ experiment: String, _ runs: [StoredRun]) -> SoundnessCheck {
    var wrong: [String] = []
    let points = points(runs)
    for metric in ["mean_replicas", "replica_cost", "node_cost"] {
      var factors: [(arm: String, values: [Double])] = []
      for all in points {
        let sorted = all.compactMap { $0.figures[metric] }.sorted()
        guard !sorted.isEmpty else { continue }
        let usual = all.first { $0.arm == "oracle" }?.figures[metric] ?? sorted[sorted.count / 2]
        for run in all {
          guard let value = run.figures[metric], usual > 0 else { continue }
          if let index = factors.firstIndex(where: { $0.arm == run.arm }) {
            factors[index].values.append(value / usual)
          } else {
            factors.append((run.arm, [value / usual]))
          }
        }
      }
      for (arm, values) in factors {
        let factor = values.sorted()[values.count / 2]
        if factor > largestFactor || factor < 1 / largestFactor {
          wrong.append(
            "\(metric) of \(arm) is \(TextTable.number(factor)) times the usual in the median of \(values.count) points"
          )
        }
      }
    }
    return SoundnessCheck(
      name: "units", holds: wrong.isEmpty,
      detail: "\(experiment): "
        + (wrong.isEmpty
          ? "no arm's median cost or supply is more than \(Int(largestFactor)) times the oracle's, or less than a fifth"
          : wrong.prefix(2).joined(separator: "; ") + (wrong.count > 2 ? " …" : "")))
  }
}
