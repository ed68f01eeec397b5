import SimulationKernel

/// An event type that can carry request events: that of the model which a request network is part of.
public protocol RequestEventCarrier: Sendable {
  /// The model's event for something that happens in the request network.
  init(request: RequestEvent)
}

/// Something that happens in a request network, which the model hands back to `RequestNetwork.handle`.
///
/// It names its object by number and says by generation whether it is still wanted: an event that was
/// overtaken by another is ignored, which is cheaper than to cancel it.
public struct RequestEvent: Hashable, Sendable {
  @usableFromInline enum Kind: UInt8, Sendable {
    /// The source of service `index` sends its next request.
    case arrival
    /// The first of the requests that replica `index` works on is done.
    case departure
    /// The oldest deadline of service `index` is reached.
    case deadline
    /// The back-off of visit `index` is over.
    case retry
    /// The look-up of visit `index` has ended, or its answer has arrived.
    case wakeUp
    /// Client `index` of service `generation` has thought enough.
    case thought
    /// The CPU quota of replica `index` ends or begins again.
    case quota
    /// The balancer hears of the readiness of replica `index`.
    case route
  }

  @usableFromInline let kind: Kind
  @usableFromInline let index: UInt32
  @usableFromInline let generation: UInt32

  init(_ kind: Kind, _ index: Int, generation: UInt32 = 0) {
    self.kind = kind
    self.index = UInt32(truncatingIfNeeded: index)
    self.generation = generation
  }
}

extension RequestEvent: RequestEventCarrier {
  /// The event itself: a model of nothing but requests needs no event type of its own.
  @inlinable public init(request: RequestEvent) { self = request }
}

/// Events that a step of the network brought about, until they are handed to the scheduler.
///
/// So the workings of the network know nothing of the model's event type and are compiled once.
@usableFromInline struct RequestOutbox: Sendable {
  @usableFromInline struct Entry: Sendable {
    @usableFromInline var time: SimulationTime
    @usableFromInline var event: RequestEvent
  }

  @usableFromInline var entries: [Entry] = []
  @usableFromInline var count = 0

  mutating func append(_ event: RequestEvent, at nanoseconds: Int64) {
    let entry = Entry(time: SimulationTime(nanoseconds: nanoseconds), event: event)
    if count < entries.count { entries[count] = entry } else { entries.append(entry) }
    count &+= 1
  }

  @inlinable mutating func flush<E: RequestEventCarrier>(to scheduler: inout Scheduler<E>) {
    for index in 0..<count {
      scheduler.schedule(E(request: entries[index].event), at: entries[index].time, phase: .plant)
    }
    count = 0
  }
}
