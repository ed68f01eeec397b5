import Synchronization

/// The truth about the active faults, written down for a healer that could not exist: tests use it to show what each
/// remedy is worth when it comes at the right moment.
final class FaultTruth: Sendable {
  private let active = Mutex<[FaultRecord]>([])

  /// The faults that are active now.
  var faults: [FaultRecord] { active.withLock { $0 } }

  func show(_ records: [FaultRecord]) { active.withLock { $0 = records } }
}
