/// Lets at most a share of the replicas be out at once, those that are not ready for other reasons included.
///
/// Rolling updates keep to the deployment's own bounds (a quarter) and pass; a move or replacement starts the new
/// replica first and counts only against others that are under way.
public struct ShareGuard: HealingGuard {
  /// The share, 0…1; one replica is always allowed.
  public let share: Double
  /// Seconds for which an action counts as under way.
  public let settling: Double
  /// Its name in counts.
  public var name: String { "share at once" }

  private var underWay: [(time: Double, count: Int)] = []

  /// A guard with the given share.
  public init(share: Double = 0.25, settling: Double = 45) { (self.share, self.settling) = (share, settling) }

  /// Nil where the action would take more replicas out than allowed.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    let now = observation.now
    underWay.removeAll { now - $0.time >= settling }
    let busy = underWay.reduce(0) { $0 + $1.count }
    let limit = max(1, Int(share * Double(observation.service.replicas)))
    let count = action.remedy.endedReplicas(observation)
    switch action.remedy {
    case .restart(let replica):
      let out = observation.replicas.count {
        !$0.isReady && !$0.isTerminating && $0.replica != replica
      }
      return max(out, 0) + busy + count <= limit ? action : nil
    case .drain: return busy + count <= limit ? action : nil
    case .replace: return busy + count <= limit ? action : nil
    case .moveReplicas: return busy == 0 || busy + count <= limit ? action : nil
    default: return action
    }
  }

  /// Counts the replicas as under way.
  public mutating func note(_ action: HealingAction, _ observation: HealthObservation) {
    switch action.remedy {
    case .restart, .replace, .drain, .moveReplicas:
      underWay.append((observation.now, action.remedy.endedReplicas(observation)))
    default: break
    }
  }
}

/// Waits after each remedy: none that ends replicas for some time after another one that did, and none again that was
/// just asked for. What is asked for at one instant counts as one.
public struct CoolDownGuard: HealingGuard {
  /// The time in seconds.
  public let seconds: Double
  /// Its name in counts.
  public var name: String { "cool-down" }

  private var lastDisruption = -Double.infinity
  private var asked: [(time: Double, remedy: Remedy)] = []

  /// A guard with the given time in seconds.
  public init(seconds: Double = 60) { self.seconds = seconds }

  /// Nil during the cool-down.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    let now = observation.now
    asked.removeAll { now - $0.time >= seconds }
    if asked.contains(where: { $0.remedy == action.remedy }) { return nil }
    let isCooling = lastDisruption < now && now - lastDisruption < seconds
    return action.remedy.isDisruptive && isCooling ? nil : action
  }

  /// Starts the cool-down.
  public mutating func note(_ action: HealingAction, _ observation: HealthObservation) {
    if action.remedy.isDisruptive { lastDisruption = observation.now }
    asked.append((observation.now, action.remedy))
  }
}

/// Gives remedies a budget: replicas ended in an hour, in parts of the replicas there are.
public struct BudgetGuard: HealingGuard {
  /// Replicas an hour, in parts of all; at least 2 replicas are allowed.
  public let share: Double
  /// Its name in counts.
  public var name: String { "budget" }

  private var spent: [(time: Double, count: Int)] = []

  /// A guard with the given budget.
  public init(share: Double = 3) { self.share = share }

  /// Nil where the budget of the last hour would be passed.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    let now = observation.now
    spent.removeAll { now - $0.time >= 3600 }
    let used = spent.reduce(0) { $0 + $1.count }
    let budget = max(2, share * Double(observation.service.replicas))
    return Double(used + action.remedy.endedReplicas(observation)) <= budget ? action : nil
  }

  /// Spends the replicas that the action ends.
  public mutating func note(_ action: HealingAction, _ observation: HealthObservation) {
    let count = action.remedy.endedReplicas(observation)
    if count > 0 { spent.append((observation.now, count)) }
  }
}
