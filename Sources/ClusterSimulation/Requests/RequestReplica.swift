/// One replica: the requests it works on, in virtual time, and those that wait for it.
///
/// All requests that work proceed at the same pace, so that the work each has received since it began is the
/// progress of one common clock, the virtual time (Parekh & Gallager, IEEE/ACM ToN 1(3), 1993, with one
/// class). A request that begins at virtual time v with demand d is done at v + d whatever comes and goes in
/// between. Where the pace is 1, virtual time counts whole nanoseconds and is exact.
struct RequestReplica: Sendable {
  enum State: UInt8, Sendable { case gone, ready, draining }

  var service: Int
  var state = State.ready
  /// Place in the service's list of ready replicas.
  var position = 0
  /// That of the departure event that counts.
  var generation: UInt32 = 0
  /// Workers and cores of the replica when nothing is wrong.
  let usualLimit: Int
  let usualCores: Double
  var limit: Int
  var cores: Double
  var speed: Double
  /// What is wrong. Whoever changes it advances the replica before and pulls and settles after.
  var degradation = ReplicaDegradation.none {
    didSet {
      // where requests share the processor without a limit to their number, the processor loses the workers
      let lost = degradation.lostWorkers
      limit = usualLimit == .max ? .max : max(0, usualLimit - lost)
      cores = min(degradation.cores, usualLimit == .max ? max(0, usualCores - Double(lost)) : usualCores)
    }
  }

  /// Nanoseconds of work each request could have received so far; 0 whenever none works.
  private(set) var virtualTime = 0.0
  private(set) var updatedAt: Int64
  /// Virtual time per time.
  private(set) var pace = 0.0
  /// The end for which a departure event is pending; NaN where none is.
  private var awaitedFinish = Double.nan
  /// Work done up to `updatedAt`, in core-nanoseconds at speed 1.
  private var work = 0.0

  var heap = WorkHeap()
  var queue = RingBuffer<UInt32>()
  /// CPU that may be used in each period, where a limit throttles; nil for none.
  var throttle: CPUThrottle?
  /// The route that it is to have once the balancer knows, and that of the event that counts.
  var wantsRoute = true
  var routeGeneration: UInt32 = 0
  /// Requests that await answers.
  var calling = 0
  /// Those of them that keep their worker.
  var held = 0

  init(service: Int, limit: Int, cores: Double, speed: Double, now: Int64) {
    self.service = service
    usualLimit = limit
    usualCores = cores
    self.limit = limit
    self.cores = cores
    self.speed = speed
    updatedAt = now
  }

  /// Workers taken.
  var occupied: Int { heap.count &+ held }

  /// Requests in any state.
  var inFlight: Int { heap.count &+ calling &+ queue.count }

  /// Work done up to `now`, in core-nanoseconds at speed 1.
  func work(at now: Int64) -> Double {
    work + Double(now &- updatedAt) * pace * Double(heap.count) * degradation.cpuShare
      + Double(now &- updatedAt) * degradation.idleWork
  }

  /// Brings the virtual time to `now`; due before every change of the heap, speed or cores.
  mutating func advance(to now: Int64) {
    guard now != updatedAt else { return }
    let progress = Double(now &- updatedAt) * pace
    work += progress * Double(heap.count) * degradation.cpuShare
    work += Double(now &- updatedAt) * degradation.idleWork
    virtualTime += progress
    updatedAt = now
    throttle?.use(progress * Double(heap.count), rate: pace * Double(heap.count), until: now)
  }

  mutating func begin(slot: Int, demand: Double) {
    heap.insert(
      slot: slot, finish: virtualTime + (demand * degradation.workFactor + degradation.heldWork * 1e9))
  }

  /// Takes out the request whose departure event has come.
  mutating func finishFirst() -> Int {
    let entry = heap.removeFirst()
    // The event came at a whole nanosecond, its request may have needed a fraction more.
    virtualTime = max(virtualTime, entry.finish)
    awaitedFinish = .nan
    return Int(entry.slot)
  }

  /// Sets the pace after a change; returns when the next request is done, where that differs from the pending
  /// event.
  mutating func settle(at now: Int64) -> Int64? {
    guard let first = heap.first else {
      if !awaitedFinish.isNaN { generation &+= 1 }
      virtualTime = 0
      pace = 0
      awaitedFinish = .nan
      return nil
    }
    let newPace =
      throttle?.isExhausted == true
      ? 0 : speed * degradation.speed * min(1, cores / Double(heap.count))
    if newPace == pace, first.finish == awaitedFinish { return nil }
    pace = newPace
    generation &+= 1
    guard pace > 0 else {
      awaitedFinish = .nan
      return nil
    }
    awaitedFinish = first.finish
    // A pace next to nothing would lead beyond the range of time.
    return now &+ Int64(min(max(((first.finish - virtualTime) / pace).rounded(), 0), 0x1p60))
  }

  /// Forgets all requests and any pending event.
  mutating func clear() {
    heap.removeAll()
    while queue.popFirst() != nil {}
    (calling, held) = (0, 0)
    generation &+= 1
    awaitedFinish = .nan
    virtualTime = 0
    pace = 0
  }
}
