import Autoscaling
import ClusterSimulation
import Foundation
import InputFiles
import SimulationKernel

/// A run whose policy is whoever holds the other ends of our standard streams, one episode a process: what an environment
/// for reinforcement learning is made of.
public struct EnvironmentSession: Sendable {
  /// The scenario; its arms play no part.
  public var scenario: Scenario
  /// Paths of the trace files.
  public var traces: [String]
  /// The folder that the scenario's other files are named from.
  public var folder = ""
  /// The part of the time line: `training`, `validation` or `test`.
  public var part: String
  /// How far into the part the episode begins, in seconds.
  public var after: Double

  /// The parts that an episode may play on.
  public static let parts = ["training", "validation", "test"]

  /// An episode on a part of a scenario's time line.
  public init(_ scenario: Scenario, traces: [String], part: String, after: Double) {
    self.scenario = scenario
    self.traces = traces
    self.part = part
    self.after = after
  }

  /// Plays until the part is over or the other side closes its end.
  ///
  /// - Throws: `RunError` if the episode would begin after its part; `ProcessError` if the other side says something wrong.
  public func run() throws {
    let workload = try PreparedWorkload(scenario, traces: traces, folder: folder)
    var alone = scenario
    // an agent begins with what the load at the start needs
    alone.warmUp = 0
    let arm = Arm(
      specification: ArmSpecification(name: "environment", policy: DoNothingPolicy.name), scenario: alone,
      workload: workload)
    var inputs = try arm.inputs(Arm.Part(rawValue: part) ?? .training, timelineInterval: 0)
    let length = inputs.end - inputs.start
    inputs.start = inputs.start + .seconds(rounding: after)
    inputs.measureFrom = inputs.start
    guard inputs.start < inputs.end else {
      throw RunError(
        "the \(part) part is \(SettingUnit.duration.format(length.seconds)) long; an episode after "
          + "\(SettingUnit.duration.format(after)) would begin past its end")
    }
    let context = try alone.context(of: alone.plant.service)
    let peer = try ExternalPeer(
      standardStreamsWith: PolicyHello(context), version: ExternalMessage.policyVersion)
    let output = ClusterSimulation.run(inputs, policy: ExternalPolicy(peer, limits: context.limits))
    if let failure = output.failure, !peer.hasLeft { throw ProcessError(failure) }
  }
}
