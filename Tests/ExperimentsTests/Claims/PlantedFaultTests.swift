import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import SimulationKernel
import Testing
import Workloads

@testable import Experiments

/// Faults planted into what a protocol does; each has to be seen by the check that is there for it.
@Suite("Faults planted into a protocol, up to its runs")
struct PlantedFaultTests {
  private static let scenario = try! Scenario(
    yaml: """
      format: forescale/scenario/v1
      name: planted
      workload:
        generator: {kind: seasonal, mean: 2000, amplitude: 60%, noise: {coefficient_of_variation: 10%, correlation_time: 10m}}
        span: 16h
      service:
        replica: {cpu: 1, memory: 2Gi, max: 120}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
      warm_up: 30m
      violation_budget: 5%
      forecasters:
        - {name: linear, kind: linear-lags, input_length: 10}
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70, tune: true}
        - {name: ahead, policy: proactive, forecaster: linear, quantile: 95%}
        - {name: seer, policy: oracle}
      """, file: "planted.yaml")

  private static let load = try! PreparedWorkload(scenario, traces: [], folder: "")

  /// The arm as the runner makes it.
  private static func arm(_ name: String, _ workload: PreparedWorkload) throws -> Arm {
    try Arm(scenario.arms.first { $0.name == name }!, of: scenario, workload) {
      try $0.fit(workload.endingAtTest, seed: 1) { _, _, _ in }
    }
  }

  /// Names of the checks that fail.
  private static func failing(_ make: (PreparedWorkload) throws -> Arm) throws -> [String] {
    try SoundnessCheck.lookAhead(of: "planted", load, make: make).filter { !$0.holds }.map(\.name)
  }

  @Test("without a fault all checks hold", arguments: ["stock", "ahead"])
  func honest(name: String) throws {
    #expect(try Self.failing { try Self.arm(name, $0) } == [])
  }

  @Test("a leak: the forecaster is fitted on the test part")
  func leakingForecaster() throws {
    let failing = try Self.failing { workload in
      var arm = try Self.arm("ahead", workload)
      let test = try workload.series(step: 60).test
      arm.forecasters["linear"] = try Self.scenario.forecasters[0].configuration(seed: 1).fit(
        training: test, validation: test)
      return arm
    }
    #expect(failing == ["look-ahead"])
  }

  @Test("a leak: the forecaster is fitted on all there is")
  func fittedOnEverything() throws {
    let failing = try Self.failing { workload in
      var arm = try Self.arm("ahead", workload)
      let whole = LoadSeries(values: workload.load.means(step: 60), step: 60)
      arm.forecasters["linear"] = try Self.scenario.forecasters[0].configuration(seed: 1).fit(
        training: whole, validation: whole)
      return arm
    }
    #expect(failing == ["look-ahead"])
  }

  @Test("a leak: the policy looks at what comes")
  func peekingPolicy() throws {
    #expect(try Self.failing { try Self.arm("seer", $0) } == ["look-ahead"])
  }

  @Test("a leak: the knob is tuned on the test part")
  func tunedOnTest() throws {
    let failing = try Self.failing { workload in
      var moved = workload
      let step = workload.load.resolution
      let (validation, test) = (
        Int(workload.validationStart.sinceOrigin / step), Int(workload.testStart.sinceOrigin / step)
      )
      var rates = workload.load.rates
      let later = rates[(rates.count - (test - validation))...]
      rates.replaceSubrange(validation..<test, with: later)
      moved.load = LoadProfile(resolution: step, rates: rates)
      return try Self.arm("stock", moved)
    }
    #expect(failing == ["look-ahead"])
  }

  @Test("replicas that add no capacity")
  func noCapacity() {
    let check = SoundnessCheck.capacity { service, _, seed in
      RequestExperiment.run(service, replicas: 1, warmUp: 60, duration: 660, seed: seed).meanLatency
    }
    #expect(!check.holds && check.name == "capacity")
  }
}
