import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite("Sweeps")
struct SweepTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  static let scenario = root + "/scenarios/google-2019-service.yaml"

  private func plan(
    _ parameters: String, arms: String = "[static-mean]", seeds: String = "1", name: String = "e"
  ) throws -> SweepPlan {
    let text =
      "format: forescale/experiment/v1\nname: \(name)\nscenario: \(Self.scenario)\narms: \(arms)\nseeds: \(seeds)\n"
      + "parameters:\n  grid:\n    \(parameters)\n"
    return try SweepPlan(Experiment(yaml: text, file: "e.yaml"), file: "e.yaml")
  }

  @Test("a value reaches the scenario by its path, list elements by name or number")
  func settings() throws {
    let points = try plan(
      #"{service.replica.start_up: [30s], "arms[hpa-stock].cpu_utilization": [55], "arms[1].tune": [false]}"#,
      arms: "[hpa-stock, hpa-tuned]"
    ).points
    let scenario = try #require(points.first).scenario
    #expect(scenario.plant.service.startUp == 30)
    #expect(scenario.arms.map { $0.settings.whole("cpu_utilization") } == [55, 70])
    #expect(scenario.arms.map(\.tune) == [false, false])
    // no arm needs a forecaster, so none is trained
    #expect(scenario.forecasters.isEmpty)
  }

  @Test(
    "every mistake of every variation is told before anything runs",
    arguments: [
      (
        "{service.replica.start_upp: [1s]}", "[static-mean]",
        "service.replica.start_upp: unknown key; did you mean 'start_up'?"
      ),
      (
        "{service.replica.start_up: [1s, 1x]}", "[static-mean]",
        "service.replica.start_up: expected a duration such as 500ms, 15s, 10m, 2h or 1d, found '1x' (in 1 of 2 variations)"
      ),
      (
        "{\"arms[none].tune\": [true]}", "[static-mean]",
        "arms has no 'none'; there are hpa-stock, hpa-tuned, hpa-requests, react+, proactive-lstm, oracle, static-peak, static-mean"
      ),
      ("{name.x: [1]}", "[static-mean]", "name is no mapping, so it has no key 'x'"),
      (
        "{a..b: [1]}", "[static-mean]",
        "'a..b' is no path of a key; expected one such as service.replica.start_up"
      ),
      (
        "{seed: [1]}", "[static-meen]",
        "arms: the scenario has no arm 'static-meen'; it has hpa-stock, hpa-tuned, hpa-requests, react+, proactive-lstm, oracle, static-peak, static-mean (did you mean 'static-mean'?)"
      ),
    ])
  func mistakes(parameters: String, arms: String, sentence: String) throws {
    let error = #expect(throws: ScenarioError.self) { try plan(parameters, arms: arms) }
    #expect(error?.issues == [sentence])
  }

  @Test("equal runs of different sweeps have the same digest, others not")
  func digests() throws {
    let one = try plan("{service.replica.start_up: [30s, 60s]}", seeds: "2")
    let other = try plan(
      "{service.replica.start_up: [60s, 90s]}", arms: "[static-mean, static-peak]", seeds: "[2, 3]",
      name: "other")
    #expect(Set(one.runs.map(\.digest)).count == 4)
    #expect(Set(other.runs.map(\.digest)).count == 8)
    // start-up 60 s under seed 2 is in both
    let shared = Set(one.runs.map(\.digest)).intersection(other.runs.map(\.digest))
    #expect(shared == [one.points[3].runs[0].digest])
    let again = try plan("{service.replica.start_up: [30s, 60s]}", seeds: "2", name: "again")
    #expect(again.runs.map(\.digest) == one.runs.map(\.digest))
  }

  @Test("the shares of several machines are the whole, each run once")
  func shards() throws {
    let plan = try plan("{service.replica.start_up: [30s, 60s, 90s, 120s, 150s]}")
    let shares = (1...3).map { plan.shard($0, of: 3).map(\.index) }
    #expect(shares == [[0, 3], [1, 4], [2]])
  }

  @Test("what is done is not run again, a failure does not end the rest, and threads change nothing")
  func running() throws {
    let plan = try plan("{service.replica.start_up: [30s, 60s]}", arms: "[static-mean, static-peak]")
    func figures(threads: Int, done: Set<String>) throws -> [String: [MetricValue]] {
      let found = Mutex([String: [MetricValue]]())
      try SweepRunner(plan, points: plan.points, threads: threads, done: done) { outcome in
        let result = try outcome.result.get()
        #expect(result.digest == outcome.run.digest)
        found.withLock { $0[outcome.run.digest] = result.metrics }
      }.run()
      return found.withLock { $0 }
    }
    let all = try figures(threads: 2, done: [])
    #expect(all.count == 4)
    let rest = try figures(threads: 1, done: [plan.runs[0].digest, plan.runs[3].digest])
    #expect(Set(rest.keys) == [plan.runs[1].digest, plan.runs[2].digest])
    for (digest, metrics) in rest { #expect(all[digest] == metrics) }
  }

  @Test("a run that cannot be made is told as failed, and storing that fails ends the sweep")
  func failing() throws {
    var plan = try plan("{service.replica.start_up: [30s]}").points
    plan[0].traces = ["no-such-file"]
    let whole = try self.plan("{service.replica.start_up: [30s]}")
    let reasons = Mutex([String]())
    try SweepRunner(whole, points: plan, threads: 1, done: []) { outcome in
      if case .failure(let error) = outcome.result { reasons.withLock { $0.append(error.description) } }
    }.run()
    #expect(reasons.withLock { $0 }.count == 1)
    #expect(reasons.withLock { $0[0] }.hasPrefix("no-such-file: cannot be opened"))
    #expect(throws: RunError("the disk is full")) {
      try SweepRunner(whole, points: whole.points, threads: 1, done: []) { _ in
        throw RunError("the disk is full")
      }.run()
    }
  }
}
