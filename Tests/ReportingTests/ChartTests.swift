import Experiments
import Foundation
import Testing

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
    let paths = try Charts.write(runs: runs, models: [Sample.model], options: options)
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
    let first = try Charts.write(runs: runs, models: [Sample.model], options: options)
    let second = try Charts.write(runs: runs, models: [Sample.model], options: other)
    for (a, b) in zip(first, second) {
      #expect(FileManager.default.contents(atPath: a) == FileManager.default.contents(atPath: b), "\(a)")
    }
  }

  @Test func aWrongScriptIsAnErrorWithGnuplotsWords() throws {
    let chart = ChartScript(name: "wrong", body: "plot sin(")
    do {
      _ = try Gnuplot.draw(chart, into: options.folder)
      Issue.record("drawn")
    } catch let error as ChartError {
      #expect(error.description.contains("gnuplot did not draw the chart: "))
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() {
    #expect(throws: ChartError(description: "/proc/no: the folder for charts cannot be made")) {
      try Gnuplot.draw(ChartScript(name: "x", body: "plot sin(x)"), into: "/proc/no")
    }
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
    let svg = try String(contentsOfFile: paths[0], encoding: .utf8)
    for word in ["three classes", "pod_crash", "truth", "said", "50"] {
      #expect(svg.contains(word), "no '\(word)'")
    }
  }
}
