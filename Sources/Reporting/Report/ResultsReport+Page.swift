import Experiments
import Foundation
import Mustache

extension ResultsReport {
  /// The page. It loads nothing: style, scripts, charts and data are inside.
  ///
  /// - Parameter advanced: Told how many charts are drawn and how many there are.
  /// - Throws: `ChartError` if gnuplot cannot draw.
  public func html(advanced: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> String {
    var downloads: [String: String] = [:]
    let figures = try figures(&downloads, advanced)
    func view(_ table: ReportTable?) -> [PageTable] {
      guard let table else { return [] }
      downloads["\(table.id).csv"] = table.csv
      return [PageTable(table)]
    }
    let facts = overview.shown[0]
    let page = Page(
      title: title, style: ReportStyle.sheet, script: ReportScript.text,
      file: (overview.path as NSString).lastPathComponent,
      counts: counts(), headlines: headlines(), hasHeadlines: !headlines().isEmpty,
      tallies: view(tallyTable()), hasOneArm: overview.effects.isEmpty,
      claims: view(overview.claimTable()), checks: view(overview.checkTable()),
      failedChecks: overview.checks.filter { !$0.holds }.map { "\($0.name): \($0.detail)" },
      effects: overview.effects.isEmpty ? [] : view(overview.effectTable()),
      effectFigures: figures.filter { $0.isEffect }, arms: view(overview.armTable()),
      figures: figures.filter { !$0.isEffect },
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
    let library = MustacheLibrary(templates: [
      "page": try MustacheTemplate(string: ReportTemplate.page),
      "table": try MustacheTemplate(string: ReportTemplate.table),
      "figure": try MustacheTemplate(string: ReportTemplate.figure),
    ])
    return library.render(page, withTemplate: "page") ?? ""
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
  ) throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-report-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let charts = overview.charts()
    return try charts.enumerated().map { index, chart in
      advanced(index, charts.count)
      _ = try Gnuplot.draw(chart, into: folder, forms: [.svg])
      let svg = try String(contentsOfFile: "\(folder)/\(chart.fileName).svg", encoding: .utf8)
      downloads["\(chart.fileName).csv"] = chart.csv
      return Figure(
        id: chart.fileName, title: chart.title, svg: InlineSVG.text(svg, number: index, label: chart.title),
        isEffect: chart.name.hasPrefix("effects-") || chart.name == "performance-profiles")
    }
  }

  private static func pretty(_ json: String) -> String {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
      let data = try? JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return json }
    return String(decoding: data, as: UTF8.self)
  }

  /// JSON that cannot end the element that it stands in.
  private static func island(_ downloads: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(downloads), as: UTF8.self)
      .replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028").replacing(
        "\u{2029}", with: "\\u2029")
  }
}

/// A chart in the page.
struct Figure {
  var id: String, title: String, svg: String
  var isEffect: Bool
}

/// What the page's template names.
struct Page {
  struct Origin {
    var name: String, command: String, version: String
  }
  var title: String, style: String, script: String, file: String, counts: String
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

/// gnuplot's SVG as a part of a page: identifiers of its own, the page's ink, a name for those who do not see it.
enum InlineSVG {
  static func text(_ svg: String, number: Int, label: String) -> String {
    guard let start = svg.range(of: "<svg") else { return "" }
    var text = String(svg[start.lowerBound...])
    for (old, new) in [
      ("id=\"", "id=\"c\(number)-"), ("id='", "id='c\(number)-"), ("url(#", "url(#c\(number)-"),
      ("href=\"#", "href=\"#c\(number)-"), ("href='#", "href='#c\(number)-"),
      // the first group has the colour of the paper
      (" color=\"#FFFFFF\"", ""), ("\"black\"", "\"currentColor\""), ("'black'", "'currentColor'"),
      ("rgb(  0,   0,   0)", "currentColor"),
      ("rgb( 85,  85,  85)", "currentColor"), ("<title>Gnuplot</title>", ""),
      ("<desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc>", ""),
    ] { text = text.replacing(old, with: new) }
    // nothing refers to the names of curves, and two panels may have the same
    text = text.replacing(#/ id="c\d+-gnuplot_plot_[^"]*"/#, with: "")
    // the page's own background
    text = text.replacing(#/<rect x="0" y="0" width="\d+" height="\d+" fill="[^"]*"\/>/#, with: "")
    let name = label.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
      "\"", with: "&quot;")
    return text.replacing("<svg", with: "<svg role=\"img\" aria-label=\"\(name)\"", maxReplacements: 1)
  }
}

extension ChartScript {
  /// The title as readers see it: the first one of the script, without gnuplot's escapes.
  var title: String {
    guard let match = body.firstMatch(of: #/title "((?:[^"\\]|\\.)*)"/#) else { return name }
    return String(match.1).replacing("\\\\", with: "").replacing("\\", with: "")
  }
}
