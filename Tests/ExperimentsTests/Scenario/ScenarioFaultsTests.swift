import Autoscaling
import ClusterSimulation
import Foundation
import Testing

@testable import Experiments

@Suite("Faults in a scenario")
struct ScenarioFaultsTests {
  /// Two days of generated load, the last 12 hours of which are measured, under two arms.
  static func yaml(_ faults: String) -> String {
    """
    format: forescale/scenario/v1
    name: faults
    workload:
      generator: {kind: seasonal, mean: 300, amplitude: 30%}
      span: 16h
    service:
      replica: {cpu: 1, memory: 2Gi, min: 2, max: 30}
      request: {service_time: 100ms, cpu_time: 10ms}
      objective: {latency_target: 500ms}
    nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 8, zones: [a, b]}
    warm_up: 2h
    violation_budget: 1%
    arms:
      - {name: stock, policy: hpa, cpu_utilization: 70}
      - {name: tuned, policy: react-plus, tune: true}
    """ + "\n" + faults
  }

  /// Every key that the section may have.
  static let everything = """
    faults:
      episodes:
        - {type: pod_crash, onset: 10m, duration: 5m, severity: 40%, replicas: 2}
        - {type: pod_crash, onset: 40m, duration: 5m, replica_share: 50%}
        - {type: node_not_ready, onset: 70m, duration: 5m, nodes: 1}
        - {type: network_partition, onset: 2h, duration: 3m, zone: b}
        - {type: dns_resolution_failure, onset: 3h, duration: 5m, scope: cluster}
      campaign:
        {faults_per_hour: 2, mix: [{type: cpu_spike}, {type: deadlock, weight: 2}], severity: [30%, 60%],
         duration: [1m, 4m], healthy_stretch: 2m, overlap: true, deploys_per_hour: 0.5, collector_pauses_per_hour: 1,
         collector_pause: [20s, 40s]}
      deploys: [1h]
      collector_pauses: [{at: 90m, length: 1m}]
      keep_signals: true
      parameters:
        {memory_limit: 3Gi, liveness_needs_worker: true, breaker: true, fallback_errors: 1%, disk_share: 20%,
         connections_per_worker: 3, disk_used: 50%, disk_eviction: 90%, memory_eviction: 94%, eviction_period: 20s,
         pressure_transition: 4m, resolver_timeout: 4s, tick: 10s, watch_period: 20s, hold_time: 1m}
    """

  @Test("each key is read into what it means, and what is stored is read back the same")
  func readsEveryKey() throws {
    let scenario = try Scenario(yaml: Self.yaml(Self.everything), file: "s.yaml")
    let faults = try #require(scenario.faults)
    #expect(
      faults.episodes.map(\.scope) == [.replicas(2), .replicaShare(0.5), .nodes(1), .zone("b"), .cluster])
    #expect(faults.episodes.map(\.onset) == [600, 2400, 4200, 7200, 10800])
    #expect(faults.episodes.map(\.severity) == [0.4, 0.5, 0.5, 0.5, 0.5])
    let campaign = try #require(faults.campaign)
    #expect(campaign.mix == [.init(.cpuSpike), .init(.deadlock, weight: 2)])
    #expect(campaign.severity == .init(0.3, 0.6) && campaign.duration == .init(60, 240))
    #expect(
      campaign.allowsOverlap && campaign.healthyStretch == 120 && campaign.collectorPause == .init(20, 40))
    #expect(faults.benign == [.deploy(at: 3600), .collectorPause(at: 5400, seconds: 60)])
    #expect(faults.parameters.memoryLimit == 3 * 0x1p30 && faults.parameters.holdTime == 60)
    #expect(faults.parameters.hasBreaker && faults.parameters.livenessNeedsWorker && faults.keepsSignals)
    let json = try scenario.canonicalJSON()
    #expect(try JSONDecoder().decode(Scenario.self, from: Data(json.utf8)) == scenario)
  }

  @Test(
    "a mistake is told with its place",
    arguments: [
      (
        "faults: {keep_signals: true}",
        "faults.episodes: missing; one of episodes, campaign, deploys and collector_pauses has to say what happens"
      ),
      (
        "faults: {episodes: [{type: pod_crush, onset: 1m, duration: 1m}]}",
        "faults.episodes[0].type: 'pod_crush' is not known; allowed are "
          + AnomalyType.allCases.map(\.rawValue).joined(separator: ", ") + " (did you mean 'pod_crash'?)"
      ),
      (
        "faults: {episodes: [{type: pod_crash, onset: 1m, duration: 1m, nodes: 1}]}",
        "faults.episodes[0].type: pod_crash: the scope cannot be nodes(1)."
      ),
      (
        "faults: {episodes: [{type: pod_crash, onset: 1m, duration: 1m, replicas: 1, scope: service}]}",
        "faults.episodes[0].scope: at most one of replicas, replica_share, nodes, zone, scope says what is struck"
      ),
      (
        "faults: {episodes: [{type: node_not_ready, onset: 1m, duration: 1m, zone: c}]}",
        "faults.episodes[0].zone: 'c' is no zone of the nodes, which are in a, b"
      ),
      (
        "faults: {campaign: {faults_per_hour: 1, duration: [5m, 1m]}}",
        "faults.campaign.duration: expected a list of the least and the largest"
      ),
      (
        "faults: {campaign: {faults_per_hour: 1, mix: [{type: deadlock, weight: 0}]}}",
        "faults.campaign.faults_per_hour: some weight of the mix must be positive."
      ),
      (
        "faults: {deploys: [1h], parameters: {hold_tine: 1m}}",
        "faults.parameters.hold_tine: unknown key; did you mean 'hold_time'?"
      ),
    ])
  func mistakes(faults: String, sentence: String) {
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(yaml: Self.yaml(faults), file: "s.yaml")
    }
    #expect(error?.issues == [sentence])
  }

  @Test("they fall in the test part, on every arm alike, and tuning does not see them")
  func runs() throws {
    let healthy = try ScenarioRunner(
      Scenario(yaml: Self.yaml(""), file: "s.yaml"), traces: []
    ).run()
    let outcome = try ScenarioRunner(
      Scenario(
        yaml: Self.yaml(
          """
          faults:
            episodes: [{type: container_hang, onset: 30m, duration: 10m, replica_share: 50%}]
            campaign: {faults_per_hour: 3}
            keep_signals: true
          """), file: "s.yaml"), traces: []
    ).run()
    let reports = outcome.runs.compactMap(\.faults)
    #expect(reports.count == 2 && healthy.runs.allSatisfy { $0.faults == nil })
    #expect(
      reports[0].outcomes.map(\.record.specification) == reports[1].outcomes.map(\.record.specification))
    let window = outcome.workload.measuredWindow
    #expect(reports[0].outcomes.count >= 2)
    for report in reports {
      #expect(report.outcomes.allSatisfy { window.contains($0.record.onset) })
      // half the replicas answer nothing: the service level is missed at once, and restored after the cause is gone
      let hang = try #require(report.outcomes.first { $0.record.specification.type == .containerHang })
      #expect(hang.recovery > 500 && hang.record.onset == window.lowerBound + 1800)
      #expect(report.health.count > 900)
    }
    #expect(outcome.tuning == healthy.tuning)
    #expect(outcome.runs[0].value("violation_windows") > healthy.runs[0].value("violation_windows"))
    #expect(outcome.checks.map(\.name) == ["A/A"] && outcome.checks.allSatisfy(\.holds))
  }
}

@Suite("The figures of faults")
struct FaultMetricsTests {
  private func outcome(
    _ onset: Double, _ end: Double, recovery: Double, censored: Bool = false, detection: Double? = nil
  ) throws -> FaultOutcome {
    let json = """
      {"record": {"number": 0, "onset": \(onset), "end": \(end), "replicas": [], "nodes": [], "specification":
        {"type": "pod_crash", "onset": 0, "duration": 1, "severity": 0.5, "scope": {"service": {}}}},
       "violationSeconds": 40, "recovery": \(recovery), "isCensored": \(censored)
       \(detection.map { ", \"detection\": \($0)" } ?? "")}
      """
    return try JSONDecoder().decode(FaultOutcome.self, from: Data(json.utf8))
  }

  private func remedy(at time: Double) throws -> RemedyRecord {
    let json = """
      {"requested": \(time), "outcome": "done", "action": {"reason": "", "remedy": {"rollBack": {}}}}
      """
    return try JSONDecoder().decode(RemedyRecord.self, from: Data(json.utf8))
  }

  @Test("of a report by hand are those worked out by hand")
  func values() throws {
    var report = FaultReport()
    report.outcomes = [
      try outcome(1000, 1100, recovery: 200, detection: 30),
      try outcome(3000, 3300, recovery: 900), try outcome(9000, 9100, recovery: 50, censored: true),
    ]
    // with a hold time of 120 s faults reach to 1320, 4020 and 9220 s
    report.remedies = try [999, 1000, 1320, 1321, 4000, 9300].map(remedy)
    let values = FaultMetrics.values(of: report, holdTime: 120)
    let expected: [(String, Double)] = [
      ("faults", 3),
      // (200 + 600 + 600)/3 and (200 + 900 + 1800)/3: what the end cut off counts in full
      ("recovery_time", 1400 / 3), ("recovery_time_30m", 2900 / 3), ("fault_violation_time", 120),
      // one of three, after 30 s; (30 + 600 + 600)/3
      ("detected_faults", 100 / 3), ("detection_time", 410), ("remedies", 6),
      // at 999, 1321 and 9300 s
      ("false_remedies", 3),
    ]
    #expect(values.map(\.name) == expected.map(\.0))
    for (value, row) in zip(values, expected) {
      #expect(abs((value.value ?? .nan) - row.1) < 1e-9, "\(row.0) is \(value.value ?? .nan)")
    }
  }
}
