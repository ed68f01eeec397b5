import Autoscaling
import SimulationKernel

/// One fault that has begun: what was planned, when it came, and what it struck.
struct FaultStrike: Sendable {
  /// A replica, and which of its containers it was: a restart cures what lived in the process.
  struct StruckReplica: Sendable {
    var pod: Int32
    var starts: UInt32
  }

  let number: Int
  let specification: FaultSpecification
  let start: SimulationTime
  /// Whether it strikes whatever is on its nodes.
  let strikesNodes: Bool
  let replicas: [StruckReplica]
  let nodes: [Int32]

  var severity: Double { specification.severity }

  /// Seconds since the onset.
  func age(at now: SimulationTime) -> Double { (now - start).seconds }

  /// Whether it struck this container of this pod.
  func strikes(_ container: Container) -> Bool {
    replicas.contains { Int($0.pod) == container.pod && $0.starts == container.starts }
  }

  /// Whether it struck this pod, whichever of its containers runs now.
  func strikes(pod: Int) -> Bool { replicas.contains { Int($0.pod) == pod } }

  func strikes(node: Int?) -> Bool { node.map { nodes.contains(Int32($0)) } ?? false }
}

/// A fault that has begun and not ended: its cause and what that struck.
struct ActiveFault: Sendable {
  let strike: FaultStrike
  var cause: any FaultType

  init(_ strike: FaultStrike) {
    let name = strike.specification.type
    guard let type = FaultTypes.type(of: name) else { preconditionFailure("no fault is called \(name)") }
    self.strike = strike
    cause = type.init()
  }
}
