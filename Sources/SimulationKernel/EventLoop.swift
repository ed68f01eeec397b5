/// A model that events change.
public protocol EventHandler {
  /// What can happen in the model.
  associatedtype Event: Sendable

  /// Lets `event` happen. Later events go to `scheduler`; one for an instant already past is a programming error.
  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>)
}

/// The clock and the pending events of one run.
public struct Scheduler<Event: Sendable>: Sendable {
  @usableFromInline var clock: SimulationTime
  @usableFromInline var handledCount = 0
  @usableFromInline var queue = EventQueue<Event>()

  /// A clock at `start` and no events.
  @inlinable public init(start: SimulationTime) { clock = start }

  /// The instant of the event being handled; it never decreases.
  @inlinable public var now: SimulationTime { clock }

  /// Events handled so far.
  @inlinable public var handled: Int { handledCount }

  /// Events that wait, without the cancelled ones.
  @inlinable public var pending: Int { queue.count }

  /// Lets `event` happen at `time`.
  ///
  /// - Precondition: `time` is not before `now`.
  @inlinable public mutating func schedule(_ event: Event, at time: SimulationTime, phase: EventPhase) {
    checkNotPast(time)
    queue.push(event, at: time, phase: phase)
  }

  /// Lets `event` happen after `delay`.
  @inlinable public mutating func schedule(_ event: Event, after delay: SimulationDuration, phase: EventPhase)
  {
    schedule(event, at: now + delay, phase: phase)
  }

  /// Lets `event` happen at `time`, unless it is cancelled until then.
  ///
  /// - Precondition: `time` is not before `now`.
  @inlinable @discardableResult
  public mutating func scheduleCancellable(_ event: Event, at time: SimulationTime, phase: EventPhase)
    -> EventHandle
  {
    checkNotPast(time)
    return queue.pushCancellable(event, at: time, phase: phase)
  }

  /// Lets `event` happen after `delay`, unless it is cancelled until then.
  @inlinable @discardableResult
  public mutating func scheduleCancellable(
    _ event: Event, after delay: SimulationDuration, phase: EventPhase
  ) -> EventHandle {
    scheduleCancellable(event, at: now + delay, phase: phase)
  }

  /// Keeps the event of `handle` from happening; false if it has happened or was cancelled before.
  @inlinable @discardableResult public mutating func cancel(_ handle: EventHandle) -> Bool {
    queue.cancel(handle)
  }

  /// Takes the next event out and moves the clock to it, if it is due at or before `end`; else nil.
  @inlinable public mutating func next(until end: SimulationTime) -> Event? {
    guard let (time, event) = queue.pop(until: end) else { return nil }
    assert(time >= clock, "the clock would go back from \(clock.seconds) s to \(time.seconds) s")
    clock = time
    handledCount &+= 1
    return event
  }

  @inlinable @inline(__always) func checkNotPast(_ time: SimulationTime) {
    precondition(time >= now, "an event at \(time.seconds) s was scheduled at \(now.seconds) s")
  }
}

extension EventHandler {
  /// Handles events in order until none is due at or before `end`.
  ///
  /// Events due exactly at `end` happen. The clock stays at the last event.
  @inlinable public mutating func run(_ scheduler: inout Scheduler<Event>, until end: SimulationTime) {
    while let event = scheduler.next(until: end) { handle(event, scheduler: &scheduler) }
  }
}
