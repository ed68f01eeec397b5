import Experiments
import Foundation

/// The metrics that the table of arms shows, with their digits.
enum ReportColumns {
  static let shown: [(metric: String, title: String, digits: Int)] = [
    ("node_cost", "node cost", 2), ("replica_cost", "replica cost", 2),
    ("violation_windows", "violating windows", 3), ("violation_requests", "late requests", 3),
    ("downtime", "downtime", 0), ("scaling_time", "scaling time", 1), ("mean_replicas", "replicas", 1),
    ("replica_changes", "changes", 0), ("recovery_time", "recovery", 1),
    ("false_remedies", "false remedies", 0),
  ]
}

extension ResultsOverview {
  /// Most rows that a table of the page holds; the download holds all.
  static let mostRows = 400

  /// One row an arm and condition: means over its runs.
  func armTable() -> ReportTable {
    let metrics = ReportColumns.shown.filter { metric in runs.contains { $0.figures[metric.metric] != nil } }
    let severalGroups = Set(runs.map(\.family)).count > 1
    let hasConditions = runs.contains { !$0.condition.isEmpty }
    var columns = [ReportTable.Column("arm", isNumber: false)]
    if severalGroups { columns.append(.init("scenario", isNumber: false)) }
    if hasConditions { columns.append(.init("condition", isNumber: false)) }
    columns += [.init("runs")] + metrics.map { .init($0.title, unit: definitions[$0.metric]?.unit ?? "") }
    let several = runs.count > Set(runs.map { [$0.family, $0.condition, $0.arm, $0.part] }).count
    var table = ReportTable(
      id: "arms", caption: "Figures of each arm" + (several ? ", means over its runs" : ""),
      source: hasConditions ? "view experiment_result" : "views arm_summary and run_figures", columns: columns
    )
    let places = Dictionary(
      shown.enumerated().map { ($0.element.arm, $0.offset) }, uniquingKeysWith: { a, _ in a })
    let groups = ArmEffect.ordered(runs, by: { [$0.family, $0.condition, $0.arm, $0.part] }).enumerated()
      .sorted {
        (places[$0.element.0[2], default: hasConditions ? 0 : .max], $0.offset)
          < (places[$1.element.0[2], default: hasConditions ? 0 : .max], $1.offset)
      }.map(\.element)
    for (key, members) in groups {
      var row = [ReportTable.Cell(key[2] + (key[3] == "validation" ? " (validation)" : ""))]
      if severalGroups { row.append(.init(key[0])) }
      if hasConditions { row.append(.init(key[1])) }
      row.append(.init(Double(members.count), digits: 0))
      for metric in metrics {
        let values = members.compactMap { $0.figures[metric.metric] }
        row.append(
          .init(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count), digits: metric.digits))
      }
      table.rows.append(row)
    }
    return table
  }

  /// One row an effect.
  func effectTable() -> ReportTable {
    let hasConditions = effects.contains { !$0.condition.isEmpty }
    let severalGroups = Set(effects.map(\.group)).count > 1
    var columns = [ReportTable.Column("arm", isNumber: false), .init("against", isNumber: false)]
    if severalGroups { columns.append(.init("scenario", isNumber: false)) }
    if hasConditions { columns.append(.init("condition", isNumber: false)) }
    columns += [
      .init("metric", isNumber: false), .init("effect"), .init("unit", isNumber: false),
      .init("95 % interval", isNumber: false),
      .init("reads", isNumber: false), .init("pairs of", isNumber: false),
    ]
    var table = ReportTable(
      id: "effects", caption: "Each arm against the baseline, run by run in equal conditions",
      source:
        "table metric; costs as geometric mean of the ratios, others as mean difference; Student's t over workloads",
      columns: columns)
    for effect in effects {
      let digits = effect.digits
      var row = [ReportTable.Cell(effect.arm), .init(effect.baseline)]
      if severalGroups { row.append(.init(effect.group)) }
      if hasConditions { row.append(.init(effect.condition)) }
      row += [
        .init(effect.metric), .init(effect.value, digits: digits),
        .init(effect.unit == "%" && !effect.isRatio ? "points" : effect.unit),
        .init(
          effect.interval.map {
            "\($0.lowerBound.formatted(digits: digits)) to \($0.upperBound.formatted(digits: digits))"
          } ?? "–"),
        .init(effect.verdict.words, mark: effect.verdict.rawValue), .init(effect.units),
      ]
      table.rows.append(row)
    }
    return table
  }

  /// Errors and skill of the forecasters.
  func forecasterTable() -> ReportTable? {
    guard !models.isEmpty else { return nil }
    let figures: [(name: String, title: String, unit: String, digits: Int)] = [
      ("rmse", "RMSE", "requests/s", 1), ("mae", "MAE", "requests/s", 1), ("wape", "WAPE", "", 4),
      ("mase", "MASE", "", 3), ("skill_persistence", "skill", "vs persistence", 3),
      ("skill_seasonal_naive", "skill", "vs seasonal naive", 3), ("coverage", "coverage", "", 3),
      ("interval_nominal", "nominal", "", 2), ("under_rate", "under-predicted", "share", 3),
      ("count", "forecasts", "", 0),
    ]
    var table = ReportTable(
      id: "forecasters", caption: "Forecasters of \(shown[0].scenario) on the test part",
      source: "views forecaster_skill and forecast_errors, table model_quality",
      columns: [.init("forecaster", isNumber: false)] + figures.map { .init($0.title, unit: $0.unit) })
    table.rows = models.map { model in
      [ReportTable.Cell(model.name)]
        + figures.map { figure in
          .init(model.quality.first { $0.name == figure.name }?.value, digits: figure.digits)
        }
    }
    return table
  }

  /// Recovery by type and arm.
  func faultTable() -> ReportTable? {
    guard !faults.rows.isEmpty else { return nil }
    // a protocol has a scenario a type, which then says nothing more
    let severalScenarios = faults.rows.contains { $0[0].replacing(" ", with: "_") != $0[2] }
    let titles: [ReportTable.Column] = [
      .init("type", isNumber: false), .init("arm", isNumber: false), .init("faults"),
      .init("recovery", unit: "s, at most 600"), .init("recovery", unit: "s, at most 1800"),
      .init("in violation", unit: "s, all faults"), .init("detected", unit: "%"),
      .init("detection", unit: "s, at most 600"),
    ]
    return ReportTable(
      id: "faults",
      caption:
        "Faults by type and arm: mean times, in which a fault without recovery or detection counts the most",
      source: "view fault_recovery",
      columns: (severalScenarios ? [.init("scenario", isNumber: false)] : []) + titles,
      rows: faults.rows.map { row in
        ((severalScenarios ? [row[0]] : []) + [row[2].replacing("_", with: " "), row[1]] + row[3...]).map {
          Self.cell($0)
        }
      })
  }

  /// What was checked.
  func checkTable() -> ReportTable? {
    guard !checks.isEmpty else { return nil }
    var table = ReportTable(
      id: "checks", caption: "Soundness checks", source: "table soundness_check",
      columns: ["check", "holds", "detail", "scenario"].map { .init($0, isNumber: false) })
    table.rows = checks.map {
      [
        .init($0.name), .init($0.holds ? "holds" : "FAILS", mark: $0.holds ? "better" : "worse"),
        .init($0.detail), .init($0.scenario),
      ]
    }
    return table
  }

  /// The claims that another command judged.
  func claimTable() -> ReportTable? {
    guard let claims, !claims.rows.isEmpty else { return nil }
    return ReportTable(
      id: "claims", caption: "Claims and their verdicts", source: "table claim",
      columns: claims.columns.map { .init($0.replacing("_", with: " "), isNumber: false) },
      rows: claims.rows.map { row in
        row.map { text in
          let marks = ["supported": "better", "refuted": "worse", "inconclusive": "undecided"]
          return Double(text) == nil ? .init(text, mark: marks[text] ?? "") : Self.cell(text)
        }
      })
  }

  /// Every run with its figures.
  func runTable() -> ReportTable {
    var table = ReportTable(
      id: "runs", caption: "All \(Count.of(runs.count, "run"))", source: "tables run and metric",
      columns: [
        .init("run"), .init("scenario or experiment", isNumber: false), .init("arm", isNumber: false),
        .init("condition", isNumber: false), .init("workload", isNumber: false),
        .init("seed", isNumber: false),
        .init("part", isNumber: false),
      ] + ReportColumns.shown.prefix(6).map { .init($0.title, unit: definitions[$0.metric]?.unit ?? "") })
    table.rows = runs.map { run in
      [
        ReportTable.Cell(Double(run.id), digits: 0), .init(run.family), .init(run.arm), .init(run.condition),
        .init(run.workloadText), .init(run.seed), .init(run.part),
      ] + ReportColumns.shown.prefix(6).map { .init(run.figures[$0.metric], digits: $0.digits) }
    }
    return table
  }

  /// What stands behind the numbers.
  func inputTable() -> ReportTable? {
    guard !inputs.isEmpty else { return nil }
    var table = ReportTable(
      id: "inputs", caption: (["Input files"] + inventions).joined(separator: ". "),
      source: "view input_files",
      columns: [.init("file", isNumber: false), .init("SHA-256", isNumber: false), .init("runs")])
    table.rows = inputs.map { [.init($0.name), .init($0.sha256), .init(Double($0.runs), digits: 0)] }
    return table
  }

  /// What each metric means.
  func definitionTable() -> ReportTable {
    var table = ReportTable(
      id: "metrics", caption: "What the metrics mean", source: "table metric_definition",
      columns: ["metric", "unit", "better", "definition"].map { .init($0, isNumber: false) })
    table.rows = definitions.sorted { $0.key < $1.key }.map {
      [.init($0.key), .init($0.value.unit), .init($0.value.better), .init($0.value.summary)]
    }
    return table
  }

  private static func cell(_ text: String) -> ReportTable.Cell {
    guard let value = Double(text), value.isFinite else { return .init(text.isEmpty ? "–" : text) }
    var cell = ReportTable.Cell(text)
    cell.value = value
    return cell
  }
}
