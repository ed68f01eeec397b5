import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import InputFiles
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
      POLICY is a manifest as you have it (a HorizontalPodAutoscaler of autoscaling/v2 or v1, or a KEDA ScaledObject; of \
      several in a file FILE#NAME says which), or a scenario, whose arms are all asked. METRICS is a table with a header, \
      gzipped or not (a column of times, replicas, ready_replicas if there is, and readings of the whole service: \
      cpu_cores, memory_bytes, requests_per_second, queue_length, cpu_cores:CONTAINER, or any by the name of a metric), or \
      an answer of Prometheus to /api/v1/query_range. Several files are taken together; NAME=FILE says what the only series \
      of one is. No cluster is simulated: every answer is for the replicas that were there, or with --follow for those of \
      the answer before. Without it an HPA writes nothing and so remembers no scale event; the other scalers' cool-downs \
      run from their answers all the same. Silences of more than an hour are left out.

      The answer at each sync, with its rule and what it looked at, goes to the table 'decision' of the results \
      database; a chart is drawn beside it.

      EXAMPLE
        forescale backtest shop-hpa.yaml shop-week.csv --cpu-request 500m --signal http_requests=requests_per_second
        forescale backtest shop.yaml#front replicas=replicas.json cpu_cores=cpu.json --cpu-request app=500m,proxy=100m
      """)

  @Argument(help: "A manifest or a scenario.")
  var policy: String

  @Argument(help: "Recorded metrics: files, or NAME=FILE for one of a single series.")
  var metrics: [String]

  @Option(
    name: .long, parsing: .upToNextOption, help: "Arms of the scenario to ask, by name; all if not given.")
  var arm: [String] = []

  @Option(
    help: ArgumentHelp(
      "CPU request of a replica, for a manifest; or of each of its containers, as app=500m,proxy=none. Default 1.",
      valueName: "QUANTITY"))
  var cpuRequest: String?

  @Option(help: ArgumentHelp("The same of memory. Default 1Gi.", valueName: "QUANTITY"))
  var memoryRequest: String?

  @Option(
    help: ArgumentHelp(
      "Which reading a metric or trigger of the manifest stands for; not needed where they have one name.",
      valueName: "NAME=READING"))
  var signal: [String] = []

  @Option(
    help: ArgumentHelp(
      "What columns and series of METRICS are, as replicas=pods,cpu_cores=cpu.", valueName: "READING=NAME,…"))
  var columns: String?

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
      try checkOptions()
      let candidates = try BacktestCandidate.read(
        path: policy, arms: arm, service: try service(), models: try models(), isDryRun: !follow)
      guard !candidates.isEmpty else {
        throw Failure(
          code: 2,
          message:
            "forescale: \(policy) has no arm that metrics alone can answer; add --model for proactive ones")
      }
      let recorded = try RecordedMetrics(files: files, names: try names())
      Inputs.add([BacktestCandidate.file(of: policy)] + files.map(\.path))
      try ResultsDatabase.checkWritable(path: out)
      try Output.check(database: out, as: "--out")
      let backtests = try candidates.map { candidate in
        Console.progress("asking \(candidate.name)")
        return try Experiments.Backtest(candidate, over: recorded, settings: settings)
      }
      try store(backtests, candidates)
      Console.clearProgress()
      Console.print(try json ? document(backtests) : text(backtests, recorded))
      for note in recorded.notes { Console.error(note) }
      if let silences = backtests.first?.silences, !silences.isEmpty {
        let length = silences.reduce(0) { $0 + ($1.upperBound - $1.lowerBound).seconds }
        Console.error(
          "left out: \(silences.count) silence\(silences.count == 1 ? "" : "s") without any reading, "
            + "\(String(format: "%.2f", length / 86_400)) days in all")
      }
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

  /// The files with the names of their only series; a path that holds a `=` is one where there is such a file.
  private var files: [(name: String?, path: String)] {
    metrics.map { entry in
      guard let mark = entry.firstIndex(of: "="), !FileManager.default.fileExists(atPath: entry) else {
        return (nil, entry)
      }
      return (String(entry[..<mark]), String(entry[entry.index(after: mark)...]))
    }
  }

  private var recordingName: String {
    files.map { $0.path.fileName }.joined(separator: ", ")
  }

  /// Refuses options that would have no effect.
  private func checkOptions() throws {
    let isManifest = BacktestCandidate.isManifest(path: policy)
    let given = [
      ("--cpu-request", cpuRequest != nil, false), ("--memory-request", memoryRequest != nil, false),
      ("--signal", !signal.isEmpty, false), ("--model", !model.isEmpty, true),
    ]
    for (option, isGiven, isOfScenarios) in given where isGiven && isManifest == isOfScenarios {
      throw Failure(
        code: 2,
        message: isManifest
          ? "forescale: \(option) is for the arms of a scenario; \(policy) is a manifest"
          : "forescale: \(option) is for a manifest; \(policy) is a scenario, which says it itself")
    }
  }

  /// What columns are called here, by the names in the files.
  private func names() throws -> [String: String] {
    var names: [String: String] = [:]
    for part in (columns ?? "").split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, names.updateValue(sides[0], forKey: sides[1]) == nil else {
        throw Failure(
          code: 2,
          message: "forescale: --columns: expected READING=NAME, each NAME once, found '\(part)'")
      }
    }
    return names
  }

  private func settings() throws -> Experiments.Backtest.Settings {
    var settings = Experiments.Backtest.Settings()
    settings.sync = try duration(sync, "--sync", allowed: "durations from 1s to 1h such as 15s or 1m") {
      (.seconds(1) ... .hours(1)).contains($0)
    }
    settings.lag = try duration(lag, "--lag", allowed: "durations from 0s to 1h such as 30s") {
      (.zero ... .hours(1)).contains($0)
    }
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
      guard parts.count == 2 else {
        throw Failure(
          code: 2,
          message:
            "forescale: --signal: expected NAME=READING such as http_requests=requests_per_second, found '\(entry)'"
        )
      }
      signals[parts[0]] = HPASignal(rawValue: parts[1])
    }
    let cpu = try requests(cpuRequest, "--cpu-request", standard: "1")
    let memory = try requests(memoryRequest, "--memory-request", standard: "1Gi")
    var shape = HPAServiceShape(cpuRequest: cpu.total, memoryRequest: memory.total, signals: signals)
    shape.cpuContainers = cpu.containers
    shape.memoryContainers = memory.containers
    return shape
  }

  /// The request of a replica, or those of its containers, nil for one without.
  private func requests(
    _ text: String?, _ option: String, standard: String
  ) throws -> (total: Int64, containers: [String: Int64?]) {
    let text = text ?? standard
    guard text.contains("=") else { return (try request(text, option), [:]) }
    var containers: [String: Int64?] = [:]
    for text in text.split(separator: ",") {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, containers[parts[0]] == nil else {
        throw Failure(
          code: 2,
          message:
            "forescale: \(option): expected a quantity, or CONTAINER=QUANTITY once for each container, found '\(text)'"
        )
      }
      containers.updateValue(parts[1] == "none" ? nil : try request(parts[1], option), forKey: parts[0])
    }
    return (containers.values.reduce(0) { $0 + ($1 ?? 0) }, containers)
  }

  private func request(_ text: String, _ option: String) throws -> Int64 {
    guard let quantity = try? ResourceQuantity(text), quantity.milli > 0, quantity.milli < 1 << 56 else {
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
      models[name] = try StoredForecasters.forecaster(contentsOf: file)
    }
    return models
  }

  private func store(_ backtests: [Experiments.Backtest], _ candidates: [BacktestCandidate]) throws {
    let database = try ResultsDatabase(path: out)
    try database.record(definitions: BacktestSummary.definitions)
    let inputs = try files.map { try InputFile(path: $0.path) }
    let scenario = "backtest of \(recordingName)"
    let settings = #"{"follow":\#(follow),"lag":"\#(lag)","sync":"\#(sync)"}"#
    let digest = RunSet.digest(of: settings, inputs: inputs)
    if let apart = try database.begin(scenario: scenario, digest: digest) {
      Console.error("forescale: " + Escape.line(apart, limit: .max))
    }
    for (backtest, candidate) in zip(backtests, candidates) {
      var run = RunResult(
        scenario: scenario, arm: backtest.name, policyJSON: candidate.json, scenarioJSON: settings,
        part: "whole", seed: 0, inputs: inputs, metrics: backtest.summary.metrics, timeline: [],
        decisions: backtest.decisions, wallSeconds: 0)
      run.scenarioDigest = digest
      try database.record(run: run)
    }
    try database.record(BuildStamp.origin, of: scenario)
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
    let span = recorded.times[recorded.times.count - 1] - recorded.times[0]
    var lines = [
      "\(recordingName): \(recorded.times.count) records over \(String(format: "%.2f", span.seconds / 86_400)) days, "
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
