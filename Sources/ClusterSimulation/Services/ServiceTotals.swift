import Stochastics

/// What happened at a service over some time. Fluid services count in fractions.
struct ServiceTotals: Sendable {
  /// Requests that arrived.
  var arrived = 0.0
  /// Requests that failed: given up, refused or lost.
  var failed = 0.0
  /// Requests that were late or failed.
  var violating = 0.0
  /// CPU used, in core-seconds.
  var cpuSeconds = 0.0
  /// Latencies of all requests, added up, in seconds.
  var latencySeconds = 0.0
  /// Repetitions of failed attempts; they do not count as arrived.
  var retries = 0.0
  /// Latencies of the requests that succeeded, in nanoseconds; without entries for a fluid service.
  var latencies = LatencyHistogram()

  mutating func add(_ other: Self) {
    arrived += other.arrived
    failed += other.failed
    violating += other.violating
    cpuSeconds += other.cpuSeconds
    latencySeconds += other.latencySeconds
    retries += other.retries
    if other.latencies.count > 0 { latencies.merge(other.latencies) }
  }
}
