import Foundation
import Testing

@testable import Experiments

@Suite("Arms of reactive scalers")
struct ReactiveScalerArmTests {
  static let arms = """
    arms:
      - {name: hpa, policy: hpa, requests_per_second: 70}
      - {name: knative, policy: knative, requests_per_second: 70}
      - {name: keda, policy: keda, requests_per_second: 70}
      - {name: step, policy: step-scaling, cpu_utilization: 70}
      - {name: tracking, policy: target-tracking, cpu_utilization: 70}
      - {name: autopilot, policy: autopilot, cpu_utilization: 70}
      - {name: predictive, policy: predictive-hpa, cpu_utilization: 70, tune: true}
    """

  private func outcome() throws -> ScenarioOutcome {
    let start = try #require(SmallScenario.yaml.range(of: "forecasters:"))
    let yaml = SmallScenario.yaml[..<start.lowerBound] + Self.arms
    return try ScenarioRunner(
      Scenario(yaml: String(yaml), file: "scalers.yaml"), traces: [SmallScenario.trace], threads: 2
    ).run()
  }

  @Test func eachDecidesByItsOwnRules() throws {
    let outcome = try outcome()
    #expect(outcome.runs.map(\.arm).count == 7)
    let rules = Dictionary(
      uniqueKeysWithValues: outcome.runs.map { run in (run.arm, Set(run.decisions.map(\.rule))) })
    for (arm, found) in rules { #expect(!found.isEmpty, "\(arm) never decided") }
    // a ScaledObject hands its trigger to an HPA, which then decides as an HPA of that target does
    let replicas = outcome.runs.map { run in run.timeline.map(\.desired) }
    #expect(replicas[2] == replicas[0])
    // all others go their own way
    #expect(Set(replicas).count == 6)
    #expect(outcome.tuning.map(\.arm) == ["predictive"])
  }
}
