import Stochastics

/// How requests reach a service, what a replica of it can do at a time, and whom it calls.
///
/// A replica takes up to `workers` requests at a time, in order of arrival. While n of them work, each
/// proceeds with speed · min(1, `cores`/n). So `workers` = c without `cores` is the queue of c servers, first
/// come first served; `cores` = 1 without `workers` is processor sharing; both together are processor sharing
/// with a limit, and a queue in front of it.
public struct RequestServiceParameters: Sendable {
  /// Work a request brings, in seconds of one core at speed 1.
  public var demand: ServiceDemand
  /// Requests a replica has inside at a time, at least 1; nil for no limit.
  public var workers: Int?
  /// Cores that the requests of a replica share, positive; nil for a core to each.
  public var cores: Double?
  /// Requests that wait at a replica at most, at least 0; nil for no limit.
  ///
  /// A request whose replica is full is rejected, even where another has room. Those that waited for a first
  /// replica are given out when it comes, and what does not fit is rejected then.
  public var queueLimit: Int?
  /// How a request finds its replica.
  public var balancer: RequestBalancer
  /// Where requests come from that no other service sends.
  public var source: RequestSource
  /// What those who call the service, clients and services alike, do when it is slow or fails.
  public var client: RequestClientParameters
  /// Calls a request makes once its own work is done: those of a step at the same time, the steps one after
  /// another.
  ///
  /// The request is completed with the last answer, and fails with the first failure.
  public var calls: [[RequestCall]]
  /// Whether a request keeps its worker while it waits for answers. It does not use the CPU then.
  public var holdsWorkerDuringCalls: Bool
  /// Whether a request that timed out while it was worked on is stopped; else it is finished for nobody.
  ///
  /// One that waits is taken out of the queue in any case.
  public var stopsAbandonedWork: Bool
  /// Above this a latency is late, in seconds.
  public var latencyTarget: Double
  /// Share of the starts, 0...1, that take any that waits instead of the first: schedulers that steal and preempt.
  public var outOfOrder = 0.0
  /// Whether a request that finds no replica fails at once, as behind a service without endpoints; else it waits for one.
  public var refusesWithoutReplica = false
  /// The CPU limit, where it throttles in periods; nil where there is none.
  public var throttling: CPUBandwidth?

  /// A service with the given demand and, by default, one worker without limit to the queue, and nobody who
  /// calls it.
  public init(
    demand: ServiceDemand, workers: Int? = 1, cores: Double? = nil, queueLimit: Int? = nil,
    balancer: RequestBalancer = .leastOutstanding, source: RequestSource = .none,
    client: RequestClientParameters = RequestClientParameters(), calls: [[RequestCall]] = [],
    holdsWorkerDuringCalls: Bool = true, stopsAbandonedWork: Bool = false, latencyTarget: Double = .infinity
  ) {
    self.demand = demand
    self.workers = workers
    self.cores = cores
    self.queueLimit = queueLimit
    self.balancer = balancer
    self.source = source
    self.client = client
    self.calls = calls
    self.holdsWorkerDuringCalls = holdsWorkerDuringCalls
    self.stopsAbandonedWork = stopsAbandonedWork
    self.latencyTarget = latencyTarget
  }
}

/// A CPU limit that throttles.
public struct CPUBandwidth: Sendable, Hashable {
  /// Cores on average, positive.
  public var limit: Double
  /// Length of a period in seconds, positive.
  public var period: Double

  /// A limit of so many cores, in periods of so many seconds.
  public init(limit: Double, period: Double) {
    self.limit = limit
    self.period = period
  }

  /// The throttle of a replica by its number; periods begin at an instant of its own.
  func throttle(seed: UInt64, service: Int, number: UInt64, now: Int64) -> CPUThrottle {
    var stream = RandomStream(seed: seed, purpose: .cpuPeriods, entity: UInt64(service), ordinal: number)
    let period = max(1, Int64((self.period * 1e9).rounded()))
    return CPUThrottle(
      limit: limit, period: period, phase: Int64(stream.nextUnit() * Double(period)), now: now)
  }
}

/// A probe of a pod, in how it is sent and how it is answered.
struct ProbeAnswer: Sendable, Hashable {
  var pod: Int
  /// Which of the probes of its kind.
  var number: UInt32
  var isLiveness: Bool

  init(pod: Int, number: UInt32, isLiveness: Bool) {
    self.pod = pod
    self.number = number
    self.isLiveness = isLiveness
  }

  init(_ visit: RequestVisit) {
    self.init(pod: Int(visit.caller), number: visit.callerGeneration, isLiveness: visit.key == 1)
  }
}

extension RandomPurpose {
  static let cpuPeriods = RandomPurpose("cpu limit periods")
}

/// How a request finds its replica among the ready ones.
public enum RequestBalancer: Sendable, Hashable {
  /// One after the other.
  case roundRobin
  /// Each with the same probability.
  case random
  /// The one with the fewest requests; among equals the one that got none for the longest time.
  case leastOutstanding
  /// The one with fewer requests of two drawn at random (Mitzenmacher, IEEE TPDS 12(10), 2001).
  case powerOfTwoChoices
}

/// A call that requests of one service make to another.
public struct RequestCall: Sendable, Hashable {
  /// The number of the service called.
  public var service: Int
  /// How many calls, each made or not on its own; at least 1.
  public var count: Int
  /// The probability of each, in 0...1.
  public var probability: Double

  /// A call, made once and always unless said otherwise.
  public init(to service: Int, count: Int = 1, probability: Double = 1) {
    self.service = service
    self.count = count
    self.probability = probability
  }
}

/// Where the requests of a service come from that no other service sends.
public enum RequestSource: Sendable {
  /// Nowhere: only other services call.
  case none
  /// A Poisson process of so many requests a second, at least 0; `RequestNetwork.setArrivalRate` changes the
  /// rate.
  case open(rate: Double)
  /// So many clients that think, send a request, wait for its end, and think again.
  case closed(clients: Int, thinkTime: ServiceDemand)
  /// Recorded requests, in ascending order of time.
  case trace([RequestRecord])
}

/// A recorded request.
public struct RequestRecord: Sendable, Hashable {
  /// When it arrives, in seconds since the start.
  public var time: Double
  /// The work it brings to the service it enters by, in seconds of one core at speed 1, at least 0.
  public var demand: Double

  /// A request that arrives at `time` with `demand`.
  public init(time: Double, demand: Double) {
    self.time = time
    self.demand = demand
  }
}
