import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Reporting

@Suite("The report")
struct ReportTests {
  static let hostile = "<script>alert(1)</script>\"'&|`touch /tmp/no`$x_"

  /// Two arms under three seeds: the second costs 0.8 of the first in all of them.
  static func database(arm: String = "cheap") throws -> ResultsDatabase {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    for seed in [1, 2, 3] as [UInt64] {
      for (name, factor) in [("hpa", 1.0), (arm, 0.8)] {
        var run = Sample.run(name, cost: (10 + Double(seed)) * factor)
        run.seed = seed
        try database.record(run: run)
      }
    }
    try database.record(model: Sample.model, scenario: "sample")
    try database.record(Provenance(command: "forescale run <x>", version: "9.9"), of: "sample")
    try database.record(
      checks: [SoundnessCheck(name: "A/A", holds: true, detail: "0 & <0>")], scenario: "sample")
    return database
  }

  @Test("names of the database stand in the page as text, whatever they hold, and nothing is loaded")
  func escaping() throws {
    let html = try ResultsReport(Self.database(arm: Self.hostile)).page().html
    #expect(!html.contains("<script>alert") && !html.contains("</script>\"'&"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    // the two scripts are ours: the data, in which every < is \u003c, and the code
    #expect(html.matches(of: /<script/).count == 2 && html.matches(of: /<\/script>/).count == 2)
    // an address may be a name of a namespace; nothing refers to one
    #expect(html.matches(of: /(?:src|href)\s*=\s*["']?(?:https?:)?\/\//).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/no"))
  }

  @Test("the page's policy names its script by its digest, so that no other script and no handler runs")
  func policy() throws {
    let html = try ResultsReport(Self.database()).page().html
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
    let parts = policy.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(parts.contains("default-src 'none'") && parts.contains("base-uri 'none'"))
    let scripts = try #require(parts.first { $0.hasPrefix("script-src") })
    #expect(scripts.wholeMatch(of: /script-src 'sha256-[A-Za-z0-9+\/]{43}='/) != nil)
    #expect(html.contains("<script>\(ReportScript.text)</script>"))
  }

  @Test("a name of ten million characters is shortened in pages and charts, and two of them stay two")
  func longNames() throws {
    let database = try Self.database(arm: String(repeating: "y", count: 10_000_000))
    var run = Sample.run(String(repeating: "y", count: 9_999_999) + "z")
    run.seed = 1
    try database.record(run: run)
    let report = try ResultsReport(database)
    let arms = Set(report.overview.runs.map(\.arm)).filter { $0.hasPrefix("yyy") }
    #expect(
      arms.count == 2 && arms.allSatisfy { $0.contains("… (10000000 characters, ") && $0.utf8.count < 300 })
    let html = try report.page().html
    #expect(html.utf8.count < 2_000_000 && html.contains("… (10000000 characters, "))
    for chart in report.overview.charts() {
      #expect(GnuplotScript(chart, .print).text.utf8.count + chart.csv.utf8.count < 200_000, "\(chart.name)")
    }
  }

  /// To Swift a quotation mark with an accent equals none; to a browser it ends the attribute.
  @Test("a mark behind a quotation mark changes nothing in how a page escapes it")
  func marks() throws {
    let html = try ResultsReport(Self.database(arm: "x\"\u{301} onclick=\u{301}\"alert(1)<\u{301}b")).page()
      .html
    #expect(html.contains("x&quot;\u{301} onclick=\u{301}&quot;alert(1)&lt;\u{301}b"))
    // as text between tags a quotation mark may stand as it is; in an attribute it would end it
    let inAttribute = #/="[^"<>]*x"\u{301}/#.matchingSemantics(.unicodeScalar)
    #expect(html.firstMatch(of: inAttribute) == nil)
    #expect(!html.unicodeScalars.contains("<\u{301}b".unicodeScalars))
  }

  @Test("verdicts come first, then effects, evidence and origin, with commands, checks and hashes")
  func order() throws {
    let html = try ResultsReport(Self.database()).page().html
    let places = ["id=\"verdicts\"", "id=\"effects-section\"", "id=\"evidence\"", "id=\"origin\""].map {
      html.range(of: $0)?.lowerBound
    }
    #expect(
      places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
    for text in [
      "forescale run &lt;x&gt;", "version 9.9", "0 &amp; &lt;0&gt;", String(repeating: "0", count: 64),
      "<html lang=\"en\">", "<figcaption>Node cost against hpa, 3 seeds of one workload <",
      "alt=\"Node cost against hpa, 3 seeds of one workload. Across: change (%), 95 % interval where drawn, −20. "
        + "Up: arm: cheap. Shown: better.\"",
    ] { #expect(html.contains(text), "no \(text)") }
  }

  @Test("each chart stands in the page as gnuplot draws it, for paper and for a dark screen")
  func pictures() throws {
    let report = try ResultsReport(Self.database())
    let html = try report.page().html
    let charts = report.overview.charts()
    for chart in charts {
      for (style, place) in [(ChartStyle.print, "src"), (.dark, "srcset")] {
        let svg = Data(try Gnuplot.picture(chart, style: style, form: .svg)).base64EncodedString()
        #expect(html.contains("\(place)=\"data:image/svg+xml;base64,\(svg)\""), "\(chart.name) \(style)")
      }
      #expect(html.contains("<figure id=\"figure-\(chart.fileName)\">"), "\(chart.name)")
    }
    #expect(html.components(separatedBy: "<img src=\"data:").count - 1 == charts.count)
    // those of effects stand before the evidence
    let evidence = try #require(html.range(of: "id=\"evidence\"")?.lowerBound)
    for chart in charts {
      let place = try #require(html.range(of: "figure-\(chart.fileName)\"")?.lowerBound)
      #expect((place < evidence) == (chart.section == .effects), "\(chart.name)")
    }
  }

  @Test("an effect over three seeds has the interval of Student's t, and reads by its side of zero")
  func effects() throws {
    let overview = try ResultsOverview(Self.database(), baseline: nil)
    let cost = try #require(overview.effects.first { $0.metric == "node_cost" })
    // every ratio is 0.8, so the mean of the logarithms is log 0.8 and their spread is rounding
    #expect(abs(cost.value + 20) < 1e-9 && cost.units == "3 seeds of one workload")
    let interval = try #require(cost.interval)
    #expect(abs(interval.lowerBound + 20) < 1e-6 && abs(interval.upperBound + 20) < 1e-6)
    #expect(cost.verdict == .better)
    let reversed = try ResultsOverview(Self.database(), baseline: "cheap")
    // 1 / 0.8 = 1.25
    #expect(abs((reversed.effects.first { $0.metric == "node_cost" }?.value ?? 0) - 25) < 1e-9)
    #expect(reversed.effects.first { $0.metric == "node_cost" }?.verdict == .worse)
  }

  @Test("a baseline that no run has, and a file without runs, are refused in a sentence")
  func refusals() throws {
    let database = try Self.database()
    let error = #expect(throws: ResultsDatabaseError.self) { try ResultsReport(database, baseline: "no") }
    #expect(error?.reason == "no run is of the arm 'no'; the arms are hpa, cheap")
    let empty = try ResultsDatabase(path: Sample.path())
    let none = #expect(throws: ResultsDatabaseError.self) { try ResultsReport(empty) }
    #expect(none?.reason == "the results hold no run; make some with run, reproduce or sweep")
    let chart = #expect(throws: ChartError.self) {
      try Charts.write(of: database, names: ["cost-and-violations"], folder: Sample.path("plots"))
    }
    #expect(
      chart?.description.hasPrefix(
        "--chart: 'cost-and-violations' is no chart of these results, which allow ") == true)
  }

  @Test("claims are shown where another command stored some")
  func claims() throws {
    let database = try Self.database()
    #expect(try ResultsReport(database).page().html.contains("No claim was judged"))
    try database.write {
      try $0.execute(
        sql: """
          INSERT INTO claim (protocol, position, name, statement, experiment, metric, arm, baseline, stated, verdict,
            is_guarded, change, lower, upper, confidence, workloads)
          VALUES ('p', 0, 'cost', 'cheaper', 'normal', 'node_cost', 'a', 'b', -0.15, 'refuted', 1, -0.02, -0.03, -0.01,
            0.95, 10)
          """)
    }
    let html = try ResultsReport(database).page().html
    #expect(
      html.contains("mark worse") && html.contains(">refuted<") && !html.contains("No claim was judged"))
  }

  @Test("Markdown and LaTeX keep what is special to them as text")
  func brief() throws {
    let report = try ResultsReport(Self.database(arm: Self.hostile))
    let markdown = report.markdown()
    #expect(
      markdown.contains("&lt;script&gt;alert(1)&lt;/script&gt;\"'&amp;\\|\\`touch")
        && !markdown.contains("<script"))
    #expect(
      markdown.contains("| node_cost | −20.0 | % | −20.0 to −20.0 | better | 3 seeds of one workload |"))
    let latex = report.latex()
    #expect(
      latex.contains("\\$x\\_") && latex.contains("\\begin{tabular}") && latex.contains("\\&\\textbar{}"))
  }

  @Test(
    "where sentences would be too many, a table counts the conditions in which an arm is cheaper, dearer or neither"
  )
  func tallies() throws {
    let database = try Self.database()
    #expect(try ResultsReport(database).tallyTable() == nil)
    let budgets = (1...13).map { "b = \($0)" }
    let overview = try ResultsOverview(database, baseline: nil)
    let cost = try #require(overview.effects.first { $0.metric == "node_cost" })
    var report = try ResultsReport(database)
    // changes of -12, -10 ... +12 %; the first four are better, the last four worse
    report.overview.effects = budgets.enumerated().map { place, budget in
      var effect = cost
      (effect.condition, effect.value) = (budget, Double(2 * place - 12))
      effect.verdict = place < 4 ? .better : place > 8 ? .worse : .undecided
      return effect
    }
    #expect(report.headlines().isEmpty)
    let table = try #require(report.tallyTable())
    #expect(
      table.rows.map { $0.map(\.text) } == [["cheap", "hpa", "13", "0.0", "−12.0", "12.0", "4", "4", "5"]])
    #expect(try report.page().html.contains("id=\"tallies\""))
  }

  @Test("charts are counted while they are drawn")
  func counted() throws {
    var told: [(done: Int, total: Int)] = []
    _ = try ResultsReport(Self.database()).page { told.append(($0, $1)) }
    #expect(
      told.count > 3 && told.map(\.done) == Array(0..<told.count)
        && told.allSatisfy { $0.total == told.count })
  }

  @Test("each curve of a chart has its colour, axes have units, and a chart without a curve is found")
  func curves() throws {
    let database = try Self.database()
    let folder = Sample.path("plots")
    _ = try Charts.write(of: database, folder: folder)
    func problems(_ name: String, curves: Int, labels: [String]) throws -> [String] {
      let svg = try String(contentsOfFile: "\(folder)/\(name).svg", encoding: .utf8)
      let drawn = svg.matches(of: /id="gnuplot_plot_/).count
      return (drawn < curves ? ["\(drawn) of \(curves) curves"] : [])
        + labels.filter { !svg.contains($0) }.map { "no label \($0)" }
    }
    #expect(
      try problems("cost-over-time", curves: 2, labels: ["node cost (USD)", "time (days", "cheap"]) == [])
    #expect(try problems("effects-node-cost", curves: 1, labels: ["change (%)", "arm", "better"]) == [])
    #expect(
      try problems("performance-profiles", curves: 2, labels: ["(factor)", "share of problems", "n = 3"])
        == [])
    #expect(
      try problems("demand-and-supply", curves: 8, labels: ["replicas", "under-provisioned", "time (days"])
        == [])
    // the check itself can fail
    let empty = Chart(
      name: "empty", title: "t",
      panels: [Chart.Panel(x: Chart.Axis("x (s)"), marks: [.init(.diagonal, .blue)])])
    _ = try DrawnCharts([empty], into: folder)
    #expect(try problems("empty", curves: 2, labels: ["y (s)"]) == ["1 of 2 curves", "no label y (s)"])
    let csv = try String(contentsOfFile: "\(folder)/cost-over-time.csv", encoding: .utf8)
    #expect(csv.hasPrefix("data,time (days),node cost (USD)\r\nhpa,0.000694444444,0.1\r\n"))
  }

  @Test("a real browser opens the page without an error of its script")
  func browser() throws {
    let names = ["chromium", "google-chrome", "chromium-browser"]
    guard let browser = names.map({ "/usr/bin/" + $0 }).first(where: FileManager.default.isExecutableFile)
    else {
      try skip("no browser is installed (apt-get install chromium)")
    }
    let folder = Sample.path("")
    var html = try ResultsReport(Self.database(arm: Self.hostile)).page().html
    // a probe behind the page's own script says what it found
    html = html.replacing(
      "</body>",
      with: """
        <img src="data:," onerror="document.title = 'a handler ran'">
        <script nonce="probe">
        document.querySelector('#effects .sort').click();
        document.title = 'probe ' + document.querySelector('#effects th').getAttribute('aria-sort') + ' '
          + Object.keys(files).length + ' ' + performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length;
        </script></body>
        """)
    // the probe is let in beside the page's own script; the handler is not
    html = html.replacing("script-src '", with: "script-src 'nonce-probe' '")
    try Data(html.utf8).write(to: URL(fileURLWithPath: folder + "/report.html"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/profile", "--dump-dom",
      "file://\(folder)/report.html",
    ]
    let output = folder + "/dom.html"
    FileManager.default.createFile(atPath: output, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let dom = try String(contentsOfFile: output, encoding: .utf8)
    let title = dom.firstMatch(of: /<title>(probe [^<]*)<\/title>/).map { String($0.1) } ?? "no probe ran"
    #expect(title.wholeMatch(of: /probe ascending \d+ 0/) != nil, "\(title)")
  }
}

@Suite("The database for others")
struct ResultsReferenceTests {
  private var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  @Test("docs/results-database.md is what `results schema` prints: every column of the schema described")
  func reference() throws {
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/results-database.md"), encoding: .utf8)
    #expect(
      try ResultsDatabase.reference() + "\n" == page,
      "run: forescale results schema > docs/results-database.md")
  }

  @Test("a database of version 1 opens, keeps its rows, answers every view, and is reported")
  func migration() throws {
    let path = Sample.path()
    let sql = try String(
      contentsOf: root.appendingPathComponent("Tests/ReportingTests/Fixtures/results-v1.sql"), encoding: .utf8
    )
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
    let database = try ResultsDatabase(existing: path)
    let dump = try database.dump()
    for row in ["old|hpa|test|1", "metric above target", "oracle"] { #expect(dump.contains(row)) }
    for view in ResultsSchema.questionViews {
      let rows = try database.queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(view.name)") }
      if ["run_figures", "cheapest_arms", "shortages", "idle_hours", "forecast_coverage"].contains(view.name)
      {
        #expect(!rows.isEmpty, "\(view.name)")
      }
    }
    // at 120 s one of two demanded replicas was missing; the step of 60 s with one idle replica is 1/60 h
    let answers = try database.queue.read { database in
      (
        try Int.fetchOne(database, sql: "SELECT missing FROM shortages"),
        try Double.fetchOne(database, sql: "SELECT idle_replica_hours FROM idle_hours WHERE arm = 'oracle'")
      )
    }
    #expect(answers.0 == 1 && abs((answers.1 ?? 0) - 1.0 / 60) < 1e-12)
    let markdown = try ResultsReport(database).markdown()
    #expect(
      markdown.contains("| oracle | hpa | node_cost | −20.0 | % | – | no interval | 1 seed of one workload |")
    )
  }

  @Test("CSV holds every table and view, with quotes where they are needed and nothing for NULL")
  func export() throws {
    let folder = Sample.path("csv")
    let (paths, leftOut) = try ReportTests.database(arm: "a,\"b\"").exportCSV(to: folder)
    #expect(leftOut.isEmpty && paths.count >= 40 && paths == paths.sorted())
    let runs = try String(contentsOfFile: folder + "/run.csv", encoding: .utf8)
    #expect(runs.contains("\"a,\"\"b\"\"\"") && runs.hasPrefix("id,key,scenario,arm,"))
    let metrics = try String(contentsOfFile: folder + "/metric.csv", encoding: .utf8)
    #expect(metrics.hasPrefix("run,name,value\r\n1,node_cost,11.0\r\n1,violation_windows,\r\n"))
  }

  @Test("the Python of the docs reads what is stored")
  func python() throws {
    let database = try ReportTests.database()
    let text = try ResultsDatabase.reference()
    let snippet = try #require(text.firstMatch(of: /```python\n((?s).*?)```/).map { String($0.1) })
    func run(_ python: String, _ code: String) throws -> (code: Int32, output: String) {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: python)
      process.arguments = ["-c", code]
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
    let plain = """
      import sqlite3
      print(sqlite3.connect('\(database.path)').execute("SELECT avg(value) FROM run_figures WHERE metric = 'node_cost'").fetchone()[0])
      """
    let python = try Python.with("sqlite3")
    let answer = try run(python, plain)
    // (11 + 12 + 13) (1 + 0.8) / 6
    #expect(abs((Double(answer.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) - 10.8) < 1e-9)
    let pandas = try Python.with("pandas")
    let table = try run(
      pandas, snippet.replacing("out/results.sqlite", with: database.path))
    #expect(table.code == 0 && table.output.contains("node_cost") && table.output.contains("cheap"))
  }
}
