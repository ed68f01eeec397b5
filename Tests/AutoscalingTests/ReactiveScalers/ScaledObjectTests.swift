import Foundation
import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("KEDA ScaledObjects") struct ScaledObjectTests {
  private static func object(_ spec: String, metadata: String = #"{"name": "web"}"#) throws -> ScaledObject {
    let text = """
      {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": \(metadata), \
      "spec": {"scaleTargetRef": {"name": "web"}, \(spec)}}
      """
    return try ScaledObject(object: JSONDecoder().decode(ManifestValue.self, from: Data(text.utf8)))
  }

  private static func triggers(_ list: String) -> String { #""triggers": [\#(list)]"# }

  private static func queue(_ type: String, _ metadata: String, _ more: String = "") -> String {
    triggers(#"{"type": "\#(type)", "metadata": {\#(metadata)}\#(more)}"#)
  }

  @Test func fieldsAndDefaults() throws {
    let plain = try Self.object(Self.queue("aws-sqs-queue", "")).settings
    #expect(plain.pollingInterval == .seconds(30) && plain.cooldownPeriod == .seconds(300))
    #expect(plain.minReplicaCount == 0 && plain.maxReplicaCount == 100 && plain.idleReplicaCount == nil)
    #expect(plain.triggers == [.signal(.queueLength, threshold: 5)])
    let full = try Self.object(
      #"""
      "pollingInterval": 10, "cooldownPeriod": 60, "initialCooldownPeriod": 5, "idleReplicaCount": 0,
      "minReplicaCount": 2, "maxReplicaCount": 20, "fallback": {"failureThreshold": 3, "replicas": 6},
      "advanced": {"restoreToOriginalReplicaCount": true, "horizontalPodAutoscalerConfig": {"name": "x",
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 60}}}},
      "triggers": [{"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60"}}]
      """#
    ).settings
    #expect(full.pollingInterval == .seconds(10) && full.cooldownPeriod == .seconds(60))
    #expect(full.initialCooldownPeriod == .seconds(5) && full.idleReplicaCount == 0)
    #expect(full.minReplicaCount == 2 && full.maxReplicaCount == 20)
    #expect(full.fallback == .init(failureThreshold: 3, replicas: 6))
    #expect(full.behavior?.scaleDown.stabilization == 60_000_000_000)
    #expect(
      full.triggers == [
        .resource(
          HPAMetric(
            source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 60)))
      ])
  }

  @Test(
    "Triggers of a queue or a metric",
    arguments: [
      (
        "rabbitmq", #""mode": "QueueLength", "value": "20", "queueName": "q""#, HPASignal.queueLength, 20.0,
        0.0
      ),
      (
        "rabbitmq", #""mode": "MessageRate", "value": "2.5", "activationValue": "1""#, .requestsPerSecond,
        2.5, 1
      ),
      ("kafka", #""topic": "t", "activationLagThreshold": "3""#, .queueLength, 10, 3),
      ("azure-servicebus", #""messageCount": "7""#, .queueLength, 7, 0),
      ("redis", "", .queueLength, 5, 0), ("gcp-pubsub", "", .queueLength, 10, 0),
    ] as [(String, String, HPASignal, Double, Double)])
  func queues(
    type: String, metadata: String, signal: HPASignal, threshold: Double, activation: Double
  ) throws {
    let object = try Self.object(Self.queue(type, metadata))
    let shape = HPAServiceShape(cpuRequest: 1000)
    #expect(object.whyNotSimulated(shape) == [])
    #expect(
      object.settings(shape).triggers == [.signal(signal, threshold: threshold, activation: activation)])
  }

  /// A query may measure anything: it has to be said what, by the trigger's name, its place or its type.
  @Test func aQueryNeedsASignal() throws {
    let object = try Self.object(
      Self.queue(
        "prometheus", #""threshold": "100", "query": "sum(rate(x[1m]))""#,
        #", "name": "rps", "metricType": "Value""#))
    #expect(
      object.whyNotSimulated(HPAServiceShape(cpuRequest: 1000)) == [
        "spec.triggers[0]: the trigger 'rps' is no signal of the simulator; say under 'signals' which it stands for: "
          + "requests_per_second, queue_length"
      ])
    for name in ["rps", "s0", "prometheus"] {
      let shape = HPAServiceShape(cpuRequest: 1000, signals: [name: .requestsPerSecond])
      #expect(object.whyNotSimulated(shape) == [])
      #expect(
        object.settings(shape).triggers == [.signal(.requestsPerSecond, threshold: 100, isWhole: true)])
    }
    var recorded = HPAServiceShape(cpuRequest: 1000)
    recorded.columns = ["rps"]
    #expect(object.signals(recorded) == [HPASignal(rawValue: "rps")])
  }

  @Test func aScheduleOpensInItsZone() throws {
    let object = try Self.object(
      Self.queue(
        "cron", #""timezone": "UTC", "start": "0 8 * * *", "end": "0 18 * * *", "desiredReplicas": "10""#))
    var policy = QueueLengthPolicy(settings: object.settings(HPAServiceShape(cpuRequest: 1000)))
    #expect(policy.decide(.steady(second: 7 * 3600, replicas: 0)).desiredReplicas == 0)
    #expect(policy.decide(.steady(second: 8 * 3600, replicas: 0)).desiredReplicas == 1)
    #expect(policy.decide(.steady(second: 8 * 3600 + 15, replicas: 1)).desiredReplicas == 4)
  }

  private static func also(_ fields: String, _ triggers: String) -> String { fields + triggers }

  private static let mistakes: [(spec: String, sentence: String)] = [
    (#""triggers": []"#, "spec.triggers: at least one trigger is required"),
    (
      queue("mysql", ""),
      "spec.triggers[0].type: triggers of the type 'mysql' are not simulated; there are activemq"
    ),
    (
      queue("prometheus", ""), "spec.triggers[0].metadata.threshold: missing; a number is required"
    ),
    (queue("redis", #""listLength": "0""#), "spec.triggers[0].metadata.listLength: '0' is not possible"),
    (queue("redis", #""listLength": 5"#), "spec.triggers[0].metadata.listLength: expected a text, found 5"),
    (queue("cpu", #""value": "60""#), "spec.triggers[0].metricType: missing"),
    (
      triggers(
        #"{"type": "redis", "name": "a", "metadata": {}}, {"type": "rabbitmq", "name": "a", "metadata": {"value": "1"}}"#
      ),
      "spec.triggers[1].name: 'a' is the name of spec.triggers[0], too; names must be unique"
    ),
    (
      queue("cpu", #""value": "60%""#, #", "metricType": "Utilization""#),
      "spec.triggers[0].metadata.value: '60%' is no percentage"
    ),
    (
      queue(
        "cron", #""timezone": "Mars", "start": "0 8 * * *", "end": "0 9 * * *", "desiredReplicas": "1""#),
      "spec.triggers[0].metadata.timezone: 'Mars' is not known"
    ),
    (
      queue("cron", #""timezone": "UTC", "start": "x", "end": "0 9 * * *", "desiredReplicas": "1""#),
      "spec.triggers[0].metadata.start: 'x' has 1 fields"
    ),
    (
      also(#""minReplicaCount": 5, "maxReplicaCount": 4, "#, queue("redis", "")),
      "spec.minReplicaCount: 5 is more than"
    ),
    (
      also(#""idleReplicaCount": 2, "minReplicaCount": 2, "#, queue("redis", "")),
      "spec.idleReplicaCount: 2 is not less"
    ),
    (
      also(#""minReplicaCount": 0, "#, queue("cpu", #""value": "60""#, #", "metricType": "Utilization""#)),
      "spec.minReplicaCount: 0 needs a trigger other than cpu and memory"
    ),
    (
      also(#""advanced": {"scalingModifiers": {"formula": "a + b"}}, "#, queue("redis", "")),
      "spec.advanced.scalingModifiers: a formula over triggers is not simulated"
    ),
    (
      also(
        #""advanced": {"horizontalPodAutoscalerConfig": {"behavior": {"scaleUp": {"stabilizationWindowSeconds": 4000}}}}, "#,
        queue("redis", "")),
      "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.stabilizationWindowSeconds: 4000 is out of range"
    ),
    (
      also(
        #""fallback": {"failureThreshold": 3, "replicas": 6, "behavior": "currentReplicas"}, "#,
        queue("redis", "")),
      "spec.fallback.behavior: 'currentReplicas' is not simulated"
    ),
    (also(#""replicas": 3, "#, queue("redis", "")), "spec.replicas: unknown field"),
  ]

  @Test("Refused", arguments: mistakes)
  func refused(spec: String, sentence: String) throws {
    let error = try #require(throws: ManifestError.self) { try Self.object(spec) }
    #expect(error.issues.contains { $0.hasPrefix(sentence) }, "\(error)")
  }

  @Test func aPausedOneIsRefused() throws {
    let metadata = #"{"name": "web", "annotations": {"autoscaling.keda.sh/paused": "true"}}"#
    let error = try #require(throws: ManifestError.self) {
      try Self.object(Self.queue("redis", ""), metadata: metadata)
    }
    #expect(error.issues.first?.contains("a paused ScaledObject is not simulated") == true)
  }
}
