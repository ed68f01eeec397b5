/// Owns a ladder for the queues that share it.
///
/// The ladder lies behind a pointer, not in properties, because every access to a property of a class that other
/// modules can inline is checked for exclusivity at run time.
@usableFromInline final class LadderStorage<Event: Sendable>: @unchecked Sendable {
  @usableFromInline let ladder: UnsafeMutablePointer<Ladder<Event>>

  @inlinable init(_ initial: consuming Ladder<Event>) {
    ladder = .allocate(capacity: 1)
    ladder.initialize(to: initial)
  }

  deinit {
    ladder.pointee.deallocate()
    ladder.deinitialize(count: 1)
    ladder.deallocate()
  }
}
