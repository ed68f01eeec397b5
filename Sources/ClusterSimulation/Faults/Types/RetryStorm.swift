import Autoscaling
import SimulationKernel

/// A short loss of capacity, and clients that try again: metastable, for the load of the repetitions stays when the
/// trigger is gone (Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021).
struct RetryStorm: FaultType {
  /// Attempts that clients make.
  static let attempts = Magnitude.counted(3, plus: 4)
  /// Speed of all replicas while it is set off.
  static let triggerSpeed = Magnitude(0.5, minus: 0.4)
  /// It is set off for a quarter of its duration, at most for so many seconds.
  static let longestTrigger = 60.0

  static let declaration = FaultDeclaration(
    .retryStorm, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.retries, .errors, .cpu, .queue, .p95], still: [.ready, .restarts, .requests, .cacheHits]),
    cause:
      "clients make \(attempts) attempts; all replicas at speed \(triggerSpeed) for a quarter of the duration, at most \(Int(longestTrigger)) s",
    path: "repetitions keep the service busy for clients that have gone", plainKubernetes: "nothing",
    helps: "shed load")

  static let ticks = true

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let trigger = min(Self.longestTrigger, strike.specification.duration / 4)
    guard strike.age(at: now) < trigger else { return .healthy }
    return ReplicaCondition(speed: Self.triggerSpeed(strike.severity))
  }

  func clientEffect(onService service: Int, of strike: FaultStrike, _ engine: FaultEngine) -> ClientCondition
  {
    service == 0 ? ClientCondition(attempts: Int(Self.attempts(strike.severity))) : .normal
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    // once the clients have calmed down there is nothing to shed
    let isStorming = seen.service.retries > seen.service.requestsPerSecond
    return isStorming ? [.shedLoad(share: 0.8, seconds: 60)] : []
  }
}
