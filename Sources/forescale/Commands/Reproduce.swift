import ArgumentParser
import Experiments
import Foundation
import Reporting
import Writing

/// `forescale reproduce`.
struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tests the three claims: 15 % cheaper, 25 % faster in surges, 30 % faster recovery.",
    discussion: """
      Runs a protocol that is frozen in a file (scenarios/claims) and judges each claim by an interval over workloads: \
      supported, refuted or inconclusive. Without options it is the quick one, on generated loads alone: minutes, and \
      wide intervals. With --data it is the standard one, on every trace below that folder as well. What is finished is \
      stored; the same command goes on where it was stopped.

      Exit code 0 whatever the verdicts, 1 if a soundness check fails: then they prove nothing.

      EXAMPLE
        forescale reproduce
        forescale reproduce --data traces-of-mine --out out/standard.sqlite
      """)

  @Flag(help: "The quick protocol, on generated loads alone; the default without --data.")
  var quick = false

  @Flag(help: "The full protocol: the standard one with more seeds.")
  var full = false

  @Option(name: .customLong("protocol"), help: "A protocol of your own, a YAML file.")
  var file: String?

  @Option(help: "The folder of trace files that the protocol's workloads name.")
  var data: String?

  @Option(help: "Points at a time; results do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "The results database; made if it is not there. Charts go beside it.")
  var out = "out/reproduce.sqlite"

  @Option(help: "The folder for charts, if not beside the database.")
  var plots: String?

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func validate() throws {
    guard [quick, full, file != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("one of --quick, --full and --protocol is enough")
    }
    guard threads >= 1 else {
      throw ValidationError("--threads: expected a whole number from 1 up, found \(threads)")
    }
    if full, data == nil { throw ValidationError("--full needs --data, the folder of the trace files") }
  }

  func run() throws {
    try reportingMistakes {
      let kind = full ? "full" : data == nil || quick ? "quick" : "standard"
      let path = try file ?? Home.path() + "/scenarios/claims/\(kind).yaml"
      if let data, !FileManager.default.fileExists(atPath: data) {
        throw Failure(code: 2, message: "forescale: --data: there is no folder \(data)")
      }
      let claims = try ClaimProtocol(path: path)
      // every mistake of every point before the first run
      let plans = try claims.experiments.map { experiment in
        (experiment, try experiment.plan(name: "\(claims.name)/\(experiment.name)", data: data, file: path))
      }
      Inputs.add([path] + Set(plans.flatMap { $0.1.plan.points.flatMap(\.traces) }))
      try ResultsDatabase.checkWritable(path: out)
      try Output.check(database: out, as: "--out")
      let absent = plans.flatMap { $0.1.absent }.reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
      if !absent.isEmpty {
        Console.error(
          "forescale: left out, since their files are not below \(data ?? "--data"): \(absent.joined(separator: ", "))"
        )
      }
      var told: Set<String> = []
      for (_, planned) in plans {
        try SweepRunner(planned.plan, points: planned.plan.points, threads: threads, done: []) { _ in }
          .checkLoads { if told.insert($0).inserted { Console.error("note: \($0)") } }
      }
      let database = try ResultsDatabase(path: out)
      try database.record(definitions: MetricCatalogue.all)
      try database.record(BuildStamp.origin, of: claims.name)
      try run(plans.map { $0.1.plan }, database)
      try judge(claims, plans.map { ($0.0, $0.1.plan) }, database)
    }
  }

  private func run(_ plans: [SweepPlan], _ database: ResultsDatabase) throws {
    // digests of every configuration and input are stored before any run sees the test part
    for plan in plans {
      if let apart = try database.record(plan: plan) {
        Console.error("forescale: " + Escape.line(apart, limit: .max))
      }
    }
    let known = try database.storedDigests()
    let all = Set(plans.flatMap { $0.runs.map(\.digest) })
    let progress = SweepProgress(total: all.count, done: all.intersection(known).count)
    Interruption.handle { end in
      progress.stop { finished in
        _ = try? database.close()
        end(
          "interrupted; \(finished) of \(all.count) runs are stored, the same command goes on with the rest")
      }
    }
    progress.show()
    for plan in plans {
      let done = try database.storedDigests()
      try SweepRunner(plan, points: plan.points, threads: threads, done: done) { outcome in
        try progress.count(outcome) { try database.record(outcome: outcome) }
      }.run()
    }
    Console.clearProgress()
    if let failure = try database.failures().values.min() {
      throw Failure(code: 3, message: "forescale: a run failed: \(failure) (table failure has all)")
    }
  }

  private func judge(
    _ claims: ClaimProtocol, _ plans: [(ClaimExperiment, SweepPlan)], _ database: ResultsDatabase
  ) throws {
    // runs of earlier commands are judged too
    try database.verify()
    let metrics = Set(claims.claims.flatMap(\.metrics) + ClaimChecks.metrics).sorted()
    var runs: [String: [StoredRun]] = [:]
    var checks = [SoundnessCheck.capacity()]
    for (experiment, plan) in plans {
      Console.progress("checking \(plan.experiment.name)")
      let stored = try database.storedRuns(metrics: metrics, set: plan.experiment.name)
      runs[experiment.name] = stored
      guard let claim = claims.claims.first(where: { $0.experiment == experiment.name }),
        let point = plan.points.first
      else { continue }
      let all = try database.storedRuns(
        metrics: MetricCatalogue.all.map(\.name), set: plan.experiment.name)
      // points come in order, so that the first run of the arm is the first point's
      if let first = all.first(where: { $0.arm == claim.arm }) {
        checks.append(try .sameArm(claim.arm, at: point, of: plan, stored: first.figures))
      }
      for arm in [claim.arm, claim.baseline] {
        checks += try SoundnessCheck.lookAhead(arm, at: point, of: plan)
      }
      checks += ClaimChecks.all(
        claim, plan, runs: stored, hasFaults: plan.points.contains { $0.scenario.faults != nil })
    }
    let report = ClaimReport(claims, runs: runs)
    try database.record(claims: report)
    try database.record(checks: checks, scenario: claims.name)
    try database.finish(out)
    Console.clearProgress()
    Console.print(try json ? ClaimText.json(report, checks) : ClaimText.text(claims, report, checks))
    let folder = plots ?? Beside.charts(of: out)
    let drawn = try ChartNews.draw(later: "the same command") {
      try Charts.write(claims: report, folder: folder)
    }
    Console.error("results: \(out)   charts: \(drawn.paths.count) files in \(folder)")
    if let failed = checks.first(where: { !$0.holds }) {
      throw Failure(
        code: 1, message: "forescale: the soundness check '\(failed.name)' failed: \(failed.detail)")
    }
  }
}
