/// Pending events in the order (time, phase, sequence): events of one instant and phase leave as they came.
///
/// A ladder queue (`Ladder` says which) behind a sorted front of at most 64 events, which is all there is
/// while few events wait. Push and pop cost O(1) amortized, O(log n) if times are chosen with malice, and allocate
/// only while the number of pending events reaches new heights. Masses of simultaneous events cost no more than
/// others. Times may be any of `SimulationTime`.
///
/// A value: a copy has the same events and lives its own life. Copies share memory until one of them changes it,
/// which costs O(n) once. Taking out an event that needs no destruction changes only the number of events in front,
/// which is why that number is in this struct and not in the storage.
public struct EventQueue<Event: Sendable>: Sendable {
  @usableFromInline typealias Entry = EventEntry<Event>
  @usableFromInline var storage: LadderStorage<Event>
  /// The storage's own, and its Bottom, some indirections nearer.
  @usableFromInline nonisolated(unsafe) var ladder: UnsafeMutablePointer<Ladder<Event>>
  @usableFromInline nonisolated(unsafe) var bottom: UnsafeMutablePointer<Entry>
  @usableFromInline var bottomCount = 0
  /// The greatest key that belongs into Bottom: the storage's own.
  @usableFromInline var limit = EventKey.last
  /// A pop that leaves this many entries in Bottom or fewer must look after it: 0 while the ladder has entries,
  /// -1 while it has none, `Int.max` while there are cancelled entries.
  @usableFromInline var alarm = -1
  @usableFromInline var sequence: UInt64 = 0

  /// A queue without events.
  @inlinable public init() {
    storage = LadderStorage(Ladder())
    ladder = storage.ladder
    bottom = ladder.pointee.bottom
  }

  /// How many events wait, without the cancelled ones.
  @inlinable public var count: Int {
    withExtendedLifetime(storage) { bottomCount &+ ladder.pointee.laddered &- ladder.pointee.dead }
  }

  /// Whether no event waits.
  @inlinable public var isEmpty: Bool { bottomCount == 0 }

  /// When the next event is due; nil if there is none.
  @inlinable public var nextTime: SimulationTime? {
    withExtendedLifetime(storage) {
      bottomCount == 0 ? nil : bottom[bottomCount &- 1].key.simulationTime
    }
  }

  /// Adds an event, in O(1) amortized.
  @inlinable public mutating func push(_ event: Event, at time: SimulationTime, phase: EventPhase) {
    insert(Entry(key: EventKey(time: time, order: nextOrder(phase)), event: event))
  }

  /// Adds an event that can be cancelled, in O(1) amortized.
  ///
  /// Only queues to which events are added this way pay for cancellation.
  @inlinable @discardableResult
  public mutating func pushCancellable(_ event: Event, at time: SimulationTime, phase: EventPhase)
    -> EventHandle
  {
    let order = nextOrder(phase) | 1
    makeUnique()
    ladder.pointee.handles.insert(order)
    insert(Entry(key: EventKey(time: time, order: order), event: event))
    return EventHandle(order: order)
  }

  /// Takes out the event of `handle`, in O(1) amortized; false if it is not pending any more.
  ///
  /// It counts as gone at once. The event itself is destroyed when its turn comes or when cancelled events outnumber the others.
  @inlinable @discardableResult public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard ladder.pointee.handles.contains(handle.order) else { return false }
    makeUnique()
    _ = ladder.pointee.handles.remove(handle.order)
    ladder.pointee.dead &+= 1
    settle()
    assertInvariants()
    return true
  }

  /// Takes the first event out, with its time, in O(1) amortized; nil if there is none.
  @inlinable public mutating func pop() -> (time: SimulationTime, event: Event)? {
    guard bottomCount > 0 else { return nil }
    if !_isPOD(Event.self) { makeUnique() }
    bottomCount &-= 1
    if !_isPOD(Event.self) { ladder.pointee.bottomCount = bottomCount }
    let entry = (bottom + bottomCount).move()
    if entry.key.isCancellable { retire(entry.key) }
    if bottomCount <= alarm { settle() }
    assertInvariants()
    return (entry.key.simulationTime, entry.event)
  }

  /// Takes the first event out if it is due at or before `end`.
  @inlinable @inline(__always) mutating func pop(until end: SimulationTime) -> (
    time: SimulationTime, event: Event
  )? {
    guard let due = nextTime, due <= end else { return nil }
    return pop()
  }
}
