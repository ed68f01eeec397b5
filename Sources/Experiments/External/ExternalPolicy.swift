import Autoscaling
import InputFiles

/// A policy that is a process of the user's, in any language; see docs/external-policies.md.
///
/// It is deterministic if the process is: each observation is one message, and each decision the answer to it. If the process
/// ends, says nothing in time or something else, `failure` tells so and the run ends.
struct ExternalPolicy: ScalingPolicy {
  private let peer: ExternalPeer
  private let limits: ClosedRange<Int>
  private let wantsPods: Bool

  /// A policy that `peer` decides.
  init(_ peer: ExternalPeer, limits: ClosedRange<Int>) {
    self.peer = peer
    self.limits = limits
    wantsPods = peer.wantsPods
  }

  var failure: String? { peer.failure }

  mutating func decide(_ observation: Observation) -> ScalingDecision {
    let question = ObservationMessage(observation, withPods: wantsPods)
    guard
      let answer = peer.ask(question, for: DecisionMessage.self, "{\"type\":\"decision\",\"replicas\":3}")
    else {
      return ScalingDecision(
        desiredReplicas: observation.specReplicas, reason: DecisionReason(.externalFailure))
    }
    return ScalingDecision(
      desiredReplicas: min(max(answer.replicas, limits.lowerBound), limits.upperBound),
      reason: DecisionReason(
        .external, signal: answer.signal ?? observation.usableService?.requestsPerSecond ?? .nan,
        reference: Double(answer.replicas)))
  }
}

extension ExternalPolicy: PolicyKind {
  static let name = "external"
  static let summary = "A process of your own, in any language, over lines of JSON."
  static let settings = ExternalCommand.keys

  static let example: PolicySettings = ["command": ["python3", "policy.py"]]

  static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    settings.texts("command").first == "" ? [("command", "the program's name is empty")] : []
  }

  static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy {
    let peer = try ExternalPeer(
      ExternalCommand(settings), in: context.folder, hello: PolicyHello(context),
      version: ExternalMessage.policyVersion)
    return ExternalPolicy(peer, limits: context.limits)
  }
}

extension DecisionReason.Rule {
  static let external = Self("external process")
  static let externalFailure = Self("external process failed")
}
