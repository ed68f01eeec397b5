import Foundation
import Testing

@testable import Autoscaling

@Suite("autoscaling/v1") struct HPAVersionOneTests {
  private static func spec(_ fields: String, annotations: [String: String] = [:]) throws -> HPASpec {
    var object =
      try JSONDecoder().decode(
        ManifestValue.self,
        from: Data(
          #"{"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, \#(fields)}}"#
            .utf8)
      ).object ?? [:]
    object["metadata"] = .object([
      "name": "web", "annotations": .object(annotations.mapValues { .string($0) }),
    ])
    return try HPASpec(object: .object(object))
  }

  private static func cpu(_ percent: Int32) -> HPAMetric {
    HPAMetric(
      source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: percent))
  }

  @Test func oneTarget() throws {
    let spec = try Self.spec(#""minReplicas": 2, "maxReplicas": 10, "targetCPUUtilizationPercentage": 50"#)
    #expect(spec.minReplicas == 2 && spec.maxReplicas == 10 && spec.metrics == [Self.cpu(50)])
    #expect(spec.behavior == nil)
    #expect(try Self.spec(#""maxReplicas": 10"#).withDefaults.metrics == [Self.cpu(80)])
  }

  /// What has no field in v1 is kept in annotations; the CPU target comes last.
  @Test func annotations() throws {
    let spec = try Self.spec(
      #""maxReplicas": 10, "targetCPUUtilizationPercentage": 60"#,
      annotations: [
        HPASpec.metricsAnnotation: """
        [{"type":"Resource","resource":{"name":"memory","targetAverageUtilization":70}},
         {"type":"Pods","pods":{"metricName":"packets","targetAverageValue":"1k"}},
         {"type":"External","external":{"metricName":"queue","metricSelector":{"matchLabels":{"a":"b"}},"targetAverageValue":"30"}},
         {"type":"Object","object":{"target":{"kind":"Ingress","name":"main"},"metricName":"hits","targetValue":"2k"}}]
        """,
        HPASpec.behaviorAnnotation:
          #"{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":"Max","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}],"Tolerance":null}}"#,
      ])
    #expect(spec.metrics?.count == 5)
    #expect(spec.metrics?[0].target.averageUtilization == 70)
    #expect(spec.metrics?[1].source == .pods(HPAMetricIdentifier(name: "packets")))
    #expect(spec.metrics?[1].target.averageValue?.milli == 1_000_000)
    guard case .external(let queue)? = spec.metrics?[2].source else {
      Issue.record("no External metric")
      return
    }
    #expect(queue.name == "queue" && queue.selector?.matchLabels.first?.value == "b")
    #expect(spec.metrics?[3].target.kind == .value && spec.metrics?[3].target.value?.milli == 2_000_000)
    #expect(spec.metrics?[4] == Self.cpu(60))
    #expect(spec.behavior?.scaleDown?.stabilizationWindowSeconds == 60)
    #expect(spec.behavior?.scaleDown?.policies == [.init(isPercent: false, value: 4, period: 15_000_000_000)])
    #expect(spec.behavior?.scaleUp == nil)
  }

  @Test(arguments: [
    (
      #""maxReplicas": 10, "targetCPUUtilizationPercentage": 0"#,
      "spec.targetCPUUtilizationPercentage: 0 is too small"
    ),
    (
      #""maxReplicas": 10, "metrics": []"#,
      "spec.metrics: unknown field; allowed are maxReplicas, minReplicas, scaleTargetRef"
    ),
    (#""minReplicas": 0, "maxReplicas": 10"#, "spec.metrics: at least one Object or External metric"),
  ])
  func refused(fields: String, sentence: String) throws {
    let error = try #require(throws: ManifestError.self) { try Self.spec(fields) }
    #expect(error.issues.contains { $0.hasPrefix(sentence) }, "\(error)")
  }

  @Test func anAnnotationThatIsNoJSON() throws {
    let error = try #require(throws: ManifestError.self) {
      try Self.spec(#""maxReplicas": 10"#, annotations: [HPASpec.metricsAnnotation: "[{"])
    }
    #expect(error.issues == ["metadata.annotations[autoscaling.alpha.kubernetes.io/metrics]: is no JSON"])
  }
}
