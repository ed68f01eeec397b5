import Autoscaling
import Foundation

/// The service as a fluid: rates instead of requests, one mean queue in front of each ready replica.
///
/// Between two events load, replicas and their conditions are constant. The mean queue `q` of a replica follows the
/// pointwise stationary fluid-flow approximation (Wang, Tipper & Banerjee, INFOCOM'96): it grows at
/// `capacity · (utilization − r)`, where `r` is the utilization whose M/M/c queue is `q` on average. At rest this is
/// exactly M/M/c; in overload it is a backlog that grows and drains at the difference of the rates; in between it takes
/// the time that a queue takes. Replicas in the same condition form a group with a queue of its own; the balancer sends
/// each ready replica the same share.
///
/// What it does not do: single requests, order of service. Latency beyond the target is that of an M/M/c queue
/// at `r`, which spreads a deterministic backlog's wait too widely. Clients try again only while a `ClientCondition`
/// makes them (see `FluidService+Degraded`).
struct FluidService: Sendable {
  let parameters: ServiceParameters
  let queue: MultiServerQueue

  /// Offered load, requests a second.
  var arrivalRate = 0.0
  /// The replicas that nothing is wrong with.
  var healthy: FluidGroup
  /// The others; a group without replicas is used again.
  var others: [FluidGroup] = []
  /// What is wrong on the way to the replicas.
  var clients = ClientCondition.normal
  /// Repetitions, a second.
  var retryRate = 0.0
  /// Failures that happened in a step with fewer arrivals, to be counted with the next.
  var owedFailures = 0.0
  /// Calls and repetitions a second, and shares of them that failed for good and that were late, now.
  var now = (failedShare: 0.0, lateShare: 0.0)

  /// What happened since the last `take()`.
  var totals = ServiceTotals()

  /// Of each pod: its group (0 the healthy, -1 none), what its meter is ahead of the group's, and the requests that
  /// waited in it and that it worked on when it got no more. Without entries where pods are all alike.
  var places: [Int32] = []
  var meterOffsets: [Double] = []
  var leftovers: [Double] = []
  var inWork: [Double] = []

  init(parameters: ServiceParameters) {
    self.parameters = parameters
    queue = parameters.queue
    healthy = FluidGroup(parameters)
  }

  /// Replicas that serve or seem to.
  var ready: Int { others.isEmpty ? healthy.ready : others.reduce(healthy.ready) { $0 + $1.ready } }

  /// Requests that wait, over all replicas.
  var waiting: Double {
    others.isEmpty
      ? healthy.waiting + owedFailures : others.reduce(healthy.waiting + owedFailures) { $0 + $1.waiting }
  }

  /// Share of time the workers are busy, where all replicas are healthy.
  var busyShare: Double { healthy.busyShare }

  /// Share of the requests that finish late or fail, now, where all replicas are healthy.
  var lateShare: Double { healthy.lateShare }

  /// The meter of a healthy replica.
  var cpuPerReplica: Double { healthy.cpuPerReplica }

  /// Sets the number of replicas where all are healthy.
  mutating func setReady(_ count: Int) { healthy.ready = count }

  mutating func takeTotals() -> ServiceTotals {
    defer { totals = ServiceTotals() }
    return totals
  }

  /// Lets `seconds` pass with constant load, replicas and conditions.
  mutating func advance(by seconds: Double) {
    let isDegraded = !others.isEmpty || clients != .normal || retryRate > 0 || owedFailures > 0
    var left = seconds
    while left > 0 {
      let step = min(left, 5)
      left -= step
      if isDegraded { degradedStep(step) } else { healthyStep(step) }
    }
  }

  private mutating func healthyStep(_ step: Double) {
    let arrived = arrivalRate * step
    let outcome = healthy.pass(step, arrivalRate: arrivalRate)
    let failed = healthy.ready == 0 ? outcome.failed : min(outcome.failed, arrived)
    totals.arrived += arrived
    totals.failed += failed
    totals.violating += min(arrived, failed + healthy.lateShare * (arrived - min(arrived, failed)))
    let integrals = healthy.takeIntegrals()
    totals.cpuSeconds += integrals.cpuSeconds
    totals.latencySeconds += integrals.insideSeconds
  }

  /// The latency in seconds that the objective's share of requests stays below, now; the timeout where nothing serves.
  var latency: Double { latency(probability: parameters.objective.percentile) }

  /// The latency in seconds that a share of the answers stays below, now; the timeout where nothing serves.
  func latency(probability: Double) -> Double {
    guard ready > 0 else { return parameters.timeout }
    guard others.isEmpty, clients == .normal else { return mixedLatency(probability: probability) }
    return min(
      parameters.timeout,
      queue.latency(probability: probability, utilization: min(healthy.busyShare, 1 - 1e-9)))
  }
}
