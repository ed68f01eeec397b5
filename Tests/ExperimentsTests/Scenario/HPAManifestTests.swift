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
      "apiVersion: 'autoscaling/v2beta2' is not supported; allowed are autoscaling/v2 and autoscaling/v1"
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
    ("minReplicas: 2", "minReplicas: -1", "spec.minReplicas: -1 is too few; allowed is 0 or more"),
    (
      "maxReplicas: 10", "maxReplicas: 30",
      "spec.maxReplicas: 30 is more than service.replica.max, which is 20"
    ),
    (
      "averageUtilization: 60", "averageUtilization: 0",
      "spec.metrics[0].resource.target.averageUtilization: 0 is too small; allowed is 1 or more"
    ),
    (
      "averageUtilization: 60", "averageValue: 1, averageUtilization: 60",
      "spec.metrics[0].resource.target: exactly one of averageUtilization and averageValue must be set"
    ),
    ("\"30\"", "\"-3\"", "spec.metrics[1].external.target.averageValue: -3 is not positive"),
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
      "spec.metrics[0].resource.name: the resource 'nvidia.com/gpu' is not simulated; there are cpu and memory"
    ),
    (
      "{name: queue,", "{name: lag,",
      "spec.metrics[1].external.metric.name: the metric 'lag' is no signal of the simulator; say under 'signals' which it stands for: requests_per_second, queue_length"
    ),
    (
      "type: Resource", "type: Resources",
      "spec.metrics[0].type: 'Resources' is not known; allowed are ContainerResource, External, Object, Pods, Resource"
    ),
    (
      "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}", "scaleTargetRef: {}",
      "spec.scaleTargetRef.kind: missing; a text is required"
    ),
    (
      "kind: Deployment, name: shop", "kind: Deployment, name: shop/front",
      "spec.scaleTargetRef.name: 'shop/front' may not contain '/'"
    ),
    (
      "apps/v1", "k8s.io/apps/v1",
      "spec.scaleTargetRef.apiVersion: 'k8s.io/apps/v1' is no version; expected is one such as apps/v1"
    ),
    (
      "{name: shop, labels", "{name: Shop, labels",
      "metadata.name: 'Shop' is no name; allowed are small letters, digits and '-', such as shop-front"
    ),
    ("{name: shop, labels", "{labels", "metadata.name: missing; the API server wants a name"),
    ("{app: shop}", "{version: 1.5}", "metadata.labels.version: expected a text, found 1.5"),
    (
      "name: queue,", "name: a/b,",
      "spec.metrics[1].external.metric.name: 'a/b' may not contain '/'"
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
    #expect(issues().first?.hasSuffix("hpa.yaml: there is no such file") == true)
    try write("kind: Service\n---\n\(sound)\n---\nkind: Deployment\n")
    #expect(issues() == [])
    try write(
      "\(sound)\n---\n\(sound.replacingOccurrences(of: "name: shop, labels", with: "name: back, labels"))\n")
    let name = try #require(try HPAManifest.read(path: folder.path + "/hpa.yaml#shop")["metadata"]?["name"])
    #expect(name.string == "shop")
    #expect(throws: ManifestError.self) { try HPAManifest.read(path: folder.path + "/hpa.yaml#other") }
    #expect(
      issues().first?.contains(
        "holds 2 autoscalers, shop and back; say which, as in") == true)
    try write("a: [")
    #expect(issues().first?.contains("hpa.yaml, line 2, column 1: not valid YAML") == true, "\(issues())")
    try write("{{- if .Values.hpa }}\nkind: x\n")
    #expect(issues().count == 1)
  }

  private func read(_ text: String, name: String = "") throws -> ManifestValue {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try HPAManifest.read(path: file.path + name)
  }

  private static func hpa(_ name: String, _ more: String = "") -> String {
    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: \(name)\(more)}}"
  }

  private static let sets: [(text: String, choice: String, name: String)] = [
    ("{apiVersion: v1, kind: List, items: [\(hpa("front"))]}", "", "front"),
    (
      "{apiVersion: v1, kind: List, items: [{kind: Service}, \(hpa("front")), \(hpa("back"))]}", "#back",
      "back"
    ),
    // what the API answers to a list leaves out kinds
    (
      "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscalerList, items: [{metadata: {name: front}}]}",
      "", "front"
    ),
    ("{kind: List, items: [{kind: List, items: [\(hpa("front"))]}]}", "", "front"),
    ("\(hpa("front", ", namespace: a"))\n---\n\(hpa("front", ", namespace: b"))", "#b/front", "front"),
    ("kind: Service\n---\n---\n\(hpa("front"))\n...\n", "", "front"),
    ("\u{feff}" + hpa("front") + "\r\n---\r\nkind: Service\r\n", "", "front"),
  ]

  @Test("Objects in lists, as kubectl writes them", arguments: sets)
  func lists(text: String, choice: String, name: String) throws {
    let object = try read(text, name: choice)
    #expect(object["metadata"]?["name"]?.string == name)
    #expect(
      object["apiVersion"]?.string == "autoscaling/v2" && object["kind"]?.string == "HorizontalPodAutoscaler")
  }

  /// Nine times nine times … an x.
  private static let bomb: String = {
    var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, inner) in zip("bcdefg", "abcdef") {
      let aliases = [String](repeating: "*\(inner)", count: 9).joined(separator: ",")
      text += "\(name): &\(name) [\(aliases)]\n"
    }
    return text
  }()

  private static let muddles: [(text: String, choice: String, sentence: String)] = [
    (
      "{kind: List, items: [\(hpa("front")), \(hpa("back"))]}", "",
      ": holds 2 autoscalers, front and back; say which, as in"
    ),
    ("{kind: List, items: []}", "", ": holds no HorizontalPodAutoscaler or ScaledObject; one is expected"),
    (hpa("front"), "#back", ": has no autoscaler 'back'; there is front"),
    ("a: 1\na: 2\n", "", ", line 2, column 1: the key 'a' is given twice, first in line 1"),
    ("a:\n\tb: 1\n", "", ", line 2, column 1: a tab may not indent; use spaces"),
    (
      bomb,
      "", "stands for more than"
    ),
  ]

  @Test("Which one is meant is not said, or there is none", arguments: muddles)
  func refusedFiles(text: String, choice: String, sentence: String) throws {
    let error = try #require(throws: ManifestError.self) { try read(text, name: choice) }
    #expect(error.issues.count == 1 && error.issues[0].contains(sentence), "\(error)")
  }

  /// A manifest that allows none lowers the service's own minimum, for its arm.
  @Test func zeroIsTheManifestsAffair() throws {
    let zero = sound.replacingOccurrences(of: "minReplicas: 2", with: "minReplicas: 0")
    let read = try Scenario(yaml: scenario(zero, extra: signals), file: "s.yaml")
    #expect(read.arms[0].lowering(read.plant.service).minReplicas == 0)
    let cpu = try Scenario(
      yaml: scenario("", extra: "").replacingOccurrences(
        of: "    manifest:\n", with: "    cpu_utilization: 60%\n"
      ).replacingOccurrences(of: "max: 20}", with: "min: 0, max: 20}"), file: "s.yaml")
    #expect(cpu.plant.service.minReplicas == 0)
    #expect(cpu.arms[0].settings.whole("cpu_utilization") == 60)
    // CPU cannot be read at zero
    #expect(cpu.arms[0].kind.fewest(cpu.arms[0].settings, limits: 0...20) == 1)
  }

  @Test(
    "Kubernetes' spellings",
    arguments: [
      ("cpu: 1, memory: 2Gi", "cpu: 500m, memory: 2147483648", 0.5, 0x1p31),
      ("cpu: 1, memory: 2Gi", "cpu: 0.5, memory: 2G", 0.5, 2e9),
      ("cpu: 1, memory: 2Gi", "cpu: 1500m, memory: 1500M", 1.5, 1.5e9),
      ("cpu: 1, memory: 2Gi", "cpu: \"2\", memory: 1e9", 2, 1e9),
    ])
  func spellings(text: String, replacement: String, cpu: Double, memory: Double) throws {
    let yaml = scenario(sound, extra: signals).replacingOccurrences(of: text, with: replacement)
    let service = try Scenario(yaml: yaml, file: "s.yaml").plant.service
    #expect(service.cpuRequest == cpu && service.memoryRequest == memory)
  }

  @Test func aScaledObjectIsAnArmOfKEDA() throws {
    let object = """
      apiVersion: keda.sh/v1alpha1
      kind: ScaledObject
      metadata: {name: shop}
      spec:
        scaleTargetRef: {name: shop}
        maxReplicaCount: 20
        triggers:
        - {type: prometheus, name: rate, metadata: {threshold: "30", query: x, serverAddress: y}}
      """
    let yaml = scenario(object, extra: "    signals: {rate: requests_per_second}\n")
    #expect(issues(yaml) == ["arms[0].manifest: is a ScaledObject; an arm with one is of the policy keda"])
    let keda = yaml.replacingOccurrences(of: "policy: hpa", with: "policy: keda")
    #expect(issues(keda) == [])
    let arm = try Scenario(yaml: keda, file: "s.yaml").arms[0]
    #expect(
      arm.kind.signals(arm.settings) == [.requests] && arm.kind.fewest(arm.settings, limits: 1...20) == 0)
    #expect(
      issues(keda.replacing(#/ *maxReplicaCount: 20\n/#, with: "")) == [
        "arms[0].manifest: spec.maxReplicaCount: 100 (KEDA's default) is more than service.replica.max, which is 20"
      ])
  }
}
