import Foundation
import Testing

@Suite("The command")
struct CommandTests {
  @Test(arguments: [
    [], ["run"], ["reproduce"], ["train"], ["evaluate"], ["trace"], ["trace", "synthesize"],
    ["trace", "synthesize", "service"], ["trace", "synthesize", "cell"], ["trace", "calibrate"],
    ["trace", "inspect"], ["trace", "import"], ["trace", "fetch"], ["trace", "formats"], ["dump"],
    ["bench"], ["policies"], ["schema"], ["environment"], ["backtest"], ["sweep"], ["compare"], ["map"],
    ["front"],
    ["results"], ["results", "merge"],
    ["results", "export"], ["results", "schema"], ["report"], ["plot"], ["conformance"], ["inspect"],
    ["conformance", "hpa"], ["train", "forecaster"], ["evaluate", "forecasters"],
    ["train", "classifier"], ["evaluate", "classifier"],
    ["train", "failure-predictor"], ["evaluate", "failure-predictor"],
    ["train", "replica-predictor"], ["evaluate", "replica-predictor"],
  ])
  func helpHasAnExample(command: [String]) throws {
    let outcome = try Binary.run(command + ["--help"], in: Binary.scratch())
    #expect(outcome.code == 0 && outcome.errors == "")
    #expect(outcome.output.contains("OVERVIEW: ") && outcome.output.contains("USAGE: forescale"))
    #expect(
      [["trace"], ["trace", "synthesize"], ["conformance"], ["results"]].contains(command)
        || outcome.output.contains("EXAMPLE\n  forescale"))
  }

  @Test func trainRunEvaluateOnASmallMonth() throws {
    let folder = try Binary.scratch()
    let scenario = try String(
      contentsOf: Binary.root.appendingPathComponent("scenarios/google-2019-service.yaml"), encoding: .utf8
    )
    .replacingOccurrences(of: "hidden: 24, epochs: 20", with: "hidden: 4, epochs: 1")
    .replacingOccurrences(of: "hidden: 32, epochs: 60", with: "hidden: 4, epochs: 1")
    .replacingOccurrences(of: ", tune: true", with: "")
    try Data(scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))

    let month = Binary.root.appendingPathComponent("traces/service-month.json.gz").path
    let train = try Binary.run(
      ["train", "s.yaml", "--trace", month, "--forecaster", "lstm-direct", "--out", "direct.model"],
      in: folder)
    #expect(train.code == 0, "\(train.errors)")
    let given = ["--trace", month, "--model", "lstm-direct=direct.model"]
    let evaluated = try Binary.run(["evaluate", "s.yaml"] + given, in: folder)
    #expect(evaluated.code == 0 && evaluated.output.contains("lstm-direct"))
    let outcome = try Binary.run(["run", "s.yaml", "--out", "r.sqlite", "--json"] + given, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let arms = try #require(document["arms"] as? [[String: Any]])
    #expect(arms.count == 8)
    for arm in arms {
      let metrics = try #require(arm["metrics"] as? [String: Double])
      #expect(try #require(metrics["node_cost"]) > 0)
    }
    let again = try Binary.run(
      ["run", "s.yaml", "--out", "again.sqlite", "--threads", "1"] + given, in: folder)
    #expect(again.code == 0)
    let dumps = try ["r.sqlite", "again.sqlite"].map { try Binary.run(["dump", $0], in: folder).output }
    #expect(dumps[0] == dumps[1] && dumps[0].count > 100_000)
    for file in [
      "r.sqlite", "r.models/lstm-direct.model", "plots/r/demand-and-supply.svg",
      "plots/r/cost-and-violation.png",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path), "no \(file)")
    }
  }

  /// The tutorial's four days: training ends after 48 h, or 76.8 h (in whole ten minutes: 276,600 s) for the model that is planted.
  @Test func aModelThatSawTheTestPartEndsARunWithCode1() throws {
    let folder = try Binary.scratch()
    let scenario = try String(
      contentsOf: Binary.root.appendingPathComponent("scenarios/tutorial.yaml"), encoding: .utf8
    ).replacingOccurrences(of: ", tune: true", with: "")
    let split = "\nsplit: {train: 80%, validation: 10%, test: 10%}\n"
    for (name, text) in [("s.yaml", scenario), ("longer.yaml", scenario + split)] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    // the second time over what the first has written
    for (name, file) in [
      ("s.yaml", "honest.model"), ("s.yaml", "leak.model"), ("longer.yaml", "leak.model"),
    ] {
      let trained = try Binary.run(["train", name, "--forecaster", "linear", "--out", file], in: folder)
      #expect(trained.code == 0, "\(trained.errors)")
    }
    let inspected = try Binary.run(["inspect", "leak.model"], in: folder)
    #expect(inspected.output.contains("0.0 s to 276600.0 s"))
    let leaking = try Binary.run(
      ["run", "s.yaml", "--out", "leak.sqlite", "--model", "linear=leak.model"], in: folder)
    #expect(leaking.code == 1)
    #expect(
      leaking.errors.hasSuffix(
        "forescale: the soundness check 'train only' failed: linear was fitted on data up to 76.8 h, the training part "
          + "ends at 48.0 h\n"), "\(leaking.errors)")
    let honest = try Binary.run(
      ["run", "s.yaml", "--out", "honest.sqlite", "--model", "linear=honest.model"], in: folder)
    #expect(honest.code == 0, "\(honest.errors)")
  }

  /// One vector as recorded and the same with a wrong answer: exit codes 0 and 1, the latter with the difference.
  @Test func conformanceSaysWhatDiffers() throws {
    let folder = try Binary.scratch()
    let vector =
      #"[{"text": "500m", "milli": 500, "float_as_written": 0.5, "api_text": "500m", "float_after_api": 0.5}]"#
    let path = folder.appendingPathComponent("quantities.json")
    try Data(vector.utf8).write(to: path)
    let good = try Binary.run(["conformance", "hpa", "."], in: folder)
    #expect(good.code == 0, "\(good.errors)")
    #expect(good.output.contains("all: 1 passed, 0 failed"))
    try Data(vector.replacingOccurrences(of: "\"milli\": 500", with: "\"milli\": 501").utf8).write(to: path)
    let wrong = try Binary.run(["conformance", "hpa", ".", "--json"], in: folder)
    #expect(wrong.code == 1)
    #expect(wrong.errors == "forescale: 1 vectors differ from the recorded answers\n")
    #expect(wrong.output.contains("500m") && wrong.output.contains("501"))
  }

  @Test func backtestWritesItsLogAndChart() throws {
    let folder = try Binary.scratch()
    let manifest = """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: web}
      spec:
        scaleTargetRef: {kind: Deployment, name: web}
        maxReplicas: 9
        metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
      """
    try Data(manifest.utf8).write(to: folder.appendingPathComponent("hpa.yaml"))
    let rows = (0..<40).map { "\(15 * $0),4,\($0 < 20 ? 2 : 4)\n" }.joined()
    try Data(("timestamp,replicas,cpu_cores\n" + rows).utf8).write(to: folder.appendingPathComponent("m.csv"))
    let outcome = try Binary.run(["backtest", "hpa.yaml", "m.csv", "--out", "b.sqlite"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    // 20 syncs at 4 and 20 at twice that: 240 against 160
    #expect(outcome.output.contains("+50.0 %"))
    #expect(outcome.output.contains("web: metric above target 50.0 %, metric within tolerance 50.0 %"))
    let dump = try Binary.run(["dump", "b.sqlite"], in: folder).output
    #expect(dump.split(separator: "\n").count { $0.contains("metric above target") } == 20)
    for file in ["plots/b/backtest.svg", "plots/b/backtest.png", "plots/b/backtest.gp"] {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path), "no \(file)")
    }
  }
}
