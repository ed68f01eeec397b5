import Autoscaling
import Foundation
import SimulationKernel
import Testing
import Workloads

@testable import Experiments

@Suite("Policies over recorded metrics")
struct BacktestTests {
  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "backtest-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }()

  private func file(_ name: String, _ text: String) throws -> String {
    let path = Self.folder.appendingPathComponent("\(UUID().uuidString)-\(name)")
    try Data(text.utf8).write(to: path)
    return path.path
  }

  private func manifest(_ metric: String) throws -> String {
    try file(
      "hpa.yaml",
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: web}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        maxReplicas: 20
        metrics: [\(metric)]
      """)
  }

  private static let cpu50 =
    "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}"

  private func decisions(
    _ recording: String, follows: Bool = false, metric: String = cpu50
  ) throws -> Backtest {
    let candidates = try BacktestCandidate.read(
      path: manifest(metric), arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:],
      isDryRun: !follows)
    var settings = Backtest.Settings()
    settings.follows = follows
    return try Backtest(
      candidates[0], over: RecordedMetrics(path: file("metrics.csv", recording)), settings: settings)
  }

  /// 4 replicas of 1 core at a target of 50 %. 2 cores in use: 50 %, ratio 1, hold 4. 4 cores: ratio 2, ask for 8. Back at
  /// 2 cores the proposal is 4 again, but the 8 is younger than the window of 300 s and stands.
  @Test func everyAnswerIsForTheReplicasThatWereThere() throws {
    let backtest = try decisions("timestamp,replicas,cpu_cores\n1000,4,2\n1015,4,4\n1030,4,2\n")
    #expect(backtest.name == "web")
    #expect(backtest.decisions.map(\.desired) == [4, 8, 8])
    #expect(backtest.decisions.map(\.current) == [4, 4, 4])
    #expect(
      backtest.decisions.map(\.rule) == [
        "metric within tolerance", "metric above target", "ScaleDownStabilized",
      ])
    #expect(backtest.decisions.map(\.signal) == [50, 100, 50])
    #expect(backtest.decisions.map(\.time) == [1000, 1015, 1030])
    let summary = backtest.summary
    #expect(summary.syncsAbove == 2 && summary.syncsBelow == 0 && summary.changes == 1 && summary.peak == 8)
    // 20 replicas over syncs of 15 s against 12
    #expect(summary.askedReplicaHours == 20 * 15 / 3600 && summary.recordedReplicaHours == 12 * 15 / 3600)
  }

  /// The limit on scaling up without `behavior` is twice the current count: 16 cores in use ask for 32 at a time of 4
  /// replicas, and get 8 each time; followed, 8 and then 16, then the maximum of 20. Pods that have just started do not
  /// count yet, so at 8 replicas 4 are counted, at 2000 m each: with the 4 unready as 0, ratio 2 × 8 = 16.
  @Test func followedAnswersStandForTheReplicas() throws {
    let recording =
      "timestamp,replicas,cpu_cores\n" + (0..<4).map { "\(1000 + 15 * $0),4,16\n" }.joined()
    #expect(try decisions(recording).decisions.map(\.desired) == [8, 8, 8, 8])
    #expect(try decisions(recording, follows: true).decisions.map(\.desired) == [8, 16, 20, 20])
  }

  /// A policy that limits scale-down to 1 pod a minute. As a dry run the answer is 3 at every sync, since nothing was
  /// ever removed; carried out, the next pod may go only when a minute has passed.
  @Test func aDryRunIsNotLimitedByWhatItNeverDid() throws {
    let path = try file(
      "slow.yaml",
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: slow}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        maxReplicas: 20
        metrics: [\(Self.cpu50)]
        behavior:
          scaleDown: {stabilizationWindowSeconds: 0, policies: [{type: Pods, value: 1, periodSeconds: 60}]}
      """)
    let recording = try RecordedMetrics(
      path: file(
        "metrics.csv",
        "timestamp,replicas,cpu_cores\n" + (0..<6).map { "\(1000 + 15 * $0),4,0.4\n" }.joined()))
    for (follows, expected) in [(false, [3, 3, 3, 3, 3, 3]), (true, [3, 3, 3, 3, 2, 2])] {
      let candidate = try BacktestCandidate.read(
        path: path, arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: !follows)
      var settings = Backtest.Settings()
      settings.follows = follows
      let backtest = try Backtest(candidate[0], over: recording, settings: settings)
      #expect(backtest.decisions.map(\.desired) == expected)
    }
  }

  /// Readings stop at 1030 and come back at 1615: until 1330 (5 minutes) the last stands, then there are none.
  @Test func aGapIsNoMetrics() throws {
    let backtest = try decisions("timestamp,replicas,cpu_cores\n1000,4,2\n1015,4,2\n1030,4,2\n1615,4,2\n")
    let without = backtest.decisions.filter { $0.signal == nil }
    #expect(without.map(\.time) == stride(from: 1345.0, through: 1600, by: 15).map { $0 })
    #expect(Set(without.map(\.desired)) == [4])
  }

  @Test func memoryAndSignals() throws {
    let memory = """
      {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100M}}}
      """
    // 4 pods with 150 MB each at a target of 100 MB: 6
    let rows = "timestamp,replicas,memory_bytes,requests_per_second\n0,4,600000000,90\n15,4,600000000,90\n"
    #expect(try decisions(rows, metric: memory).decisions.map(\.desired) == [6, 6])
    let requests = """
      {type: External, external: {metric: {name: requests_per_second}, target: {type: AverageValue, averageValue: "10"}}}
      """
    // 90 requests a second at 10 a replica: 9, at most twice 4
    #expect(try decisions(rows, metric: requests).decisions.map(\.desired) == [8, 8])
    #expect(throws: RunError("web looks at cpu_cores, which the recording does not have")) {
      try decisions(rows)
    }
  }

  /// Oracle and static arms are sized by the load, an adaptive one reads violations, the proactive one lacks its model.
  @Test func everyArmThatMetricsCanAnswerIsAsked() throws {
    let scenario = try file(
      "scenario.yaml",
      SmallScenario.yaml.replacingOccurrences(
        of: "  - {name: oracle",
        with: """
            - {name: pods, policy: knative, requests_per_second: 50}
            - {name: adaptive, policy: adaptive-hpa, cpu_utilization: 70}
            - {name: oracle
          """))
    let names = try BacktestCandidate.read(
      path: scenario, arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: true
    ).map(\.name)
    #expect(names == ["stock", "tuned", "pods"])
    // a manifest inside a scenario does not make the file a manifest
    let inside = try file(
      "inside.yaml",
      "format: forescale/scenario/v1\narms:\n  - {name: a, policy: hpa, manifest: {\n    apiVersion: autoscaling/v2}}\n"
    )
    #expect(throws: ScenarioError.self) {
      try BacktestCandidate.read(
        path: inside, arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: true)
    }
    for (arm, sentence) in [
      ("oracle", "oracle is oracle: it is sized by the load itself, not by metrics"),
      ("adaptive", "adaptive is adaptive-hpa: it reads more metrics than a backtest has"),
    ] {
      #expect(throws: RunError(sentence)) {
        try BacktestCandidate.read(
          path: scenario, arms: [arm], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: true
        )
      }
    }
  }
}
