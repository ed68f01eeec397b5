import Autoscaling
import SimulationKernel

/// A fault that has begun and not ended.
struct ActiveFault: Sendable {
  /// A replica, and which of its containers it was.
  struct StruckReplica: Sendable {
    var pod: Int32
    var starts: UInt32
  }

  let number: Int
  let specification: FaultSpecification
  let start: SimulationTime
  var replicas: [StruckReplica] = []
  var nodes: [Int32] = []
  /// The version that was rolled out with it; -1 for none.
  var version = -1
  /// Whether a remedy has taken the cause away.
  var isCured = false
  /// Since when what grows has grown.
  var growsSince: SimulationTime
  /// Connections that a shared backend has left.
  var connections = 0
  /// How often it has killed each of the replicas, and when the kubelet evicted last.
  var kills: [Int]
  var lastEviction = SimulationTime.zero

  var type: AnomalyType { specification.type }
  var severity: Double { specification.severity }

  init(number: Int, _ specification: FaultSpecification, start: SimulationTime) {
    self.number = number
    self.specification = specification
    self.start = start
    growsSince = start
    kills = []
  }

  /// Whether the causes of this type grow or strike again while they last.
  var ticks: Bool {
    switch type {
    case .memoryLeak, .oomKill, .podCrash, .deadlock, .connectionPoolExhausted, .cacheThrashing, .retryStorm,
      .memoryPressure, .diskFull:
      true
    default: false
    }
  }

  /// Whether it struck this container of this pod.
  func strikes(pod: Int, starts: UInt32) -> Bool {
    replicas.contains { Int($0.pod) == pod && $0.starts == starts }
  }

  /// Whether it struck this pod, whichever of its containers runs now.
  func strikes(pod: Int) -> Bool { replicas.contains { Int($0.pod) == pod } }

  func strikes(node: Int?) -> Bool { node.map { nodes.contains(Int32($0)) } ?? false }
}
