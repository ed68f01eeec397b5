/// Detector, diagnosis, remedy plan and guards, each of which can be exchanged.
///
/// Once a scrape: what the detector sees goes to the diagnosis; each object with an alarm has an incident, which climbs
/// the ladder of its type, one step when it opens and the next whenever the alarm is still there after `patience`; what a
/// step asks for goes through the guards. A step that a guard suppressed is tried again with the next scrape. An incident
/// closes when its alarm has been gone for `clearTime`. A ladder that has been climbed ends in nothing.
///
/// It also undoes what it did: a node from which it moved replicas takes new ones again when no alarm about it has come
/// for `uncordonTime`.
public struct HealingController: HealingPolicy {
  /// When incidents climb and close.
  public struct Settings: Sendable, Hashable, Codable {
    /// From one step to the next, in seconds: more than a remedy, a start-up and the metric lag take.
    public var patience = 120.0
    /// Without an alarm until an incident closes, in seconds.
    public var clearTime = 120.0
    /// Without an alarm until a node takes replicas again, in seconds.
    public var uncordonTime = 600.0

    /// The defaults.
    public init() {}
  }

  /// When incidents climb and close.
  public let settings: Settings
  private var detector: any AnomalyDetector
  private var diagnosis: any Diagnosis
  private let plan: RemedyPlan
  private var guards: [any HealingGuard]
  private var incidents: [Incident] = []
  private var cordoned: [(node: Int, quietSince: Double)] = []
  private var lastScrape = -Double.infinity

  /// An object with an alarm, and what was done about it.
  private struct Incident {
    let subject: Alarm.Subject
    var alarm: Alarm
    var lastAlarm: Double
    /// Steps taken on the ladder of each type it was taken for, so that one that comes and goes does not start anew.
    var steps: [AnomalyType?: Int] = [:]
    var lastAction = -Double.infinity
    /// A type that it was taken for once, and that differs from the one before.
    private var candidate: AnomalyType?

    init(subject: Alarm.Subject, alarm: Alarm, lastAlarm: Double) {
      (self.subject, self.alarm, self.lastAlarm) = (subject, alarm, lastAlarm)
    }

    /// Takes the alarm of another scrape: a known type gives way to another only when that comes twice in a row, since
    /// signals of what is over and of what is left are mixed for a scrape.
    mutating func take(_ next: Alarm) {
      let known = alarm.suspected
      alarm = next
      guard let known, next.suspected != known else {
        candidate = nil
        return
      }
      if next.suspected == nil || next.suspected != candidate { alarm.suspected = known }
      candidate = next.suspected
    }
  }

  /// A controller of the given parts.
  public init(
    detector: any AnomalyDetector, diagnosis: any Diagnosis = OutlierDiagnosis(),
    plan: RemedyPlan = .standard,
    guards: [any HealingGuard] = HealingController.standardGuards, settings: Settings = Settings()
  ) {
    self.detector = detector
    self.diagnosis = diagnosis
    self.plan = plan
    self.guards = guards
    self.settings = settings
  }

  /// All guards with their defaults, in the order in which they are asked.
  public static var standardGuards: [any HealingGuard] {
    [SurgeFirstGuard(), HarmGuard(), OverloadGuard(), ShareGuard(), CoolDownGuard(), BudgetGuard()]
  }

  /// Alarms and, for incidents that are due, remedies. The same scrape again asks for nothing.
  public mutating func heal(_ observation: HealthObservation) -> HealingDecision {
    guard observation.timestamp > lastScrape else { return HealingDecision() }
    lastScrape = observation.timestamp
    var decision = HealingDecision()
    decision.alarms = diagnosis.diagnose(detector.alarms(observation), observation)
    update(decision.alarms, observation)
    for index in incidents.indices where incidents[index].lastAlarm == observation.now {
      act(on: index, observation, &decision)
    }
    uncordon(observation, &decision)
    return decision
  }

  private mutating func update(_ alarms: [Alarm], _ seen: HealthObservation) {
    let now = seen.now
    for alarm in alarms {
      if let index = incidents.firstIndex(where: { $0.subject == alarm.subject }) {
        incidents[index].take(alarm)
        incidents[index].lastAlarm = now
      } else {
        incidents.append(Incident(subject: alarm.subject, alarm: alarm, lastAlarm: now))
      }
    }
    let clearTime = settings.clearTime
    incidents.removeAll { now - $0.lastAlarm > clearTime }
  }

  private mutating func act(on index: Int, _ seen: HealthObservation, _ decision: inout HealingDecision) {
    let incident = incidents[index]
    guard seen.now - incident.lastAction >= settings.patience else { return }
    let steps = plan.steps(for: incident.alarm.suspected)
    var step = incident.steps[incident.alarm.suspected] ?? 0
    while step < steps.count {
      let remedies = steps[step].compactMap { $0.remedy(for: incident.alarm, seen) }
      guard remedies.isEmpty else {
        if ask(remedies, incident.alarm, step, seen, &decision) {
          incidents[index].steps[incident.alarm.suspected] = step + 1
          incidents[index].lastAction = seen.now
        }
        return
      }
      step += 1
    }
  }

  /// Asks for what the guards let through; whether that was anything.
  private mutating func ask(
    _ remedies: [Remedy], _ alarm: Alarm, _ step: Int, _ seen: HealthObservation,
    _ decision: inout HealingDecision
  ) -> Bool {
    var isAsked = false
    for remedy in remedies {
      // two objects may have one remedy, such as another node
      if decision.actions.contains(where: { $0.remedy == remedy }) {
        isAsked = true
        continue
      }
      let type = alarm.suspected?.rawValue ?? "unknown"
      let wanted = HealingAction(remedy, reason: "\(type), step \(step + 1)")
      guard let action = review(wanted, alarm, seen, &decision) else { continue }
      decision.actions.append(action)
      isAsked = true
      switch action.remedy {
      case .moveReplicas(let node), .drain(let node): cordoned.append((node, seen.now))
      default: break
      }
    }
    return isAsked
  }

  private mutating func review(
    _ wanted: HealingAction, _ alarm: Alarm, _ seen: HealthObservation, _ decision: inout HealingDecision
  ) -> HealingAction? {
    var action = wanted
    for index in guards.indices {
      guard let passed = guards[index].review(action, against: alarm, seen) else {
        decision.suppressed.append(SuppressedAction(action, guardName: guards[index].name))
        return nil
      }
      action = passed
    }
    for index in guards.indices { guards[index].note(action, seen) }
    return action
  }

  private mutating func uncordon(_ seen: HealthObservation, _ decision: inout HealingDecision) {
    for index in cordoned.indices
    where decision.alarms.contains(where: { $0.subject == .node(cordoned[index].node) }) {
      cordoned[index].quietSince = seen.now
    }
    for entry in cordoned where seen.now - entry.quietSince >= settings.uncordonTime {
      if seen.nodes.contains(where: { $0.node == entry.node && !$0.isSchedulable }) {
        decision.actions.append(HealingAction(.uncordon(node: entry.node), reason: "quiet again"))
      }
    }
    let quiet = settings.uncordonTime
    cordoned.removeAll { seen.now - $0.quietSince >= quiet }
  }
}
