import Synchronization

/// The truth about the active faults, written down for a healer that could not exist; see `PerfectHealingPolicy`. One
/// belongs to one run.
final class FaultTruth: Sendable {
  private let active = Mutex<[FaultRecord]>([])

  /// The faults that are active now.
  var faults: [FaultRecord] { active.withLock { $0 } }

  func show(_ records: [FaultRecord]) { active.withLock { $0 = records } }
}
