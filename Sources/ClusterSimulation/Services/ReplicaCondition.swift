import Autoscaling

/// What is wrong with a replica, as its requests feel it. Conditions of several faults compose into one.
///
/// Composition is commutative, and a condition is always made anew from the faults that are there, so nothing is left
/// when the last is gone.
struct ReplicaCondition: Sendable, Hashable {
  /// Work that its workers do in a second, in seconds of work; 1 when nothing is wrong.
  var speed = 1.0
  /// CPU that its requests may use at most, in cores.
  var quota = Double.infinity
  /// Workers that take no requests.
  var lostWorkers = 0
  /// Share of the requests that end in an error, after the usual work.
  var errorShare = 0.0
  /// What a request occupies a worker longer, without CPU, in seconds.
  var heldLatency = 0.0
  /// What a request takes longer outside the replica, in seconds.
  var networkLatency = 0.0
  /// Whether no request gets an answer.
  var isStalled = false
  /// CPU used for nothing, in cores.
  var burnedCores = 0.0
  /// CPU and time that a request takes, in parts of the usual.
  var workFactor = 1.0

  static let healthy = ReplicaCondition()

  /// Adds what another fault does.
  mutating func compose(_ other: Self) {
    speed *= other.speed
    quota = min(quota, other.quota)
    lostWorkers += other.lostWorkers
    errorShare = 1 - (1 - errorShare) * (1 - other.errorShare)
    heldLatency += other.heldLatency
    networkLatency += other.networkLatency
    isStalled = isStalled || other.isStalled
    burnedCores += other.burnedCores
    workFactor *= other.workFactor
  }

  /// Time for which a request occupies a worker, in seconds, on average and with a worker free.
  func workerTime(_ parameters: ServiceParameters) -> Double {
    parameters.serviceTime * workFactor / speed + heldLatency
  }

  /// The queue in front of a replica in this condition; nil if it serves nothing.
  func queue(_ parameters: ServiceParameters) -> MultiServerQueue? {
    let workers = parameters.workers - lostWorkers
    guard !isStalled, workers > 0, speed > 0, quota > 0 else { return nil }
    let time = workerTime(parameters)
    let byQuota = quota / (parameters.cpuTime * workFactor) * time
    if byQuota < 1 { return MultiServerQueue(servers: 1, serviceTime: time / byQuota) }
    return MultiServerQueue(
      servers: byQuota < Double(workers) ? Int(byQuota + 1e-9) : workers, serviceTime: time)
  }
}

/// What is wrong on the way from the clients of a service to its replicas.
struct ClientCondition: Sendable, Hashable {
  /// Share of the attempts that fail before they reach a replica.
  var refusedShare = 0.0
  /// Share of the others that reach it late.
  var lateShare = 0.0
  /// How late those are, in seconds.
  var delay = 0.0
  /// Attempts that clients make at least, whatever they usually do; 1 for that.
  var attempts = 1

  static let normal = ClientCondition()

  /// Adds what another fault does.
  mutating func compose(_ other: Self) {
    refuse(other.refusedShare)
    lateShare = 1 - (1 - lateShare) * (1 - other.lateShare)
    delay = max(delay, other.delay)
    attempts = max(attempts, other.attempts)
  }

  /// Adds another cause of refusals.
  mutating func refuse(_ share: Double) { refusedShare = 1 - (1 - refusedShare) * (1 - share) }
}
