/// A model that events change.
public protocol EventHandler {
  /// What can happen in the model.
  associatedtype Event: Sendable

  /// Lets `event` happen. Later events go to `scheduler`; one for an instant already past is a programming error.
  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>)
}

/// The clock and the pending events of one run.
public struct Scheduler<Event: Sendable>: Sendable {
  /// The instant of the event being handled; it never decreases.
  public private(set) var now: SimulationTime
  /// Events handled so far.
  public private(set) var handled = 0
  @usableFromInline var queue = EventQueue<Event>()

  /// A clock at `start` and no events.
  public init(start: SimulationTime) { now = start }

  /// Events that wait.
  public var pending: Int { queue.count }

  /// Lets `event` happen at `time`.
  ///
  /// - Precondition: `time` is not before `now`.
  @inlinable public mutating func schedule(_ event: Event, at time: SimulationTime, phase: EventPhase) {
    precondition(time >= now, "an event at \(time.seconds) s was scheduled at \(now.seconds) s")
    queue.push(event, at: time, phase: phase)
  }

  /// Lets `event` happen after `delay`.
  @inlinable public mutating func schedule(_ event: Event, after delay: SimulationDuration, phase: EventPhase)
  {
    schedule(event, at: now + delay, phase: phase)
  }

  /// Takes the next event out and moves the clock to it, if it is due at or before `end`; else nil.
  public mutating func next(until end: SimulationTime) -> Event? {
    guard let due = queue.nextTime, due <= end, let (time, event) = queue.pop() else { return nil }
    now = time
    handled += 1
    return event
  }
}

extension EventHandler {
  /// Handles events in order until none is due at or before `end`.
  ///
  /// Events due exactly at `end` happen. The clock stays at the last event.
  public mutating func run(_ scheduler: inout Scheduler<Event>, until end: SimulationTime) {
    while let event = scheduler.next(until: end) { handle(event, scheduler: &scheduler) }
  }
}
