import Autoscaling
import SimulationKernel

/// Look-ups of names fail or are late, for all services.
struct DNSResolutionFailure: FaultType {
  /// Share of the look-ups that fail, and as many of the others are late.
  static let failedShare = Magnitude(0.05, plus: 0.35)

  static let declaration = FaultDeclaration(
    .dnsResolutionFailure, strikes: .cluster,
    symptoms: FaultSymptoms(
      up: [.errors], down: [.cpu, .sent], still: [.ready, .restarts, .requests, .nodesReady]),
    cause: "a share \(failedShare) of the look-ups fails, as many of the rest are 5 s late",
    path: "errors, late requests, for all services", plainKubernetes: "nothing", helps: "restart DNS")

  private var isRestarted = false

  func clientEffect(onService service: Int, of strike: FaultStrike, _ engine: FaultEngine) -> ClientCondition
  {
    guard !isRestarted else { return .normal }
    let failed = Self.failedShare(strike.severity)
    return ClientCondition(
      refusedShare: failed, lateShare: failed, delay: engine.parameters.resolverTimeout)
  }

  mutating func isEased(by remedy: Remedy, _ strike: FaultStrike, at now: SimulationTime) -> Bool {
    guard remedy == .restartDNS, !isRestarted else { return false }
    isRestarted = true
    return true
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.restartDNS] }
}
