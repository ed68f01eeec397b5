import SimulationKernel

/// A pod.
public struct PlantPod: Sendable {
  /// Where a pod is in its life; a scale-in takes lower states first.
  public enum State: UInt8, Sendable, Hashable {
    /// Waits for a node.
    case pending
    /// Is on a node and does not take requests: pulls its image, starts, waits for a restart, or failed its
    /// probe.
    case starting
    /// Takes requests.
    case ready
    /// Was asked to end.
    case terminating
    /// Exists no more.
    case gone
  }

  /// What a pod on a node is doing.
  public enum Step: UInt8, Sendable, Hashable {
    /// Not on a node yet.
    case none
    /// Waits after a failed pull of its image.
    case imageBackOff
    /// Pulls its image or starts, until its readiness is found out.
    case startingUp
    /// Its container runs.
    case running
    /// Its container runs and answers nothing.
    case hung
    /// Waits after a crash.
    case restartBackOff
    /// Died with its node, which has not been found out.
    case lost
    /// Works off its last requests.
    case ending
  }

  /// Where it is in its life.
  public internal(set) var state = State.pending
  /// What it is doing on its node.
  public internal(set) var step = Step.none
  /// Doublings of the next restart's or pull's back-off.
  var backOff: UInt8 = 0
  let template: Int32
  let deploymentIndex: Int32
  /// Its number within the deployment, in order of creation.
  let ordinal: Int32
  var nodeIndex: Int32 = -1
  /// The node that victims of this pod are leaving; -1 if none.
  var nominated: Int32 = -1
  var nextOnNode: Int32 = -1
  var previousOnNode: Int32 = -1
  /// Changes whenever events scheduled for it lose their meaning.
  var stamp: UInt32 = 0
  /// How often its container was started.
  public internal(set) var starts: UInt32 = 0
  /// How often a pull of its image was tried.
  var pulls: UInt32 = 0
  /// When it was bound to its node.
  public internal(set) var startTime = SimulationTime.zero
  /// When the Ready condition last changed; the start time before the first change.
  public internal(set) var readySince = SimulationTime.zero
  /// When the container of the latest start began to run; may lie ahead while the image is pulled.
  public internal(set) var containerStart = SimulationTime.zero

  init(template: Int32, deployment: Int32, ordinal: Int32) {
    self.template = template
    deploymentIndex = deployment
    self.ordinal = ordinal
  }

  /// The index of its deployment.
  public var deployment: Int { Int(deploymentIndex) }

  /// The index of its node; nil while pending.
  public var node: Int? { nodeIndex < 0 ? nil : Int(nodeIndex) }

  /// The version it was made from, counted over all deployments; a deployment's first is its own index.
  public var version: Int { Int(template) }
}
