import Experiments

/// The table of arms: one row a run, the first one being the baseline of the cost column's percentage.
public enum ArmTable {
  private static let shown: [(metric: String, title: String, digits: Int)] = [
    ("node_cost", "node cost", 2), ("replica_cost", "replica cost", 2),
    ("violation_windows", "violating windows", 3),
    ("violation_requests", "late requests", 3), ("downtime", "downtime", 0),
    ("scaling_time", "scaling time", 1),
    ("mean_replicas", "replicas", 1), ("replica_changes", "changes", 0),
  ]

  /// The table of `runs`, with the units of `definitions`.
  public static func render(runs: [RunResult], definitions: [MetricDefinition], color: Bool) -> String {
    func unit(_ name: String) -> String {
      let unit = definitions.first { $0.name == name }?.unit ?? ""
      return unit == "1" ? "" : unit
    }
    var table = TextTable(
      [.init("arm", isLeft: true)] + shown.map { .init($0.title, unit: unit($0.metric)) } + [
        .init("cost", unit: "vs \(runs.first?.arm ?? "")")
      ])
    for run in runs {
      let ratio =
        runs[0].value("node_cost") > 0 ? run.value("node_cost") / runs[0].value("node_cost") - 1 : .nan
      let change = run.arm == runs[0].arm ? "" : TextTable.signed(ratio)
      table.rows.append(
        [run.arm] + shown.map { TextTable.cell(run.value($0.metric), digits: $0.digits) } + [change])
    }
    return table.render(color: color)
  }
}

/// The table of forecasters: error and skill on the test part.
public enum ForecasterTable {
  private static let shown: [(figure: String, title: String, unit: String, digits: Int)] = [
    ("rmse", "RMSE", "req/s", 1), ("rmse_minmax", "RMSE", "of range", 4), ("wape", "WAPE", "1", 4),
    ("skill_persistence", "skill", "persistence", 3), ("skill_seasonal_naive", "skill", "seasonal naive", 3),
    ("coverage", "coverage", "1", 3), ("interval_nominal", "nominal", "1", 2), ("count", "origins", "", 0),
  ]

  /// The table of `models`.
  public static func render(models: [ModelResult], color: Bool) -> String {
    var table = TextTable(
      [.init("forecaster", isLeft: true)] + shown.map { .init($0.title, unit: $0.unit == "1" ? "" : $0.unit) }
    )
    for model in models {
      table.rows.append(
        [model.name]
          + shown.map { column in
            TextTable.cell(model.quality.first { $0.name == column.figure }?.value, digits: column.digits)
          })
    }
    return table.render(color: color)
  }
}

/// The table of backtests: what each policy would have asked for, beside what was recorded.
public enum BacktestTable {
  /// The table of `backtests`.
  public static func render(_ backtests: [Backtest], color: Bool) -> String {
    var table = TextTable([
      .init("policy", isLeft: true), .init("replicas", unit: "h"), .init("asked", unit: "vs recorded"),
      .init("more", unit: "% of syncs"), .init("fewer", unit: "% of syncs"), .init("peak"), .init("changes"),
    ])
    if let first = backtests.first?.summary {
      table.rows.append([
        "recorded", TextTable.cell(first.recordedReplicaHours, digits: 1), "", "", "",
        "\(first.recordedPeak)", "\(first.recordedChanges)",
      ])
    }
    for backtest in backtests {
      let summary = backtest.summary
      let share = 100 / Double(max(1, summary.syncs))
      table.rows.append([
        backtest.name, TextTable.cell(summary.askedReplicaHours, digits: 1),
        summary.recordedReplicaHours > 0
          ? TextTable.signed(summary.askedReplicaHours / summary.recordedReplicaHours - 1) : "–",
        TextTable.cell(share * Double(summary.syncsAbove), digits: 1),
        TextTable.cell(share * Double(summary.syncsBelow), digits: 1), "\(summary.peak)",
        "\(summary.changes)",
      ])
    }
    return table.render(color: color)
  }
}
