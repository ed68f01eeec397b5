import SimulationKernel

/// The requests of all services of a run, as the cluster deals with them: as a fluid, or one by one.
///
/// Services are known by their number, replicas by the number of their pod. Rates and figures have the units of
/// `ServiceTotals`.
protocol ServiceModel: Sendable {
  /// Whether something flows between events, so that totals have to be taken whenever time has passed.
  static var flows: Bool { get }

  /// Starts the sources of requests.
  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>)

  /// Lets an event of a request happen.
  mutating func handle(_ event: RequestEvent, scheduler: inout Scheduler<ClusterEvent>)

  /// Changes the arrival rate of a service, in requests a second.
  mutating func setArrivalRate(_ rate: Double, of service: Int, scheduler: inout Scheduler<ClusterEvent>)

  /// A pod takes requests from now on.
  mutating func addReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>)

  /// A pod takes no further requests; it works on those it has.
  mutating func drainReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>)

  /// The container of a pod is gone, with the requests that it had, which are lost unless it ended in peace.
  mutating func removeReplica(
    _ pod: Int, of service: Int, isLost: Bool, scheduler: inout Scheduler<ClusterEvent>)

  /// Changes what is wrong with a pod that takes requests; does nothing to others.
  mutating func setCondition(
    _ condition: ReplicaCondition, ofPod pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>)

  /// Changes what is wrong on the way to the replicas of a service.
  mutating func setClients(_ condition: ClientCondition, of service: Int)

  /// Sends a probe to a pod that it answers like a request with `work` seconds of a worker; for a fluid, never.
  mutating func sendProbe(
    _ probe: ProbeAnswer, of service: Int, work: Double, scheduler: inout Scheduler<ClusterEvent>)

  /// Whether probes were answered since the last take, and which.
  var hasProbeAnswers: Bool { get }
  mutating func takeProbeAnswers() -> [ProbeAnswer]

  /// Lets time pass up to `now`.
  mutating func advance(to now: SimulationTime)

  /// What happened at a service since the last take. Time was advanced to `now`.
  mutating func takeTotals(of service: Int, at now: SimulationTime) -> ServiceTotals

  /// Requests of a service that wait for a worker.
  func waiting(at service: Int) -> Double

  /// The latency in seconds that the objective's share of requests stays below: over `totals` where single requests are
  /// known, else now.
  func latency(of service: Int, over totals: ServiceTotals) -> Double

  /// Requests that a pod has inside, waiting ones included; the mean of the ready replicas where single ones are not known.
  func requestsInside(pod: Int, of service: Int) -> Double

  /// A meter of core-seconds that runs with the CPU use of a pod while it takes requests; only differences mean anything.
  func cpuMeter(ofPod pod: Int, of service: Int, at now: SimulationTime) -> Double

  /// What the requests of a pod and of a service were like since the last reading, over `window` seconds; for a fluid,
  /// what they are like now.
  mutating func takeReading(ofPod pod: Int, of service: Int, window: Double) -> RequestReading
  mutating func takeReading(of service: Int, over totals: ServiceTotals) -> RequestReading

  /// What came of the requests of a pod since the last such take, `window` seconds ago.
  mutating func takeOutcomes(ofPod pod: Int, of service: Int, over window: Double) -> ReplicaOutcomes
}

/// What the requests of a replica or service were like.
struct RequestReading: Sendable {
  /// Requests a second, and the repetitions among them.
  var rate = 0.0, retries = 0.0
  /// Share that failed.
  var failedShare = 0.0
  /// Percentiles of the latency of answers, in seconds.
  var p50 = 0.0, p95 = 0.0, p99 = 0.0
  /// Requests that wait, and that are worked on, at the end.
  var waiting = 0.0, working = 0.0
}
