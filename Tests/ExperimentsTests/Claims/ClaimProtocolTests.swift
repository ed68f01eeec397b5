import Foundation
import Testing

@testable import Experiments

@Suite("A protocol of claims")
struct ClaimProtocolTests {
  private static let sound = """
    format: forescale/claims/v1
    name: p
    experiments:
      - name: normal
        scenario: s.yaml
        arms: [stock, ahead, oracle]
        seeds: 2
        conditions: {violation_budget: [0.5%, 2%]}
        workloads:
          - {name: flat, set: {workload.generator: {kind: constant, rate: 90}}}
          - {name: real, data: [a/*-1.csv.gz]}
    claims:
      - name: cost
        statement: cheaper
        experiment: normal
        metric: node_cost
        stated: -15%
        arm: ahead
        baseline: stock
        other_arms: [oracle]
        guards: [{metric: violation_windows, by: 0.5}, {metric: downtime, share: 1%}]
    """

  @Test("is read into experiments and claims")
  func reads() throws {
    let claims = try ClaimProtocol(yaml: Self.sound, file: "folder/p.yaml")
    let experiment = claims.experiments[0]
    #expect(experiment.scenario == "folder/s.yaml" && experiment.seeds == [1, 2])
    #expect(experiment.conditions == [ExperimentAxis(path: "violation_budget", values: ["0.5%", "2%"])])
    #expect(experiment.workloads.map(\.name) == ["flat", "real"])
    #expect(experiment.workloads[0].settings.map(\.path) == ["workload.generator"])
    #expect(experiment.workloads[1].data == ["a/*-1.csv.gz"])
    let claim = claims.claims[0]
    #expect(claim.stated == -0.15 && claim.raisedBy == 0)
    #expect(claim.guards.map(\.margin) == [.absolute(0.5), .relative(0.01)])
    #expect(claim.metrics == ["node_cost", "violation_windows", "downtime"])
  }

  @Test(
    "a mistake is told with its place",
    arguments: [
      (
        "claims/v1", "claims/v2",
        "format: 'forescale/claims/v2' is not known; this program reads forescale/claims/v1"
      ),
      (
        "experiment: normal", "experiment: norml",
        "claims[0].experiment: 'norml' is no experiment above, which are normal (did you mean 'normal'?)"
      ),
      (
        "baseline: stock", "baseline: stack",
        "claims[0].baseline: 'stack' is no arm of the experiment, which has stock, ahead, oracle (did you mean 'stock'?)"
      ),
      (
        "metric: node_cost", "metric: nod_cost",
        "claims[0].metric: 'nod_cost' is no metric; did you mean 'node_cost'?"
      ),
      (
        "metric: downtime", "metric: downtimes",
        "claims[0].guards: 'downtimes' is no metric; did you mean 'downtime'?"
      ),
      (
        "name: real", "name: flat",
        "experiments[0].workloads[1].name: 'flat' is taken by an earlier entry; names have to differ"
      ),
      ("stated: -15%", "stated: -150%", "claims[0].stated: -150% is out of range; allowed is -99% to 10"),
      ("seeds: 2", "sedes: 2", "experiments[0].sedes: unknown key; did you mean 'seeds'?"),
    ])
  func mistakes(text: String, replacement: String, sentence: String) {
    let error = #expect(throws: ScenarioError.self) {
      try ClaimProtocol(yaml: Self.sound.replacingOccurrences(of: text, with: replacement), file: "p.yaml")
    }
    #expect(error?.issues == [sentence])
  }

  @Test("that extends itself is refused")
  func circle() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("p.yaml").path
    try Data("format: forescale/claims/v1\nname: p\nextends: p.yaml\n".utf8).write(
      to: URL(fileURLWithPath: path))
    let error = #expect(throws: ScenarioError.self) { try ClaimProtocol(path: path) }
    #expect(error?.issues == ["extends: more than 8 files extend each other; one may extend itself"])
  }

  @Test(
    "a star stands for any part of a file's name",
    arguments: [
      ("a-1.csv", "a-*.csv", true), ("a-1.csv", "*", true), ("a-1.csv", "a-1.csv", true),
      ("a-1.csv", "b*", false),
      ("a-1.csv.gz", "a-*.csv", false), ("job-1-task-2.gz", "job-*-task-*.gz", true),
      ("job-1.gz", "job-*-task-*.gz", false),
    ])
  func patterns(name: String, pattern: String, matches: Bool) {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    #expect(ClaimExperiment.matches(name[...], parts[...]) == matches)
  }

  @Test(
    "expands into workloads times conditions times seeds; a workload without its files is left out and named")
  func expands() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("data/a"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scenario = """
      format: forescale/scenario/v1
      name: s
      workload: {generator: {kind: constant, rate: 50}, span: 8h}
      service:
        replica: {cpu: 1, memory: 2Gi, max: 10}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70}
        - {name: ahead, policy: react-plus}
        - {name: oracle, policy: oracle}
      """
    try Data(scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))
    let path = folder.appendingPathComponent("p.yaml").path
    try Data(Self.sound.utf8).write(to: URL(fileURLWithPath: path))
    let experiment = try ClaimProtocol(path: path).experiments[0]
    let (plan, absent) = try experiment.plan(name: "p/normal", data: folder.path + "/data", file: path)
    #expect(absent == ["real"] && plan.points.count == 4)
    #expect(
      plan.points.map { $0.settings.map(\.value) }.prefix(3) == [
        ["flat", "0.5%"], ["flat", "0.5%"], ["flat", "2%"],
      ])
    #expect(plan.points.map(\.scenario.violationBudget) == [0.005, 0.005, 0.02, 0.02])
    #expect(plan.points.map(\.scenario.seed) == [1, 2, 1, 2] && plan.points[0].scenario.name == "flat")
    #expect(Set(plan.runs.map(\.digest)).count == 12)
  }

  @Test("what comes with the program is sound", arguments: ["quick", "standard", "full"])
  func committed(name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("scenarios/claims/\(name).yaml").path
    let claims = try ClaimProtocol(path: path)
    #expect(claims.name == name)
    for experiment in claims.experiments {
      // every point of the generated workloads is read and checked
      let (plan, absent) = try experiment.plan(name: "x", data: nil, file: path)
      #expect(absent.count + plan.points.count > 0)
    }
  }
}

@Suite("Soundness of a protocol")
struct ProtocolSoundnessTests {
  @Test("capacity answers to replicas")
  func capacity() {
    let check = SoundnessCheck.capacity()
    #expect(check.holds, "\(check.detail)")
  }
}
