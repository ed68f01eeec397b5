import Experiments
import Foundation
import TestSupport
import Testing
import Writing

@testable import Reporting

@Suite("Charts, drawn by gnuplot")
struct ChartTests {
  private let options = ChartOptions(
    folder: Sample.path("plots"), latencyTarget: 0.5, violationBudget: 0.5, window: nil)

  @Test func everyChartIsDrawnInAllForms() throws {
    let runs = ["hpa_stock", "it's \"quoted\" {x}^2", "a", "b"].map { name in
      var run = Sample.run(name)
      run.metrics = [
        MetricValue(name: "node_cost", value: 10), MetricValue(name: "violation_windows", value: 0),
      ]
      return run
    }
    let paths = try Charts.write(runs: runs, models: [Sample.model], options: options).paths
    let names = Set(paths.map { URL(fileURLWithPath: $0).lastPathComponent })
    for chart in ["demand-and-supply", "latency", "cost-and-violation", "forecast-lstm"] {
      for ending in ["svg", "pdf", "png", "gp", "csv"] { #expect(names.contains("\(chart).\(ending)")) }
      let svg = try String(contentsOfFile: options.folder + "/\(chart).svg", encoding: .utf8)
      #expect(svg.hasSuffix("</svg>\n\n") || svg.hasSuffix("</svg>\n"))
      let png = try Data(contentsOf: URL(fileURLWithPath: options.folder + "/\(chart).png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 2000)
    }
    let svg = try String(contentsOfFile: options.folder + "/demand-and-supply.svg", encoding: .utf8)
    for word in ["hpa_stock", "{x}^2", "time (days since the start of the trace)", "replicas", "ready"] {
      #expect(svg.contains(word), "no '\(word)'")
    }
  }

  @Test func sameResultsSameBytes() throws {
    let other = ChartOptions(
      folder: Sample.path("plots"), latencyTarget: 0.5, violationBudget: 0.5, window: nil)
    let runs = [Sample.run("a"), Sample.run("b")]
    let first = try Charts.write(runs: runs, models: [Sample.model], options: options).paths
    let second = try Charts.write(runs: runs, models: [Sample.model], options: other).paths
    for (a, b) in zip(first, second) {
      #expect(FileManager.default.contents(atPath: a) == FileManager.default.contents(atPath: b), "\(a)")
    }
  }

  @Test(
    "a chart that gnuplot does not draw is named with gnuplot's words, leaves no picture, and the others are drawn"
  )
  func wrongScript() throws {
    let folder = options.folder
    let charts = [Self.chart("wrong", rows: [[1, .nan], [2, .nan]]), Self.chart("right")]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // an older picture would be taken for this one
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/wrong.svg"))
    let drawn = try DrawnCharts(charts, into: folder)
    #expect(
      drawn.shortfall?.hasPrefix("not drawn: wrong (gnuplot did not draw it: ") == true
        && drawn.shortfall?.contains("all points y value undefined!") == true,
      "\(drawn.shortfall ?? "")")
    #expect(drawn.hasPictures)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["right.csv", "right.gp", "right.pdf", "right.png", "right.svg", "wrong.csv", "wrong.gp"])
  }

  @Test func aFolderThatCannotBeMadeIsAnError() {
    #expect(throws: ChartError(description: "/proc/no: the folder for charts cannot be made")) {
      try DrawnCharts([Self.chart("x")], into: "/proc/no")
    }
  }

  @Test("an input that has the name of a chart stays as it was")
  func inputs() throws {
    let folder = options.folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let input = folder + "/kept.csv"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: input))
    Inputs.add([input])
    let drawn = try DrawnCharts([Self.chart("kept")], into: folder)
    #expect(drawn.shortfall?.contains("kept.csv is an input too") == true)
    #expect(try String(contentsOfFile: input, encoding: .utf8) == "precious")
  }

  /// Names of arms and forecasters, units of metrics and labels of traces that gnuplot, or a shell behind it, would run.
  @Test(
    "no name runs anything, and each is drawn as it is",
    arguments: [
      "x`\u{301} 2>/dev/null; touch PWNED; `\u{301}", "`touch PWNED`", "a\"; system(\"touch PWNED\"); \"",
      "'. system('touch PWNED') .'",
      "\nEND\nsystem(\"touch PWNED\")\n", "@GPVAL_PWD ${HOME} $(touch PWNED)",
      "{/Symbol a}_b^c ~a{b} &{x} @z \\U+0041 \\101",
      "%d %s %% %", "#0072B2 #CCCCCC font ',13'", "<b>&amp;</b>", "e\u{301}\u{200D}日本👩‍👩‍👧",
    ])
  func hostile(name: String) throws {
    let folder = options.folder
    var run = Sample.run(name)
    run.metrics = [
      MetricValue(name: "node_cost", value: 10), MetricValue(name: "violation_windows", value: 0),
    ]
    var model = Sample.model
    model.name = name
    let options = ChartOptions(folder: folder, latencyTarget: 0.5, violationBudget: 0.5, window: nil)
    let charts = Charts.of(ChartSource(runs: [run], models: [model], options: options))
    let shown = Escape.line(name)
    for chart in charts {
      for style in ChartStyle.allCases {
        let svg = String(decoding: try Gnuplot.picture(chart, style: style, form: .svg), as: UTF8.self)
        let text = svg.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing(
          "&amp;", with: "&")
        #expect(text.contains(shown) || chart.name == "error-by-horizon", "\(chart.name): \(text)")
      }
      // the title in a page is the one that was given, and its words are on one line
      #expect(!chart.title.contains("\\134"))
      let words = chart.alternative + chart.caption
      #expect(!words.contains { $0.isNewline })
    }
    let effect = ArmEffect(
      group: "g", condition: "", arm: name, baseline: name, metric: "node_cost", unit: name, value: 1,
      interval: nil, isRatio: false, units: name, verdict: .single)
    let forest = try #require(EffectCharts.forest([effect], metric: "node_cost", title: name))
    _ = try Gnuplot.picture(forest, form: .svg)
    #expect(!FileManager.default.fileExists(atPath: "PWNED"))
    let data = forest.tables.map(GnuplotScript.data).joined(separator: "\n")
    #expect(data.split(separator: "\n").count { $0 == "END" } == forest.tables.count)
  }

  /// A line through `rows`.
  static func chart(_ name: String, rows: [[Double]] = [[1, 2], [2, 4]]) -> Chart {
    Chart(
      name: name, title: "t",
      panels: [
        Chart.Panel(
          x: Chart.Axis("x (m)"), y: Chart.Axis("y (s)"),
          marks: [
            .init(
              .line(x: "x", y: "y"),
              of: Chart.Table("a", label: "one", [.init("x", "m"), .init("y", "s")], rows),
              .blue, title: "curve")
          ])
      ])
  }
}

@Suite("A chart as data")
struct ChartValueTests {
  @Test("an arm without a violation is drawn at the end of the logarithmic axis, and its data say 0")
  func floor() throws {
    var run = Sample.run("a")
    run.metrics = [
      MetricValue(name: "node_cost", value: 10), MetricValue(name: "violation_windows", value: 0),
    ]
    let options = ChartOptions(folder: "", latencyTarget: 0.5, violationBudget: 0.5, window: nil)
    let chart = try #require(CostChart.costAndViolation([run], options))
    #expect(chart.csv == "data,node cost (USD),violating windows (%),drawn at (%)\r\na,10,0,0.01\r\n")
  }

  @Test("script, CSV, alternative text and caption are written from one value")
  func writers() {
    var chart = ChartTests.chart("c", rows: [[1, -2.5], [2, .nan], [4, 1e-7]])
    chart.note = "a note"
    let script = GnuplotScript(chart, .print).text
    #expect(script.contains("$a << END\n# x (m), y (s)\n1 -2.5\n2 NaN\n4 1e-07\nEND\n"))
    #expect(
      script.contains("plot $a using 1:2 with lines linecolor rgb '#0072B2' title \"curve\" noenhanced\n"))
    #expect(chart.csv == "data,x (m),y (s)\r\none,1,-2.5\r\none,2,\r\none,4,1e-07\r\n")
    #expect(chart.alternative == "t. Across: x (m), 1 to 4. Up: y (s), −2.5 to 1e−07. Shown: curve.")
    #expect(chart.caption == "t. a note")
    let large = ChartTests.chart("c", rows: [[2, 1234.6], [2, 98_765.4]])
    #expect(large.alternative == "t. Across: x (m), 2. Up: y (s), 1235 to 98765. Shown: curve.")
  }

  @Test("an axis is told once with what all of its panels show, and not with what stands along another one")
  func spans() {
    var chart = ChartTests.chart("c", rows: [[1, 2], [3, 4]])
    // above: the same axes, the horizontal one without words; below: rows of something else
    var above = ChartTests.chart("c", rows: [[0, 9], [2, 3]]).panels[0]
    above.x = Chart.Axis(tics: Chart.Tics(format: .none))
    above.marks[0].table?.name = "b"
    var below = ChartTests.chart("c", rows: [[5, 700], [2, 3]]).panels[0]
    below.y = Chart.Axis()
    below.marks[0].table?.name = "d"
    chart.panels = [above, chart.panels[0], below]
    #expect(chart.alternative == "t. Up: y (s), 2 to 9. Across: x (m), 0 to 5. Shown: curve.")
    #expect(chart.tables.map(\.name) == ["b", "a", "d"])
  }

  @Test("rows of a condition, boxes and lines from here to there are formulas of columns")
  func formulas() {
    let columns = [Chart.Table.Column("a"), .init("b"), .init("c")]
    let table = Chart.Table("t", columns, [[1, 2, 3]])
    func line(_ shape: Chart.Mark.Shape, _ rows: Chart.Mark.Condition? = nil) -> String {
      let chart = Chart(
        name: "n", title: "t", panels: [Chart.Panel(marks: [.init(shape, of: table, .blue, rows: rows)])])
      let script = GnuplotScript(chart, .print).text
      return String(
        script[(script.range(of: "plot $t using ")?.upperBound ?? script.endIndex)...].prefix { $0 != " " })
    }
    #expect(line(.points(x: "c", y: "a")) == "3:1")
    #expect(line(.band(x: "a", low: "b", high: "c")) == "1:2:3")
    #expect(line(.segments(x: ("a", "b"), y: ("c", "c"))) == "1:3:($2-$1):(0)")
    #expect(
      line(.boxes(x: .between("a", "b"), y: .around("c", half: 0.5))) == "(($1+$2)/2):3:1:2:($3-0.5):($3+0.5)"
    )
    // the words of a condition are apart by blanks
    #expect(line(.line(x: "a", y: "b"), .above("c", nil)) == "1:($3")
  }

  /// Panels stand apart: what one sets holds for itself alone.
  @Test("a chart of several panels begins each one anew, and a panel's title stands beside the chart's")
  func panels() {
    var chart = ChartTests.chart("c")
    chart.panels[0].y.isLogarithmic = true
    chart.panels.append(ChartTests.chart("c").panels[0])
    chart.panels[1].title = "second"
    let parts = GnuplotScript(chart, .print).text.components(separatedBy: "\nreset\n")
    #expect(parts.count == 2 && parts[0].contains("set logscale y") && !parts[1].contains("logscale"))
    #expect(parts[1].contains("set title \"second\" noenhanced offset 0,-0.7\n"))
    // one table in both panels is written once
    #expect(parts[0].components(separatedBy: "$a << END").count == 2 && !parts[1].contains("<< END"))
    #expect(!GnuplotScript(ChartTests.chart("c"), .print).text.contains("multiplot"))
    // a panel's own title stands beside the chart's, also where there is one panel
    var single = ChartTests.chart("c")
    single.panels[0].title = "alone"
    let script = GnuplotScript(single, .print).text
    #expect(script.contains("set multiplot title \"t\"") && script.contains("set title \"alone\""))
  }

  @Test("the table of charts in docs/report.md is the one of the declarations")
  func reference() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/report.md")
    #expect(
      try String(contentsOf: page, encoding: .utf8).contains("\n\(Charts.reference)\n"),
      "docs/report.md should have:\n\(Charts.reference)")
  }
}

@Suite("Confusion charts")
struct ConfusionChartTests {
  @Test func theMatrixIsDrawnWithItsNames() throws {
    var matrix = ConfusionMatrix(classCount: 3)
    for label in 0..<3 { matrix.add(truth: label, said: label, count: 4) }
    matrix.add(truth: 1, said: 2, count: 4)
    let paths = try Charts.write(
      confusion: matrix, names: ["healthy", "pod_crash", "oom_kill"], name: "confusion",
      title: "three classes",
      folder: Sample.path("plots"))
    let svg = try String(contentsOfFile: paths.paths[0], encoding: .utf8)
    for word in ["three classes", "pod_crash", "truth", "said", "50"] {
      #expect(svg.contains(word), "no '\(word)'")
    }
  }
}
