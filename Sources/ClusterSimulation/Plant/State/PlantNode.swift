import SimulationKernel

/// A node (or a machine of a replayed cell).
public struct PlantNode: Sendable {
  /// Where a node is in its life.
  public enum State: UInt8, Sendable, Hashable {
    /// Ordered and billed.
    case booting
    /// Runs pods.
    case up
    /// Has failed and not been found out yet; billed.
    case lost
    /// Released, failed or taken back.
    case gone
  }

  struct CachedImage: Sendable {
    var image: Int32
    var availableAt: SimulationTime
  }

  /// Where it is in its life.
  public internal(set) var state = State.booting
  /// Takes no new pods.
  public internal(set) var isCordoned = false
  /// Is being emptied.
  public internal(set) var isDraining = false
  /// Is released by the autoscaler once it is empty.
  var endsWhenEmpty = false
  /// Has got notice that it is taken back.
  public internal(set) var isReclaimed = false
  /// Does not answer, but runs on.
  public internal(set) var isUnreachable = false
  /// Has not answered for so long that its pods have left the endpoints.
  public internal(set) var isNotReady = false
  /// Is short of memory or disk, and so takes no new pods.
  public internal(set) var isUnderPressure = false
  /// Changes whenever events scheduled for it lose their meaning.
  var stamp: UInt32 = 0
  let pool: Int32
  let zone: Int32
  /// The bit of its pool and zone.
  let group: UInt64
  /// Its number within the pool.
  let ordinal: Int32
  var firstPod: Int32 = -1
  /// Pods bound to it, terminating ones included.
  public internal(set) var podCount: Int32 = 0
  /// Background tasks on it.
  public internal(set) var backgroundCount: Int32 = 0
  /// What pods and background tasks may request together.
  public internal(set) var capacity: Resources
  /// What the pods on it request.
  public internal(set) var podRequests = Resources.zero
  /// What the background tasks on it request; may exceed the capacity where a trace overcommits.
  public internal(set) var backgroundRequests = Resources.zero
  /// What is kept for pods that wait for their victims to go.
  var reserved = Resources.zero
  /// Since when it has had neither pods nor background tasks; meaningless while it has.
  var emptySince = SimulationTime.zero
  /// Since when every scan has found it unneeded; `distantFuture` if the last did not.
  var unneededSince = SimulationTime.distantFuture
  /// When its last queued image pull ends.
  var pullsEnd = SimulationTime.zero
  var images: [CachedImage] = []

  init(pool: Int, zone: Int, group: UInt64, ordinal: Int, capacity: Resources) {
    self.pool = Int32(pool)
    self.zone = Int32(zone)
    self.group = group
    self.ordinal = Int32(ordinal)
    self.capacity = capacity
  }

  /// What is not requested; negative where background tasks overcommit it.
  public var free: Resources { capacity - podRequests - backgroundRequests }

  /// Whether it has neither pods nor background tasks.
  public var isEmpty: Bool { podCount == 0 && backgroundCount == 0 }

  /// Whether the scheduler may bind pods to it.
  public var isSchedulable: Bool { state == .up && !isCordoned && !isUnreachable && !isUnderPressure }

  /// Whether what runs on it can be reached.
  public var answers: Bool { state == .up && !isUnreachable }
}
