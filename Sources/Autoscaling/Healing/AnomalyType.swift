/// The anomaly types: what a simulator injects as causes, and what a diagnosis may name; `docs/anomalies.md` says how each
/// reaches the service.
///
/// Names follow the AURA K8s data set, with `retry_storm` after Bronson et al., "Metastable Failures in Distributed
/// Systems", HotOS 2021.
public enum AnomalyType: String, Sendable, Hashable, Codable, CaseIterable {
  /// A runaway thread takes CPU from the requests of a replica.
  case cpuSpike = "cpu_spike"
  /// Resident memory grows steadily, up to the limit.
  case memoryLeak = "memory_leak"
  /// Bursts of allocation pass the memory limit.
  case oomKill = "oom_kill"
  /// The process exits.
  case podCrash = "pod_crash"
  /// A new version exits at start.
  case crashLoop = "crash_loop"
  /// An image cannot be pulled.
  case imagePullError = "image_pull_error"
  /// A process makes no progress, and its probes are still answered.
  case containerHang = "container_hang"
  /// Workers block one by one.
  case deadlock
  /// Connections leak, or those of a shared backend are too few.
  case connectionPoolExhausted = "connection_pool_exhausted"
  /// The CPU limit is too low.
  case cpuThrottling = "cpu_throttling"
  /// The working set outgrows the cache.
  case cacheThrashing = "cache_thrashing"
  /// A dependency is slow.
  case slowResponse = "slow_response"
  /// A new version answers part of its requests with errors.
  case highErrorRate = "high_error_rate"
  /// A short loss of capacity, and clients that try again.
  case retryStorm = "retry_storm"
  /// The service has no endpoints.
  case serviceUnavailable = "service_unavailable"
  /// Look-ups of names fail or are late.
  case dnsResolutionFailure = "dns_resolution_failure"
  /// Packets of some nodes are late.
  case networkLatency = "network_latency"
  /// Nodes cannot be reached.
  case networkPartition = "network_partition"
  /// Nodes die.
  case nodeNotReady = "node_not_ready"
  /// Replicas are pushed out, or nodes taken back.
  case podEviction = "pod_eviction"
  /// A neighbour on the node takes CPU.
  case resourceContention = "resource_contention"
  /// A node runs short of memory.
  case memoryPressure = "memory_pressure"
  /// A node's disk fills up.
  case diskFull = "disk_full"
  /// A node's disk is saturated.
  case diskIOBottleneck = "disk_io_bottleneck"
}
