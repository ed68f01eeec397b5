import Autoscaling
import ClusterSimulation
import Experiments

/// The tables of faults: one row an arm, and one row a type with the recovery of every arm.
public enum FaultTables {
  private static let shown: [(metric: String, title: String, unit: String, digits: Int)] = [
    ("faults", "faults", "", 0), ("recovery_time", "recovery", "s, ≤ 600", 1),
    ("recovery_time_30m", "recovery", "s, ≤ 1800", 1), ("fault_violation_time", "missed", "s", 0),
    ("detected_faults", "detected", "%", 1), ("detection_time", "detection", "s, ≤ 600", 1),
    ("remedies", "remedies", "", 0), ("false_remedies", "false", "", 0),
  ]

  /// The tables of `runs`; nil where nothing went wrong.
  public static func render(runs: [RunResult], color: Bool) -> String? {
    guard runs.contains(where: { $0.faults != nil }) else { return nil }
    var arms = TextTable([.init("arm", isLeft: true)] + shown.map { .init($0.title, unit: $0.unit) })
    arms.rows = runs.map { run in
      [run.arm] + shown.map { TextTable.cell(run.value($0.metric), digits: $0.digits) }
    }
    let types = runs.flatMap { $0.faults?.outcomes ?? [] }.map(\.record.specification.type)
      .reduce(into: [AnomalyType]()) { if !$0.contains($1) { $0.append($1) } }
    var byType = TextTable(
      [.init("recovery by type", isLeft: true), .init("faults")]
        + runs.map { .init($0.arm, unit: "s, ≤ 1800") })
    byType.rows = types.sorted { $0.rawValue < $1.rawValue }.map { type in
      let times = runs.map { run in
        (run.faults?.outcomes ?? []).filter { $0.record.specification.type == type }
          .map { $0.isCensored ? 1800 : min(1800, $0.recovery) }
      }
      return [type.rawValue, "\(times[0].count)"]
        + times.map { TextTable.cell($0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count), digits: 1) }
    }
    return arms.render(color: color) + (types.isEmpty ? "" : "\n\n" + byType.render(color: color))
  }
}
