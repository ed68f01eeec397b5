import ArgumentParser
import Experiments
import Foundation
import Reporting
import Synchronization
import Writing

/// `forescale sweep`.
struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs many variations of a scenario; what is finished is never run again.",
    discussion: """
      Every mistake of every variation is told before the first run. Each finished run is stored at once, so a sweep can be \
      stopped at any instant and goes on where it was when the same command is given again. Runs that other sweeps into \
      the same file have made already are used.

      EXAMPLE
        forescale sweep scenarios/start-up-sweep.yaml --out out/start-up.sqlite
      """)

  @Argument(help: "The experiment, a YAML file.")
  var experiment: String

  @Option(name: .long, parsing: .upToNextOption, help: "Trace files that replace the scenario's.")
  var trace: [String] = []

  @Option(help: "The results database; made if it is not there.")
  var out = "out/sweep.sqlite"

  @Option(
    help:
      "Variations at a time, all cores by default, 1 for a share of a batch system; results do not depend on it."
  )
  var threads: Int?

  @Option(help: ArgumentHelp("Runs only the I-th of N shares, for several machines.", valueName: "I/N"))
  var shard: String?

  @Flag(help: "Run again what failed before.")
  var retryFailed = false

  @Flag(help: "Check and count everything, time a few points, and store nothing.")
  var dryRun = false

  @Flag(help: "Print one JSON document instead of words.")
  var json = false

  @OptionGroup(title: "Batch systems")
  var batch: BatchOptions

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads: expected a whole number from 1 up, found \(threads)")
    }
    if let shard, Shard(shard) == nil {
      throw ValidationError("--shard: expected I/N with 1 <= I <= N, such as 2/8, found '\(shard)'")
    }
    for (name, isGiven) in [("--shard", shard != nil), ("--json", json), ("--dry-run", dryRun)]
    where isGiven && batch.isAsked {
      throw ValidationError("\(name) goes with a sweep that runs here, not with --slurm or --kubernetes")
    }
    if dryRun, json { throw ValidationError("--json goes with a sweep that runs, not with --dry-run") }
  }

  private var localThreads: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func run() throws {
    try reportingMistakes {
      let plan = try SweepPlan(Experiment(path: experiment), file: experiment, traces: trace)
      Inputs.add([experiment, plan.experiment.scenario] + Set(plan.points.flatMap(\.traces)))
      try ResultsDatabase.checkWritable(path: out)
      try Output.check(database: out, as: "--out")
      if batch.isAsked {
        return try batch.write(
          plan, experiment: experiment, traces: trace, out: out, cores: threads ?? 1, retries: retryFailed)
      }
      let share = shard.flatMap(Shard.init)
      let points = share.map { plan.shard($0.index, of: $0.count) } ?? plan.points
      if dryRun { return try estimate(plan, points) }
      try perform(plan, points)
    }
  }

  private func perform(_ plan: SweepPlan, _ points: [SweepPoint]) throws {
    var runner = SweepRunner(plan, points: points, threads: localThreads, done: []) { _ in }
    try runner.checkLoads { Console.error("note: " + Escape.line($0, limit: .max)) }
    let database = try ResultsDatabase(path: out)
    try database.record(definitions: MetricCatalogue.all)
    if let apart = try database.record(plan: plan) {
      Console.error("forescale: " + Escape.line(apart, limit: .max))
    }
    try database.record(BuildStamp.origin, of: plan.experiment.name)
    let known = try database.storedDigests()
    let done = retryFailed ? known : known.union(try database.failures().keys)
    let all = Set(points.flatMap { $0.runs.map(\.digest) })
    let progress = SweepProgress(total: all.count, done: all.intersection(done).count)
    Interruption.handle { end in
      progress.stop { finished in
        _ = try? database.close()
        end(
          "interrupted; \(finished) of \(all.count) runs are stored, the same command goes on with the rest")
      }
    }
    progress.show()
    runner.done = done
    runner.store = { outcome in
      try progress.count(outcome) { try database.record(outcome: outcome) }
    }
    try runner.run()
    Console.clearProgress()
    let failures = try database.failures().filter { all.contains($0.key) }
    try database.finish(out)
    try report(plan, all: all.count, before: all.intersection(known).count, failures: failures)
  }

  private func report(
    _ plan: SweepPlan, all: Int, before: Int, failures: [String: String]
  ) throws {
    if json {
      let document: [String: Any] = [
        "experiment": plan.experiment.name, "runs": all, "present": before, "failed": failures.count,
      ]
      let data = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted])
      Console.print(String(decoding: data, as: UTF8.self))
    } else {
      Console.print(
        "\(Escape.line(plan.experiment.name)): \(all) runs, \(before) of them were there before, \(failures.count) failed"
      )
    }
    Console.error("results: \(out)   views: experiment_result, experiment_progress")
    if let reason = failures.values.min() {
      throw Failure(
        code: 3,
        message:
          "forescale: \(failures.count) of \(all) runs failed, such as: \(Escape.line(reason, limit: 600)) "
          + "(--retry-failed runs them again; table failure has all)")
    }
  }

  /// How many runs there are and, from a few points, how long they will take.
  private func estimate(_ plan: SweepPlan, _ points: [SweepPoint]) throws {
    let all = Set(points.flatMap { $0.runs.map(\.digest) })
    var done: Set<String> = []
    if FileManager.default.fileExists(atPath: out) {
      let database = try ResultsDatabase.reading(out)
      done = try database.storedDigests()
      if !retryFailed { done.formUnion(try database.failures().keys) }
    }
    let pending = points.filter { $0.runs.contains { !done.contains($0.digest) } }
    let pilot = try SweepPilot(plan, points: pending, done: done)
    let parallel = min(localThreads, ProcessInfo.processInfo.activeProcessorCount, max(1, pending.count))
    let here = all.intersection(done).count
    Console.print(
      "\(Escape.line(plan.experiment.name)): \(points.count) points, \(all.count) different runs, \(here) of them done; "
        + "about \(ProgressText.duration(pilot.expected / Double(parallel))) on \(localThreads) "
        + "thread\(localThreads == 1 ? "" : "s") "
        + "(from \(pilot.points) point\(pilot.points == 1 ? "" : "s") that took \(String(format: "%.1f", pilot.seconds)) s)"
    )
  }
}

/// One machine's share of a sweep.
struct Shard {
  var index: Int
  var count: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], index >= 1, index <= count else {
      return nil
    }
    self.index = index
    self.count = count
  }
}

/// The line that says how far a sweep is, and the gate that every outcome goes through.
final class SweepProgress: Sendable {
  private struct State {
    var done: Int
    var here = 0
    var failed = 0
    var shown: ContinuousClock.Instant
  }

  private let total: Int
  private let state: Mutex<State>
  private let began = ContinuousClock().now

  init(total: Int, done: Int) {
    self.total = total
    state = Mutex(State(done: done, shown: ContinuousClock().now))
  }

  func show() { state.withLock { Console.progress(line($0)) } }

  /// Stores an outcome and counts it; one call at a time.
  func count(_ outcome: SweepOutcome, store: () throws -> Void) throws {
    try state.withLock { state in
      try store()
      state.done += 1
      state.here += 1
      if case .failure = outcome.result { state.failed += 1 }
      Console.progress(line(state))
      // a log file gets a line a minute
      let now = ContinuousClock().now
      if !Console.isTerminal, (now - state.shown).seconds >= 60 {
        state.shown = now
        Console.error(line(state))
      }
    }
  }

  /// Lets nothing be stored any more; `body` is told how many runs are.
  func stop(_ body: (Int) -> Never) -> Never {
    state.withLock { body($0.done) }
  }

  private func line(_ state: State) -> String {
    ProgressText.line(
      done: state.done, total: total, here: state.here, seconds: (ContinuousClock().now - began).seconds,
      failed: state.failed)
  }
}
