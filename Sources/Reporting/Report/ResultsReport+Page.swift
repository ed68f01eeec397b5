import Experiments
import Foundation
import InputFiles
import Mustache
import Writing

extension ResultsReport {
  /// The page, and one sentence about charts that it lacks since they could not be drawn. It loads nothing: style, scripts,
  /// charts and data are inside.
  ///
  /// - Parameter advanced: Told how many charts are drawn and how many there are.
  /// - Throws: What JSON or Mustache throw about the page itself.
  public func page(
    advanced: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> (html: String, shortfall: String?) {
    var downloads: [String: String] = [:]
    let (figures, shortfall) = figures(&downloads, advanced)
    func view(_ table: ReportTable?) -> [PageTable] {
      guard let table else { return [] }
      downloads["\(table.id).csv"] = table.csv
      return [PageTable(table)]
    }
    let facts = overview.shown[0]
    let page = Page(
      policy: ReportTemplate.policy, title: title, style: ReportStyle.sheet, script: ReportScript.text,
      file: overview.path.fileName,
      counts: counts(), headlines: headlines(), hasHeadlines: !headlines().isEmpty,
      tallies: view(tallyTable()), hasOneArm: overview.effects.isEmpty,
      claims: view(overview.claimTable()), checks: view(overview.checkTable()),
      failedChecks: overview.checks.filter { !$0.holds }.map { "\($0.name): \($0.detail)" },
      effects: overview.effects.isEmpty ? [] : view(overview.effectTable()),
      effectFigures: figures.filter { $0.section == .effects }, arms: view(overview.armTable()),
      figures: figures.filter { $0.section == .evidence }, shortfalls: [shortfall].compactMap(\.self),
      shownRun: "\(facts.scenario), \(facts.part) part, seed \(facts.seed)",
      forecasters: view(overview.forecasterTable()), faults: view(overview.faultTable()),
      provenance: overview.provenance.map {
        Page.Origin(name: $0.name, command: $0.command, version: $0.version)
      },
      hasProvenance: !overview.provenance.isEmpty, inputs: view(overview.inputTable()),
      leftOut: overview.leftOut,
      failures: overview.failures.map { "\(Count.of($0.runs, "run")) failed: \($0.reason)" },
      scenarioJSON: Self.pretty(facts.scenarioJSON),
      policies: overview.shown.map {
        Page.Origin(name: $0.arm, command: Self.pretty($0.policyJSON), version: "")
      },
      runs: view(overview.runTable()), metrics: view(overview.definitionTable()),
      data: try Self.island(downloads))
    return (try ReportTemplate.library().render(page, withTemplate: "page") ?? "", shortfall)
  }

  private func counts() -> String {
    let runs = overview.runs
    return [
      Count.of(Set(runs.map(\.id)).count, "run"), Count.of(Set(runs.map(\.arm)).count, "arm"),
      Count.of(Set(runs.map { $0.workload }).count, "workload"),
      Count.of(Set(runs.map(\.seed)).count, "seed"),
      Count.of(Set(runs.map(\.condition)).count, "condition"),
    ].joined(separator: ", ")
  }

  private func figures(
    _ downloads: inout [String: String], _ advanced: (_ done: Int, _ total: Int) -> Void
  ) -> (drawn: [Figure], shortfall: String?) {
    let charts = overview.charts()
    do { _ = try Gnuplot.forms() } catch { return ([], "\(error)") }
    var drawn: [Figure] = []
    var failed: [String] = []
    for (index, chart) in charts.enumerated() {
      advanced(index, charts.count)
      do {
        drawn.append(try Figure(chart))
        downloads["\(chart.fileName).csv"] = chart.csv
      } catch {
        failed.append("\(chart.fileName) (\(error))")
      }
    }
    guard !failed.isEmpty else { return (drawn, nil) }
    let more = failed.count > 3 ? " and \(failed.count - 3) more" : ""
    return (drawn, failed.prefix(3).joined(separator: ", ") + more)
  }

  private static func pretty(_ json: String) -> String {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
      let data = try? JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return Escape.shortened(json, limit: 100_000) }
    return Escape.shortened(String(decoding: data, as: UTF8.self), limit: 1_000_000)
  }

  /// JSON that cannot end the element that it stands in.
  private static func island(_ downloads: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Escape.script(json: String(decoding: try encoder.encode(downloads), as: UTF8.self))
  }
}

/// A chart in the page: a picture for paper and one for a dark screen, each an image of its own, so that nothing in it can touch
/// the page or another chart.
struct Figure {
  var id: String, caption: String, alternative: String
  /// The pictures as addresses that hold them.
  var light: String, dark: String
  var width: Int, height: Int
  var section: Chart.Section

  /// - Throws: `ChartError` if gnuplot does not draw it.
  init(_ chart: Chart) throws {
    (id, caption, alternative, section) = (chart.fileName, chart.caption, chart.alternative, chart.section)
    (width, height) = (chart.width, chart.height)
    light = Self.address(try Gnuplot.picture(chart, style: .print, form: .svg))
    dark = Self.address(try Gnuplot.picture(chart, style: .dark, form: .svg))
  }

  private static func address(_ svg: [UInt8]) -> String {
    "data:image/svg+xml;base64," + Data(svg).base64EncodedString()
  }
}

/// What the page's template names.
struct Page {
  struct Origin {
    var name: String, command: String, version: String
  }
  var policy: String, title: String, style: String, script: String, file: String, counts: String
  var headlines: [ResultsReport.Headline]
  var hasHeadlines: Bool
  var tallies: [PageTable]
  var hasOneArm: Bool
  var claims: [PageTable], checks: [PageTable]
  var failedChecks: [String]
  var effects: [PageTable]
  var effectFigures: [Figure]
  var arms: [PageTable]
  var figures: [Figure]
  var shortfalls: [String]
  var shownRun: String
  var forecasters: [PageTable], faults: [PageTable]
  var provenance: [Origin]
  var hasProvenance: Bool
  var inputs: [PageTable]
  var leftOut: [String], failures: [String]
  var scenarioJSON: String
  var policies: [Origin]
  var runs: [PageTable], metrics: [PageTable]
  var data: String
}

/// A table in the page; long ones show their first rows.
struct PageTable {
  struct Heading {
    var title: String, unit: String, kind: String
  }
  struct Row { var cells: [Cell] }
  struct Cell {
    var text: String, kind: String, value: String
  }
  var id: String, caption: String, source: String, note: String
  var hasFilter: Bool
  var columns: [Heading]
  var rows: [Row]

  init(_ table: ReportTable) {
    (id, caption, source) = (table.id, table.caption, table.source)
    hasFilter = table.rows.count > 8
    let most = ResultsOverview.mostRows
    note =
      table.rows.count > most
      ? "The first \(most) of \(table.rows.count) rows; the download has all."
      : table.rows.count > 20 ? "\(table.rows.count) rows." : ""
    columns = table.columns.map {
      Heading(title: $0.title, unit: $0.unit, kind: $0.isNumber ? "number" : "text")
    }
    rows = table.rows.prefix(most).map { row in
      Row(
        cells: zip(row, table.columns).map { cell, column in
          Cell(
            text: cell.text,
            kind: (column.isNumber ? "number" : "text") + (cell.mark.isEmpty ? "" : " mark \(cell.mark)")
              + (cell.text.count > 40 ? " long" : ""),
            value: cell.value.map { String(describing: $0) } ?? "")
        })
    }
  }
}
