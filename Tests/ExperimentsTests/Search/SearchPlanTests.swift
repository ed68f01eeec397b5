import Foundation
import Learning
import Testing
import Workloads

@testable import Experiments

@Suite("What a search may set and see")
struct SearchPlanTests {
  static func specification(
    _ target: String, _ parameters: String, metric: String = "", method: String = "random", trials: Int = 4
  ) throws -> SearchSpecification {
    try SearchSpecification(
      yaml: """
        format: forescale/tuning/v1
        name: t
        scenario: small.yaml
        \(target)
        \(metric.isEmpty ? "" : "metric: " + metric)
        method: \(method)
        trials: \(trials)
        parameters: {\(parameters)}
        """, file: "t.yaml")
  }

  static func workload() throws -> PreparedWorkload {
    let scenario = try Scenario(yaml: SmallScenario.yaml, file: "small.yaml")
    return try PreparedWorkload(scenario, traces: [SmallScenario.trace], folder: "")
  }

  static func plan(_ specification: SearchSpecification, _ workload: PreparedWorkload) throws -> SearchPlan {
    try SearchPlan(specification, yaml: SmallScenario.yaml, file: "t.yaml", workload: { workload })
  }

  static func trials(_ plan: SearchPlan) throws -> [Trial] {
    try plan.runner(threads: 2, store: { _ in }).run()
  }

  /// The load with all rates after `instant` replaced.
  static func changed(_ workload: PreparedWorkload, from seconds: Double) -> PreparedWorkload {
    var other = workload
    let known = Int(seconds / other.load.resolution.seconds)
    other.load = LoadProfile(
      resolution: other.load.resolution,
      rates: other.load.rates.enumerated().map { $0 < known ? $1 : max(0, 900 - $1) })
    return other
  }

  /// One trial of the given settings.
  static func trial(_ plan: SearchPlan, _ values: [(path: String, value: String)]) -> Trial {
    plan.finished(
      Trial(position: 1, settings: values.map { ExperimentSetting(path: $0.path, value: $0.value) }))
  }

  @Test(
    "nothing of the test part reaches a trial; the end of validation does",
    arguments: [
      ("forecaster: linear", "ridge: [0.1, 1]", "", [("forecasters[linear].ridge", "0.1")]),
      ("arm: stock", "cpu_utilization: [40, 80]", "node_cost", [("arms[stock].cpu_utilization", "60")]),
      (
        "model: replica-predictor", "trees: [2, 6], rows: [400, 800]", "rmse",
        [("trees", "3"), ("rows", "500")]
      ),
    ])
  func testPart(
    _ target: String, _ parameters: String, _ metric: String, _ values: [(path: String, value: String)]
  ) throws {
    let specification = try Self.specification(target, parameters, metric: metric)
    let workload = try Self.workload()
    let trial = Self.trial(try Self.plan(specification, workload), values)
    #expect(trial.value != nil, "\(trial)")
    let test = Self.changed(workload, from: workload.testStart.seconds)
    #expect(Self.trial(try Self.plan(specification, test), values) == trial)
    let validation = Self.changed(workload, from: workload.testStart.seconds - 3600)
    #expect(Self.trial(try Self.plan(specification, validation), values) != trial)
  }

  @Test("an arm that keeps the violation budget is better than a cheaper one that does not")
  func arms() throws {
    let specification = try Self.specification("arm: stock", "cpu_utilization: [30, 95]", metric: "node_cost")
    let plan = try Self.plan(specification, try Self.workload())
    let generous = Self.trial(plan, [("arms[stock].cpu_utilization", "30")])
    let lean = Self.trial(plan, [("arms[stock].cpu_utilization", "95")])
    #expect(try #require(lean.value) < #require(generous.value))
    #expect(lean.excess > 0 && generous.excess == 0)
    #expect(specification.best(of: [lean, generous], largerIsBetter: plan.largerIsBetter) == generous)
  }

  @Test("successive halving trains the LSTM for more and more epochs, and what cannot be fitted has failed")
  func epochs() throws {
    var specification = try Self.specification(
      "forecaster: lstm", "hidden: [2, 4], input_length: [6, 9000]", metric: "wql", trials: 4)
    specification.method = .halving
    specification.resource = .init(path: "forecasters[lstm].epochs", least: 1, most: 2, factor: 2)
    let trials = try Self.trials(Self.plan(specification, try Self.workload()))
    #expect(trials.compactMap(\.resource) == [1, 1, 1, 1, 2, 2])
    let failed = trials.filter { $0.value == nil }
    #expect(failed.allSatisfy { $0.reason?.contains("points, but one window needs") == true })
    #expect(failed.allSatisfy { $0.settings.contains { $0.value == "9000" } })
    #expect(!failed.isEmpty && failed.count < trials.count)
  }

  @Test(
    "what the scenario does not have or allow is told before the first trial",
    arguments: [
      (
        "forecaster: linera", "ridge: [1, 2]",
        "forecaster: the scenario has no 'linera'; it has lstm, last, linear (did you mean 'linear'?)"
      ),
      (
        "arm: tune", "headroom: [1, 2]",
        "arm: the scenario has no 'tune'; it has stock, tuned, ahead, oracle, mean (did you mean 'tuned'?)"
      ),
      ("forecaster: linear", "rigde: [1, 2]", "forecasters[2].rigde: unknown key; did you mean 'ridge'?"),
      (
        "forecaster: linear", "input_length: {from: 0, to: 20, whole: true}",
        "forecasters[2].input_length: expected a whole number from 1 to 10000, found '0'"
      ),
      (
        "arm: stock", "service.replica.max: [1, 2]",
        "'service.replica.max' is no key of a forecaster or an arm; a search may not change what it is judged on"
      ),
      (
        "model: replica-predictor", "tres: [1, 2]",
        "'tres' is no key of the replica predictor; those are trees, leaf_rows, features, depth, rows (did you mean 'trees'?)"
      ),
      (
        "model: replica-predictor", "features: [1, 40]",
        "features: '40' will not do; allowed are whole numbers from 1 to 33"
      ),
    ])
  func mistakes(_ target: String, _ parameters: String, _ sentence: String) throws {
    let specification = try Self.specification(target, parameters)
    do {
      _ = try SearchPlan(specification, yaml: SmallScenario.yaml, file: "t.yaml") {
        Issue.record("the load was read")
        throw RunError("")
      }
      Issue.record("no mistake was found")
    } catch let error as ScenarioError {
      #expect(error.issues.contains(sentence), "\(error.issues)")
    }
  }
}
