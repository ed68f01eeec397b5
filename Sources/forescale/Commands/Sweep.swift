import ArgumentParser
import Experiments
import Foundation
import Reporting
import Synchronization

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

  @Option(help: "Variations at a time; results do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("Runs only the I-th of N shares, for several machines.", valueName: "I/N"))
  var shard: String?

  @Flag(help: "Run again what failed before.")
  var retryFailed = false

  @Flag(help: "Check and count everything, time one point, and run nothing else.")
  var dryRun = false

  @Flag(help: "Print one JSON document instead of words.")
  var json = false

  func validate() throws {
    guard threads >= 1 else {
      throw ValidationError("--threads: expected a whole number from 1 up, found \(threads)")
    }
    if let shard, Shard(shard) == nil {
      throw ValidationError("--shard: expected I/N with 1 <= I <= N, such as 2/8, found '\(shard)'")
    }
  }

  func run() throws {
    try reportingMistakes {
      let plan = try SweepPlan(Experiment(path: experiment), file: experiment, traces: trace)
      try ResultsDatabase.checkWritable(path: out)
      let share = shard.flatMap(Shard.init)
      let points = share.map { plan.shard($0.index, of: $0.count) } ?? plan.points
      if dryRun { return try estimate(plan, points) }
      let database = try ResultsDatabase(path: out)
      try database.record(definitions: MetricCatalogue.all)
      try database.record(plan: plan)
      var done = try database.storedDigests()
      let known = done
      if !retryFailed { done.formUnion(try database.failures().keys) }
      let all = Set(points.flatMap { $0.runs.map(\.digest) })
      let progress = SweepProgress(total: all.count, done: all.intersection(done).count)
      try SweepRunner(plan, points: points, threads: threads, done: done) { outcome in
        try database.record(outcome: outcome)
        progress.count(outcome)
      }.run()
      Console.clearProgress()
      let failures = try database.failures().filter { all.contains($0.key) }
      try report(plan, all: all.count, before: all.intersection(known).count, failures: failures)
    }
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
        "\(plan.experiment.name): \(all) runs, \(before) of them were there before, \(failures.count) failed")
    }
    Console.error("results: \(out)   views: experiment_result, experiment_progress")
    if let reason = failures.values.min() {
      throw Failure(
        code: 3,
        message: "forescale: \(failures.count) of \(all) runs failed, such as: \(reason) "
          + "(--retry-failed runs them again; table failure has all)")
    }
  }

  /// How many runs there are and, from the first point, how long they will take.
  private func estimate(_ plan: SweepPlan, _ points: [SweepPoint]) throws {
    let runs = Set(points.flatMap { $0.runs.map(\.digest) }).count
    let clock = ContinuousClock()
    let began = clock.now
    if let first = points.first {
      try SweepRunner(plan, points: [first], threads: 1, done: []) { _ in }.run()
    }
    let pilot = clock.now - began
    let seconds = Double(pilot.components.seconds) + Double(pilot.components.attoseconds) * 1e-18
    let perRun = seconds / Double(max(1, points.first?.runs.count ?? 1))
    let total = Duration.seconds(perRun * Double(runs) / Double(threads))
    Console.print(
      "\(plan.experiment.name): \(points.count) points, \(runs) different runs, "
        + "about \(total.formatted(.units(allowed: [.hours, .minutes, .seconds], width: .narrow))) on \(threads) threads "
        + "(the first point took \(String(format: "%.1f", seconds)) s)")
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

/// The line that says how far a sweep is.
private final class SweepProgress: Sendable {
  private let total: Int
  private let counts: Mutex<(done: Int, here: Int, failed: Int)>
  private let began = ContinuousClock().now

  init(total: Int, done: Int) {
    self.total = total
    counts = Mutex((done, 0, 0))
  }

  func count(_ outcome: SweepOutcome) {
    let (done, here, failed) = counts.withLock { counts in
      counts.done += 1
      counts.here += 1
      if case .failure = outcome.result { counts.failed += 1 }
      return counts
    }
    let spent = ContinuousClock().now - began
    let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
    let rate = Double(here) / max(seconds, 1e-3)
    let left = Duration.seconds(Double(total - done) / rate)
    let filled = total > 0 ? 24 * done / total : 24
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 24 - filled)
    let time = left.formatted(.units(allowed: [.hours, .minutes, .seconds], width: .narrow))
    Console.progress(
      "\(bar) \(done)/\(total) runs, \(String(format: "%.1f", rate))/s, \(time) left"
        + (failed > 0 ? ", \(failed) failed" : ""))
  }
}
