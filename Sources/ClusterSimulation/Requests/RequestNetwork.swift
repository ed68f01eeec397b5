import SimulationKernel
import Stochastics

/// Services whose requests are simulated one by one: arrivals, balancing, queues, work, calls among services,
/// timeouts, repetitions and circuit breakers.
///
/// Part of a bigger model, which hands its request events to `handle` and says which replicas there are. A
/// request costs one event for its arrival and little more than one for its departure (two where the CPU is
/// shared), and no memory once the most requests ever inside at a time have been there.
///
/// Random numbers are keyed: the work of a call depends on the seed and on which call it is, and arrivals on
/// the seed and the rate, so that runs with different replicas see the same requests. A repetition has the
/// work of the first attempt.
///
/// Not simulated: the network between services takes no time, and who calls does not withdraw calls in
/// progress when it fails or gives up; their answers find nobody.
public struct RequestNetwork: Sendable {
  let seed: UInt64
  var services: [RequestService]
  var replicas: [RequestReplica] = []
  /// Numbers of replicas that are gone.
  var freeReplicas: [Int] = []
  var visits = RequestVisitPool()
  /// Whether requests are counted by replica, and those counts.
  var watchesReplicas = false
  var watches: [ReplicaWatch] = []
  var tallies: [ReplicaTally] = []
  /// Probes that were answered since the last take.
  var probeAnswers: [ProbeAnswer] = []
  /// Nanoseconds since the origin.
  @usableFromInline var now: Int64 = 0
  @usableFromInline var outbox = RequestOutbox()

  /// A network without replicas, in which nothing has happened.
  ///
  /// - Precondition: `parameters.problems` is empty.
  public init(_ parameters: RequestNetworkParameters, seed: UInt64) {
    let problems = parameters.problems
    precondition(problems.isEmpty, problems.joined(separator: " "))
    self.seed = seed
    services = parameters.services.enumerated().map {
      RequestService($0.element, seed: seed, number: $0.offset)
    }
  }

  /// Starts the sources of all services at the scheduler's time.
  @inlinable public mutating func begin<E: RequestEventCarrier>(_ scheduler: inout Scheduler<E>) {
    now = scheduler.now.nanoseconds
    startSources()
    outbox.flush(to: &scheduler)
  }

  /// Lets a request event happen.
  @inlinable public mutating func handle<E: RequestEventCarrier>(
    _ event: RequestEvent, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    process(event)
    outbox.flush(to: &scheduler)
  }

  @usableFromInline mutating func process(_ event: RequestEvent) {
    let index = Int(event.index)
    switch event.kind {
    case .arrival: arrive(at: index, generation: event.generation)
    case .departure: depart(from: index, generation: event.generation)
    case .deadline: expireDeadlines(of: index)
    case .retry:
      guard visits.isLive(index, generation: event.generation) else { break }
      services[Int(visits[index].service)].backingOff &-= 1
      attempt(index)
    case .wakeUp: if visits.isLive(index, generation: event.generation) { wakeUp(index) }
    case .thought: sendClientRequest(service: Int(event.generation), client: event.index)
    case .quota: lookAtQuota(of: index, generation: event.generation)
    case .route: applyRoute(of: index, generation: event.generation)
    }
    assertInvariants()
  }

  mutating func emit(_ event: RequestEvent, at nanoseconds: Int64) {
    outbox.append(event, at: nanoseconds)
  }
}
