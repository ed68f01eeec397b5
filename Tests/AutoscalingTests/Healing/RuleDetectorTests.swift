import Autoscaling
import Testing

/// Rules on scrapes made by hand: 30 healthy ones, then 12 with the signals of a cause.
@Suite("Rules of the healer")
struct RuleDetectorTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var expected: [Alarm.Subject: AnomalyType?]
    /// Changes a scrape; the first argument counts from the onset.
    var change: @Sendable (Int, inout HealthObservation) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ expected: [Alarm.Subject: AnomalyType?],
      _ change: @escaping @Sendable (Int, inout HealthObservation) -> Void
    ) { (self.name, self.expected, self.change) = (name, expected, change) }
  }

  private static func all(
    _ change: @escaping @Sendable (inout ReplicaHealth) -> Void
  ) -> @Sendable (Int, inout HealthObservation) -> Void {
    { _, seen in for index in seen.replicas.indices { change(&seen.replicas[index]) } }
  }

  static let rows: [Row] = [
    Row("nothing: no alarm", [:]) { _, _ in },
    Row("half as many requests again on all: no alarm", [:]) { _, seen in
      seen.service.requestsPerSecond *= 1.5
      for index in seen.replicas.indices {
        seen.replicas[index].requestsPerSecond *= 1.5
        seen.replicas[index].cpuUsed *= 1.5
        seen.replicas[index].p50 *= 1.2
      }
    },
    Row("a deploy, new replicas starting: no alarm", [:]) { step, seen in
      var young = HealthScene.replica(9, on: 1, at: seen.timestamp)
      (young.isReady, young.age, young.memory, young.requestsPerSecond) = (false, 15, 0, 0)
      if step == 0 { seen.replicas.append(young) }
    },
    Row("CPU without requests", [.replica(3): .cpuSpike]) { _, seen in
      seen.replicas[3].cpuUsed = 0.95
      seen.replicas[3].p50 = 0.2
    },
    Row("requests without CPU", [.replica(3): .containerHang]) { _, seen in
      (seen.replicas[3].cpuUsed, seen.replicas[3].errorRate) = (0, 1)
      seen.service.errorRate = 0.125
    },
    Row("connections pile up and CPU falls", [.replica(3): .connectionPoolExhausted]) { _, seen in
      (seen.replicas[3].cpuUsed, seen.replicas[3].connections) = (0.2, 18)
      (seen.replicas[3].queueLength, seen.replicas[3].p50) = (20, 0.5)
    },
    Row("one restart", [.replica(3): .podCrash]) { step, seen in
      if step >= 9 { seen.replicas[3].restarts = 1 }
    },
    Row("restarts again and again", [.service: .oomKill]) { step, seen in
      seen.replicas[3].restarts = 1 + step / 4
    },
    Row("a new replica exits at start", [.service: .crashLoop]) { step, seen in
      var young = HealthScene.replica(9, on: 1, at: seen.timestamp)
      (young.isReady, young.memory, young.requestsPerSecond) = (false, 0, 0)
      (young.age, young.restarts) = (15 * Double(step), 1 + step / 2)
      seen.replicas.append(young)
    },
    Row("a new replica has not started after a long time", [.service: .imagePullError]) { step, seen in
      var young = HealthScene.replica(9, on: 1, at: seen.timestamp)
      (young.phase, young.isReady, young.memory, young.requestsPerSecond) = (.pending, false, 0, 0)
      young.age = 60 + 15 * Double(step)
      seen.replicas.append(young)
    },
    Row("a replica waits for a node for three minutes, as for one that boots: no alarm", [:]) { _, seen in
      seen.replicas.append(ReplicaHealth(replica: 9, cpuRequest: 1))
    },
    Row(
      "throttled", [.service: .cpuThrottling],
      all {
        ($0.throttledShare, $0.p50) = (0.6, 0.2)
      }),
    Row(
      "fewer hits, more CPU", [.service: .cacheThrashing],
      all {
        ($0.cacheHitRate, $0.cpuUsed, $0.p50) = (0.65, 0.75, 0.12)
      }),
    Row(
      "late without CPU, everywhere", [.service: .slowResponse],
      all {
        ($0.p50, $0.p95) = (0.5, 0.9)
      }),
    Row("repetitions", [.service: .retryStorm]) { _, seen in
      (seen.service.retries, seen.service.errorRate) = (800, 0.5)
    },
    Row("all fail, none arrives", [.service: .serviceUnavailable]) { _, seen in
      seen.service.errorRate = 1
      for index in seen.replicas.indices {
        (seen.replicas[index].requestsPerSecond, seen.replicas[index].cpuUsed) = (0, 0)
      }
    },
    Row("a node and its replicas cannot be read", [.node(1): .networkPartition]) { _, seen in
      (seen.nodes[1].cpuUsed, seen.nodes[1].memoryUsed) = (0, 0)
      for index in 2...3 {
        (seen.replicas[index].memory, seen.replicas[index].cpuUsed) = (0, 0)
        seen.replicas[index].requestsPerSecond = 0
      }
      seen.service.errorRate = 0.25
    },
    Row("a node is not ready", [.node(1): .networkPartition]) { _, seen in seen.nodes[1].isReady = false },
    Row("a node short of memory", [.node(2): .memoryPressure]) { _, seen in seen.nodes[2].memoryUsed = 15e9 },
    Row("a disk fills", [.node(2): .diskFull]) { step, seen in
      seen.nodes[2].diskUsed = 0.4 + 0.03 * Double(step)
      seen.replicas[4].errorRate = 0.04
    },
    Row("memory rises to the limit in six minutes, everywhere", [.service: .memoryLeak]) { step, seen in
      // 30 MB in 15 s: 330 MB in 11 steps; the mark of 80 % of 2 GB is 270 MB further, which takes 135 s
      for index in seen.replicas.indices { seen.replicas[index].memory += 30e6 * Double(step) }
    },
    Row("memory rises in one replica", [.replica(6): .memoryLeak]) { step, seen in
      seen.replicas[6].memory += 30e6 * Double(step)
    },
    Row("memory rises as slowly as would take hours: no alarm", [:]) { step, seen in
      for index in seen.replicas.indices { seen.replicas[index].memory += 1e6 * Double(step) }
    },
  ]

  @Test("a cause is named by its signals", arguments: rows)
  func namesTheCause(row: Row) {
    let scene = HealthScene(42) { index, seen in if index >= 30 { row.change(index - 30, &seen) } }
    let alarms = scene.lastAlarms(RuleDetector(), RuleDiagnosis())
    let found = Dictionary(alarms.map { ($0.subject, $0.suspected) }, uniquingKeysWith: { first, _ in first })
    #expect(found == row.expected, "\(alarms)")
  }

  @Test("noise of a tenth is no symptom in two hundred scrapes")
  func noiseIsNoSymptom() {
    var reader = SymptomReader()
    for seen in HealthScene(200, noise: 0.04).observations { #expect(reader.read(seen).isEmpty) }
  }

  @Test("the same scrape again is not learnt from twice")
  func theSameScrapeAgain() {
    var once = SymptomReader(), twice = SymptomReader()
    let scene = HealthScene(40) { index, seen in seen.replicas[3].restarts = index / 30 }
    for seen in scene.observations {
      _ = twice.read(seen)
      #expect(once.read(seen) == twice.read(seen))
    }
  }
}
