import Autoscaling
import Foundation
import Testing

@testable import Experiments

/// A scenario of one arm with the given manifest, indented below it.
private func scenario(_ manifest: String, extra: String = "") -> String {
  """
  format: forescale/scenario/v1
  name: small
  workload: {traces: [a.csv], mean_requests_per_second: 100}
  service:
    replica: {cpu: 1, memory: 2Gi, max: 20}
    request: {service_time: 100ms, cpu_time: 10ms}
    objective: {latency_target: 500ms}
  nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
  arms:
    - name: shop
      policy: hpa
  \(extra)    manifest:
  """ + "\n" + manifest.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n")
}

private let sound = """
  apiVersion: autoscaling/v2
  kind: HorizontalPodAutoscaler
  metadata: {name: shop, labels: {app: shop}}
  spec:
    scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
    minReplicas: 2
    maxReplicas: 10
    metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
    - type: External
      external:
        metric: {name: queue, selector: {matchLabels: {topic: orders}}}
        target: {type: AverageValue, averageValue: "30"}
    behavior:
      scaleDown:
        stabilizationWindowSeconds: 60
        policies:
        - {type: Percent, value: 10, periodSeconds: 60}
  """

private let signals = "    signals: {queue: queue_length}\n"

private func issues(_ yaml: String) -> [String] {
  do {
    _ = try Scenario(yaml: yaml, file: "s.yaml")
    return []
  } catch { return (error as? ScenarioError)?.issues ?? ["\(error)"] }
}

@Suite("HPA manifests in scenarios")
struct HPAManifestTests {
  @Test func anEmbeddedManifestIsRead() throws {
    let read = try Scenario(yaml: scenario(sound, extra: signals), file: "s.yaml")
    let spec = try HorizontalPodAutoscalerPolicy.spec(
      read.arms[0].settings, limits: read.plant.service.limits)
    #expect(spec.minReplicas == 2 && spec.maxReplicas == 10)
    #expect(spec.metrics?.count == 2)
    #expect(
      spec.metrics?[1].eventName
        == "external metric queue(&LabelSelector{MatchLabels:map[string]string{topic: orders,},MatchExpressions:[]LabelSelectorRequirement{},})"
    )
    let behavior = try #require(spec.resolvedBehavior(HPASettings()))
    #expect(behavior.scaleDown.stabilization == 60_000_000_000)
    #expect(behavior.scaleDown.policies == [.init(isPercent: true, value: 10, period: 60_000_000_000)])
    #expect(behavior.scaleUp == .defaultUp)
  }

  @Test(arguments: [
    (
      "averageUtilization: 60", "averageUtilisation: 60",
      "spec.metrics[0].resource.target.averageUtilisation: unknown field; allowed are averageUtilization, averageValue, type, value"
    ),
    (
      "minReplicas: 2", "minReplica: 2",
      "spec.minReplica: unknown field; allowed are behavior, maxReplicas, metrics, minReplicas, scaleTargetRef"
    ),
    (
      "autoscaling/v2", "autoscaling/v2beta2",
      "apiVersion: 'autoscaling/v2beta2' is not supported; allowed is autoscaling/v2"
    ),
    (
      "kind: HorizontalPodAutoscaler", "kind: Deployment",
      "kind: 'Deployment' is not supported; allowed is HorizontalPodAutoscaler"
    ),
    ("maxReplicas: 10", "maxReplicas: 1", "spec.maxReplicas: 1 is less than minReplicas, which is 2"),
    (
      "maxReplicas: 10", "maxReplicas: ten",
      "spec.maxReplicas: expected a whole number of 32 bits, found 'ten'"
    ),
    ("minReplicas: 2", "minReplicas: 0", "spec.minReplicas: 0 is too few; allowed is 1 or more"),
    (
      "maxReplicas: 10", "maxReplicas: 30",
      "spec.maxReplicas: 30 is more than service.replica.max, which is 20"
    ),
    (
      "type: Utilization", "type: Value",
      "spec.metrics[0].target.type: Value is not possible for this metric; allowed is Utilization or AverageValue"
    ),
    (
      "averageUtilization: 60", "averageUtilization: 0",
      "spec.metrics[0].target.averageUtilization: 0 is too small; allowed is 1 or more"
    ),
    (
      "averageUtilization: 60", "averageValue: 1, averageUtilization: 60",
      "spec.metrics[0].target: exactly one of averageUtilization and averageValue must be set"
    ),
    ("\"30\"", "\"-3\"", "spec.metrics[1].target.averageValue: -3 is not positive"),
    (
      "\"30\"", "\"30x\"",
      "spec.metrics[1].external.target.averageValue: “30x” is not a quantity: a decimal number is expected, then n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, an exponent such as e3, or nothing."
    ),
    (
      "periodSeconds: 60", "periodSeconds: 1801",
      "spec.behavior.scaleDown.policies[0].periodSeconds: 1801 is out of range; allowed is 1 to 1800"
    ),
    (
      "stabilizationWindowSeconds: 60", "stabilizationWindowSeconds: 3601",
      "spec.behavior.scaleDown.stabilizationWindowSeconds: 3601 is out of range; allowed is 0 to 3600"
    ),
    (
      "type: Percent", "type: percent",
      "spec.behavior.scaleDown.policies[0].type: 'percent' is not known; allowed are Pods, Percent"
    ),
    (
      "name: cpu", "name: nvidia.com/gpu",
      "spec.metrics[0]: the resource 'nvidia.com/gpu' is not simulated; there are cpu and memory"
    ),
    (
      "{name: queue,", "{name: lag,",
      "spec.metrics[1]: the metric 'lag' is no signal of the simulator; say under 'signals' which it stands for: requests_per_second, queue_length"
    ),
    (
      "type: Resource", "type: Resources",
      "spec.metrics[0].type: 'Resources' is not known; allowed are ContainerResource, External, Object, Pods, Resource"
    ),
    (
      "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}", "scaleTargetRef: {}",
      "spec.scaleTargetRef.kind: missing; a text is required"
    ),
  ])
  func refusedAsTheAPIServerWould(text: String, replacement: String, sentence: String) {
    let manifest = sound.replacingOccurrences(of: text, with: replacement)
    #expect(manifest != sound)
    let found = issues(scenario(manifest, extra: signals))
    #expect(found.contains("arms[0].manifest: " + sentence), "found \(found)")
  }

  @Test func aFileMayHoldOtherDocuments() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ text: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent("hpa.yaml"))
    }
    let yaml = scenario("", extra: signals).replacingOccurrences(
      of: "manifest:\n", with: "manifest: hpa.yaml\n")
    let file = folder.appendingPathComponent("s.yaml").path
    func issues() -> [String] {
      do {
        _ = try Scenario(yaml: yaml, file: file)
        return []
      } catch { return (error as? ScenarioError)?.issues ?? ["\(error)"] }
    }
    #expect(issues().first?.hasSuffix("hpa.yaml cannot be read as a text file") == true)
    try write("kind: Service\n---\n\(sound)\n---\nkind: Deployment\n")
    #expect(issues() == [])
    try write("\(sound)\n---\n\(sound)\n")
    let name = try #require(try HPAManifest.read(path: folder.path + "/hpa.yaml#shop")["metadata"]?["name"])
    #expect(name.string == "shop")
    #expect(throws: ManifestError.self) { try HPAManifest.read(path: folder.path + "/hpa.yaml#other") }
    #expect(
      issues().first?.contains(
        "holds 2 HorizontalPodAutoscaler documents; exactly one is expected; say which")
        == true)
    try write("a: [")
    #expect(issues().first?.hasSuffix("is not valid YAML") == true)
    try write("{{- if .Values.hpa }}\nkind: x\n")
    #expect(issues().count == 1)
  }
}
