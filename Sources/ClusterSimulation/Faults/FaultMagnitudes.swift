import Foundation

/// What a severity `s` in 0…1 stands for, type by type. `docs/anomalies.md` has the same as a table.
enum FaultMagnitudes {
  /// Share of a replica's CPU that a runaway thread or a noisy neighbour takes.
  static func stolenShare(_ s: Double) -> Double { 0.3 + 0.65 * s }
  /// Seconds until leaking memory reaches the limit.
  static func leakTime(_ s: Double) -> Double { 900 * (1 - 0.85 * s) }
  /// Seconds until all workers of a replica are blocked.
  static func deadlockTime(_ s: Double) -> Double { 300 * (1 - 0.8 * s) }
  /// Seconds until all connections of a replica have leaked.
  static func connectionLeakTime(_ s: Double) -> Double { 300 * (1 - 0.8 * s) }
  /// Share of the connections in use at full load that a shared backend still gives.
  static func sharedConnections(_ s: Double) -> Double { 0.7 - 0.6 * s }
  /// The CPU limit, in parts of what all workers use when busy.
  static func quotaShare(_ s: Double) -> Double { 0.9 - 0.6 * s }
  /// CPU and time a request takes when the cache misses, in parts of the usual.
  static func cacheFactor(_ s: Double) -> Double { 1.2 + 1.3 * s }
  /// What a slow dependency or network adds, in parts of the latency target.
  static func latencyFactor(_ s: Double) -> Double { 0.6 + 1.4 * s }
  /// How much slower a saturated disk is.
  static func diskFactor(_ s: Double) -> Double { 5 + 25 * s }
  /// Share of the answers that are errors.
  static func errorShare(_ s: Double) -> Double { 0.1 + 0.8 * s }
  /// Share of the look-ups that fail, and as many are late.
  static func failedLookUps(_ s: Double) -> Double { 0.05 + 0.35 * s }
  /// Attempts that clients make in a retry storm.
  static func attempts(_ s: Double) -> Int { 3 + Int((4 * s).rounded()) }
  /// Speed of all replicas while a retry storm is set off.
  static func triggerSpeed(_ s: Double) -> Double { 0.5 - 0.4 * s }
  /// How long a retry storm is set off, of its whole duration in seconds.
  static func triggerTime(_ duration: Double) -> Double { min(60, duration / 4) }
  /// How often a replica crashes, or is killed for a burst of allocation.
  static func crashes(_ s: Double) -> Int { 1 + Int((3 * s).rounded()) }
  /// Memory that a process of the node takes in the end, in parts of what replicas leave.
  static func hostMemory(_ s: Double) -> Double { 0.8 + 0.4 * s }
  /// Seconds until a disk is full.
  static func diskTime(_ s: Double) -> Double { 600 * (1 - 0.8 * s) }

  /// The speed of a replica that uses this share of its memory limit: the collector runs more often from 80 % on.
  static func collectorSpeed(memoryShare: Double) -> Double {
    steps(1 - 0.6 * min(1, max(0, (memoryShare - 0.8) / 0.2)))
  }

  /// Work of a request in a container of the given age in seconds, whose cache fills within some minutes.
  static func coldFactor(age: Double) -> Double { steps(1 + exp(-max(0, age) / 60)) }

  /// Share of the requests that fail on a disk used this far: writes fail from 70 % on.
  static func writeErrors(diskUsed: Double) -> Double { steps(0.5 * min(1, max(0, (diskUsed - 0.7) / 0.3))) }

  /// In fiftieths, so that replicas in nearly the same condition are in the same.
  private static func steps(_ value: Double) -> Double { (value * 50).rounded() / 50 }
}
