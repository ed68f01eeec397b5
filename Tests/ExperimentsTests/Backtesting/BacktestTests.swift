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
    _ recording: String, follows: Bool = false, metric: String = cpu50,
    shape: HPAServiceShape = HPAServiceShape(cpuRequest: 1000)
  ) throws -> Backtest {
    let candidates = try BacktestCandidate.read(
      path: manifest(metric), arms: [], service: shape, models: [:], isDryRun: !follows)
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

  /// Readings of one metric do not hide those of another: up is followed, down is not, and a reading that ends is gone after
  /// five minutes (of 20 minutes with a queue, then 20 without).
  @Test func aMetricThatIsMissingAlone() throws {
    let metrics =
      Self.cpu50
      + ", {type: External, external: {metric: {name: jobs}, target: {type: AverageValue, averageValue: \"10\"}}}"
    func recording(_ cpu: Double, until last: Int) -> String {
      "timestamp,replicas,cpu_cores,jobs\n"
        + (0..<160).map { "\(15 * $0),3,\(cpu),\($0 < last ? "25" : "")\n" }.joined()
    }
    // 3 · 80/50 = 4.8 against 2.5; 3 · 10/50 = 0.6 against 2.5
    #expect(
      try decisions(recording(2.4, until: 80), metric: metrics).decisions.allSatisfy { $0.desired == 5 })
    let down = try decisions(recording(0.3, until: 80), metric: metrics).decisions
    #expect(down.allSatisfy { $0.desired == 3 })
    let missing = down.filter { $0.rule == "a metric is missing, so not lowered" }
    // the last of the queue is at 1185 s and stands until 1485 s
    #expect(missing.first?.time == 1500 && missing.count == 60)
  }

  /// A column of any name, by its own or by what stands for it; a sum of any one container's use.
  @Test func anyColumn() throws {
    let rows = "timestamp,replicas,kafka_lag,cpu_cores:app\n0,2,45,0.9\n15,2,45,0.9\n"
    func external(_ name: String) -> String {
      "{type: External, external: {metric: {name: \(name)}, target: {type: AverageValue, averageValue: \"15\"}}}"
    }
    #expect(try decisions(rows, metric: external("kafka_lag")).decisions.map(\.desired) == [3, 3])
    var shape = HPAServiceShape(cpuRequest: 0, signals: ["lag": HPASignal(rawValue: "kafka_lag")])
    #expect(try decisions(rows, metric: external("lag"), shape: shape).decisions.map(\.desired) == [3, 3])
    let container =
      "{type: ContainerResource, containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}}"
    shape.cpuContainers = ["app": 500, "proxy": 500]
    #expect(try decisions(rows, metric: container, shape: shape).decisions.map(\.desired) == [3, 3])
    for (metric, sentence) in [
      (
        external("lug"),
        "spec.metrics[0].external.metric.name: the recording has no column 'lug'; say which column it stands for, as in "
          + "--signal lug=COLUMN; there are cpu_cores:app, kafka_lag"
      ),
      (
        container,
        "spec.metrics[0].containerResource.container: the request of the container 'app' is not known; give it as in "
          + "--cpu-request app=500m, and its use as the column cpu_cores:app"
      ),
    ] {
      let error = try #require(throws: ManifestError.self) { try decisions(rows, metric: metric) }
      #expect(error.issues.count == 1 && error.issues[0].hasSuffix(sentence), "\(error)")
    }
  }

  /// Two readings, then one 1e9 s later: three syncs, and the silence is told.
  @Test func aLongSilenceIsLeftOut() throws {
    let backtest = try decisions("timestamp,replicas,cpu_cores\n0,3,1\n15,3,1\n1000000000,3,1\n")
    #expect(backtest.decisions.map(\.time) == [0, 15, 1_000_000_000])
    #expect(backtest.silences == [.seconds(15)..<(.seconds(1_000_000_000))])
  }

  @Test func tooManySyncs() throws {
    let candidate = try BacktestCandidate.read(
      path: manifest(Self.cpu50), arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:],
      isDryRun: true)
    let rows = "timestamp,replicas,cpu_cores\n" + (0...2000).map { "\($0 * 3500),3,1\n" }.joined()
    var settings = Backtest.Settings()
    settings.sync = .seconds(1)
    let error = try #require(throws: RunError.self) {
      try Backtest(candidate[0], over: RecordedMetrics(path: file("m.csv", rows)), settings: settings)
    }
    #expect(error.description.contains("has 7000001 syncs of 1.0 s; allowed are 3000000"))
  }

  /// The largest values that a recording may have overflow nothing: 9e13 cores ask for the maximum.
  @Test func theLargestReadings() throws {
    let backtest = try decisions("timestamp,replicas,cpu_cores\n0,3,9e13\n15,3,9e13\n30,3,9e13\n")
    #expect(backtest.decisions.map(\.desired) == [6, 6, 6])
    #expect(throws: WorkloadError.self) { try decisions("timestamp,replicas,cpu_cores\n0,3,1e308\n15,3,1\n") }
  }

  /// Nothing is there and 25 wait: at 10 a replica, 3.
  @Test func fromZero() throws {
    let path = try file(
      "zero.yaml",
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: zero}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        minReplicas: 0
        maxReplicas: 5
        metrics:
        - {type: External, external: {metric: {name: queue_length}, target: {type: AverageValue, averageValue: "10"}}}
      """)
    let keda = try file(
      "keda.yaml",
      """
      apiVersion: keda.sh/v1alpha1
      kind: ScaledObject
      metadata: {name: zero}
      spec:
        scaleTargetRef: {name: web}
        maxReplicaCount: 5
        triggers:
        - {type: rabbitmq, metadata: {value: "10", queueName: q}}
      """)
    let rows =
      "timestamp,replicas,queue_length\n"
      + (0..<8).map { "\(15 * $0),\($0 < 3 ? 1 : 0),\($0 < 6 ? 0 : 25)\n" }.joined()
    let recording = try RecordedMetrics(path: file("metrics.csv", rows))
    for (manifest, expected) in [
      // the size found at first holds for the window, whoever took it away
      (path, [1, 1, 1, 1, 1, 1, 3, 3]),
      // nothing was ever active, so it is off at once; looked at every 30 s; one replica to begin with
      (keda, [0, 1, 0, 0, 0, 0, 1, 0]),
    ] {
      let candidate = try BacktestCandidate.read(
        path: manifest, arms: [], service: HPAServiceShape(cpuRequest: 1000), models: [:], isDryRun: true)
      let backtest = try Backtest(candidate[0], over: recording, settings: Backtest.Settings())
      #expect(backtest.decisions.map(\.desired) == expected)
    }
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
