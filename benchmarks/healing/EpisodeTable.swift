import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import Stochastics

/// Runs every type under every arm over some seeds and tabulates the times.
struct EpisodeTable {
  var seeds: [UInt64]
  var severity: ClosedRange<Double>
  var types: [AnomalyType]
  var arms: [HealingSpecification.Kind]

  /// One episode under one arm.
  struct Result {
    var outcome: FaultOutcome
    var remedies: Int
    var cost: Double
    var violationSeconds: Double

    /// Time to a restored service level; not before the run was over where it was cut off.
    var recovery: CensoredTime { CensoredTime(outcome.recovery, isObserved: !outcome.isCensored) }
    /// Time to the first true alarm; none came within the longest horizon where it is missing.
    var detection: CensoredTime {
      outcome.detection.map { CensoredTime($0) } ?? CensoredTime(1800, isObserved: false)
    }
  }

  static func run(_ kind: HealingSpecification.Kind, _ inputs: ClusterSimulation.Inputs)
    -> ClusterSimulation.Output
  {
    var inputs = inputs
    let healing = HealingSpecification(kind)
    guard let models = try? HealingTraining.models(healing) else {
      preconditionFailure("the models of \(kind.rawValue) cannot be trained")
    }
    healing.apply(to: &inputs, models: models)
    return ClusterSimulation.run(inputs, policy: EpisodeRig.policy(inputs.parameters.service))
  }

  func run(traces: Bool) {
    print(
      "| type | arm | MTTR ≤ 10 min | MTTR ≤ 30 min | less than Kubernetes, ≤ 30 min | MTTD ≤ 10 min | detected | MTTA | missed s | remedies | cost |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for type in types {
      var plain: [Result] = []
      for arm in arms {
        let results = seeds.compactMap { result(type, arm, $0, traces: traces) }
        if arm == .kubernetes { plain = results }
        print(row(type, arm, results, plain))
        fflush(nil)
      }
    }
  }

  private func result(_ type: AnomalyType, _ arm: HealingSpecification.Kind, _ seed: UInt64, traces: Bool)
    -> Result?
  {
    let output = Self.run(arm, EpisodeRig.episode(type, seed: seed, severity: severity))
    guard let report = output.faults, let outcome = report.outcomes.first else { return nil }
    if traces { trace(type, arm, seed, report) }
    return Result(
      outcome: outcome, remedies: report.remedies.count,
      cost: output.measurements.nodeCost, violationSeconds: outcome.violationSeconds)
  }

  private func trace(
    _ type: AnomalyType, _ arm: HealingSpecification.Kind, _ seed: UInt64, _ report: FaultReport
  ) {
    guard let outcome = report.outcomes.first else { return }
    let onset = outcome.record.onset
    print(
      "  \(type.rawValue) \(arm.rawValue) seed \(seed) severity \(outcome.record.specification.severity)"
        + " lasts \(outcome.record.end - onset) recovery \(outcome.recovery) replicas \(outcome.record.replicas) nodes \(outcome.record.nodes)"
    )
    var shown = Set<String>()
    for alarm in report.alarms {
      let text = "\(alarm.alarm.subject) \(alarm.alarm.suspected?.rawValue ?? "-")"
      if shown.insert(text).inserted { print("    alarm \(alarm.time - onset) \(text)") }
    }
    for remedy in report.remedies {
      print(
        "    remedy \(remedy.requested - onset) \(remedy.action.remedy) \(remedy.outcome) \(remedy.action.reason)"
      )
    }
    for count in report.suppressions {
      print("    suppressed \(count.guardName) \(count.remedy) \(count.count)")
    }
  }

  private func row(
    _ type: AnomalyType, _ arm: HealingSpecification.Kind, _ results: [Result], _ plain: [Result]
  ) -> String {
    func text(_ value: Double) -> String { String(format: "%.0f", value) }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    let recovery = KaplanMeier(results.map(\.recovery))
    let detection = KaplanMeier(results.map(\.detection))
    let pairs = PairedRestrictedMeans(
      zip(plain, results).map { PairedTimes(baseline: $0.recovery, treatment: $1.recovery) }, horizon: 1800)
    let interval = pairs.bootstrapInterval(plan: BootstrapPlan(resamples: 2000))
    let reactions = results.compactMap(\.outcome.reaction)
    return "| \(type.rawValue) | \(arm.rawValue) | \(text(recovery.restrictedMean(to: 600).value)) | "
      + "\(text(recovery.restrictedMean(to: 1800).value)) | \(text(pairs.difference.value)) "
      + "[\(text(interval.lowerBound)), \(text(interval.upperBound))] | "
      + "\(text(detection.restrictedMean(to: 600).value)) | "
      + "\(results.count { $0.outcome.detection != nil })/\(results.count) | "
      + "\(reactions.isEmpty ? "–" : text(mean(reactions))) | \(text(mean(results.map(\.violationSeconds)))) | "
      + "\(String(format: "%.1f", mean(results.map { Double($0.remedies) }))) | "
      + "\(String(format: "%+.1f %%", 100 * (mean(results.map(\.cost)) / mean(plain.map(\.cost)) - 1))) |"
  }
}
