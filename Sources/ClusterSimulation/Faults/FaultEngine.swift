import Autoscaling
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let faultTargets = RandomPurpose("fault targets")
}

/// What is wrong in a run now, what was, and what is done about it.
struct FaultEngine: Sendable {
  let plan: FaultPlan
  let parameters: FaultParameters
  let service: ServiceParameters
  let seed: UInt64
  let start: SimulationTime
  let allowedLate: Double

  /// Faults that have begun and not ended, in order of their onset.
  var active: [ActiveFault] = []
  var records: [FaultRecord] = []
  /// What each pod was last told that is wrong with it.
  var conditions: [ReplicaCondition] = []
  var clients: [ClientCondition]
  /// Whether conditions may have changed.
  var isDirty = false
  var isTicking = false

  /// Until when no scrape arrives.
  var pausedUntil: SimulationTime?
  /// What remedies have changed for a time: until when nobody lowers the replica count, load is shed, the dependency is
  /// not asked.
  var heldUntil = SimulationTime.zero
  /// Until when nobody asks for fewer than so many replicas.
  var floorUntil = SimulationTime.zero
  var floor = 0
  var shedUntil = SimulationTime.zero
  var shedShare = 0.0
  var breakerUntil = SimulationTime.zero
  /// Versions with twice the limits.
  var raisedVersions: [Int] = []
  /// When the pressure on a node was over.
  var relieved: [(node: Int32, at: SimulationTime)] = []

  /// Looks at the service level: when each ended, and whether it was missed.
  var looks: [(end: SimulationTime, isBad: Bool)] = []
  var healing: HealingSetup?
  var health: HealthPipeline?
  var alarms: [AlarmRecord] = []
  var remedies: [RemedyRecord] = []
  private(set) var suppressions: [SuppressionCount] = []
  /// How often each kind of remedy was carried out, for the draws of failures.
  var remedyCounts = Array(repeating: 0, count: Remedy.Kind.allCases.count)

  init(_ inputs: ClusterSimulation.Inputs) {
    plan = inputs.faults
    parameters = inputs.faultParameters
    service = inputs.parameters.service
    seed = inputs.seed
    start = inputs.measureFrom
    allowedLate = 1 - service.objective.percentile
    clients = Array(repeating: .normal, count: 1 + inputs.neighbours.count)
    healing = inputs.healing
    if healing != nil || inputs.keepsHealth { health = HealthPipeline(inputs) }
    let problems = plan.faults.flatMap(\.problems)
    precondition(problems.isEmpty, problems.joined(separator: " "))
  }

  mutating func count(_ suppressed: SuppressedAction) {
    let kind = suppressed.action.remedy.kind
    if let index = suppressions.firstIndex(where: {
      $0.guardName == suppressed.guardName && $0.remedy == kind
    }) {
      suppressions[index].count += 1
    } else {
      suppressions.append(SuppressionCount(guardName: suppressed.guardName, remedy: kind, count: 1))
    }
  }

  mutating func podIsReady(_ pod: Int, meter: Double) {
    while conditions.count <= pod { conditions.append(.healthy) }
    conditions[pod] = .healthy
    health?.podIsReady(pod, meter: meter)
    isDirty = true
  }

  /// Up to `count` of the candidates, in their order: those with the smallest draws. A draw belongs to the fault and the
  /// candidate, so that one candidate more in another arm changes at most one choice.
  func draw(_ count: Int, of candidates: [Int], fault: Int, key: (Int) -> Int) -> [Int] {
    guard count < candidates.count else { return candidates }
    let ranked = candidates.map { candidate in
      var stream = RandomStream(
        seed: seed, purpose: .faultTargets, entity: UInt64(fault), ordinal: UInt64(key(candidate)))
      return (draw: stream.next(), candidate: candidate)
    }.sorted { ($0.draw, $0.candidate) < ($1.draw, $1.candidate) }
    return ranked.prefix(max(0, count)).map(\.candidate).sorted()
  }

  /// The memory at which a replica of a version is killed, in bytes.
  func memoryLimit(ofVersion version: Int) -> Double {
    let limit = service.memoryLimit ?? parameters.memoryLimit ?? service.memoryRequest
    return raisedVersions.contains(version) ? 2 * limit : limit
  }

  /// The CPU that a replica of a version may use, in cores; nil for any.
  func cpuLimit(ofVersion version: Int) -> Double? {
    let isRaised = raisedVersions.contains(version)
    var limit = service.cpuLimit
    if isRaised { limit = limit.map { 2 * $0 } }
    for fault in active where fault.type == .cpuThrottling && !isRaised {
      limit = min(limit ?? .infinity, quota(fault.severity))
    }
    return limit
  }

  /// What a too low CPU limit leaves, in cores.
  func quota(_ severity: Double) -> Double {
    FaultMagnitudes.quotaShare(severity) * Double(service.workers) * service.cpuTime / service.serviceTime
  }

  /// Memory that has leaked in a container, in bytes.
  func leaked(pod: Int, since containerStart: SimulationTime, at now: SimulationTime) -> Double {
    var bytes = 0.0
    let room = max(0, memoryLimit(ofVersion: -1) - service.memory(requestsInside: 0))
    for fault in active where fault.type == .memoryLeak {
      guard fault.specification.scope == .service || fault.strikes(pod: pod) else { continue }
      let seconds = max(0, (now - max(fault.start, containerStart)).seconds)
      bytes += room * seconds / FaultMagnitudes.leakTime(fault.severity)
    }
    return bytes
  }

  /// Connections of a replica that have leaked, of all it has.
  func leakedConnections(pod: Int, starts: UInt32, at now: SimulationTime) -> Double {
    var leaked = 0.0
    for fault in active
    where fault.type == .connectionPoolExhausted && fault.strikes(pod: pod, starts: starts) {
      leaked +=
        connections * (now - fault.start).seconds / FaultMagnitudes.connectionLeakTime(fault.severity)
    }
    return min(connections, leaked)
  }

  /// Connections of a replica's pool.
  var connections: Double { parameters.connectionsPerWorker * Double(service.workers) }

  /// Share of a node's disk that is used.
  func diskUsed(ofNode node: Int?, at now: SimulationTime) -> Double {
    var used = parameters.diskUsed
    for fault in active where fault.type == .diskFull && fault.strikes(node: node) {
      let full = (now - fault.growsSince).seconds / FaultMagnitudes.diskTime(fault.severity)
      used += (1 - parameters.diskUsed) * full
    }
    return min(1, used)
  }

  /// Share of the time in which a node's disk keeps something waiting.
  func diskWait(ofNode node: Int?) -> Double {
    active.reduce(0.03) {
      $1.type == .diskIOBottleneck && $1.strikes(node: node) ? max($0, 0.6 + 0.35 * $1.severity) : $0
    }
  }

  /// Share of a node's CPU that neighbours take.
  func stolenShare(ofNode node: Int?) -> Double {
    active.reduce(0) {
      $1.type == .resourceContention && $1.strikes(node: node)
        ? max($0, FaultMagnitudes.stolenShare($1.severity)) : $0
    }
  }

  /// Memory that a process of a node takes beside its replicas, in parts of what they leave.
  func hostMemory(ofNode node: Int?, at now: SimulationTime) -> Double {
    active.reduce(0.05) {
      guard $1.type == .memoryPressure, $1.strikes(node: node) else { return $0 }
      let grown = min(1, (now - $1.start).seconds / min(180, $1.specification.duration / 2))
      return max($0, FaultMagnitudes.hostMemory($1.severity) * grown)
    }
  }
}
