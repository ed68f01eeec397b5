import Foundation
import Testing

/// What a user may get wrong: the files given, the command, and the one sentence that has to come, exit code 2.
struct Mistake: Sendable, CustomTestStringConvertible {
  var name: String
  var files: [String: Content] = [:]
  var arguments: [String]
  /// All of standard error, without the trailing newline.
  var sentence: String
  var testDescription: String { name }

  enum Content: Sendable {
    case text(String)
    case bytes([UInt8])
    /// The first bytes of a file of the clone.
    case beginning(of: String, Int)
    case folder
  }

  init(_ name: String, _ files: [String: Content], _ arguments: [String], _ sentence: String) {
    self.name = name
    self.files = files
    self.arguments = arguments
    self.sentence = sentence
  }
}

private let sound = """
  format: forescale/scenario/v1
  name: small
  workload: {traces: [trace.csv], mean_requests_per_second: 100}
  service:
    replica: {cpu: 1, memory: 2Gi, max: 10}
    request: {service_time: 100ms, cpu_time: 10ms}
    objective: {latency_target: 500ms}
  nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
  control: {sync: 15s}
  split: {train: 50%, validation: 25%, test: 25%}
  forecasters:
    - {name: lstm, kind: lstm}
  arms:
    - {name: stock, policy: hpa, cpu_utilization: 70}
  """

private let header = "time,collection_id,instance_index,avg_cpu_usage\n"
private let run = ["run", "s.yaml", "--out", "r.sqlite"]

private func scenario(_ from: String = "", _ to: String = "") -> [String: Mistake.Content] {
  ["s.yaml": .text(from.isEmpty ? sound : sound.replacingOccurrences(of: from, with: to))]
}

private let manifest: [String: Mistake.Content] = [
  "h.yaml": .text(
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: x}\nspec: {}\n")
]

private func trace(_ content: Mistake.Content) -> [String: Mistake.Content] {
  scenario().merging(["trace.csv": content]) { $1 }
}

@Suite("Wrong input: one sentence, exit code 2, nothing runs")
struct CommandLineBadInputTests {
  static let mistakes: [Mistake] = [
    Mistake(
      "experiment absent", [:], ["sweep", "e.yaml"],
      "forescale: e.yaml: there is no such experiment file"),
    Mistake(
      "experiment with two mistakes",
      ["e.yaml": .text("format: forescale/experiment/v1\nname: e\nscenario: s.yaml\nseed: 3\nseeds: x\n")],
      ["sweep", "e.yaml"],
      "forescale: e.yaml, line 5, column 1: seeds: expected how many (1 to 100000) or a list of different whole numbers\n"
        + "e.yaml, line 4, column 1: seed: unknown key; did you mean 'seeds'?"),
    Mistake(
      "experiment on no scenario",
      ["e.yaml": .text("format: forescale/experiment/v1\nname: e\nscenario: none.yaml\n")],
      ["sweep", "e.yaml"],
      "forescale: none.yaml: there is no such scenario file"),
    Mistake(
      "share of nothing", [:], ["sweep", "e.yaml", "--shard", "3/2"],
      "forescale: --shard: expected I/N with 1 <= I <= N, such as 2/8, found '3/2' (--help tells what is allowed)"
    ),
    Mistake(
      "merge of no database", ["b.sqlite": .text("hello")], ["results", "merge", "b.sqlite", "c.sqlite"],
      "forescale: b.sqlite: is not a results database; name a new file or one that Forescale wrote"),
    Mistake(
      "no such command", [:], ["rum"],
      "forescale: 'rum' is no command; did you mean 'run'? (--help tells what is allowed)"),
    Mistake(
      "no such command of trace", [:], ["trace", "inspekt", "a.csv"],
      "forescale: 'inspekt' is no command of forescale trace; did you mean 'inspect'? (--help tells what is allowed)"
    ),
    Mistake(
      "nothing like a command of trace synthesize", [:], ["trace", "synthesize", "universe"],
      "forescale: 'universe' is no command of forescale trace synthesize; allowed are service, cell (--help tells what is allowed)"
    ),
    Mistake("scenario absent", [:], run, "forescale: s.yaml: there is no such scenario file"),
    Mistake(
      "scenario is a folder", ["s.yaml": .folder], run,
      "forescale: s.yaml: is a folder; a regular file is needed"),
    Mistake("scenario empty", ["s.yaml": .text("")], run, "forescale: s.yaml: the scenario is empty"),
    Mistake(
      "scenario not text", ["s.yaml": .bytes([0xFF, 0xFE, 0x00])], run,
      "forescale: s.yaml: is not UTF-8 text"),
    Mistake(
      "scenario is a list", ["s.yaml": .text("- 1")], run,
      "forescale: s.yaml, line 1, column 1: expected a mapping of keys and values, found a list"),
    Mistake(
      "unknown key", scenario("max: 5}", "max: 5, prise_per_hour: 1}"), run,
      "forescale: s.yaml, line 8, column 60: nodes.prise_per_hour: unknown key; did you mean 'price_per_hour'?"
    ),
    Mistake(
      "wrong unit", scenario("service_time: 100ms", "service_time: 100mb"), run,
      "forescale: s.yaml, line 6, column 13: service.request.service_time: expected a duration such as 500ms, 15s, 10m, 2h or 1d, found '100mb'"
    ),
    Mistake(
      "missing unit", scenario("sync: 15s", "sync: 15"), run,
      "forescale: s.yaml, line 9, column 11: control.sync: expected a duration such as 500ms, 15s, 10m, 2h or 1d, found '15'"
    ),
    Mistake(
      "out of range", scenario("cpu: 1,", "cpu: -1,"), run,
      "forescale: s.yaml, line 5, column 13: service.replica.cpu: -1 is out of range; allowed is 0.001 to 1024"
    ),
    Mistake(
      "unknown policy", scenario("policy: hpa", "policy: hpaa"), run,
      "forescale: s.yaml, line 14, column 19: arms[0].policy: 'hpaa' is not known; allowed are hpa, proactive, oracle, react-plus, static, knative, keda, autopilot, step-scaling, target-tracking, vpa, predictive-hpa, …edictor, experts, scheduled, mpc, do-nothing, noisy-oracle, recorded, external (did you mean 'hpa'?)"
    ),
    Mistake(
      "unreachable objective", scenario("latency_target: 500ms", "latency_target: 200ms"), run,
      "forescale: s.yaml, line 7, column 15: service.objective.latency_target: even an idle replica misses it: with a mean service time of 100ms the target has to be longer"
    ),
    Mistake(
      "trace absent", scenario(), run,
      "forescale: trace.csv: cannot be opened (No such file or directory); a readable file is needed."),
    Mistake(
      "trace empty", trace(.text("")), run,
      "forescale: trace.csv: is empty; a trace of at least one row is needed."),
    Mistake(
      "gzip cut off", trace(.beginning(of: "traces/service-month.json.gz", 5000)), run,
      "forescale: trace.csv, byte 34410 of the content: the gzip data stop before their end; a whole file is needed."
    ),
    Mistake(
      "wrong columns", trace(.text("time,collection_id,instance_index,cpu\n")), run,
      "forescale: trace.csv, line 1: has no column avg_cpu_usage, the nearest name is \"cpu\"; needed are time, collection_id, instance_index and avg_cpu_usage."
    ),
    Mistake(
      "NaN", trace(.text(header + "300000000,7,0,nan\n")), run,
      "forescale: trace.csv, line 2: avg_cpu_usage is \"nan\"; allowed are finite numbers from 0 up."),
    Mistake(
      "negative usage", trace(.text(header + "300000000,7,0,-0.5\n")), run,
      "forescale: trace.csv, line 2: avg_cpu_usage is \"-0.5\"; allowed are finite numbers from 0 up."),
    Mistake(
      "time backwards", trace(.text(header + "600000000,7,0,0.5\n300000000,7,0,0.5\n")), run,
      "forescale: trace.csv, line 3: instance 0 goes back in time from 600000000 to 300000000 µs; the rows of an instance must be in order of time."
    ),
    Mistake("trace is a folder", trace(.folder), run, "forescale: trace.csv: is a folder; a file is needed."),
    Mistake(
      "output under a file", scenario(), ["run", "s.yaml", "--out", "s.yaml/r.sqlite"],
      "forescale: s.yaml/r.sqlite: its folder s.yaml cannot be made"),
    Mistake(
      "output is a folder", scenario().merging(["r.sqlite": .folder]) { $1 }, run,
      "forescale: r.sqlite: is a folder; a file is expected"),
    Mistake(
      "corrupt database", scenario().merging(["r.sqlite": .text(String(repeating: "x", count: 200))]) { $1 },
      run,
      "forescale: r.sqlite: is not a results database; name a new file or one that Forescale wrote"),
    Mistake(
      "results absent", [:], ["dump", "r.sqlite"], "forescale: r.sqlite: there is no such results database"),
    Mistake(
      "model absent", scenario(), run + ["--model", "lstm=m.model"],
      "forescale: There is no model file m.model."),
    Mistake(
      "model corrupt", scenario().merging(["m.model": .text("hello")]) { $1 },
      run + ["--model", "lstm=m.model"],
      "forescale: m.model is not a Forescale model file: such a file begins with FSCMODEL."),
    Mistake(
      "model of an unknown forecaster", scenario(), run + ["--model", "lstmm=m.model"],
      "forescale: --model: the scenario has no model 'lstmm'; those are lstm"),
    Mistake(
      "model of healers that do not learn", scenario(), run + ["--model", "classifier=m.model"],
      "forescale: --model: the scenario has no model 'classifier'; those are lstm"),
    Mistake(
      "model of healers that is absent", scenario("70}", "70, healing: early-warning}"),
      run + ["--model", "failure-predictor=m.model"], "forescale: There is no model file m.model."),
    Mistake(
      "model of healers without a name", scenario("70}", "70, healing: early-warning}"),
      run + ["--model", "failures=m.model"],
      "forescale: --model: the scenario has no model 'failures'; those are lstm, classifier, failure-predictor"
    ),
    Mistake(
      "model without a name", scenario(), run + ["--model", "m.model"],
      "forescale: --model: expected NAME=FILE, found 'm.model'"),
    Mistake(
      "no threads", scenario(), run + ["--threads", "0"],
      "forescale: --threads: expected a whole number from 1 up, found 0 (--help tells what is allowed)"
    ),
    Mistake(
      "unknown option", scenario(), run + ["--thraeds", "1"],
      "forescale: Unknown option '--thraeds'. Did you mean '--threads'? (--help tells what is allowed)"),
    Mistake(
      "backtest without recording", scenario(), ["backtest", "s.yaml", "m.csv"],
      "forescale: m.csv: cannot be opened (No such file or directory); a readable file is needed."),
    Mistake(
      "backtest of a policy that is not there", [:], ["backtest", "s.yaml", "m.csv"],
      "forescale: s.yaml: there is no such scenario file"),
    Mistake(
      "backtest of an unknown arm", scenario(), ["backtest", "s.yaml", "m.csv", "--arm", "stok"],
      "forescale: s.yaml has no arm 'stok'; did you mean 'stock'?; there are stock"),
    Mistake(
      "sync of no length", scenario(), ["backtest", "s.yaml", "m.csv", "--sync", "0s"],
      "forescale: --sync: found '0s'; allowed are durations from 1s to 1h such as 15s or 1m"),
    Mistake(
      "sync too short to be one", scenario(), ["backtest", "s.yaml", "m.csv", "--sync", "1ms"],
      "forescale: --sync: found '1ms'; allowed are durations from 1s to 1h such as 15s or 1m"),
    Mistake(
      "request that is no quantity", manifest, ["backtest", "h.yaml", "m.csv", "--cpu-request", "half"],
      "forescale: --cpu-request: found 'half'; allowed are positive quantities such as 500m, 2 or 512Mi"),
    Mistake(
      "signal that is none", manifest, ["backtest", "h.yaml", "m.csv", "--signal", "http"],
      "forescale: --signal: expected NAME=READING such as http_requests=requests_per_second, found 'http'"),
    Mistake(
      "signal of a scenario", scenario(), ["backtest", "s.yaml", "m.csv", "--signal", "http=rps"],
      "forescale: --signal is for a manifest; s.yaml is a scenario, which says it itself"),
    Mistake(
      "container requested twice", manifest,
      ["backtest", "h.yaml", "m.csv", "--cpu-request", "app=1,app=2"],
      "forescale: --cpu-request: expected a quantity, or CONTAINER=QUANTITY once for each container, found 'app=2'"
    ),
    Mistake(
      "backtest of an unfinished manifest",
      ["h.yaml": .text("apiVersion: autoscaling/v2\nspec: {a: 1, a: 2}\n")],
      ["backtest", "h.yaml", "m.csv"],
      "forescale: h.yaml, line 2, column 14: the key 'a' is given twice, first in line 2"),
    Mistake(
      "backtest of a broken manifest", ["h.yaml": .text("kind: HorizontalPodAutoscaler\nspec: {}\n")],
      ["backtest", "h.yaml", "m.csv"],
      "forescale: h.yaml: apiVersion: missing; a text is required\n"
        + "h.yaml: metadata: missing; the API server wants a name in it\n"
        + "h.yaml: spec.scaleTargetRef: missing; an object is required\n"
        + "h.yaml: spec.maxReplicas: missing; a whole number is required"),
    Mistake(
      "backtest of an empty manifest", ["h.yaml": .text("# to do\n---\n")], ["backtest", "h.yaml", "m.csv"],
      "forescale: h.yaml: is empty; a manifest of an autoscaler or a scenario is needed"),
    Mistake(
      "backtest of a ScaledJob",
      ["h.yaml": .text("apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: x}\nspec: {}\n")],
      ["backtest", "h.yaml", "m.csv"],
      "forescale: h.yaml: is a ScaledJob, which starts Jobs and has no replicas; read are HorizontalPodAutoscalers and ScaledObjects"
    ),
    Mistake(
      "vectors absent", [:], ["conformance", "hpa", "vectors"], "forescale: vectors: there is no such folder"),
    Mistake(
      "no scenario named", [:], ["run"],
      "forescale: Missing expected argument '<scenario>' (--help tells what is allowed)"),
    Mistake(
      "too few episodes", [:], ["train", "classifier", "--episodes", "28", "--out", "m.model"],
      "forescale: --episodes must be 112 (four of each type) to 1000000 and --false-alarms at least 0; they are 28 and "
        + "0.25"),
    Mistake(
      "too few episodes for failures", [:],
      ["train", "failure-predictor", "--episodes", "28", "--out", "m.model"],
      "forescale: --episodes must be 112 (four of each type) to 1000000 and --false-alarms at least 0; they are 28 and "
        + "0.25"),
    Mistake(
      "no failure predictor", ["m.model": .text("hello")],
      ["evaluate", "failure-predictor", "--model", "m.model"],
      "forescale: m.model is not a Forescale model file: such a file begins with FSCMODEL."),
    Mistake(
      "no replica predictor", scenario(),
      ["evaluate", "replica-predictor", "s.yaml", "--predictor", "none.model"],
      "forescale: There is no model file none.model."),
    Mistake(
      "no classifier", [:], ["evaluate", "classifier", "--model", "none.model"],
      "forescale: There is no model file none.model."),
    Mistake(
      "model over another file", scenario().merging(["m.model": .text("notes")]) { $1 },
      ["train", "s.yaml", "--forecaster", "lstm", "--out", "m.model"],
      "forescale: The model file m.model could not be read or written: a file that is no model, or cannot be written, is "
        + "there; name another."),
    Mistake(
      "model over a folder", scenario().merging(["m.model": .folder]) { $1 },
      ["train", "classifier", "--out", "m.model"],
      "forescale: The model file m.model could not be read or written: it is a folder."),
    Mistake(
      "forecaster whose name is a path",
      scenario("{name: lstm, kind: lstm}", "{name: ../victim, kind: linear-lags}"), run,
      "forescale: s.yaml, line 12, column 6: forecasters[0].name: '../victim' is a part of a file's name; allowed are up to 200 bytes without "
        + "'/' and control characters, not '.' or '..'"),
    Mistake(
      "arm with a model whose name is a path",
      scenario("{name: stock, policy: hpa, cpu_utilization: 70}", "{name: a/b, policy: replica-predictor}"),
      run,
      "forescale: s.yaml, line 14, column 6: arms[0].name: 'a/b' is a part of a file's name; allowed are up to 200 bytes without '/' and "
        + "control characters, not '.' or '..'"),
    Mistake(
      "import over its own input", ["t.csv": .text(header + "300000000,7,0,0.1\n")],
      ["trace", "import", "t.csv", "--out", "./t.csv"],
      "forescale: --out: ./t.csv is the same file as the input t.csv, which would be overwritten; name another file"
    ),
    Mistake(
      "weights over the model", ["m.model": .text("FSCMODEL")],
      ["inspect", "m.model", "--weights", "m.model"],
      "forescale: --weights: m.model is an input too and would be overwritten; name another file"),
    Mistake(
      "report over the results", ["r.sqlite": .text("x")], ["report", "r.sqlite", "--out", "r.sqlite"],
      "forescale: --out: r.sqlite is an input too and would be overwritten; name another file"),
    Mistake(
      "results into a device", scenario(), ["run", "s.yaml", "--out", "/dev/null"],
      "forescale: /dev/null: is a device or a socket; a regular file is expected"),
    Mistake(
      "forecaster of another name", scenario(),
      ["train", "s.yaml", "--forecaster", "lsmt", "--out", "m.model"],
      "forescale: 'lsmt' is no forecaster of the scenario; those are lstm"),
  ]

  @Test(arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    let folder = try Binary.scratch()
    for (name, content) in mistake.files {
      let path = folder.appendingPathComponent(name)
      switch content {
      case .text(let text): try Data(text.utf8).write(to: path)
      case .bytes(let bytes): try Data(bytes).write(to: path)
      case .beginning(let file, let count):
        try Data(contentsOf: Binary.root.appendingPathComponent(file)).prefix(count).write(to: path)
      case .folder: try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
      }
    }
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let outcome = try Binary.run(mistake.arguments, in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.trimmingCharacters(in: .newlines) == mistake.sentence)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path) == before, "something was written")
  }
}
