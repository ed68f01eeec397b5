import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import SimulationKernel
import Synchronization
import TestSupport
import Testing
import Workloads

@testable import Experiments

/// Twelve hours with an arm of every kind.
enum EveryArm {
  /// A forecast of the day, for the policy that follows one.
  static let recorded = root.appendingPathComponent("Tests/ExperimentsTests/Validation/hours.csv").path

  static let folder = root.appendingPathComponent("examples/python").path

  private static var arms: String {
    let python = Python.path.map {
      "\n  - {name: external, policy: external, command: [\($0), policy.py]}"
    }
    return """
      arms:
        - {name: hpa, policy: hpa, cpu_utilization: 70}
        - {name: ahead, policy: proactive, forecaster: linear, quantile: 95%}
        - {name: eager, policy: proactive, forecaster: linear, scale_down: eager, sizing: pooled-latency}
        - {name: react, policy: react-plus, headroom: 1.1}
        - {name: mean, policy: static, size: mean}
        - {name: peak, policy: static, size: peak}
        - {name: knative, policy: knative, requests_per_second: 70}
        - {name: keda, policy: keda, requests_per_second: 70}
        - {name: autopilot, policy: autopilot, cpu_utilization: 70}
        - {name: step, policy: step-scaling, cpu_utilization: 70}
        - {name: tracking, policy: target-tracking, cpu_utilization: 70}
        - {name: vertical, policy: vpa, requests_per_second: 70}
        - {name: predictive, policy: predictive-hpa, cpu_utilization: 70}
        - {name: adaptive, policy: adaptive-hpa, cpu_utilization: 70}
        - {name: learned, policy: replica-predictor, headroom: 1.1}
        - {name: experts, policy: experts, members: [hpa, learned], forecasters: [last, linear]}
        - {name: office, policy: scheduled, schedule: [{from: 9h, to: 12h, replicas: 8}]}
        - {name: mpc, policy: mpc, forecasters: [last, linear]}
        - {name: file, policy: recorded, forecast: \(recorded), horizon: 2m, window: 20}
        - {name: nothing, policy: do-nothing}
        - {name: oracle, policy: oracle}
        - {name: noisy, policy: noisy-oracle, error: 20%}
      """ + (python ?? "")
  }

  static let scenario = try! Scenario(
    yaml: """
      format: forescale/scenario/v1
      name: every
      workload:
        generator: {kind: seasonal, mean: 400, amplitude: 60%, noise: {coefficient_of_variation: 10%, correlation_time: 10m}}
        span: 12h
      service:
        replica: {cpu: 1, memory: 2Gi, start_up_variation: 20%, max: 30}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
      warm_up: 30m
      forecasters:
        - {name: last, kind: persistence}
        - {name: linear, kind: linear-lags, input_length: 10}

      """ + arms, file: "every.yaml")

  static let workload = try! PreparedWorkload(scenario, traces: [], folder: folder)
  static let forecasters = try! fittedForecasters(workload)
  static let predictor = try! fittedPredictor(workload)

  static func fittedForecasters(_ workload: PreparedWorkload) throws -> [String: any Forecaster] {
    Dictionary(
      uniqueKeysWithValues: try scenario.forecasters.map {
        ($0.name, try $0.fit(workload, seed: 1) { _, _, _ in })
      })
  }

  /// A forest of few trees, which is enough to have an opinion.
  static func fittedPredictor(_ workload: PreparedWorkload) throws -> ReplicaPredictor {
    var training = ReplicaPredictorTraining(scenario, workload)
    training.configuration = ReplicaPredictorConfiguration(treeCount: 10, maximumRows: 800)
    return try training.fit()
  }

  static func arm(_ specification: ArmSpecification, _ workload: PreparedWorkload = workload) -> Arm {
    Arm(
      specification: specification, scenario: scenario, workload: workload, forecasters: forecasters,
      predictor: predictor)
  }

  /// One run on the test part: all decisions, syncs of the warm-up included, and the figures.
  struct Run {
    var log: [DecisionLog.Entry]
    var output: ClusterSimulation.Output
    var metrics: [MetricValue] { MetricCatalogue.values(of: output, holdTime: 120) }
  }

  /// A run of each arm under the scenario's own load, in order.
  static let runs = scenario.arms.map { arm in (arm: arm, run: try! run(arm, load: workload.load.rates)) }

  /// A run under a load, of the arm's policy or of another one.
  static func run(
    _ specification: ArmSpecification, load: [Double], policy given: (any ScalingPolicy)? = nil,
    changing change: (inout ClusterSimulation.Inputs) -> Void = { _ in }
  ) throws -> Run {
    var changed = workload
    changed.load = LoadProfile(resolution: workload.load.resolution, rates: load)
    let arm = arm(specification, changed)
    var inputs = try arm.inputs(.test, timelineInterval: 60)
    change(&inputs)
    let log = DecisionLog()
    let policy = try given ?? arm.policy(specification)
    let output = ClusterSimulation.run(inputs, policy: RecordedPolicy(inner: policy, log: log))
    #expect(output.failure == nil, "\(specification.name): \(output.failure ?? "")")
    return Run(log: log.entries, output: output)
  }
}

/// What was asked for, in order.
final class DecisionLog: Sendable {
  struct Entry: Equatable, Sendable {
    var now: SimulationTime
    var desired: Int
    var request: RequestRecommendation?
  }
  private let made = Mutex([Entry]())
  var entries: [Entry] { made.withLock { $0 } }
  func add(_ entry: Entry) { made.withLock { $0.append(entry) } }
}

private struct RecordedPolicy: ScalingPolicy {
  var inner: any ScalingPolicy
  let log: DecisionLog
  var failure: String? { inner.failure }
  var readsDetails: Bool { inner.readsDetails }
  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let decision = inner.decide(observation)
    log.add(
      .init(now: observation.now, desired: decision.desiredReplicas, request: decision.request))
    return decision
  }
}

/// Says again what was said.
struct ScriptedPolicy: ScalingPolicy {
  let script: [SimulationTime: DecisionLog.Entry]

  init(_ log: [DecisionLog.Entry]) {
    script = Dictionary(uniqueKeysWithValues: log.map { ($0.now, $0) })
  }

  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let said = script[observation.now]
    var decision = ScalingDecision(
      desiredReplicas: said?.desired ?? observation.specReplicas, reason: DecisionReason(.init("script")))
    decision.request = said?.request
    return decision
  }
}
