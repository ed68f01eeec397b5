import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import Learning
import Reporting
import SimulationKernel
import Workloads
import Writing

/// `forescale backtest`.
struct Backtest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what policies would have asked for, and why, on recorded metrics: a dry run.",
    discussion: """
      POLICY is a HorizontalPodAutoscaler manifest as you have it, or a scenario, whose arms are all asked. METRICS is \
      CSV with a header, gzipped or not: timestamp (seconds), replicas, at least one of cpu_cores, memory_bytes, \
      requests_per_second and queue_length (each of the whole service), and ready_replicas if there is. No cluster is \
      simulated: every answer is for the replicas that were there, or with --follow for those of the answer before. Without it an HPA writes nothing and so \
      remembers no scale event; the other scalers' cool-downs run from their answers all the same.

      The answer at each sync, with its rule and what it looked at, goes to the table 'decision' of the results \
      database; a chart is drawn beside it.

      EXAMPLE
        forescale backtest shop-hpa.yaml shop-week.csv --cpu-request 500m --signal http_requests=requests_per_second
      """)

  @Argument(help: "A HorizontalPodAutoscaler manifest or a scenario.")
  var policy: String

  @Argument(help: "Recorded metrics, a CSV file.")
  var metrics: String

  @Option(
    name: .long, parsing: .upToNextOption, help: "Arms of the scenario to ask, by name; all if not given.")
  var arm: [String] = []

  @Option(help: "CPU request of a replica, for a manifest.")
  var cpuRequest = "1"

  @Option(help: "Memory request of a replica, for a manifest.")
  var memoryRequest = "1Gi"

  @Option(
    help: ArgumentHelp(
      "What a metric of the manifest stands for: requests_per_second or queue_length.",
      valueName: "NAME=SIGNAL"))
  var signal: [String] = []

  @Option(help: "Time between two syncs.")
  var sync = "15s"

  @Option(help: "From the end of a reading to when the policy sees it.")
  var lag = "0s"

  @Flag(help: "Count each answer as carried out before the next sync.")
  var follow = false

  @Option(help: ArgumentHelp("A trained model for a proactive arm.", valueName: "NAME=FILE"))
  var model: [String] = []

  @Option(help: "The results database; made if it is not there. The chart goes beside it.")
  var out = "out/backtest.sqlite"

  @Option(help: "The folder for the chart, if not beside the database.")
  var plots: String?

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func run() throws {
    try reportingMistakes {
      let settings = try settings()
      let candidates = try BacktestCandidate.read(
        path: policy, arms: arm, service: try service(), models: try models(), isDryRun: !follow)
      guard !candidates.isEmpty else {
        throw Failure(
          code: 2,
          message:
            "forescale: \(policy) has no arm that metrics alone can answer; add --model for proactive ones")
      }
      let recorded = try RecordedMetrics(path: metrics)
      Inputs.add([policy, metrics])
      try Output.check(out, as: "--out", takesStreams: false)
      try ResultsDatabase.checkWritable(path: out)
      let backtests = try candidates.map { candidate in
        Console.progress("asking \(candidate.name)")
        return try Experiments.Backtest(candidate, over: recorded, settings: settings)
      }
      try store(backtests, candidates)
      Console.clearProgress()
      Console.print(try json ? document(backtests) : text(backtests, recorded))
      let folder = plots ?? Beside.charts(of: out)
      let drawn = try ChartNews.draw(later: "the same command") {
        try Charts.write(
          backtests: backtests, recording: recordingName, follows: follow, folder: folder)
      }
      Console.error(
        "log: \(out), table decision" + (drawn.hasPictures ? "   chart: \(drawn.paths[0])" : ""))
      if !recorded.ignoredColumns.isEmpty {
        Console.error("columns not read: \(recorded.ignoredColumns.joined(separator: ", "))")
      }
    }
  }

  private var recordingName: String { (metrics as NSString).lastPathComponent }

  private func settings() throws -> Experiments.Backtest.Settings {
    var settings = Experiments.Backtest.Settings()
    settings.sync = try duration(sync, "--sync", allowed: "positive durations such as 15s or 1m") {
      $0 > .zero
    }
    settings.lag = try duration(lag, "--lag", allowed: "durations from 0s up such as 30s") { $0 >= .zero }
    settings.follows = follow
    return settings
  }

  private func duration(
    _ text: String, _ option: String, allowed: String, _ isAllowed: (SimulationDuration) -> Bool
  ) throws -> SimulationDuration {
    guard let value = SimulationDuration(text: text), isAllowed(value) else {
      throw Failure(code: 2, message: "forescale: \(option): found '\(text)'; allowed are \(allowed)")
    }
    return value
  }

  private func service() throws -> HPAServiceShape {
    var signals: [String: HPASignal] = [:]
    for entry in signal {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let signal = HPASignal(rawValue: parts[1]) else {
        let allowed = HPASignal.allCases.map(\.rawValue).joined(separator: " or ")
        throw Failure(
          code: 2, message: "forescale: --signal: expected NAME=SIGNAL with \(allowed), found '\(entry)'")
      }
      signals[parts[0]] = signal
    }
    return HPAServiceShape(
      cpuRequest: try request(cpuRequest, "--cpu-request"),
      memoryRequest: try request(memoryRequest, "--memory-request"), signals: signals)
  }

  private func request(_ text: String, _ option: String) throws -> Int64 {
    guard let quantity = try? Quantity(text), quantity.milli > 0 else {
      throw Failure(
        code: 2,
        message:
          "forescale: \(option): found '\(text)'; allowed are positive quantities such as 500m, 2 or 512Mi")
    }
    return quantity.milli
  }

  private func models() throws -> [String: any StoredForecaster] {
    var models: [String: any StoredForecaster] = [:]
    for entry in model {
      let (name, file) = try GivenModels.nameAndFile(entry)
      Inputs.add([file])
      models[name] = try StoredModels.forecaster(contentsOf: file)
    }
    return models
  }

  private func store(_ backtests: [Experiments.Backtest], _ candidates: [BacktestCandidate]) throws {
    let database = try ResultsDatabase(path: out)
    try database.record(definitions: BacktestSummary.definitions)
    let input = try InputFile(path: metrics)
    let scenario = "backtest of \(recordingName)"
    let settings = #"{"follow":\#(follow),"lag":"\#(lag)","sync":"\#(sync)"}"#
    let digest = RunSet.digest(of: settings, inputs: [input])
    if let apart = try database.begin(scenario: scenario, digest: digest) {
      Console.error("forescale: " + apart)
    }
    for (backtest, candidate) in zip(backtests, candidates) {
      var run = RunResult(
        scenario: scenario, arm: backtest.name, policyJSON: candidate.json, scenarioJSON: settings,
        part: "whole", seed: 0, inputs: [input], metrics: backtest.summary.metrics, timeline: [],
        decisions: backtest.decisions, wallSeconds: 0)
      run.scenarioDigest = digest
      try database.record(run: run)
    }
    try database.record(Forescale.origin, of: scenario)
    try database.finish(out)
  }

  private func document(_ backtests: [Experiments.Backtest]) throws -> String {
    struct Document: Encodable {
      var recording: String
      var follow: Bool
      var policies: [String: BacktestSummary]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let policies = Dictionary(backtests.map { ($0.name, $0.summary) }, uniquingKeysWith: { $1 })
    return String(
      decoding: try encoder.encode(Document(recording: recordingName, follow: follow, policies: policies)),
      as: UTF8.self)
  }

  private func text(_ backtests: [Experiments.Backtest], _ recorded: RecordedMetrics) -> String {
    let span = recorded.records[recorded.records.count - 1].time - recorded.records[0].time
    var lines = [
      "\(recordingName): \(recorded.records.count) records over \(String(format: "%.2f", span.seconds / 86_400)) days, "
        + "usually \(String(format: "%g", recorded.spacing.seconds)) s apart; a sync every \(sync)"
        + (follow ? ", each answer followed" : ""),
      "", BacktestTable.render(backtests, color: Console.colors), "",
    ]
    for backtest in backtests {
      let rules = backtest.summary.rules.prefix(4).map { rule in
        let share = 100 * Double(rule.count) / Double(backtest.summary.syncs)
        return "\(rule.rule) \(String(format: "%.1f", share)) %"
      }
      lines.append("\(backtest.name): \(rules.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }
}
