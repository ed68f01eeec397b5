import SimulationKernel

/// The state of one deployment.
struct Deployment: Sendable {
  /// A change of version on its way.
  struct Rollout: Sendable {
    var stable: Int32
    var target: Int32
    /// Percentages still to come, without the final 100.
    var steps: [Int]
    var percent: Int
    var pause: SimulationDuration
    var isWatching = false
    /// Whether it leads back to an older version.
    var isReturn = false
  }

  /// A pod on its way that stands in for another.
  struct Replacement: Sendable {
    var old: Int32
    var new: Int32
  }

  let parameters: DeploymentParameters
  /// The template of pods made when no rollout is on its way.
  var template: Int32
  var rollout: Rollout?
  /// The template before the present one; -1 if there is none, or the present one is a return to it.
  var previous: Int32 = -1
  /// Pods that are made before those they replace are ended.
  var replacements: [Replacement] = []
  var rolloutStamp: UInt32 = 0
  /// spec.replicas.
  var desired = 0
  /// Pods that are not gone, in order of creation.
  var live: [Int32] = []
  /// Those that wait for a node, in order of creation.
  var pending: [Int32] = []
  var readyCount = 0
  var terminatingCount = 0
  var created = 0
  var reconcileDue = false
  /// Pools and zones that its pods may go to.
  let groups: UInt64
  /// Pods on nodes, by zone.
  var zoneCounts: [Int]

  /// Pods that exist and are not terminating.
  var activeCount: Int { live.count - terminatingCount }

  mutating func removeLive(_ pod: Int32) { Self.remove(pod, from: &live) }
  mutating func removePending(_ pod: Int32) { Self.remove(pod, from: &pending) }

  /// Removes `value` from an ascending array that has it.
  static func remove(_ value: Int32, from array: inout [Int32]) {
    if array.last == value {
      array.removeLast()
      return
    }
    var (low, high) = (0, array.count)
    while low < high {
      let middle = (low + high) / 2
      if array[middle] < value { low = middle + 1 } else { high = middle }
    }
    precondition(low < array.count && array[low] == value, "\(value) is not in the list")
    array.remove(at: low)
  }
}

/// A version of some deployment's pods, ready for use.
struct CompiledTemplate: Sendable {
  var source: PodTemplate
  /// Whether its image cannot be pulled.
  var isImageBroken = false
  let deployment: Int32
  /// -1 if nothing has to be pulled.
  let image: Int32
  let grace: SimulationDuration
  /// What one pod costs while it exists, USD a second.
  let price: Double
  var liveCount = 0
}
