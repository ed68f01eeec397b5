/// Names one event of one queue, so that it can be cancelled.
///
/// A handle stays good for ever: once its event has left or was cancelled, `cancel` says false. It also names the
/// same event in every copy made of the queue after the push. A handle given to any other queue may name a
/// stranger's event.
public struct EventHandle: Hashable, Sendable {
  /// The order word of the event, which no other event of its queue has.
  @usableFromInline let order: UInt64

  @inlinable init(order: UInt64) { self.order = order }
}
