import Autoscaling
import ClusterSimulation

/// The figures of a run with faults or healing (metrics.md, episode times).
enum FaultMetrics {
  /// Times of recovery and detection count at most so many seconds (restricted mean); the longer one beside it.
  static let horizons = (short: 600.0, long: 1800.0)

  static let definitions: [MetricDefinition] = [
    definition("faults", "1", "none", "Faults that began."),
    definition(
      "recovery_time", "s", "lower",
      "MTTR: mean over faults from onset to a service level that then holds for the hold time, at most 600 s each; 600 s where the run's end came first."
    ),
    definition("recovery_time_30m", "s", "lower", "The same, at most 1800 s each."),
    definition(
      "fault_violation_time", "s", "lower",
      "Time with a missed service level between onset and a hold time after the end, summed over faults."),
    definition(
      "detected_faults", "%", "higher", "Faults with an alarm about what they struck, before they were over."),
    definition(
      "detection_time", "s", "lower", "MTTD: mean from onset to the first such alarm, at most 600 s each."),
    definition("remedies", "1", "none", "Remedies that were asked for."),
    definition(
      "false_remedies", "1", "lower",
      "Remedies asked for when no fault was on, nor the service level still missed from one."),
  ]

  private static func definition(
    _ name: String, _ unit: String, _ better: String, _ summary: String
  ) -> MetricDefinition {
    MetricDefinition(name: name, unit: unit, better: better, summary: summary)
  }

  /// The figures of `report`, in the order of the definitions.
  static func values(of report: FaultReport, holdTime: Double) -> [MetricValue] {
    let outcomes = report.outcomes
    func mean(_ value: (FaultOutcome) -> Double) -> Double? {
      outcomes.isEmpty ? nil : outcomes.reduce(0) { $0 + value($1) } / Double(outcomes.count)
    }
    // a time that the run cut off counts as the horizon: it was not over by then
    func recovery(_ outcome: FaultOutcome, _ horizon: Double) -> Double {
      outcome.isCensored ? horizon : min(outcome.recovery, horizon)
    }
    let isFalse = { (remedy: RemedyRecord) in
      !outcomes.contains { outcome in
        let over = max(outcome.record.end, outcome.record.onset + outcome.recovery) + holdTime
        return outcome.record.onset...over ~= remedy.requested
      }
    }
    let values: [Double?] = [
      Double(outcomes.count), mean { recovery($0, horizons.short) }, mean { recovery($0, horizons.long) },
      outcomes.reduce(0) { $0 + $1.violationSeconds }, mean { $0.detection == nil ? 0 : 100 },
      mean { min($0.detection ?? .infinity, horizons.short) }, Double(report.remedies.count),
      Double(report.remedies.count(where: isFalse)),
    ]
    return zip(definitions, values).map { MetricValue(name: $0.name, value: $1) }
  }
}
