import Experiments
import Foundation
import Testing

@testable import Reporting

/// Faults planted into the runs that a protocol has stored; each has to be seen by the check that is there for it.
@Suite("Faults planted into the results of a protocol")
struct PlantedResultTests {
  private static func plan(tuned: Bool) throws -> (claims: ClaimProtocol, plan: SweepPlan) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(
      """
      format: forescale/scenario/v1
      name: s
      workload: {generator: {kind: constant, rate: 50}, span: 8h}
      service:
        replica: {cpu: 1, memory: 2Gi, max: 10}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70, tune: \(tuned)}
        - {name: ahead, policy: react-plus, tune: true}
        - {name: oracle, policy: oracle}
        - {name: static-mean, policy: static, size: mean}
      """.utf8
    ).write(to: folder.appendingPathComponent("s.yaml"))
    let path = folder.appendingPathComponent("p.yaml").path
    try Data(
      """
      format: forescale/claims/v1
      name: p
      experiments:
        - name: normal
          scenario: s.yaml
          arms: [stock, ahead, oracle, static-mean]
          seeds: 2
          workloads:
            - {name: low, set: {workload.generator: {kind: constant, rate: 90}}}
            - {name: high, set: {workload.generator: {kind: constant, rate: 200}}}
            - {name: higher, set: {workload.generator: {kind: constant, rate: 300}}}
      claims:
        - {name: cost, statement: cheaper, experiment: normal, metric: node_cost, stated: -15%, arm: ahead, baseline: stock}
      """.utf8
    ).write(to: URL(fileURLWithPath: path))
    let claims = try ClaimProtocol(path: path)
    return (claims, try claims.experiments[0].plan(name: "p/normal", data: nil, file: path).plan)
  }

  /// Runs as a sound protocol would leave them: the oracle violates least, the service of mean size most, and two seeds differ
  /// by little, in both directions.
  private static func runs() -> [StoredRun] {
    let arms: [(name: String, cost: Double, violation: Double)] = [
      ("stock", 10, 0.4), ("ahead", 9, 0.4), ("oracle", 8, 0.1), ("static-mean", 8.5, 20),
    ]
    let workloads: [(name: String, scales: [Double])] = [
      ("low", [1, 0.98]), ("high", [2, 2.03]), ("higher", [3, 2.97]),
    ]
    var runs: [StoredRun] = []
    for workload in workloads {
      for (seed, scale) in workload.scales.enumerated() {
        for arm in arms {
          let cost = arm.cost * scale
          let figures = [
            "node_cost": cost, "replica_cost": 0.8 * cost, "mean_replicas": 1.2 * cost,
            "violation_windows": arm.violation,
          ]
          runs.append(
            StoredRun(
              id: 0, arm: arm.name, family: "p/normal", settings: #"{"name":"\#(workload.name)"}"#,
              seed: "\(seed + 1)",
              part: "test", inputs: "", figures: figures))
        }
      }
    }
    return runs
  }

  private static func failing(
    tuned: Bool = true, hasFaults: Bool = false, _ plant: (inout [StoredRun]) -> Void
  ) throws -> [SoundnessCheck] {
    var runs = Self.runs()
    plant(&runs)
    let (claims, plan) = try Self.plan(tuned: tuned)
    return ClaimChecks.all(claims.claims[0], plan, runs: runs, hasFaults: hasFaults).filter { !$0.holds }
  }

  /// A fault, the check that has to fail, and what its sentence has to name.
  private struct Fault: Sendable {
    var fault, check, names: String
    var plant: @Sendable (inout [StoredRun]) -> Void

    init(
      _ fault: String, _ check: String, _ names: String,
      plant: @escaping @Sendable (inout [StoredRun]) -> Void
    ) {
      (self.fault, self.check, self.names, self.plant) = (fault, check, names, plant)
    }
  }

  private static let faults = [
    Fault("a baseline is missing at a point", "complete", "stock is missing at 1 of 6 points") { runs in
      runs.remove(at: runs.firstIndex { $0.arm == "stock" }!)
    },
    Fault("a baseline is missing everywhere", "complete", "stock is missing at 6 of 6 points") { runs in
      runs.removeAll { $0.arm == "stock" }
    },
    Fault("an arm is billed in cents", "units", "node_cost of ahead") { runs in
      for index in runs.indices where runs[index].arm == "ahead" { runs[index].figures["node_cost"]! *= 100 }
    },
    Fault("an arm takes requests a minute for requests a second", "units", "mean_replicas of ahead") { runs in
      for index in runs.indices where runs[index].arm == "ahead" {
        runs[index].figures["mean_replicas"]! *= 60
      }
    },
    Fault("an arm violates less than the oracle at its cost", "oracle", "ahead on high, seed 1") { runs in
      for index in runs.indices where runs[index].arm == "ahead" {
        runs[index].figures["violation_windows"] = 0
        runs[index].figures["node_cost"] = 1
      }
    },
    Fault("an arm answers the load worse than one that never answers it", "static-mean", "stock on") { runs in
      for index in runs.indices where runs[index].arm == "stock" {
        runs[index].figures["violation_windows"] = 30
      }
    },
    Fault("what the seeds share is not what they should share", "A/A of two seeds", "node cost") { runs in
      for index in runs.indices where runs[index].seed == "2" && runs[index].arm == "stock" {
        let first = runs.first { $0.settings == runs[index].settings && $0.arm == "stock" && $0.seed == "1" }!
        runs[index].figures["node_cost"] = 1.1 * first.figures["node_cost"]!
      }
    },
  ]

  @Test("each is named by its check", arguments: 0..<7) func planted(number: Int) throws {
    let planted = Self.faults[number]
    let failing = try Self.failing(planted.plant)
    #expect(failing.map(\.name).contains(planted.check), "\(planted.fault): \(failing)")
    #expect(
      failing.contains { $0.name == planted.check && $0.detail.contains(planted.names) },
      "\(planted.fault): \(failing)")
  }

  @Test("without a fault all hold") func sound() throws {
    #expect(Self.faults.count == 7)
    #expect(try Self.failing { _ in } == [])
  }

  @Test("where there are faults, the bounds of capacity say nothing") func withFaults() throws {
    let worse = Self.faults.first { $0.check == "static-mean" }!
    #expect(try Self.failing(hasFaults: true, worse.plant) == [])
  }

  @Test("an arm that alone is tuned is named") func unequalBudgets() throws {
    let failing = try Self.failing(tuned: false) { _ in }
    #expect(failing.map(\.name) == ["equal budgets"])
    #expect(failing[0].detail == "cost: of ahead and stock one alone is tuned to the violation budget")
  }
}
