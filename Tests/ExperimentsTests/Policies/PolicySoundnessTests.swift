import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import SimulationKernel
import Stochastics
import Synchronization
import TestSupport
import Testing
import Workloads

@testable import Experiments

/// Twelve hours with an arm of every kind.
private enum EveryArm {
  static var arms: String {
    let python = Python.with("json").map {
      "\n  - {name: external, policy: external, command: [\($0), policy.py]}"
    }
    return """
      arms:
        - {name: hpa, policy: hpa, cpu_utilization: 70}
        - {name: ahead, policy: proactive, forecaster: linear, quantile: 95%}
        - {name: eager, policy: proactive, forecaster: linear, scale_down: eager, sizing: pooled-latency}
        - {name: react, policy: react-plus, headroom: 1.1}
        - {name: static, policy: static, size: mean}
        - {name: knative, policy: knative, requests_per_second: 70}
        - {name: keda, policy: keda, requests_per_second: 70}
        - {name: autopilot, policy: autopilot, cpu_utilization: 70}
        - {name: step, policy: step-scaling, cpu_utilization: 70}
        - {name: tracking, policy: target-tracking, cpu_utilization: 70}
        - {name: predictive, policy: predictive-hpa, cpu_utilization: 70}
        - {name: experts, policy: experts, members: [hpa, react], forecasters: [last, linear]}
        - {name: office, policy: scheduled, schedule: [{from: 9h, to: 12h, replicas: 8}]}
        - {name: mpc, policy: mpc, forecasters: [last, linear]}
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

  static let workload = try! PreparedWorkload(
    scenario, traces: [], folder: root.appendingPathComponent("examples/python").path)

  static let forecasters = try! Dictionary(
    uniqueKeysWithValues: scenario.forecasters.map {
      ($0.name, try $0.fit(workload, seed: 1) { _, _, _ in })
    })

  /// One run on the test part under a load: all decisions, syncs of the warm-up included, and the figures.
  static func run(
    _ arm: ArmSpecification, load: [Double], policy given: (any ScalingPolicy)? = nil
  ) throws -> (log: [DecisionLog.Entry], output: ClusterSimulation.Output) {
    let ready = Arm(specification: arm, scenario: scenario, workload: workload, forecasters: forecasters)
    var inputs = try ready.inputs(.test, timelineInterval: 60)
    inputs.load = LoadProfile(resolution: inputs.load.resolution, rates: load)
    var context = try scenario.context(of: scenario.plant.service)
    context.forecasters = forecasters
    context.folder = workload.folder
    let training = workload.load.rates.prefix(
      Int(workload.validationStart.sinceOrigin / inputs.load.resolution))
    context.training = LoadPath(rates: Array(training), resolution: inputs.load.resolution)
    context.future = LoadPath(rates: load, resolution: inputs.load.resolution)
    let log = DecisionLog()
    let output = ClusterSimulation.run(
      inputs, policy: RecordedPolicy(inner: try given ?? arm.policy(context), log: log))
    #expect(output.failure == nil, "\(arm.name): \(output.failure ?? "")")
    return (log.entries, output)
  }
}

private final class DecisionLog: Sendable {
  struct Entry: Equatable, Sendable {
    var now: SimulationTime
    var desired: Int
  }
  private let made = Mutex([Entry]())
  var entries: [Entry] { made.withLock { $0 } }
  func add(_ entry: Entry) { made.withLock { $0.append(entry) } }
}

private struct RecordedPolicy: ScalingPolicy {
  var inner: any ScalingPolicy
  let log: DecisionLog
  var failure: String? { inner.failure }
  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let decision = inner.decide(observation)
    log.add(.init(now: observation.now, desired: decision.desiredReplicas))
    return decision
  }
}

/// Says again what was said.
private struct ScriptedPolicy: ScalingPolicy {
  let script: [SimulationTime: Int]
  mutating func decide(_ observation: Observation) -> ScalingDecision {
    ScalingDecision(
      desiredReplicas: script[observation.now] ?? observation.specReplicas,
      reason: DecisionReason(.init("script")))
  }
}

@Suite("Soundness of all arms in a real run")
struct PolicySoundnessTests {
  /// Check 5: all load after an instant is shuffled. Until that reaches the metrics, one metric lag later, no arm but an
  /// oracle decides otherwise; the oracles show that the shuffled load would be noticed.
  @Test("what comes after now less the metric lag changes no decision of any arm but the oracles")
  func oracleBoundary() throws {
    let load = EveryArm.workload.load
    let cut = EveryArm.workload.testStart + .minutes(60)
    var shuffled = load.rates
    var tail = Array(shuffled[Int(cut.sinceOrigin / load.resolution)...])
    var stream = RandomStream(seed: 7, purpose: RandomPurpose("shuffled load of a test"))
    stream.shuffle(&tail)
    shuffled.replaceSubrange(Int(cut.sinceOrigin / load.resolution)..., with: tail)
    let known = cut + .seconds(rounding: EveryArm.scenario.plant.control.metricLag)
    var noticed: [String] = []
    for arm in EveryArm.scenario.arms {
      let one = try EveryArm.run(arm, load: load.rates).log
      let other = try EveryArm.run(arm, load: shuffled).log
      let same = one.prefix { $0.now <= known } == other.prefix { $0.now <= known }
      if arm.kind.knowledge == .future {
        if !same { noticed.append(arm.name) }
      } else {
        #expect(same, "\(arm.name) decided otherwise before it could know")
        #expect(one.filter { $0.now <= known }.count > 300)
      }
    }
    #expect(noticed == ["oracle", "noisy"])
  }

  /// Check 7: the replicas asked for are all that goes from a policy to the plant, so that saying them again gives the same
  /// run to the last bit.
  @Test("a script of an arm's decisions gives that arm's run")
  func samePlant() throws {
    let load = EveryArm.workload.load.rates
    for arm in EveryArm.scenario.arms {
      let (log, output) = try EveryArm.run(arm, load: load)
      let script = ScriptedPolicy(script: Dictionary(uniqueKeysWithValues: log.map { ($0.now, $0.desired) }))
      let again = try EveryArm.run(arm, load: load, policy: script).output
      #expect(
        MetricCatalogue.values(of: again, holdTime: 120)
          == MetricCatalogue.values(of: output, holdTime: 120), "\(arm.name)")
      #expect(again.timeline == output.timeline, "\(arm.name)")
    }
    // and another script another run
    let nothing = try EveryArm.run(EveryArm.scenario.arms[0], load: load, policy: ScriptedPolicy(script: [:]))
    let hpa = try EveryArm.run(EveryArm.scenario.arms[0], load: load)
    #expect(nothing.output.timeline != hpa.output.timeline)
  }

  @Test("every kind is among the arms") func everyKind() {
    var used = Set(EveryArm.scenario.arms.map(\.policy))
    used.insert("external")
    #expect(used == Set(PolicyRegistry.kinds.map { $0.name }))
  }
}
