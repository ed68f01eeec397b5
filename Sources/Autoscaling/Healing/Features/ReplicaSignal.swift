import Foundation

/// What a scrape says of one replica that serves, as numbers that mean the same for every service.
struct ReplicaSignals {
  /// The signals, in the order of `kinds`.
  var values: [Double]
  let replica: Int
  let node: Int?

  /// Name, summary with unit, and the distance from the median at which a replica counts as off.
  struct Kind {
    var name: String
    var summary: String
    var off: Double
  }

  static let kinds: [Kind] = [
    Kind(name: "cpu", summary: "CPU used over CPU requested", off: 0.2),
    Kind(name: "cpu_per_request", summary: "natural log of CPU seconds a request", off: 0.3),
    Kind(name: "throttled", summary: "throttled share of the time", off: 0.1),
    Kind(name: "memory", summary: "memory over its limit", off: 0.1),
    Kind(name: "disk_wait", summary: "share of the time spent waiting for the disk", off: 0.1),
    Kind(name: "disk_used", summary: "used share of the disk", off: 0.05),
    Kind(name: "queue", summary: "ln(1 + waiting requests)", off: 1),
    Kind(name: "p50", summary: "natural log of the median latency in seconds", off: 0.3),
    Kind(name: "p95", summary: "natural log of the 95th percentile of latency in seconds", off: 0.4),
    Kind(name: "errors", summary: "share of requests that failed", off: 0.05),
    Kind(name: "retries", summary: "share of requests that were repetitions", off: 0.1),
    Kind(
      name: "connections",
      summary: "ln of connections taken over those that the requests at work need (Little)",
      off: 0.4),
    Kind(name: "cache_misses", summary: "share of look-ups that missed the cache", off: 0.05),
    Kind(name: "answer_bytes", summary: "natural log of bytes sent over bytes received", off: 0.1),
  ]

  /// The place of a signal in `values`.
  static func place(_ name: String) -> Int {
    guard let place = kinds.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("there is no replica signal '\(name)'")
    }
    return place
  }

  init(_ health: ReplicaHealth) {
    replica = health.replica
    node = health.node
    let rate = health.requestsPerSecond
    let isAsked = rate > 0.01
    func logarithm(_ value: Double, least: Double) -> Double { log(max(value, least)) }
    values = [
      health.cpuRequest > 0 ? health.cpuUsed / health.cpuRequest : .nan,
      isAsked ? logarithm(health.cpuUsed / rate, least: 1e-6) : .nan,
      health.throttledShare,
      health.memoryLimit.map { health.memory / max($0, 1) } ?? .nan,
      health.diskWait, health.diskUsed, log(1 + health.queueLength),
      isAsked ? logarithm(health.p50, least: 1e-4) : .nan,
      isAsked ? logarithm(health.p95, least: 1e-4) : .nan,
      isAsked ? health.errorRate : .nan,
      isAsked ? min(1, health.retries / rate) : .nan,
      log((health.connections + 1) / (rate * health.p50 + 1)),
      1 - health.cacheHitRate,
      health.networkIn > 0 ? logarithm(health.networkOut / health.networkIn, least: 1e-3) : .nan,
    ]
  }

  /// Whether the scrape could read the replica and it takes requests: a container that runs has memory.
  static func serves(_ health: ReplicaHealth) -> Bool {
    health.isReady && !health.isTerminating && health.memory > 0
  }
}
