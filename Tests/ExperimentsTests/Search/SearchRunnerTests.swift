import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite("Running a search")
struct SearchRunnerTests {
  static func specification(_ method: String, trials: Int = 23) throws -> SearchSpecification {
    try SearchSpecification(
      yaml: """
        format: forescale/tuning/v1
        name: t
        scenario: s.yaml
        forecaster: f
        method: \(method)
        trials: \(trials)
        \(method == "successive-halving" ? "resource: {key: epochs, from: 1, to: 9, factor: 3}" : "")
        parameters:
          a: {from: 0.01, to: 1, scale: log}
          b: {from: 0, to: 10}
          c: [x, y, z]
        """, file: "t.yaml")
  }

  /// A closed form of the settings: (a − 0.1)² + (b − 4)²/100, z is worse, and each resource takes a little off.
  @Sendable static func evaluate(_ trial: Trial) -> Trial {
    var trial = trial
    let values = Dictionary(trial.settings.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
    let a = Double(values["forecasters[f].a"] ?? "") ?? 1
    let b = Double(values["forecasters[f].b"] ?? "") ?? 0
    if values["forecasters[f].c"] == "z", b > 5 {
      trial.reason = "a test"
    } else {
      var value: Double = (a - 0.1) * (a - 0.1) + (b - 4) * (b - 4) / 100
      if values["forecasters[f].c"] == "z" { value += 0.5 }
      trial.value = value + 0.1 / Double(trial.resource ?? 1)
    }
    return trial
  }

  private func run(
    _ specification: SearchSpecification, threads: Int = 1, known: [Trial] = []
  ) throws -> [Trial] {
    let count = Mutex(0)
    let trials = try SearchRunner(
      specification, largerIsBetter: false, threads: threads,
      known: Dictionary(uniqueKeysWithValues: known.map { ($0.position, $0) }),
      store: { _ in count.withLock { $0 += 1 } }, evaluate: Self.evaluate
    ).run()
    #expect(count.withLock { $0 } == trials.count - known.count)
    return trials
  }

  @Test(
    "threads change nothing, and a search that was stopped at any instant ends as if it had not been",
    arguments: ["random", "tpe", "successive-halving"])
  func resuming(_ method: String) throws {
    let specification = try Self.specification(method)
    let whole = try run(specification)
    // 1 as given, and 23 points; or 23 + 7 + 2 in the rungs
    #expect(whole.count == (method == "successive-halving" ? 33 : 24))
    let positions: [Int] = whole.map { $0.position }
    #expect(positions == Array(0..<whole.count))
    #expect(try run(specification, threads: 4) == whole)
    for cut in [0, 1, 7, 12, 14, whole.count] {
      #expect(try run(specification, threads: 2, known: Array(whole.prefix(cut))) == whole)
    }
    // of a batch, any may have been stored first
    let some: [Trial] = whole.filter { $0.position < 11 || $0.position == 13 }
    #expect(try run(specification, known: some) == whole)
    #expect(whole.contains { $0.reason != nil })
  }

  @Test("more trials go on with those that are there", arguments: ["random", "tpe"])
  func more(_ method: String) throws {
    // 10 + 4 · 4 = 26 ends with a batch
    let first = try run(try Self.specification(method, trials: 26))
    let more = try run(try Self.specification(method, trials: 40), known: first)
    #expect(Array(more.prefix(27)) == first)
  }

  @Test("the best of each rung go on, with three times the resource")
  func promotion() throws {
    let specification = try Self.specification("successive-halving", trials: 9)
    let trials = try run(specification)
    let rungs: [[Trial]] = (0..<3).map { rung in trials.filter { $0.rung == rung } }
    let counts: [Int] = rungs.map { $0.count }
    #expect(counts == [9, 3, 1])
    let resources: [Set<Int>] = rungs.map { Set($0.compactMap { $0.resource }) }
    #expect(resources == [[1], [3], [9]])
    for (lower, upper) in zip(rungs, rungs.dropFirst()) {
      let sorted: [Trial] = lower.sorted {
        $0.score(largerIsBetter: false) < $1.score(largerIsBetter: false)
      }
      let best: [[ExperimentSetting]] = sorted.prefix(upper.count).map { Array($0.settings.dropLast()) }
      let promoted: [[ExperimentSetting]] = upper.map { Array($0.settings.dropLast()) }
      #expect(best == promoted)
    }
    #expect(specification.best(of: trials, largerIsBetter: false) == rungs[2][0])
  }

  @Test("a miss of the budget counts before the loss does, and a failure is the worst")
  func scores() {
    let scores = [
      TrialScore(loss: 5), TrialScore(excess: 0.01, loss: 1), TrialScore(excess: 0.02, loss: 0), .failed,
    ]
    #expect(scores.shuffled().sorted() == scores)
    #expect(TrialScore(loss: .nan) == TrialScore(loss: .infinity))
  }

  @Test("a stored trial of another search is refused")
  func foreign() throws {
    let specification = try Self.specification("random")
    var other = try run(specification)[3]
    other.settings[0].value = "0.5"
    #expect(throws: RunError.self) { try run(specification, known: [other]) }
  }

  @Test(
    "each mistake of a file is told with its place",
    arguments: [
      ("forecaster: f", "", "one of forecaster, arm and model is needed, none is given"),
      (
        "forecaster: f", "forecaster: f\narm: g",
        "one of forecaster, arm and model is needed, forecaster and arm are given"
      ),
      (
        "method: tpe", "method: tpee",
        "method: 'tpee' is not known; allowed are random, tpe, successive-halving (did you mean 'tpe'?)"
      ),
      (
        "method: tpe", "method: successive-halving",
        "resource: missing; successive halving needs the key that trials get more and more of"
      ),
      (
        "trials: 23", "trials: 23\nresource: {key: e, from: 1, to: 2}",
        "resource: goes with the method successive-halving alone"
      ),
      (
        "method: tpe", "method: successive-halving\nresource: {key: e, from: 9, to: 2}",
        "resource.to: 2 is less than from, which is 9"
      ),
      ("trials: 23", "trials: 0", "trials: expected a whole number from 1 to 100000, found '0'"),
      (
        "  c: [x, y, z]", "  c: x",
        "parameters.c: expected a range with from and to, or a list of at least two values"
      ),
      ("trials: 23", "trails: 23", "trails: unknown key; did you mean 'trials'?"),
      (
        "forecaster: f", "forecaster: f\nmetric: rsme",
        "metric: 'rsme' is not known; allowed are rmse, mae, wape, wql (did you mean 'rmse'?)"
      ),
    ])
  func mistakes(_ from: String, _ to: String, _ sentence: String) throws {
    let yaml = """
      format: forescale/tuning/v1
      name: t
      scenario: s.yaml
      forecaster: f
      method: tpe
      trials: 23
      parameters:
        a: {from: 0.01, to: 1, scale: log}
        c: [x, y, z]
      """
    #expect(yaml.contains(from))
    do {
      _ = try SearchSpecification(yaml: yaml.replacingOccurrences(of: from, with: to), file: "t.yaml")
      Issue.record("no mistake was found")
    } catch let error as ScenarioError {
      #expect(error.issues.contains(sentence), "\(error.issues)")
    }
  }
}
