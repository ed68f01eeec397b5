import Autoscaling
import Foundation
import InputFiles
import Synchronization
import TestSupport
import Testing

@testable import Experiments

/// The clone's root.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

@Suite("The contract of policies")
struct PolicyContractTests {
  /// A row a policy, or several where settings make it another.
  static let table: [(policy: String, settings: PolicySettings)] = [
    ("hpa", ["cpu_utilization": 70]), ("hpa", ["requests_per_second": 70]),
    ("proactive", ["forecaster": "last"]),
    (
      "proactive",
      ["forecaster": "last", "quantile": 0.95, "scale_down": "eager", "sizing": "pooled-latency"]
    ),
    ("oracle", [:]), ("noisy-oracle", ["error": 0.3, "bias": 1.1]),
    ("react-plus", ["headroom": 1.2]), ("react-plus", ["sizing": "utilization", "utilization": 0.6]),
    ("static", ["size": "peak"]), ("static", ["size": "mean"]), ("do-nothing", [:]),
    ("knative", ["requests_per_second": 70]), ("keda", ["requests_per_second": 70]),
    ("autopilot", ["cpu_utilization": 70]), ("step-scaling", ["cpu_utilization": 70]),
    ("vpa", ["requests_per_second": 70]), ("target-tracking", ["requests_per_second": 70]),
    ("predictive-hpa", ["cpu_utilization": 70]),
    ("adaptive-hpa", ["cpu_utilization": 70, "gain": 0.5]),
    ("replica-predictor", ["headroom": 1.2]),
    ("experts", ["forecasters": ["last", "last"], "rule": "best"]),
    ("experts", ["forecasters": ["last", "last"], "rule": "weighted"]),
    ("scheduled", ["schedule": [["from": 300, "to": 900, "replicas": 12]]]),
    ("scheduled", ["schedule": [["from": 0, "to": 0, "replicas": 90]], "reactive": false]),
    ("mpc", ["forecasters": ["last"], "switching_cost": 300]),
    ("recorded", ["forecast": .string(EveryArm.recorded), "horizon": 120, "safety_persistence": 2]),
    ("recorded", ["forecast": .string(EveryArm.recorded), "window": 20, "capacity_scale": 0.9]),
  ]

  @Test("every policy keeps it", arguments: table)
  func everyPolicy(policy: String, settings: PolicySettings) throws {
    try checkPolicyContract(try #require(PolicyRegistry.kind(policy)), settings)
  }

  @Test("an external policy keeps it") func external() throws {
    let python = try Python.with("json")
    try checkPolicyContract(
      ExternalPolicy.self, ["command": [.string(python), "policy.py"]],
      folder: root.appendingPathComponent("examples/python").path)
  }

  @Test("the policy of the manual keeps it") func ofTheManual() throws {
    try checkPolicyContract(WeekdayPolicy.self, WeekdayPolicy.example)
  }

  @Test("no policy is left out, and each has a name and a sentence of its own")
  func everyKindHasARow() {
    let names = PolicyRegistry.kinds.map { $0.name }
    #expect(Set(Self.table.map(\.policy)).union(["external"]) == Set(names))
    #expect(
      Set(names).count == names.count && Set(PolicyRegistry.kinds.map { $0.summary }).count == names.count)
  }

  @Test("a policy that breaks it is found, in each way") func aBrokenPolicyIsFound() throws {
    let breaches = try policyContractBreaches(BrokenPolicy.self, [:])
    // 300 and more requests a second are beyond 20 replicas from the first sync on; no load is below 2
    #expect(breaches.contains("a wave: 618 replicas at sync 1"))
    #expect(breaches.contains("no load: 0 replicas at sync 1"))
    #expect(breaches.contains("a wave: no reason"))
    #expect(breaches.contains("a wave: not the same twice"))
    #expect(breaches.contains("a later surge changes what was decided before"))
    #expect(breaches.contains("a reading that is not a number is more than one that is not there"))
  }

  @Test("the page on adding a policy shows the file that is compiled here")
  func theManualIsCompiled() throws {
    let page = try String(contentsOf: root.appendingPathComponent("docs/adding-a-policy.md"), encoding: .utf8)
    let file = try String(
      contentsOf: root.appendingPathComponent("Tests/ExperimentsTests/Policies/WeekdayPolicy.swift"),
      encoding: .utf8)
    let start = try #require(page.range(of: "```swift\n"))
    let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
    #expect(String(page[start.upperBound..<end.lowerBound]) == file)
  }

  @Test("the schema allows every policy and no other name") func schemaNames() throws {
    let schema =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: root.appendingPathComponent("scenarios/scenario.schema.json")))
      as? [String: Any]
    let arms =
      ((schema?["properties"] as? [String: Any])?["arms"] as? [String: Any])?["items"] as? [String: Any]
    let policy = (arms?["properties"] as? [String: Any])?["policy"] as? [String: Any]
    #expect(policy?["enum"] as? [String] == PolicyRegistry.kinds.map { $0.name })
  }
}

/// Follows what it is shown, numbers that are none included, beyond every limit, counts its decisions across runs, and says
/// why never.
private struct BrokenPolicy: ScalingPolicy, PolicyKind {
  static let name = "broken"
  static let summary = "Broken."
  static let settings: [Setting] = []
  private static let decisions = Mutex(0)

  static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy {
    Self()
  }

  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let count = Self.decisions.withLock { count in
      defer { count += 1 }
      return count
    }
    let rate = observation.service.map { $0.requestsPerSecond.isFinite ? $0.requestsPerSecond : 99 } ?? 3
    // from the second run of each scene on it is one off
    return ScalingDecision(
      desiredReplicas: Int(min(1e9, rate)) + (rate > 0 ? count / 90 % 2 : 0),
      reason: DecisionReason(.init("")))
  }
}
