import Autoscaling
import SimulationKernel

/// The service has no endpoints: its selector or port is wrong.
struct ServiceUnavailable: FaultType {
  static let declaration = FaultDeclaration(
    .serviceUnavailable, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.errors], down: [.cpu, .sent, .connections], still: [.ready, .restarts, .requests]),
    cause: "the service has no endpoints", path: "every request fails, replicas idle",
    plainKubernetes: "a scale-in, by a policy on CPU",
    helps: "roll back the configuration, hold the replicas")

  private var isRolledBack = false

  func clientEffect(onService service: Int, of strike: FaultStrike, _ engine: FaultEngine) -> ClientCondition
  {
    service == 0 && !isRolledBack ? ClientCondition(refusedShare: 1) : .normal
  }

  mutating func isEased(by remedy: Remedy, _ strike: FaultStrike, at now: SimulationTime) -> Bool {
    guard remedy == .rollBack, !isRolledBack else { return false }
    isRolledBack = true
    return true
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    [.rollBack, .holdReplicas(seconds: 120)]
  }
}
