/// Replicas that are told apart: only in runs with faults.
///
/// A pod is its group's mean and an offset, so that a step costs as many operations as there are conditions, not as there
/// are replicas.
extension FluidService {
  private mutating func know(_ pod: Int) {
    while places.count <= pod {
      places.append(-1)
      meterOffsets.append(0)
      leftovers.append(0)
      inWork.append(0)
    }
  }

  private subscript(group index: Int32) -> FluidGroup {
    get { index == 0 ? healthy : others[Int(index) - 1] }
    set { if index == 0 { healthy = newValue } else { others[Int(index) - 1] = newValue } }
  }

  /// The group a pod is in; nil where it takes no requests.
  func group(ofPod pod: Int) -> FluidGroup? {
    guard pod < places.count, places[pod] >= 0 else { return nil }
    return self[group: places[pod]]
  }

  /// A pod takes requests, as a healthy one.
  mutating func add(_ pod: Int) {
    know(pod)
    precondition(places[pod] < 0, "pod \(pod) is ready twice")
    places[pod] = 0
    meterOffsets[pod] -= healthy.cpuPerReplica
    healthy.ready += 1
    healthy.waiting += leftovers[pod]
    leftovers[pod] = 0
  }

  /// A pod takes no more requests; it keeps those it has.
  mutating func drain(_ pod: Int) {
    know(pod)
    guard places[pod] >= 0 else { return }
    let place = places[pod]
    let group = self[group: place]
    let share = group.waiting / Double(group.ready)
    meterOffsets[pod] += group.cpuPerReplica
    self[group: place].ready -= 1
    self[group: place].waiting = max(0, group.waiting - share)
    places[pod] = -1
    // what waits at a replica that answers nothing will fail; elsewhere it is worked off, or comes back with the pod
    if group.queue == nil { owedFailures += share } else { leftovers[pod] = share }
    inWork[pod] = group.working
    dropEmptyGroups()
  }

  /// The container of a pod is gone: what it had is lost, or was worked off if it ended in peace.
  mutating func remove(_ pod: Int, isLost: Bool) {
    guard pod < places.count else { return }
    drain(pod)
    if isLost { owedFailures += leftovers[pod] + inWork[pod] }
    (leftovers[pod], inWork[pod]) = (0, 0)
  }

  /// Puts a pod into another condition, with the requests that it has.
  mutating func setCondition(_ condition: ReplicaCondition, of pod: Int) {
    guard pod < places.count, places[pod] >= 0 else { return }
    let place = places[pod]
    guard self[group: place].condition != condition else { return }
    let target = self.place(for: condition)
    let (old, new) = (self[group: place], self[group: target])
    let share = old.waiting / Double(old.ready)
    meterOffsets[pod] += old.cpuPerReplica - new.cpuPerReplica
    self[group: place].ready -= 1
    self[group: place].waiting = old.ready == 1 ? 0 : max(0, old.waiting - share)
    self[group: target].ready += 1
    self[group: target].waiting += share
    places[pod] = target
    dropEmptyGroups()
  }

  private mutating func place(for condition: ReplicaCondition) -> Int32 {
    if condition == .healthy { return 0 }
    if let known = others.firstIndex(where: { $0.ready > 0 && $0.condition == condition }) {
      return Int32(known + 1)
    }
    if let empty = others.firstIndex(where: { $0.ready == 0 }) {
      others[empty].become(condition, parameters)
      return Int32(empty + 1)
    }
    others.append(FluidGroup(parameters))
    others[others.count - 1].become(condition, parameters)
    return Int32(others.count)
  }

  /// Where nothing is wrong any more the service is the simple one again.
  private mutating func dropEmptyGroups() {
    while let last = others.last, last.ready == 0 { others.removeLast() }
  }

  /// The meter of a pod in core-seconds.
  func meter(ofPod pod: Int) -> Double {
    guard pod < places.count else { return cpuPerReplica }
    return (group(ofPod: pod)?.cpuPerReplica ?? 0) + meterOffsets[pod]
  }
}
