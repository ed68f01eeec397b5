import Foundation

/// What a detector that learns sees of a replica: 12 signals over a sliding window of 4 scrapes, each as its mean and as
/// what the last scrape differs from it, D = 24.
///
/// CPU, bytes and connections are for each request or in parts of their limit, and latencies in parts of the service's
/// usual level, so that load alone moves them little.
public struct OutlierFeatures: Sendable {
  /// Scrapes in a window.
  public static let window = 4
  /// What the features are called, mean and change of one signal after the other.
  public static let names = signals.flatMap { [$0, $0 + " change"] }

  private static let signals = [
    "CPU per request", "CPU share of request", "log p50", "log p95", "error share", "log queue",
    "memory share", "throttled share", "disk used", "disk wait", "connections per request", "cache hits",
  ]

  private var p50 = SignalBaseline(), p95 = SignalBaseline()
  private var history: [Int: (restarts: Int, rows: [[Double]])] = [:]

  /// Features of nothing seen yet.
  public init() {}

  /// The features of the replicas that were ready and readable in a whole window, in the order of the observation; (D).
  public mutating func read(_ seen: HealthObservation) -> [(replica: Int, row: [Float])] {
    let readable = seen.replicas.filter { $0.isReady && !$0.isTerminating && $0.memory > 0 }
    let level50 = p50.level ?? seen.service.p50, level95 = p95.level ?? seen.service.p95
    var next: [Int: (restarts: Int, rows: [[Double]])] = [:]
    var result: [(replica: Int, row: [Float])] = []
    for replica in readable {
      var past = history[replica.replica] ?? (replica.restarts, [])
      if past.restarts != replica.restarts { past = (replica.restarts, []) }
      past.rows.append(Self.values(replica, level50, level95))
      if past.rows.count > Self.window + 1 { past.rows.removeFirst() }
      next[replica.replica] = past
      // the first scrape of a container covers a part of the window only
      guard past.rows.count > Self.window else { continue }
      result.append((replica.replica, Self.row(past.rows.suffix(Self.window))))
    }
    history = next
    if seen.service.p50 > 0 { p50.add(seen.service.p50) }
    if seen.service.p95 > 0 { p95.add(seen.service.p95) }
    return result
  }

  private static func row(_ rows: ArraySlice<[Double]>) -> [Float] {
    guard let last = rows.last else { return [] }
    return last.indices.flatMap { index in
      let mean = rows.reduce(0) { $0 + $1[index] } / Double(rows.count)
      return [Float(mean), Float(last[index] - mean)]
    }
  }

  private static func values(_ replica: ReplicaHealth, _ p50: Double, _ p95: Double) -> [Double] {
    let requests = max(replica.requestsPerSecond, 1)
    func ratio(_ latency: Double, _ level: Double) -> Double {
      latency > 0 && level > 0 ? log(latency / level) : 0
    }
    return [
      replica.cpuUsed / requests * 100, replica.cpuUsed / max(replica.cpuRequest, 1e-9),
      ratio(replica.p50, p50), ratio(replica.p95, p95), replica.errorRate,
      log(1 + max(0, replica.queueLength)),
      replica.memoryLimit.map { replica.memory / $0 } ?? 0, replica.throttledShare, replica.diskUsed,
      replica.diskWait, replica.connections / requests * 10, replica.cacheHitRate,
    ]
  }
}
