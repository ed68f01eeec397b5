/// An anomaly type: what a simulator injects as a cause, and what a diagnosis may name.
///
/// Any name is one; those below are the ones that our diagnoses, plans and locators have rules for. Which causes can be
/// simulated is a list of the simulator, and it need not ask here: a type without a rule is taken for the service's, and
/// gets the generic remedy.
///
/// Names follow the AURA K8s data set, with `retry_storm` after Bronson et al., "Metastable Failures in Distributed
/// Systems", HotOS 2021.
public struct AnomalyType: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
  /// The name, in snake case.
  public let rawValue: String

  /// The type of a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The name.
  public var description: String { rawValue }
}

extension AnomalyType {
  /// A runaway thread takes CPU from the requests of a replica.
  public static let cpuSpike = Self(rawValue: "cpu_spike")
  /// Resident memory grows steadily, up to the limit.
  public static let memoryLeak = Self(rawValue: "memory_leak")
  /// Bursts of allocation pass the memory limit.
  public static let oomKill = Self(rawValue: "oom_kill")
  /// The process exits.
  public static let podCrash = Self(rawValue: "pod_crash")
  /// A new version exits at start.
  public static let crashLoop = Self(rawValue: "crash_loop")
  /// An image cannot be pulled.
  public static let imagePullError = Self(rawValue: "image_pull_error")
  /// A process makes no progress, and its probes are still answered.
  public static let containerHang = Self(rawValue: "container_hang")
  /// Workers block one by one.
  public static let deadlock = Self(rawValue: "deadlock")
  /// Connections leak, or those of a shared backend are too few.
  public static let connectionPoolExhausted = Self(rawValue: "connection_pool_exhausted")
  /// The CPU limit is too low.
  public static let cpuThrottling = Self(rawValue: "cpu_throttling")
  /// The working set outgrows the cache.
  public static let cacheThrashing = Self(rawValue: "cache_thrashing")
  /// A dependency is slow.
  public static let slowResponse = Self(rawValue: "slow_response")
  /// A new version answers part of its requests with errors.
  public static let highErrorRate = Self(rawValue: "high_error_rate")
  /// A short loss of capacity, and clients that try again.
  public static let retryStorm = Self(rawValue: "retry_storm")
  /// The service has no endpoints.
  public static let serviceUnavailable = Self(rawValue: "service_unavailable")
  /// Look-ups of names fail or are late.
  public static let dnsResolutionFailure = Self(rawValue: "dns_resolution_failure")
  /// Packets of some nodes are late.
  public static let networkLatency = Self(rawValue: "network_latency")
  /// Nodes cannot be reached.
  public static let networkPartition = Self(rawValue: "network_partition")
  /// Nodes die.
  public static let nodeNotReady = Self(rawValue: "node_not_ready")
  /// Replicas are pushed out, or nodes taken back.
  public static let podEviction = Self(rawValue: "pod_eviction")
  /// A neighbour on the node takes CPU.
  public static let resourceContention = Self(rawValue: "resource_contention")
  /// A node runs short of memory.
  public static let memoryPressure = Self(rawValue: "memory_pressure")
  /// A node's disk fills up.
  public static let diskFull = Self(rawValue: "disk_full")
  /// A node's disk is saturated.
  public static let diskIOBottleneck = Self(rawValue: "disk_io_bottleneck")
}
