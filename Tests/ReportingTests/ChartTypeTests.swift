import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import Stochastics
import Testing
import Workloads

@testable import Reporting

/// What a chart that was drawn lacks of what it should show.
struct ChartProbe {
  /// The curves by their titles in the key; each has to have drawn something.
  var curves: [String]
  /// Words of the axes' labels, with their units.
  var axes: [String]
  /// Other words that stand in it.
  var words: [String] = []

  func problems(_ svg: String) -> [String] {
    guard svg.count > 1000, svg.contains("</svg>") else { return ["the output is empty"] }
    // a group a curve, in the order of the plot commands; the last one ends where the axes are drawn again
    let groups = svg.components(separatedBy: "<g id=\"gnuplot_plot_").dropFirst().map { group in
      let title = group.firstMatch(of: /<title>([^<]*)<\/title>/).map { String($0.1) } ?? ""
      let body = group.components(separatedBy: "</g>\n\t</g>")[0]
      // the sample in the key is one mark, one field or one line from here to there; what lies beyond is data
      let marks = body.matches(of: #/<use\b/#).count
      let fields = body.matches(of: #/<(?:polygon|rect|image)\b/#).count
      let corners = body.matches(of: #/[ML]-?[0-9]/#).count
      return (title: title.replacing("&amp;", with: "&"), marks: marks, fields: fields, corners: corners)
    }
    // an opaque key is drawn in a group of its own
    let drawn = { (curve: String) in
      let own = groups.filter { $0.title == curve }
      let marks = own.reduce(0) { $0 + $1.marks }
      return marks >= 2 || own.reduce(0) { $0 + $1.fields } >= 2
        || (marks == 0 && own.reduce(0) { $0 + $1.corners } > 2)
    }
    // titles with signs for roff-like markup are split into several spans
    let text = svg.replacing(/<[^>]*>/, with: "")
    return curves.filter { !drawn($0) }.map { "no curve \($0)" }
      + axes.filter { !text.contains($0) }.map { "no axis \($0)" }
      + words.filter { !text.contains($0) }.map { "no word \($0)" }
  }

  func problems(_ chart: Chart?) throws -> [String] {
    guard let chart else { return ["there is no chart"] }
    return problems(String(decoding: try Gnuplot.picture(chart, form: .svg), as: UTF8.self))
  }
}

@Suite("Every type of chart")
struct ChartTypeTests {
  private static let options = ChartOptions(
    folder: "", latencyTarget: 0.5, violationBudget: 0.5, window: nil)

  /// Runs of a day with everything that charts show.
  private static let runs: [RunResult] = ["plain", "other"].enumerated().map {
    (index: Int, arm: String) -> RunResult in
    var run = Sample.run(arm)
    run.metrics = [
      MetricValue(name: "node_cost", value: 10 + Double(index)),
      MetricValue(name: "violation_windows", value: 0.2 + Double(index)),
    ]
    run.timeline = (1...48).map { step in
      let number = Double(step)
      return TimelinePoint(
        time: number * 1800, requestsPerSecond: 100, demand: 2 + step % 5, ready: 3 + step % 3, desired: 3,
        nodes: 1, latency: 0.1 + 0.02 * number, errorShare: 0, cost: 0.1 * number)
    }
    run.decisions = (1...9).map {
      DecisionRecord(
        time: Double($0) * 7200, current: 4, desired: $0 % 2 == 0 ? 2 : 7, rule: "r", signal: 1,
        reference: nil)
    }
    run.faults = faults
    return run
  }

  private static let faults: FaultReport = {
    let outcome = """
      {"record": {"number": 0, "onset": 3600, "end": 4200, "replicas": [4], "nodes": [], "specification":
        {"type": "deadlock", "onset": 40, "duration": 600, "severity": 0.5, "scope": {"replicas": {"_0": 1}}}},
       "violationSeconds": 40, "recovery": 700, "isCensored": false, "detection": 30, "reaction": 15}
      """
    var report = FaultReport()
    report.outcomes =
      (try? JSONDecoder().decode(FaultOutcome.self, from: Data(outcome.utf8))).map { [$0] } ?? []
    report.health = (0..<200).map { step in
      var service = ServiceHealth()
      (service.p50, service.p95, service.p99) = (0.1, 0.3 + 0.01 * Double(step % 50), 1.2)
      service.violationShare = Double(step % 10) / 10
      return HealthObservation(
        now: 3000 + 15 * Double(step) + 15, timestamp: 3000 + 15 * Double(step), window: 15, service: service,
        replicas: [], nodes: [])
    }
    return report
  }()

  private static let model: ModelResult = {
    var model = Sample.model
    model.quality = [MetricValue(name: "interval_nominal", value: 0.9)]
    model.forecasts = (0..<400).map { index in
      let value = 100 + Double(index * 37 % 90)
      return ForecastRecord(
        issuedAt: Double(index) * 60, validAt: Double(index) * 60 + (index % 2 == 0 ? 120 : 300),
        value: value,
        lower: value - 10, upper: value + 10, actual: value + Double(index % 25) - 12)
    }
    return model
  }()

  /// Eight loads, two values of two parameters, three arms; the second costs 0.9 of the first, the third 1.2.
  private static let sweep: [StoredRun] = {
    var runs: [StoredRun] = []
    for x in 0..<2 {
      for y in 0..<2 {
        let settings =
          "{\"a.start_up\":\"\(x == 0 ? "30s" : "60s")\",\"b.price\":\"\(y == 0 ? "0.1" : "0.2")\"}"
        let level = 10 * (1 + Double(y)) * (1 + 0.1 * Double(x))
        for load in 0..<8 {
          for (index, arm) in ["hpa", "cheap", "dear"].enumerated() {
            let noise = 1 + 0.01 * Double((load * 7 + index * 3) % 5)
            runs.append(
              StoredRun(
                id: Int64(runs.count), arm: arm, family: "e", settings: settings, seed: "\(load)",
                part: "test",
                inputs: "",
                figures: ["node_cost": level * noise * [1, 0.9, 1.2][index], "violation_windows": 1]))
          }
        }
      }
    }
    return runs
  }()

  private static let definitions = [
    MetricDefinition(name: "node_cost", unit: "USD", better: "lower", summary: "Cost."),
    MetricDefinition(name: "violation_windows", unit: "%", better: "lower", summary: "Windows."),
  ]

  private static let cases: [(Double, Bool)] = (0..<200).map { index -> (Double, Bool) in
    let place = index * 7919 % 200
    return (Double(place) / 200, place > 120 || place % 7 == 0)
  }

  /// An hour in which four replicas are asked to be up to eight.
  private static func backtest() throws -> Backtest {
    let manifest = Sample.path("hpa.yaml")
    let metrics = Sample.path("metrics.csv")
    let spec = """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: web}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        maxReplicas: 20
        metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
      """
    let rows = (0..<240).map { "\(15 * $0),\(4 + $0 / 100),\($0 / 40 % 2 == 0 ? 2 : 4)" }
    try Data(spec.utf8).write(to: URL(fileURLWithPath: manifest))
    try Data((["timestamp,replicas,cpu_cores"] + rows).joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: metrics))
    let candidates = try BacktestCandidate.read(
      path: manifest, arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: false)
    return try Backtest(candidates[0], over: RecordedMetrics(path: metrics), settings: Backtest.Settings())
  }

  /// Two days of requests a minute that come and go with the day.
  private static let shop: MeasuredSeries = {
    let values: [Double?] = (0..<2880).map { (minute: Int) -> Double? in
      let wave: Double = sin(Double(minute) * 2 * Double.pi / 1440)
      return 100 + 40 * wave + Double(minute * 7919 % 29)
    }
    return MeasuredSeries(name: "shop", quantity: .requests, start: 0, step: 60_000_000, values: values)
  }()

  /// A day of windows of five minutes around a wave, with a path through them.
  private static func day() throws -> ReconstructionChart {
    let windows = (0..<288).map { (index: Int) -> (start: Double, mean: Double, values: [Double]) in
      let mean: Double = 0.2 + 0.1 * sin(Double(index) / 46)
      let shares: [Double] = [0.5, 0.8, 1, 1.2, 1.6]
      return (start: Double(index) / 12, mean: mean, values: shares.map { $0 * mean })
    }
    let bands = windows.map { window -> String in
      let names = ["low", "tenth", "median", "ninetieth", "high"]
      let percentiles = zip(names, window.values).map { "\"\($0)\":\($1)" }.joined(separator: ",")
      let end = window.start + 1.0 / 12
      return "{\"start\":\(window.start),\"end\":\(end),\"mean\":\(window.mean),\(percentiles)}"
    }
    let path = windows.enumerated().map { (index, window) -> String in
      let value: Double = window.mean * (0.7 + 0.1 * Double(index % 7))
      return "{\"time\":\(window.start),\"value\":\(value)}"
    }
    let json = "{\"bands\":[\(bands.joined(separator: ","))],\"path\":[\(path.joined(separator: ","))]}"
    return try JSONDecoder().decode(ReconstructionChart.self, from: Data(json.utf8))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var type: String
    var chart: @Sendable () throws -> Chart?
    var probe: ChartProbe
    var testDescription: String { type }

    init(
      _ type: String, _ curves: [String], axes: [String], words: [String] = [],
      _ chart: @escaping @Sendable () throws -> Chart?
    ) {
      self.type = type
      self.chart = chart
      probe = ChartProbe(curves: curves, axes: axes, words: words)
    }
  }

  static let types: [Case] = [
    Case(
      "demand-and-supply", ["demand", "over", "under", "ready"], axes: ["replicas", "time (days"],
      words: ["plain", "other"]
    ) {
      TimelineCharts.demandAndSupply(runs, options)
    },
    Case("latency", ["latency", "target"], axes: ["latency (s)", "time (days"]) {
      TimelineCharts.latency(runs, options)
    },
    Case("latency-percentiles", ["p50", "p95", "p99", "target"], axes: ["latency (s)", "time (days"]) {
      TimelineCharts.percentiles(runs, options)
    },
    Case("cost-over-time", ["plain", "other"], axes: ["node cost (USD)", "time (days"], words: ["2 arms"]) {
      TimelineCharts.cost(runs, options)
    },
    Case("scaling-decisions", ["up", "down"], axes: ["arm", "time (days"], words: ["n = 18", "plain"]) {
      TimelineCharts.decisions(runs, options)
    },
    Case(
      "cost-and-violation", ["plain", "other"], axes: ["node cost (USD)", "violating 60-s windows (%)"],
      words: ["budget 0.5 %"]
    ) {
      CostChart.costAndViolation(runs, options)
    },
    Case(
      "forecast", ["interval", "actual", "forecast"], axes: ["load (requests/s)", "time (days"],
      words: ["n = 400"]
    ) {
      ForecastChart.fan(model, options)
    },
    Case(
      "calibration", ["lstm, n = 400", "nominal 90 %"],
      axes: ["inside the interval (%)", "mean forecast of the tenth (requests/s)"]
    ) {
      ForecastCharts.coverage([model])
    },
    Case(
      "error-by-horizon", ["lstm, n = 400"],
      axes: ["absolute error (% of what came)", "horizon (minutes ahead)"]
    ) {
      ForecastCharts.errorByHorizon([model])
    },
    Case("effects", ["better", "worse"], axes: ["change (%)", "arm"], words: ["8 workloads", "cheap"]) {
      EffectCharts.forest(
        ArmEffect.all(sweep, baselines: ["e": "hpa"], definitions: definitions), metric: "node_cost",
        title: "Node cost")
    },
    Case(
      "performance-profiles", ["hpa", "cheap", "dear"], axes: ["(factor)", "share of problems"],
      words: ["n = 32"]
    ) {
      EffectCharts.profiles(sweep)
    },
    Case(
      "sensitivity", ["hpa", "cheap", "dear"],
      axes: ["change against the mean of all runs (%)", "parameter"], words: ["n = 96", "b.price"]
    ) {
      SensitivityChart.draw(sweep)
    },
    Case(
      "recovery-by-fault", ["plain", "other"], axes: ["recovery after the onset (s)", "fault (n an arm)"],
      words: ["deadlock (n = 1)"]
    ) {
      RecoveryChart.draw(runs)
    },
    Case(
      "episode", ["missed", "p95 latency", "target"],
      axes: [
        "p95 latency (s)", "missed (%)", "time after the onset (min)", "change (%)",
      ],
      words: [
        "detection", "remedy", "recovery", "queue length", "plain: signals against the ten minutes before",
      ]
    ) {
      EpisodeCharts.draw(runs, options).first
    },
    Case(
      "confusion", [], axes: ["said", "truth", "percent of the cases of a row"], words: ["crash", "title"]
    ) {
      var matrix = ConfusionMatrix(classCount: 2)
      for label in 0..<2 { matrix.add(truth: label, said: label, count: 4) }
      return ConfusionChart.draw(matrix, names: ["healthy", "crash"], name: "confusion", title: "title")
    },
    Case(
      "detection", ["model", "rule", "no knowledge"],
      axes: ["false positive rate", "recall (true positive rate)", "precision"], words: ["n = 200"]
    ) {
      DetectionChart.draw(
        [("model", cases), ("rule", cases.map { (1 - $0.0, $0.1) })], title: "Scrapes", name: "detection")
    },
    Case(
      "training", ["training", "validation", "kept"], axes: ["epoch", "mean loss (scaled units)"],
      words: ["20 epochs"]
    ) {
      TrainingChart.draw(
        (1...20).map {
          TrainingEpoch(number: $0, trainingLoss: 1 / Double($0), validationLoss: 0.2 + 1 / Double($0))
        },
        name: "lstm")
    },
    Case(
      "fronts", ["a", "b", "reference point"], axes: ["node_cost (USD)", "violation_windows (%)"],
      words: ["2 workloads"]
    ) {
      let runs = KnobFrontTests()
      return FrontChart.chart(
        try runs.fronts(
          runs.runs("a", [("1", 2, 6), ("2", 5, 2), ("3", 6, 4)])
            + runs.runs("b", [("9", 4, 4), ("8", 5, 3)])))
    },
    Case("break-even", [], axes: ["start_up (s)", "mean"], words: ["0"]) {
      let maps = BreakEvenMapTests()
      return BreakEvenChart.chart(try maps.map(maps.runs { x, y in [[0.8, 1.0], [0.9, 1.2]][y][x] }))
    },
    Case(
      "backtest", ["recorded", "asked for"],
      axes: ["replicas", "time (days since the start of the recording)"],
      words: ["web"]
    ) {
      BacktestChart.draw([try backtest()], recording: "metrics.csv", follows: true)
    },
    Case(
      "trace", [],
      axes: ["time (days", "requests", "lag (hours)", "autocorrelation", "share of steps above"],
      words: ["least to largest", "mean", "shop, 2880 of 2880 steps of 60 s"]
    ) {
      TraceChart.chart(shop, name: "trace-shop", title: "shop.csv")
    },
    Case(
      "reconstruction", ["0 to 100 %", "10 to 90 %", "rebuilt", "mean of the window"],
      axes: ["time (hours)", "CPU (NCU)"], words: ["A day"]
    ) {
      ReconstructionCharts.chart(try day(), title: "A day, rebuilt")
    },
    Case("claim", [], axes: ["change"], words: ["stated", "w0"]) {
      let claims = ClaimReportTests()
      return ClaimCharts.forest(
        ClaimReport(
          claims.claims(), runs: ["normal": claims.runs([0.7, 0.72, 0.68, 0.71, 0.69, 0.7, 0.73, 0.7])]
        ).claims[0])
    },
  ]

  @Test("has its curves, labels with units on both axes, and something in it", arguments: types)
  func type(the: Case) throws {
    let chart = try the.chart()
    #expect(try the.probe.problems(chart) == [], "\(the.type)")
    if let chart { said(the, chart) }
    // plots/types is made so
    if let folder = ProcessInfo.processInfo.environment["FORESCALE_CHART_TYPES"], let chart {
      try Data(try Gnuplot.picture(chart, form: .svg)).write(
        to: URL(fileURLWithPath: "\(folder)/\(chart.fileName).svg"))
    }
  }

  /// What is written beside the picture: words for those who do not see it, and colours for a dark screen.
  private func said(_ the: Case, _ chart: Chart) {
    for word in [chart.title] + the.probe.curves {
      #expect(chart.alternative.contains(word), "\(the.type): no \(word) in '\(chart.alternative)'")
    }
    #expect(chart.panels.allSatisfy { !$0.marks.isEmpty } && chart.csv.hasPrefix("data,"))
    let dark = GnuplotScript(chart, .dark).text
    for ink in [Ink.blue, .black, .sky, .demand, .quiet, .grid, .shade, .over] {
      #expect(!dark.contains("'\(ink.color(.print))'"), "\(the.type): \(ink.color(.print)) on dark")
    }
  }

  @Test("plots/types holds a drawing of each type and nothing else")
  func recorded() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("plots/types").path)
    #expect(Set(files) == Set(try Self.types.compactMap { try $0.chart().map { $0.fileName + ".svg" } }))
  }

  @Test("a chart that lacks a curve, a label or everything is found")
  func probe() throws {
    let probe = ChartProbe(curves: ["a"], axes: ["y (s)"])
    let rows = (0..<20).map { [Double($0), Double($0 * $0)] }
    let table = Chart.Table("squares", [.init("x"), .init("y", "s")], rows)
    let panel = Chart.Panel(
      x: Chart.Axis("x", range: .between(0, 20)), y: Chart.Axis("y (s)", range: .between(0, 400)),
      key: Chart.Key(place: .beside),
      marks: [.init(.lineWithPoints(x: "x", y: "y"), of: table, .blue, title: "a")])
    func chart(_ change: (inout Chart.Panel) -> Void) -> Chart {
      var changed = panel
      change(&changed)
      return Chart(name: "probed", title: "t", panels: [changed])
    }
    #expect(try probe.problems(chart { _ in }) == [])
    #expect(try probe.problems(chart { $0.marks = [.init(.sample, .blue, title: "a")] }) == ["no curve a"])
    #expect(try probe.problems(chart { $0.marks[0].title = "" }) == ["no curve a"])
    #expect(try probe.problems(chart { $0.y.label = "" }) == ["no axis y (s)"])
    #expect(probe.problems("") == ["the output is empty"])
    #expect(try probe.problems(nil) == ["there is no chart"])
  }

  @Test("the curves of detection: scores that tell all apart, and scores that tell nothing")
  func detection() {
    let perfect = DetectionChart.curve([(0.9, true), (0.8, true), (0.2, false), (0.1, false)])
    #expect(perfect.map(\.recall) == [0, 0.5, 1, 1, 1] && perfect.map(\.falseRate) == [0, 0, 0, 0.5, 1])
    #expect(perfect.map(\.precision) == [1, 1, 1, 2.0 / 3, 0.5])
    // one score for all: one threshold, on the diagonal
    let blind = DetectionChart.curve([(0.5, true), (0.5, false), (0.5, false), (0.5, false)])
    #expect(blind.count == 2 && blind[1].recall == 1 && blind[1].falseRate == 1 && blind[1].precision == 0.25)
    #expect(DetectionChart.draw([("none", [(0.1, false)])], title: "t", name: "n") == nil)
  }

  @Test("a parameter's bar goes from the mean at its low values to that at its high ones")
  func sensitivity() throws {
    let bars = SensitivityChart.bars(Self.sweep, metric: "node_cost").filter { $0.arm == "hpa" }
    #expect(bars.map(\.axis.path) == ["a.start_up", "b.price"])
    // doubled by the price: 1 and 2 against their geometric mean √2, −29.3 % and +41.4 %
    #expect(abs(bars[1].low + 29.289) < 0.001 && abs(bars[1].high - 41.421) < 0.001)
    // 1 and 1.1 against √1.1
    #expect(abs(bars[0].low + 4.654) < 0.001 && abs(bars[0].high - 4.881) < 0.001)
    #expect(SensitivityChart.draw(Self.sweep.filter { $0.values["b.price"] == "0.1" }) == nil)
  }
}
