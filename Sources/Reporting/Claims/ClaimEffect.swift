import Experiments
import Foundation
import Stochastics

/// One arm against one baseline on one metric, over the workloads of an experiment under one condition.
public struct ClaimEffect: Sendable {
  /// What is compared.
  public let arm, baseline, metric: String
  /// The values of the condition's keys, such as `violation_budget 0.5%`.
  public let condition: String
  /// The effect of each workload, averaged over its seeds: the log-ratio of arm to baseline.
  public let effects: PairedEffects
  /// Workloads left out since a figure of theirs is undefined.
  public let dropped: [String]

  /// The effects of `pairs` on `metric`; both sides are raised by `raisedBy` before their ratio is taken.
  init(
    _ pairs: [RunPairs.Pair], arm: String, baseline: String, metric: String, condition: String,
    raisedBy: Double
  ) {
    let observations = pairs.map { pair in
      PairedObservation(
        workload: pair.treatment.workload,
        seed: UInt64(pair.treatment.seed) ?? 0,
        baseline: raisedBy + (pair.baseline.figures[metric] ?? .nan),
        treatment: raisedBy + (pair.treatment.figures[metric] ?? .nan))
    }
    let all = PairedEffects(observations, scale: .logRatio)
    effects = all.droppingUndefinedWorkloads()
    dropped = Set(all.undefined.map(\.workload)).sorted()
    self.arm = arm
    self.baseline = baseline
    self.metric = metric
    self.condition = condition
  }

  /// The geometric mean of arm over baseline, minus 1; nil without workloads.
  public var change: Double? { effects.geometricMeanRatio.map { $0 - 1 } }

  /// Its 95 % interval, not corrected for other comparisons; nil with fewer than two workloads.
  public var interval: ClosedRange<Double>? {
    effects.estimate.map { estimate in
      let interval = estimate.interval()
      return exp(interval.lowerBound) - 1...exp(interval.upperBound) - 1
    }
  }

  /// What the interval says of a stated change, alone.
  public func verdict(stated: Double) -> ClaimVerdict {
    guard let interval, effects.workloads.count >= SignedRankTest.fewestPairs(hypotheses: 1) else {
      return .inconclusive
    }
    return StatedEffect.ratio(name: metric, atMost: 1 + stated)
      .verdict(from: log(1 + interval.lowerBound)...log(1 + interval.upperBound))
  }

  /// The change of each workload, in their order.
  public var changes: [(workload: String, change: Double)] {
    zip(effects.workloads.map(\.name), effects.workloadMeans ?? []).map { ($0, exp($1) - 1) }
  }
}
