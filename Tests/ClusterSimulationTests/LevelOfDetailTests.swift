import Autoscaling
import Foundation
import SimulationKernel
import Testing
import Workloads

@testable import ClusterSimulation

/// Asks for numbers of replicas by the clock, whatever the metrics say.
private struct ScheduledPolicy: ScalingPolicy {
  var counts: [Int]
  var every: SimulationDuration

  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let index = min(Int(observation.now.sinceOrigin / every), counts.count - 1)
    return ScalingDecision(desiredReplicas: counts[index], reason: DecisionReason(.init("schedule")))
  }
}

/// The fluid against single requests: the same plant, the same load, the same schedule of replicas.
@Suite("Fluid against single requests")
struct LevelOfDetailTests {
  struct Scenario: CustomTestStringConvertible, Sendable {
    var name: String
    var concurrency = 10
    var serviceTime = 0.1
    var rate: @Sendable (Double) -> Double
    var counts: [Int]
    var timeout = 10.0
    var testDescription: String { name }
  }

  /// Courses of twenty minutes: light to heavy load, steps up and down, waves, overload and its backlog, one to sixteen
  /// workers.
  static let scenarios: [Scenario] = [
    Scenario(name: "light", rate: { _ in 60 }, counts: [2]),
    Scenario(name: "half", rate: { _ in 100 }, counts: [2]),
    Scenario(name: "heavy", rate: { _ in 170 }, counts: [2]),
    Scenario(name: "one worker a replica", concurrency: 1, rate: { _ in 40 }, counts: [8]),
    Scenario(name: "two workers a replica", concurrency: 2, rate: { _ in 60 }, counts: [5]),
    Scenario(name: "sixteen workers a replica", concurrency: 16, rate: { _ in 220 }, counts: [2]),
    Scenario(name: "a step up, answered late", rate: { $0 < 400 ? 80 : 250 }, counts: [2, 2, 2, 4, 4, 4]),
    Scenario(name: "a step down", rate: { $0 < 600 ? 250 : 80 }, counts: [4, 4, 4, 2, 2, 2]),
    Scenario(name: "a wave", rate: { 150 + 60 * sin($0 / 170) }, counts: [3]),
    Scenario(
      name: "a wave, followed", rate: { 150 + 80 * sin($0 / 191) }, counts: [3, 3, 3, 2, 2, 2]),
    Scenario(name: "overload and its backlog", rate: { $0 < 300 || $0 > 400 ? 100 : 260 }, counts: [2]),
    Scenario(name: "lasting overload", rate: { _ in 240 }, counts: [2], timeout: 5),
    Scenario(name: "slow requests", serviceTime: 0.4, rate: { _ in 40 }, counts: [2]),
  ]

  private func run(_ scenario: Scenario, _ level: ServiceLevelOfDetail, seed: UInt64)
    -> ClusterSimulation.Output
  {
    var parameters = Plant.parameters()
    parameters.service.concurrency = scenario.concurrency
    parameters.service.serviceTime = scenario.serviceTime
    parameters.service.timeout = scenario.timeout
    parameters.service.objective.latencyTarget = 5 * scenario.serviceTime
    parameters.service.level = level
    let load = LoadProfile(
      resolution: .seconds(15), rates: (0..<80).map { scenario.rate(Double($0) * 15) })
    return Plant.run(
      load, ScheduledPolicy(counts: scenario.counts, every: .seconds(200)), parameters: parameters, seed: seed
    )
  }

  @Test(arguments: scenarios)
  func agree(scenario: Scenario) {
    let fluid = run(scenario, .fluid, seed: 1)
    let runs = (1...2).map { run(scenario, .request, seed: $0) }
    for output in runs {
      #expect(output.timeline.map(\.ready) == fluid.timeline.map(\.ready))
      #expect(output.timeline.map(\.nodes) == fluid.timeline.map(\.nodes))
      #expect(output.measurements.nodeCost == fluid.measurements.nodeCost)
    }
    func mean(_ value: (RunMeasurements) -> Double) -> Double {
      runs.reduce(0) { $0 + value($1.measurements) } / Double(runs.count)
    }
    let latency = { (m: RunMeasurements) in m.latencySeconds / m.arrived }
    let ratio = latency(fluid.measurements) / mean(latency)
    #expect(abs(ratio - 1) < 0.1, "mean latency \(latency(fluid.measurements)) s against \(mean(latency)) s")
    let violation = { (m: RunMeasurements) in 60 * Double(m.violatingWindows) }
    let gap = violation(fluid.measurements) - mean(violation)
    // 5 % of the 20 minutes
    #expect(abs(gap) <= 60, "\(violation(fluid.measurements)) s in violation against \(mean(violation)) s")
    #expect(abs(mean(\.arrived) / fluid.measurements.arrived - 1) < 0.01)
  }

  /// The sister: another service time is seen by the same bound.
  @Test func theBoundSeesAnotherServiceTime() {
    var slower = Self.scenarios[1]
    slower.serviceTime = 0.12
    let fluid = run(Self.scenarios[1], .fluid, seed: 1).measurements
    let requests = run(slower, .request, seed: 1).measurements
    #expect(
      abs(fluid.latencySeconds / fluid.arrived / (requests.latencySeconds / requests.arrived) - 1) > 0.1)
  }
}
