/// One attempt of a call at a service, or the back-off before it.
struct RequestVisit: Sendable {
  enum State: UInt8, Sendable {
    case free
    /// Before the next attempt, in no service.
    case backOff
    /// In the service's backlog, since no replica is ready.
    case backlog
    /// In a replica's queue.
    case queued
    /// In a replica's heap.
    case working
    /// Own work done, answers awaited.
    case calling
    /// On the way to a replica, since a look-up takes its time.
    case lookingUp
    /// All work done, the answer on its way.
    case returning

    /// Whether a replica works or has worked on it.
    var isServed: Bool { self == .working || self == .calling || self == .returning }
  }

  /// Who waits for the answer.
  enum Caller: UInt8, Sendable {
    /// Nobody who would do anything with it: the outside.
    case outside
    /// The client numbered `caller`, of the service itself.
    case client
    /// The visit in the slot `caller`.
    case visit
    /// A probe of the pod numbered `caller`; it counts as no request.
    case probe
  }

  /// Names the call in the addresses of its random numbers; the same in every run with the same seed.
  var key: UInt64 = 0
  /// Work in whole nanoseconds at speed 1.
  var demand = 0.0
  /// When the call was made: the arrival of its first attempt.
  var calledAt: Int64 = 0
  /// When this attempt arrived.
  var arrivedAt: Int64 = 0
  /// The caller's number; the next free slot where this one is free.
  var caller: UInt32 = 0
  var callerGeneration: UInt32 = 0
  /// Changes when the slot is freed, so that who remembers the visit sees that it has gone.
  var generation: UInt32 = 0
  var service: UInt32 = 0
  var replica: UInt32 = 0
  /// Answers awaited in this step.
  var pendingCalls: UInt32 = 0
  /// Steps of calls begun.
  var step: UInt16 = 0
  /// The number of this attempt, from 1.
  var attempt: UInt16 = 0
  var state = State.free
  /// Whether this attempt has got to the replica named.
  var isPlaced = false
  var callerKind = Caller.outside
  /// Whether the caller has gone and the replica works on without it.
  var isAbandoned = false
  /// The half-open period of the circuit breaker that waits for the outcome; 0 for none.
  var probe: UInt32 = 0
}

/// All visits, in slots that are used again.
struct RequestVisitPool: Sendable {
  private(set) var slots: [RequestVisit] = []
  private var firstFree = UInt32.max
  private(set) var used = 0

  subscript(slot: Int) -> RequestVisit {
    @inline(__always) get { slots[slot] }
    @inline(__always) _modify { yield &slots[slot] }
  }

  /// A slot for `visit`, which keeps the slot's generation.
  mutating func allocate(_ visit: RequestVisit) -> Int {
    used &+= 1
    guard firstFree != .max else {
      slots.append(visit)
      slots[slots.count - 1].generation = 0
      return slots.count - 1
    }
    let slot = Int(firstFree)
    let generation = slots[slot].generation
    firstFree = slots[slot].caller
    slots[slot] = visit
    slots[slot].generation = generation
    return slot
  }

  mutating func free(_ slot: Int) {
    used &-= 1
    slots[slot].state = .free
    slots[slot].generation &+= 1
    slots[slot].caller = firstFree
    firstFree = UInt32(truncatingIfNeeded: slot)
  }

  /// Whether the visit that was in `slot` then is still there.
  @inline(__always) func isLive(_ slot: Int, generation: UInt32) -> Bool {
    slots[slot].generation == generation
  }
}
