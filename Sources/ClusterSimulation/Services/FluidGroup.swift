import Autoscaling

/// Replicas of a fluid service in the same condition, with one mean queue in front of each.
struct FluidGroup: Sendable {
  /// What became of the requests of a step.
  struct Outcome: Sendable {
    /// Requests that gave up or were answered with an error.
    var failed = 0.0
    /// Others that were late.
    var late = 0.0
  }

  private(set) var condition = ReplicaCondition.healthy
  /// The queue of each; nil where nothing is served.
  private(set) var queue: MultiServerQueue?
  private var cpuTime: Double
  var ready = 0
  /// Requests that wait, over all replicas.
  var waiting = 0.0
  /// Share of time the workers are busy; also the utilization that belongs to the queue.
  private(set) var busyShare = 0.0
  /// Share of the requests that finish late or fail, now.
  private(set) var lateShare = 0.0
  /// Requests a second and replica, and the share of them that fails, now.
  private(set) var rate = 0.0, failedShare = 0.0
  /// Core-seconds that a replica which was in the group all along would have used since the beginning.
  private(set) var cpuPerReplica = 0.0
  /// Core-seconds of all, and time spent inside by requests, since the last take.
  private(set) var cpuSeconds = 0.0, insideSeconds = 0.0

  /// Those of the service, in seconds: its parameters are too large to be handed on at each step.
  private let timeout: Double, latencyTarget: Double

  /// The healthy replicas of a service.
  init(_ parameters: ServiceParameters) {
    queue = parameters.queue
    cpuTime = parameters.cpuTime
    timeout = parameters.timeout
    latencyTarget = parameters.objective.latencyTarget
  }

  /// Makes an empty group one of replicas in `condition`.
  mutating func become(_ condition: ReplicaCondition, _ parameters: ServiceParameters) {
    self.condition = condition
    queue = condition.queue(parameters)
    cpuTime = parameters.cpuTime * condition.workFactor
    (waiting, busyShare, lateShare, rate, failedShare) = (0, 0, 0, 0, 0)
  }

  /// Requests that one of its replicas works on.
  var working: Double { busyShare * Double(queue?.servers ?? 0) }

  mutating func takeIntegrals() -> (cpuSeconds: Double, insideSeconds: Double) {
    defer { (cpuSeconds, insideSeconds) = (0, 0) }
    return (cpuSeconds, insideSeconds)
  }

  /// Lets requests come at `arrivalRate` for `step` seconds.
  mutating func pass(_ step: Double, arrivalRate: Double) -> Outcome {
    let before = waiting
    let failed =
      if let queue, ready > 0 {
        flow(step, queue, arrivalRate)
      } else {
        stall(step, arrivalRate)
      }
    let arrived = arrivalRate * step
    record(step, from: before)
    var outcome = Outcome(failed: failed, late: 0)
    let answered = max(0, arrived - failed)
    outcome.failed += answered * condition.errorShare
    outcome.late = lateShare * answered * (1 - condition.errorShare)
    rate = arrivalRate / Double(max(1, ready))
    failedShare = arrived > 0 ? min(1, outcome.failed / arrived) : 0
    return outcome
  }

  /// Nothing serves: requests wait until their clients give up.
  private mutating func stall(_ step: Double, _ arrivalRate: Double) -> Double {
    waiting += arrivalRate * step
    let patience = arrivalRate * timeout
    let failed = max(0, waiting - patience)
    waiting -= failed
    busyShare = 0
    lateShare = 1
    return failed
  }

  private mutating func flow(_ step: Double, _ queue: MultiServerQueue, _ arrivalRate: Double) -> Double {
    let replicas = Double(ready)
    let capacity = queue.capacity
    let offered = arrivalRate / (capacity * replicas)
    let before = waiting / replicas
    var failed = 0.0
    if let settled = Self.settledQueue(queue, offered: offered, from: before, within: step) {
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
      let patience = max(capacity * replicas, arrivalRate) * timeout
      failed = max(0, waiting - patience)
      waiting -= failed
    }
    lateShare = queue.tail(
      beyond: latencyTarget - condition.networkLatency, utilization: busyShare)
    if condition.networkLatency >= latencyTarget { lateShare = 1 }
    return failed
  }

  /// The stationary queue of a replica, if it is reached in a small part of the step; else nil.
  private static func settledQueue(
    _ queue: MultiServerQueue, offered: Double, from before: Double, within step: Double
  ) -> Double? {
    guard offered < 0.98 else { return nil }
    let settled = queue.meanQueue(utilization: offered)
    let time = abs(settled - before) / (queue.capacity * (1 - offered))
    return time < 0.05 * step ? settled : nil
  }

  private mutating func record(_ step: Double, from before: Double) {
    let servers = queue?.servers ?? 0
    let cores = busyShare * Double(servers) * cpuTime / (queue?.serviceTime ?? 1) + condition.burnedCores
    cpuPerReplica += cores * step
    cpuSeconds += cores * Double(ready) * step
    // Little's law: the time that all requests spend inside
    let working = busyShare * Double(servers * ready)
    insideSeconds += ((before + waiting) / 2 + working) * step
    if condition.networkLatency > 0 {
      insideSeconds += condition.networkLatency * working / (queue?.serviceTime ?? 1) * step
    }
  }

  /// The probability that an answer takes longer than `latency` seconds, now.
  func tail(beyond latency: Double) -> Double {
    guard let queue, ready > 0 else { return latency < timeout ? 1 : 0 }
    let inside = latency - condition.networkLatency
    return inside <= 0 ? 1 : queue.tail(beyond: inside, utilization: min(busyShare, 1 - 1e-9))
  }

  /// The latencies in seconds that half, 95 % and 99 % of the answers stay below, now; the timeout where there are none.
  var percentiles: (p50: Double, p95: Double, p99: Double) {
    guard let queue, ready > 0 else { return (timeout, timeout, timeout) }
    func latency(_ probability: Double) -> Double {
      min(
        timeout,
        condition.networkLatency
          + queue.latency(probability: probability, utilization: min(busyShare, 1 - 1e-9)))
    }
    return (latency(0.5), latency(0.95), latency(0.99))
  }
}
