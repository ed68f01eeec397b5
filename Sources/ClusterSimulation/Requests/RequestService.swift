import Stochastics

/// The state of one service.
struct RequestService: Sendable {
  struct Deadline: Sendable {
    var time: Int64
    var slot: UInt32
    var generation: UInt32
  }

  // Parameters, in the units of the engine.
  let demand: ServiceDemand
  let limit: Int
  let cores: Double
  let queueLimit: Int
  let source: RequestSource
  /// What callers do, and what they do when nothing makes them insist.
  var retries: RetryParameters?
  let usualRetries: RetryParameters?
  /// Nanoseconds; 0 for none.
  let timeout: Int64
  let latencyTarget: Int64
  let holdsWorker: Bool
  let stopsAbandoned: Bool
  /// The calls of all steps, and where in them each step ends.
  let calls: [RequestCall]
  let stepEnds: [Int]
  /// Share of the starts that take any that waits.
  let outOfOrder: Double
  let refusesWithoutReplica: Bool
  let throttling: CPUBandwidth?
  /// Starts so far that could be out of order, and replicas that are throttled.
  var choices: UInt64 = 0, throttled: UInt64 = 0

  // Who comes.
  var arrivals: ArrivalClock
  /// Requests that each client has sent.
  var clientRequests: [UInt32] = []
  /// Records of the trace that have been sent.
  var replayed = 0

  // Where requests go.
  var ready: ReadyReplicas
  /// Attempts without a replica, in order of arrival.
  var backlog = RingBuffer<UInt32>()
  /// One timeout for all makes the order of arrival that of the deadlines. Those of visits that have gone
  /// stay until they come to the front.
  var deadlines = RingBuffer<Deadline>()
  /// Whether a deadline event is pending.
  var awaitsDeadline = false
  var budget: RetryBudget?
  var breaker: CircuitBreaker?
  /// What is wrong on the way to the replicas.
  var condition = RequestClientCondition.normal

  // What is counted.
  /// Attempts inside, waiting, and worked on for a caller that has gone.
  var inside = 0, waiting = 0, abandoned = 0
  /// Calls between two attempts.
  var backingOff = 0
  /// Since the last take; whole-run values are those of `taken` and these.
  var totals = RequestTotals()
  var wait: Int64 = 0
  /// Departures minus arrivals in nanoseconds, added up with wrap-around: with `inside` · t it is the
  /// integral of the number inside from 0 to t, exactly, as long as that has 63 bits.
  var stamp: Int64 = 0
  var insideAtTake: Int64 = 0
  var workAtTake = 0.0
  var takenAt: Int64 = 0
  /// Work of replicas that are gone, in core-nanoseconds.
  var retiredWork = 0.0
  var taken = RequestCounts()
  var latencies = LatencyHistogram()

  init(_ parameters: RequestServiceParameters, seed: UInt64, number: Int) {
    demand = parameters.demand
    limit = parameters.workers ?? .max
    cores = parameters.cores ?? .infinity
    queueLimit = parameters.queueLimit ?? .max
    source = parameters.source
    retries = parameters.client.retries
    usualRetries = parameters.client.retries
    timeout = parameters.client.timeout.map { max(1, Int64(($0 * 1e9).rounded())) } ?? 0
    latencyTarget = Int64(min(parameters.latencyTarget * 1e9, 0x1p60).rounded())
    holdsWorker = parameters.holdsWorkerDuringCalls
    stopsAbandoned = parameters.stopsAbandonedWork
    calls = Array(parameters.calls.joined())
    var ends: [Int] = []
    for step in parameters.calls { ends.append((ends.last ?? 0) + step.count) }
    stepEnds = ends
    outOfOrder = parameters.outOfOrder
    refusesWithoutReplica = parameters.refusesWithoutReplica
    throttling = parameters.throttling
    arrivals = ArrivalClock(seed: seed, service: number)
    if case .closed(let clients, _) = source { clientRequests = Array(repeating: 0, count: clients) }
    ready = ReadyReplicas(balancer: parameters.balancer, seed: seed, service: number)
    budget = retries?.budget.map { RetryBudget($0) }
    breaker = parameters.client.breaker.map { CircuitBreaker($0) }
  }

  /// Counts of the whole run.
  var counts: RequestCounts { taken.adding(totals) }
}

/// What must add up over the whole run.
struct RequestCounts: Sendable, Equatable {
  var calls = 0, arrived = 0, completed = 0, failed = 0, gaveUp = 0

  func adding(_ totals: RequestTotals) -> Self {
    RequestCounts(
      calls: calls + totals.calls, arrived: arrived + totals.arrived,
      completed: completed + totals.completed, failed: failed + totals.failed,
      gaveUp: gaveUp + totals.gaveUp)
  }
}
