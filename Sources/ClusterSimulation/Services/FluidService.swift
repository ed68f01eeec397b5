import Autoscaling
import Foundation

/// The service as a fluid: rates instead of requests, one mean queue in front of each ready replica.
///
/// Between two events load and replicas are constant. The mean queue `q` of a replica follows the pointwise stationary
/// fluid-flow approximation (Wang, Tipper & Banerjee, INFOCOM'96): it grows at `capacity · (utilization − r)`, where `r`
/// is the utilization whose M/M/c queue is `q` on average. At rest this is exactly M/M/c; in overload it is a backlog
/// that grows and drains at the difference of the rates; in between it takes the time that a queue takes.
///
/// What it does not do: single requests, order of service, retries. Latency beyond the target is that of an M/M/c queue
/// at `r`, which spreads a deterministic backlog's wait too widely.
struct FluidService: Sendable {
  let parameters: ServiceParameters
  let queue: MultiServerQueue

  /// Offered load, requests a second.
  var arrivalRate = 0.0
  /// Replicas that serve.
  private(set) var ready = 0
  /// Requests that wait, over all replicas.
  private(set) var waiting = 0.0
  /// Share of time the workers are busy; also the utilization that belongs to the queue.
  private(set) var busyShare = 0.0
  /// Share of the requests that finish late or fail, now.
  private(set) var lateShare = 0.0

  /// What happened since the last `take()`.
  private(set) var totals = ServiceTotals()
  /// Core-seconds that a replica which was ready all along would have used since the beginning.
  private(set) var cpuPerReplica = 0.0

  init(parameters: ServiceParameters) {
    self.parameters = parameters
    queue = parameters.queue
  }

  mutating func setReady(_ count: Int) { ready = count }

  mutating func takeTotals() -> ServiceTotals {
    defer { totals = ServiceTotals() }
    return totals
  }

  /// Lets `seconds` pass with constant load and replicas.
  mutating func advance(by seconds: Double) {
    var left = seconds
    while left > 0 {
      let step = min(left, 5)
      left -= step
      if ready == 0 { stall(step) } else { flow(step) }
    }
  }

  /// No replica: requests wait until their clients give up.
  private mutating func stall(_ step: Double) {
    let before = waiting
    let arrived = arrivalRate * step
    waiting += arrived
    let patience = arrivalRate * parameters.timeout
    let failed = max(0, waiting - patience)
    waiting -= failed
    busyShare = 0
    lateShare = 1
    record(arrived: arrived, failed: failed, from: before, step: step)
  }

  private mutating func flow(_ step: Double) {
    let replicas = Double(ready)
    let capacity = queue.capacity
    let offered = arrivalRate / (capacity * replicas)
    let before = waiting / replicas
    var failed = 0.0
    if let settled = settledQueue(offered: offered, from: before, within: step) {
      waiting = settled * replicas
      busyShare = offered
    } else {
      // implicit Euler: the utilization r at the end of the step solves meanQueue(r) = q + capacity·step·(offered − r)
      var low = 0.0
      var high = 1 - 1e-9
      for _ in 0..<40 {
        let middle = (low + high) / 2
        if queue.meanQueue(utilization: middle) < before + capacity * step * (offered - middle) {
          low = middle
        } else {
          high = middle
        }
      }
      busyShare = low
      waiting = max(0, before + capacity * step * (offered - low)) * replicas
      // first come first served: in overload everybody waits until the timeout, those who are served just before it
      let patience = max(capacity * replicas, arrivalRate) * parameters.timeout
      failed = max(0, waiting - patience)
      waiting -= failed
    }
    lateShare = queue.tail(beyond: parameters.objective.latencyTarget, utilization: busyShare)
    record(
      arrived: arrivalRate * step, failed: min(failed, arrivalRate * step), from: before * replicas,
      step: step)
  }

  /// The stationary queue of a replica, if it is reached in a small part of the step; else nil.
  private func settledQueue(offered: Double, from before: Double, within step: Double) -> Double? {
    guard offered < 0.98 else { return nil }
    let settled = queue.meanQueue(utilization: offered)
    let time = abs(settled - before) / (queue.capacity * (1 - offered))
    return time < 0.05 * step ? settled : nil
  }

  private mutating func record(arrived: Double, failed: Double, from before: Double, step: Double) {
    totals.arrived += arrived
    totals.failed += failed
    totals.violating += min(arrived, failed + lateShare * (arrived - min(arrived, failed)))
    let cores = busyShare * Double(queue.servers) * parameters.cpuTime / parameters.serviceTime
    cpuPerReplica += cores * step
    totals.cpuSeconds += cores * Double(ready) * step
    // Little's law: the time that all requests spend inside
    let working = busyShare * Double(queue.servers * ready)
    totals.latencySeconds += ((before + waiting) / 2 + working) * step
  }

  /// The latency in seconds that the objective's share of requests stays below, now; the timeout where nothing serves.
  var latency: Double {
    guard ready > 0 else { return parameters.timeout }
    return min(
      parameters.timeout,
      queue.latency(probability: parameters.objective.percentile, utilization: min(busyShare, 1 - 1e-9)))
  }
}
