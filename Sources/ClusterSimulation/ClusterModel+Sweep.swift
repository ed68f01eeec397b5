import SimulationKernel

/// What a service mesh and a deployment tool do about replicas and versions that answer badly: nothing unless the plant has
/// them.
extension ClusterModel {
  /// Seconds from one look to the next; nil where nobody looks.
  var sweepInterval: Double? {
    guard hasFaults else { return nil }
    let parameters = inputs.parameters
    return parameters.outlierEjection?.interval ?? (parameters.canaryGate == nil ? nil : 10)
  }

  /// Looks at how replicas answered since the last look.
  mutating func sweep(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let interval = sweepInterval else { return }
    scheduler.schedule(.sweep, after: .seconds(rounding: interval), phase: .control)
    var outcomes: [(pod: Int, outcomes: ReplicaOutcomes)] = []
    for number in plant.livePods(of: 0) where plant.pods[Int(number)].state == .ready {
      outcomes.append(
        (Int(number), services.takeOutcomes(ofPod: Int(number), of: 0, over: interval)))
    }
    eject(outcomes, &scheduler)
    judgeCanary(outcomes, &scheduler)
    takeNotices(&scheduler)
  }

  private mutating func eject(
    _ outcomes: [(pod: Int, outcomes: ReplicaOutcomes)], _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard let (back, out) = ejection?.look(outcomes, at: scheduler.now) else { return }
    for pod in back {
      services.addReplica(pod, of: 0, scheduler: &scheduler)
      // the services take it for a healthy one
      faults?.podIsReady(pod)
    }
    for pod in out { services.drainReplica(pod, of: 0, scheduler: &scheduler) }
  }

  /// Takes a version back whose replicas fail more requests than the others, start again, or do not get ready.
  private mutating func judgeCanary(
    _ outcomes: [(pod: Int, outcomes: ReplicaOutcomes)], _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard let gate = inputs.parameters.canaryGate, let since = gatedSince, plant.isRollingOut(0) else {
      return
    }
    let target = plant.targetVersion(of: 0)
    let new = plant.livePods(of: 0).map(Int.init).filter {
      plant.pods[$0].version == target && plant.pods[$0].state != .terminating
    }
    func failedShare(_ isMeant: (Int) -> Bool) -> Double {
      let meant = outcomes.filter { isMeant($0.pod) && ejection?.isEjected($0.pod) != true }
      let requests = meant.reduce(0) { $0 + $1.outcomes.requests }
      guard requests > 0 else { return 0 }
      return meant.reduce(0) { $0 + $1.outcomes.requests * $1.outcomes.failedShare } / requests
    }
    let excess = failedShare { new.contains($0) } - failedShare { !new.contains($0) }
    let isRestarting = new.contains { plant.pods[$0].starts > 1 }
    let isStuck =
      (scheduler.now - since).seconds > gate.progressDeadline
      && new.contains {
        plant.pods[$0].state != .ready
          && (scheduler.now - plant.pods[$0].startTime).seconds > gate.progressDeadline
      }
    guard excess > gate.errorShare || isRestarting || isStuck else { return }
    gatedSince = nil
    plant.rollBack(0, scheduler: &scheduler)
  }
}
