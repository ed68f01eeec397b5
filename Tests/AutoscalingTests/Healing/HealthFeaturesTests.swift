import Foundation
import Testing

@testable import Autoscaling

@Suite("Health features")
struct HealthFeaturesTests {
  /// Eight replicas on four nodes, each with 50 requests a second; `change` alters scrape `number`.
  static func observation(
    _ number: Int, change: (inout HealthObservation) -> Void = { _ in }
  ) -> HealthObservation {
    let time = Double(number) * 15
    var service = ServiceHealth()
    service.requestsPerSecond = 400
    (service.p50, service.p95, service.p99) = (0.05, 0.15, 0.2)
    (service.readyReplicas, service.replicas, service.desiredReplicas) = (8, 8, 8)
    service.cpuUsed = 4
    let replicas = (0..<8).map { index in
      var health = ReplicaHealth(replica: index, cpuRequest: 1)
      health.node = index / 2
      health.phase = .running
      health.isReady = true
      health.age = 1000 + time
      // a small ripple, so that scales are not 0
      health.cpuUsed = 0.5 + 0.01 * Double((number + index) % 3)
      (health.memory, health.memoryLimit) = (1e9, 2e9)
      health.requestsPerSecond = 50
      (health.p50, health.p95, health.p99) = (0.05, 0.15, 0.2)
      health.connections = 3
      health.cacheHitRate = 0.95
      (health.networkIn, health.networkOut) = (1e5, 6e5)
      return health
    }
    let nodes = (0..<4).map { index in
      var node = NodeHealth(node: index, zone: "a", cpuCapacity: 4, memoryCapacity: 1e10)
      node.replicas = 2
      node.cpuUsed = 1.1
      node.memoryUsed = 3e9
      node.diskUsed = 0.4
      return node
    }
    var observation = HealthObservation(
      now: time + 15, timestamp: time, window: 15, service: service, replicas: replicas, nodes: nodes)
    change(&observation)
    return observation
  }

  /// The features of scrape 40 after 40 usual ones.
  private func features(_ change: (inout HealthObservation) -> Void) throws -> [String: Double] {
    var features = HealthFeatures()
    for number in 0..<40 { _ = features.next(Self.observation(number)) }
    let last = features.next(Self.observation(40, change: change))
    let row = try #require(last)
    return Dictionary(zip(HealthFeatures.names, row)) { first, _ in first }
  }

  @Test("every feature has a name of its own and a summary, and the row has as many numbers")
  func catalogue() throws {
    #expect(Set(HealthFeatures.names).count == HealthFeatures.names.count)
    #expect((80...170).contains(HealthFeatures.names.count), "\(HealthFeatures.names.count)")
    #expect(HealthFeatures.catalogue.allSatisfy { !$0.summary.isEmpty })
    #expect(Set(HealthFeatures.catalogue.map(\.group)) == Set(HealthFeature.Group.allCases))
    #expect(try features { _ in }.count == HealthFeatures.names.count)
  }

  @Test("no row during the warm-up, none for the same scrape again")
  func warmUp() {
    var features = HealthFeatures()
    for number in 0..<HealthFeatures.warmUp { #expect(features.next(Self.observation(number)) == nil) }
    #expect(features.next(Self.observation(HealthFeatures.warmUp)) != nil)
    #expect(features.next(Self.observation(HealthFeatures.warmUp)) == nil)
  }

  @Test("usual scrapes leave all changes and outliers near 0")
  func usual() throws {
    for (name, value) in try features({ _ in }) where name.hasSuffix("_change") || name.hasSuffix("_off") {
      #expect(abs(value) < 0.02, "\(name) is \(value)")
    }
  }

  /// What is done to the scrape, which feature tells, and its value.
  static let rows: [(name: String, value: Double, change: @Sendable (inout HealthObservation) -> Void)] = [
    // one of eight replicas
    ("replica_errors_off", 0.125, { $0.replicas[3].errorRate = 0.5 }),
    ("replica_errors_above", 0.5, { $0.replicas[3].errorRate = 0.5 }),
    ("replica_cache_misses_change", 0.3, { for index in 0..<8 { $0.replicas[index].cacheHitRate = 0.65 } }),
    // ln of ten times the usual
    ("replica_p50_change", log(10), { for index in 0..<8 { $0.replicas[index].p50 = 0.5 } }),
    ("service_p95_change", log(2), { $0.service.p95 = 0.3 }),
    ("service_load_change", log(1.5), { $0.service.requestsPerSecond = 600 }),
    // 400 calls and 400 repetitions, of which 400 arrive
    ("service_reach", 0.5, { $0.service.retries = 400 }),
    ("service_retries", 1, { $0.service.retries = 400 }),
    ("service_ready", 0.75, { $0.service.readyReplicas = 6 }),
    ("life_pending", 0.25, { for index in 0..<2 { $0.replicas[index].node = nil } }),
    ("life_restarted", 0.125, { $0.replicas[0].restarts = 2 }),
    ("life_most_restarts", 2, { $0.replicas[0].restarts = 2 }),
    ("life_silent", 0.25, { for index in 0..<2 { $0.replicas[index].memory = 0 } }),
    ("life_vanished", 2 / 6.0, { $0.replicas.removeFirst(2) }),
    ("node_not_ready", 0.25, { $0.nodes[1].isReady = false }),
    ("node_disk_used_above", 0.5, { $0.nodes[1].diskUsed = 0.9 }),
    // both replicas of node 1
    ("node_apart_p50", log(4), { for index in 2...3 { $0.replicas[index].p50 = 0.2 } }),
    // from half of the limit to 0.8 within eight scrapes of 15 s
    ("trend_memory_most", 0.15, { $0.replicas[5].memory = 1.6e9 }),
  ]

  @Test("a symptom moves its feature by the amount worked out", arguments: rows.indices)
  func symptom(index: Int) throws {
    let row = Self.rows[index]
    let value = try #require(try features(row.change)[row.name])
    #expect(abs(value - row.value) < 1e-6, "\(row.name) is \(value)")
  }

  @Test("a row depends on nothing that comes after it")
  func noLookAhead() throws {
    var (usual, other) = (HealthFeatures(), HealthFeatures())
    for number in 0..<60 {
      let strange = Self.observation(number) { $0.service.errorRate = 0.9 }
      let (row, same) = (
        usual.next(Self.observation(number)), other.next(number < 30 ? Self.observation(number) : strange)
      )
      #expect((row == same) == (number < 30 || row == nil), "scrape \(number)")
    }
  }

  @Test(
    "a baseline takes the mean of the first readings, and an outlier moves it by three deviations over their number"
  )
  func baseline() {
    var baseline = SlowBaseline()
    for value in [1.0, 2, 3, 2] { baseline.take(value) }
    // the mean of 1, 2, 3, 2
    #expect(abs(baseline.mean - 2) < 1e-12)
    for _ in 0..<35 { for value in [1.0, 3] { baseline.take(value) } }
    let (mean, deviation) = (baseline.mean, baseline.deviation)
    baseline.take(1000)
    // 75th reading: the step is 3 deviations over 75
    #expect(abs(baseline.mean - (mean + 3 * deviation / 75)) < 1e-12)
    baseline.take(.nan)
    #expect(baseline.mean.isFinite)
  }
}
