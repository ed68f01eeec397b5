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
    let charts = [
      ChartScript(name: "wrong", title: "t", body: "plot sin("),
      ChartScript(name: "right", title: "t", body: "plot sin(x)"),
    ]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // an older picture would be taken for this one
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/wrong.svg"))
    let drawn = try DrawnCharts(charts, into: folder)
    #expect(
      drawn.shortfall?.hasPrefix("not drawn: wrong (gnuplot did not draw it: ") == true,
      "\(drawn.shortfall ?? "")")
    #expect(drawn.hasPictures)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["right.csv", "right.gp", "right.pdf", "right.png", "right.svg", "wrong.csv", "wrong.gp"])
  }

  @Test func aFolderThatCannotBeMadeIsAnError() {
    #expect(throws: ChartError(description: "/proc/no: the folder for charts cannot be made")) {
      try DrawnCharts([ChartScript(name: "x", title: "t", body: "plot sin(x)")], into: "/proc/no")
    }
  }

  @Test("an input that has the name of a chart stays as it was")
  func inputs() throws {
    let folder = options.folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let input = folder + "/kept.csv"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: input))
    Inputs.add([input])
    let drawn = try DrawnCharts([ChartScript(name: "kept", title: "t", body: "plot sin(x)")], into: folder)
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
    let scripts = Charts.scripts(runs: [run], models: [model], options: options)
    let shown = Escape.line(name)
    for chart in scripts {
      for style in ChartStyle.allCases {
        let svg = String(decoding: try Gnuplot.picture(chart, style: style, form: .svg), as: UTF8.self)
        let text = svg.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing(
          "&amp;", with: "&")
        #expect(text.contains(shown) || chart.name == "error-by-horizon", "\(chart.name): \(text)")
      }
      // the title in a page is the one that was given
      #expect(!chart.title.contains("\\134"))
    }
    let effect = ArmEffect(
      group: "g", condition: "", arm: name, baseline: name, metric: "node_cost", unit: name, value: 1,
      interval: nil, isRatio: false, units: name, verdict: .single)
    let forest = try #require(EffectCharts.forest([effect], metric: "node_cost", title: name))
    _ = try Gnuplot.picture(forest, form: .svg)
    #expect(!FileManager.default.fileExists(atPath: "PWNED"))
    let blocks = forest.blocks.map(\.script).joined(separator: "\n")
    #expect(blocks.split(separator: "\n").count { $0 == "END" } == forest.blocks.count)
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
