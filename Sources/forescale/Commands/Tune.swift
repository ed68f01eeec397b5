import ArgumentParser
import Experiments
import Foundation
import Reporting
import Synchronization
import Writing

/// `forescale tune`.
struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Searches for hyperparameters of a model or an arm, on validation data alone.",
    discussion: """
      By random search, TPE or successive halving, as the file says. The test part of the load is cut off before the first \
      trial. Each trial is stored at once: the same command goes on where it was stopped, and comes to the same end with \
      any number of threads (forescale help tuning).

      EXAMPLE
        forescale tune scenarios/tuning/lstm.yaml --out out/tuning.sqlite
      """)

  @Argument(help: "The search, a YAML file.")
  var file: String

  @Option(name: .long, parsing: .upToNextOption, help: "Trace files that replace the scenario's.")
  var trace: [String] = []

  @Option(help: "The results database; made if it is not there.")
  var out = "out/tuning.sqlite"

  @Option(help: "How many points, instead of the file's number.")
  var trials: Int?

  @Option(help: "Trials at a time; what is found does not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "How many of the best trials are shown.")
  var show = 10

  @Flag(help: "Print one JSON document instead of a table.")
  var json = false

  func validate() throws {
    guard threads >= 1, trials ?? 1 >= 1, show >= 0 else {
      throw ValidationError("--threads, --trials and --show: expected whole numbers, the first two from 1 up")
    }
  }

  func run() throws {
    try reportingMistakes {
      var specification = try SearchSpecification(path: file)
      if let trials { specification.trials = trials }
      let line = StepProgress("trials")
      line.say("reading the load")
      let plan = try SearchPlan(specification, file: file, traces: trace)
      Inputs.add([file] + trace)
      try Output.check(database: out, as: "--out")
      let database = try ResultsDatabase(path: out)
      let known = try database.trials(of: plan)
      try database.record(BuildStamp.origin, of: specification.name)
      let name = specification.name
      let total = 1 + (specification.schedule?.count ?? specification.trials)
      line.begin(known.count, of: total)
      // whoever is interrupted waits for what is being stored
      let storing = Mutex(())
      Interruption.handle { end in
        storing.withLock { _ -> Never in
          _ = database.leave(out)
          end(
            "interrupted; \(line.done) of \(total) trials are stored, the same command goes on with the rest")
        }
      }
      let finished = try plan.runner(threads: threads, known: known) { trial in
        try storing.withLock { _ in
          try database.record(trial: trial, of: name)
          line.advance()
        }
      }.run()
      try storing.withLock { _ in try database.finish(out) }
      Console.clearProgress()
      try report(finished, plan, present: finished.filter { known[$0.position] != nil }.count)
    }
  }

  private func report(_ trials: [Trial], _ plan: SearchPlan, present: Int) throws {
    let specification = plan.specification
    let best = specification.best(of: trials, largerIsBetter: plan.largerIsBetter)
    let failed = trials.filter { $0.value == nil }.count
    if json {
      let settings = Dictionary((best?.settings ?? []).map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
      var document: [String: Any] = [
        "tuning": specification.name, "trials": trials.count, "present": present, "failed": failed,
        "settings": settings,
      ]
      document["best"] = best?.value
      document["as_given"] = trials.first?.value
      let data = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted])
      Console.print(String(decoding: data, as: UTF8.self))
    } else {
      Console.print(
        TrialTable.render(
          trials, of: specification, largerIsBetter: plan.largerIsBetter, most: show, color: Console.colors))
      Console.print(
        "\(Escape.line(specification.name)): \(trials.count) trials, \(present) of them were there before, \(failed) failed"
      )
      if let best {
        Console.print("best on validation, trial \(best.position):")
        for setting in best.settings {
          Console.print("  " + Escape.line("\(setting.path): \(setting.value)", limit: .max))
        }
      }
    }
    Console.error("results: \(out)   view: tuning_trials")
    if best == nil {
      let reason = trials.compactMap(\.reason).first ?? ""
      throw Failure(code: 3, message: "forescale: every trial failed, such as: \(reason)")
    }
  }
}
