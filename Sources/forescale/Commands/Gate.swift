import ArgumentParser
import Experiments
import Foundation
import InputFiles
import Reporting
import Workloads
import Writing

/// `forescale gate`.
struct Gate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains every model on fixed data and fails where one is worse than recorded.",
    discussion: """
      Data are made of fixed seeds, so that the gate runs on a bare machine; rows of real series are added where --data \
      has them, and told where not. Margins are prediction intervals of the recorded seeds (forescale help gate).

      Exit code 1 where a model is worse, with one sentence a figure.

      EXAMPLE
        forescale gate --junit out/gate.xml
        forescale gate --record --reason "the LSTM reads the day of the week"
      """)

  @Flag(help: "Train less: seconds instead of minutes, without real series.")
  var quick = false

  @Option(help: "The first seed of the models; data do not depend on it.")
  var seed: UInt64 = 1

  @Option(help: "How many seeds in a row, each judged on its own; 20 where a baseline is recorded.")
  var seeds: Int?

  @Option(help: "Only these models.")
  var only: [String] = []

  @Option(help: "The folder of real series; shared/data beside the clone, or what FORESCALE_DATA names.")
  var data: String?

  @Option(help: "The file of recorded baselines; results/gate.json of the clone.")
  var baselines: String?

  @Option(help: "A folder of models that --save wrote, which are judged instead of training them.")
  var models: String?

  @Option(help: "A folder for the trained models; for one seed.")
  var save: String?

  @Option(help: "Write JUnit XML to this file.")
  var junit: String?

  @Flag(help: "Print annotations for GitHub Actions.")
  var github = false

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  @Flag(help: "Write a new baseline from all seeds instead of judging.")
  var record = false

  @Option(help: "Why a new baseline is recorded; --record needs it.")
  var reason: String?

  @Option(help: "Models at a time; figures do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard threads >= 1, 1...10_000 ~= seeds ?? 1 else {
      throw ValidationError("--threads and --seeds: expected whole numbers from 1 up, at most 10000 seeds")
    }
    for name in only where !ModelGate.models.contains(name) {
      let near = nearestName(to: name, among: ModelGate.models).map { "; did you mean '\($0)'?" }
      throw ValidationError(
        "--only: '\(name)' is no model of the gate\(near ?? "; those are " + ModelGate.models.joined(separator: ", "))"
      )
    }
    if record {
      if (reason ?? "").allSatisfy(\.isWhitespace) {
        throw ValidationError("--record needs --reason TEXT: why the old baseline no longer holds")
      }
      if !only.isEmpty || models != nil {
        throw ValidationError("--record trains every model; it does not go with --only or --models")
      }
    } else if reason != nil {
      throw ValidationError("--reason goes with --record")
    }
    if record {
      let given = [("--junit", junit != nil), ("--github", github), ("--json", json)].first { $0.1 }
      if let given { throw ValidationError("\(given.0) goes with a verdict, not with --record") }
    }
    if quick, data != nil { throw ValidationError("--data: --quick trains without real series") }
    if save != nil, models != nil {
      throw ValidationError("--save keeps what is trained, and --models trains nothing")
    }
    if save != nil, seeds ?? (record ? 20 : 1) != 1 {
      throw ValidationError("--save keeps the models of one seed; it does not go with --seeds")
    }
  }

  func run() throws {
    try reportingMistakes {
      let file = try baselines ?? Home.path() + "/results/gate.json"
      let size = quick ? GateSize.quick : .full
      if record { return try recordBaseline(size, file) }
      Inputs.add([file])
      if let junit { try Output.check(junit, as: "--junit") }
      let recorded = try GateBaselines(path: file)
      guard let reference = recorded.sizes[size.name] else {
        throw Failure(
          code: 2,
          message: "forescale: \(file) has no baseline of the size '\(size.name)'; gate --record writes one")
      }
      try judge(size, reference.selecting(models: only))
    }
  }

  private func prepared(_ size: GateSize) throws -> ModelGate {
    var folder = data ?? ProcessInfo.processInfo.environment["FORESCALE_DATA"]
    if folder == nil { folder = try Home.path() + "/../shared/data" }
    let line = StepProgress("models")
    line.say("making data")
    Interruption.say { [save] in
      "interrupted; \(save.map { "the models that were trained are in \($0)" } ?? "nothing is stored")"
    }
    var gate = try ModelGate(
      size: size, data: folder, models: only.isEmpty ? nil : Set(only), threads: threads)
    gate.progress = line.say
    gate.advanced = { line.reach($0, of: $1) }
    if let models {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? []
      for name in names.sorted() where name.hasSuffix(".model") {
        let path = name.path(in: models)
        Inputs.add([path])
        gate.given[String(name.dropLast(6))] = Array(try RegularFile.contents(path))
      }
      guard !gate.given.isEmpty else {
        throw Failure(code: 2, message: "forescale: --models: \(models) holds no file that ends in .model")
      }
    }
    if let save {
      try FileManager.default.createDirectory(atPath: save, withIntermediateDirectories: true)
      gate.kept = { name, bytes in
        try Output.write(bytes, to: "\(save)/\(name).model")
      }
    }
    return gate
  }

  private func judge(_ size: GateSize, _ reference: GateBaselines.Record) throws {
    let gate = try prepared(size)
    let runs = try gate.runs(seeds: (0..<(seeds ?? 1)).map { seed &+ UInt64($0) })
    Console.clearProgress()
    let verdicts = runs.map {
      (seed: $0.seed, verdict: GateVerdict($0, against: reference, omissions: gate.omissions))
    }
    if let junit { try Output.write(GateDocuments.junit(verdicts), to: junit) }
    if json {
      Console.print(try GateDocuments.json(verdicts))
    } else {
      if verdicts.count == 1 {
        Console.print(GateTable.render(verdicts[0].verdict, color: Console.colors))
      } else {
        for (seed, verdict) in verdicts {
          Console.print(
            "seed \(seed): \(verdict.passes ? "passes" : "\(verdict.failures.count) figures are worse")")
        }
      }
      for omission in gate.omissions { Console.error(omission.sentence) }
    }
    if github { GateDocuments.annotations(verdicts).forEach { Console.print($0) } }
    let failed = verdicts.filter { !$0.verdict.passes }
    guard failed.isEmpty else {
      let sentences = failed.flatMap { entry in
        entry.verdict.failures.map { (verdicts.count > 1 ? "seed \(entry.seed): " : "") + $0 }
      }
      throw Failure(
        code: 1,
        message: (sentences + ["forescale: \(failed.count) of \(verdicts.count) seeds fail the gate"]).joined(
          separator: "\n"))
    }
    if !json { Console.print("\(verdicts.count) of \(verdicts.count) seeds pass the gate") }
  }

  private func recordBaseline(_ size: GateSize, _ file: String) throws {
    var all = FileManager.default.fileExists(atPath: file) ? try GateBaselines(path: file) : GateBaselines()
    let gate = try prepared(size)
    let runs = try gate.runs(seeds: (0..<(seeds ?? 20)).map { seed &+ UInt64($0) })
    Console.clearProgress()
    var new = try GateBaselines.Record(runs, reason: reason ?? "")
    // what this machine could not measure keeps its baseline
    let old = all.sizes[size.name]?.figures ?? []
    let kept = old.filter { figure in gate.omissions.contains { $0.covers(figure) } }
    new.figures += kept
    all.sizes[size.name] = new
    try all.write(to: file)
    Console.print(GateTable.render(new, color: Console.colors))
    for omission in gate.omissions { Console.error(omission.sentence + "; its baseline stays") }
    Console.error("baselines: \(file)")
  }
}
