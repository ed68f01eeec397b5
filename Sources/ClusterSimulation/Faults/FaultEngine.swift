import Autoscaling
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let faultTargets = RandomPurpose("fault targets")
}

/// What is wrong in a run now, and what was.
///
/// It owns this: causes and the model read it, and change it by the operations below alone. What it knows of a replica, a
/// node or the clients is always made anew from the active causes, never added to and subtracted from, so that nothing is
/// left when the last is gone.
struct FaultEngine: Sendable {
  let plan: FaultPlan
  let parameters: FaultParameters
  let service: ServiceParameters
  private let seed: UInt64

  /// Faults that have begun and not ended, in order of their onset.
  private(set) var active: [ActiveFault] = []
  /// What each pod was last told that is wrong with it, and the clients of each service.
  private(set) var conditions: [ReplicaCondition] = []
  private(set) var clients: [ClientCondition]
  /// What remedies have changed.
  var interventions = Interventions()
  /// Looks at the service level.
  var watch: ServiceLevelWatch
  private var records: [FaultRecord] = []
  private var isDirty = false
  private var isTicking = false
  private var pausedUntil: SimulationTime?
  /// When the pressure on a node was over.
  private var relieved: [(node: Int32, at: SimulationTime)] = []

  /// The faults of a plan in a run of `services` services, the first of which is `service`, the measured one.
  init(
    _ plan: FaultPlan, _ parameters: FaultParameters, service: ServiceParameters, of services: Int,
    seed: UInt64
  ) {
    (self.plan, self.parameters, self.service, self.seed) = (plan, parameters, service, seed)
    watch = ServiceLevelWatch(parameters, objective: service.objective)
    clients = Array(repeating: .normal, count: services)
    let problems = plan.faults.flatMap(\.problems)
    precondition(problems.isEmpty, problems.joined(separator: " "))
  }

  // MARK: Faults

  /// A fault is there from now on.
  mutating func begin(_ fault: ActiveFault) {
    let strike = fault.strike
    records.append(
      FaultRecord(
        number: strike.number, specification: strike.specification, onset: strike.start.seconds,
        end: strike.start.seconds + strike.specification.duration,
        replicas: strike.replicas.map { Int($0.pod) }, nodes: strike.nodes.map(Int.init)))
    active.append(fault)
  }

  /// A fault is over; nil if it was already.
  mutating func end(_ number: Int) -> ActiveFault? {
    active.firstIndex { $0.strike.number == number }.map { active.remove(at: $0) }
  }

  /// Keeps what a cause remembers.
  mutating func remember(_ cause: any FaultType, at index: Int) { active[index].cause = cause }

  /// The records of the active faults.
  var activeRecords: [FaultRecord] {
    records.filter { record in active.contains { $0.strike.number == record.number } }
  }

  /// A remedy was carried out; true if it took something away from a cause.
  mutating func ease(by remedy: Remedy, at now: SimulationTime) -> Bool {
    var isEased = false
    for index in active.indices {
      let strike = active[index].strike
      if active[index].cause.isEased(by: remedy, strike, at: now) { isEased = true }
    }
    return isEased
  }

  /// A version took the place of one that is equal to it in all that faults of versions do.
  mutating func renewVersion(from old: Int, to new: Int) {
    for index in active.indices { active[index].cause.versionIsRenewed(from: old, to: new) }
  }

  // MARK: Ticks

  /// Whether a tick has to be scheduled: something grows or has to be looked at, and none is on its way.
  mutating func startTicking() -> Bool {
    guard !isTicking, !relieved.isEmpty || active.contains(where: { type(of: $0.cause).ticks }) else {
      return false
    }
    isTicking = true
    return true
  }

  mutating func tickHasCome() { isTicking = false }

  /// What pressed on nodes is gone.
  mutating func relieve(_ nodes: [Int32], at now: SimulationTime) {
    for node in nodes { relieved.append((node, now)) }
  }

  /// Nodes on which nothing has pressed for a transition period.
  mutating func takeRelieved(at now: SimulationTime) -> [Int] {
    let isOver = { [parameters] (relief: (node: Int32, at: SimulationTime)) in
      (now - relief.at).seconds >= parameters.pressureTransition
    }
    let over = relieved.filter(isOver)
    relieved.removeAll(where: isOver)
    return over.filter { relief in
      !active.contains { type(of: $0.cause).pressesNodes && $0.strike.nodes.contains(relief.node) }
    }.map { Int($0.node) }
  }

  // MARK: The collector

  /// No scrape arrives until then.
  mutating func pauseCollector(until end: SimulationTime) { pausedUntil = max(end, pausedUntil ?? end) }

  func isCollectorPaused(at now: SimulationTime) -> Bool { pausedUntil.map { now < $0 } ?? false }

  // MARK: What was told

  /// Conditions may have changed.
  mutating func touch() { isDirty = true }

  /// Nothing has happened that changes conditions.
  mutating func settle() { isDirty = false }

  /// Whether conditions have to be told anew.
  var isTouched: Bool { isDirty }

  /// A pod takes requests, and is taken for a healthy one.
  mutating func podIsReady(_ pod: Int) {
    while conditions.count <= pod { conditions.append(.healthy) }
    conditions[pod] = .healthy
    isDirty = true
  }

  /// The condition that a pod has to be told; nil if it knows.
  mutating func news(for pod: Int, _ condition: ReplicaCondition) -> ReplicaCondition? {
    guard condition != conditions[pod] else { return nil }
    conditions[pod] = condition
    return condition
  }

  /// The condition that the clients of a service have to be told; nil if they know.
  mutating func news(forClientsOf service: Int, at now: SimulationTime) -> ClientCondition? {
    let condition = clientCondition(ofService: service, at: now)
    guard condition != clients[service] else { return nil }
    clients[service] = condition
    return condition
  }

  // MARK: What became of it

  /// What became of the faults, with everything up to the end of the run.
  func report(end: SimulationTime, healing: HealingDesk?, health: HealthPipeline?) -> FaultReport {
    var report = FaultReport()
    report.alarms = healing?.alarms ?? []
    report.remedies = healing?.remedies ?? []
    report.health = health?.kept ?? []
    report.suppressions = healing?.suppressions ?? []
    report.outcomes = records.map { outcome(of: $0, runEnd: end.seconds, report) }
    return report
  }

  private func outcome(of record: FaultRecord, runEnd: Double, _ report: FaultReport) -> FaultOutcome {
    let (recovery, isCensored) = watch.recovery(of: record, runEnd: runEnd)
    let over = max(record.end, record.onset + recovery)
    let detection = report.alarms.first {
      $0.time >= record.onset && $0.time <= over && isTrue($0.alarm, about: record)
    }
    let reaction = detection.flatMap { alarm in report.remedies.first { $0.requested >= alarm.time } }
    return FaultOutcome(
      record: record, violationSeconds: watch.violationSeconds(of: record), recovery: recovery,
      isCensored: isCensored,
      detection: detection.map { $0.time - record.onset },
      reaction: reaction.flatMap { remedy in detection.map { remedy.requested - $0.time } })
  }

  private func isTrue(_ alarm: Alarm, about record: FaultRecord) -> Bool {
    switch alarm.subject {
    case .service: true
    case .replica(let pod): record.replicas.contains(pod)
    case .node(let node): record.nodes.contains(node)
    }
  }
}

extension FaultEngine {
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
}
