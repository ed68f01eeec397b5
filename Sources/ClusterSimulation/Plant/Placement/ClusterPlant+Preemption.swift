import SimulationKernel

extension ClusterPlant {
  /// What pushing out costs on one node; the least is chosen.
  private struct Preemption {
    var node: Int
    var victims: [Int]
    var violations: Int
    var highest: Int
    var sum: Int

    /// Fewer violated budgets, then a lower highest priority, a lower sum of priorities, fewer victims, a
    /// lower index.
    func isBetter(than other: Self) -> Bool {
      if violations != other.violations { return violations < other.violations }
      if highest != other.highest { return highest < other.highest }
      if sum != other.sum { return sum < other.sum }
      if victims.count != other.victims.count { return victims.count < other.victims.count }
      return node < other.node
    }
  }

  /// Ends lower-priority pods on the node where that costs least and keeps their room for `pod`; false if
  /// there is no such node.
  ///
  /// After kube-scheduler's default preemption: budgets are respected where that is possible. Unlike there, a
  /// pod of still higher priority does not take the room that is kept.
  mutating func preempt<E: PlantEventCarrier>(for pod: Int, _ scheduler: inout Scheduler<E>) -> Bool {
    let priority = priority(of: pod)
    guard priority > lowestPriority else { return false }
    let template = templates[Int(pods[pod].template)]
    let groups = openGroups(Int(template.deployment))
    var best: Preemption?
    for node in nodesWithPods(below: priority) where nodes[node].group & groups != 0 {
      guard let option = preemption(on: node, for: template.source.requests, priority: priority) else {
        continue
      }
      if best.map({ option.isBetter(than: $0) }) ?? true { best = option }
    }
    guard let best else { return false }
    for victim in best.victims { evict(victim, &scheduler) }
    pods[pod].nominated = Int32(best.node)
    nodes[best.node].reserved += template.source.requests
    reindex(best.node)
    return true
  }

  private func priority(of pod: Int) -> Int { parameters.deployments[pods[pod].deployment].priority }

  /// Schedulable nodes that hold pods that could be pushed out, ascending.
  private func nodesWithPods(below priority: Int) -> [Int] {
    var found: [Int] = []
    for number in deployments.indices where parameters.deployments[number].priority < priority {
      for pod in deployments[number].live {
        let (state, node) = (pods[Int(pod)].state, Int(pods[Int(pod)].nodeIndex))
        if state == .starting || state == .ready, nodes[node].isSchedulable { found.append(node) }
      }
    }
    found.sort()
    var last = -1
    found.removeAll { node in
      defer { last = node }
      return node == last
    }
    return found
  }

  /// The pods that have to go from a node: all lower ones, less those that can stay after all. Higher ones
  /// stay first, among equals the older, and before all others those whose budget would be violated.
  private func preemption(on node: Int, for requests: Resources, priority: Int) -> Preemption? {
    let candidates = pods(onNode: node).filter {
      pods[$0].state != .terminating && self.priority(of: $0) < priority
    }.sorted {
      let (a, b) = (self.priority(of: $0), self.priority(of: $1))
      return a != b ? a > b : $0 < $1
    }
    var room = nodes[node].free - nodes[node].reserved
    for pod in candidates { room += self.requests(of: pod) }
    guard !candidates.isEmpty, requests.fits(in: room) else { return nil }
    let violating = violatingBudgets(candidates)
    var (victims, violations) = ([Int](), 0)
    for isViolating in [true, false] {
      for (pod, violates) in zip(candidates, violating) where violates == isViolating {
        let left = room - self.requests(of: pod)
        if requests.fits(in: left) {
          room = left
        } else {
          victims.append(pod)
          if violates { violations += 1 }
        }
      }
    }
    // Nothing has to go: the node was short of room only for what is kept for others.
    guard !victims.isEmpty else { return nil }
    return Preemption(
      node: node, victims: victims, violations: violations,
      highest: victims.map { self.priority(of: $0) }.max() ?? .min,
      sum: victims.reduce(0) { $0 + self.priority(of: $1) })
  }

  func requests(of pod: Int) -> Resources { templates[Int(pods[pod].template)].source.requests }

  /// For each pod whether evicting it, after those before it, would violate its budget.
  private func violatingBudgets(_ candidates: [Int]) -> [Bool] {
    var used = Array(repeating: 0, count: deployments.count)
    return candidates.map { pod in
      guard pods[pod].state == .ready else { return !mayEvict(pod) }
      let deployment = pods[pod].deployment
      used[deployment] += 1
      return used[deployment] > disruptionsAllowed(of: deployment)
    }
  }

  /// Binds a pod for which others were pushed out, if they are gone. Gives the claim up if waiting is of no
  /// use.
  mutating func placeNominated<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) -> Bool {
    let node = Int(pods[pod].nominated)
    let fits = requests(of: pod).fits(in: nodes[node].free)
    let isOpen = nodes[node].group & openGroups(pods[pod].deployment) != 0
    let other = chooseNode(template: Int(pods[pod].template))
    if nodes[node].isSchedulable, fits, isOpen {
      bind(pod, to: node, at: scheduler.now)
    } else if other >= 0 {
      bind(pod, to: other, at: scheduler.now)
    } else {
      let isLeaving = pods(onNode: node).contains { pods[$0].state == .terminating }
      if !nodes[node].isSchedulable || !isLeaving { releaseReservation(of: pod) }
      return false
    }
    startContainer(pod, &scheduler)
    return true
  }

  /// Gives up the room that is kept for a pod.
  mutating func releaseReservation(of pod: Int) {
    let node = Int(pods[pod].nominated)
    guard node >= 0 else { return }
    pods[pod].nominated = -1
    nodes[node].reserved -= requests(of: pod)
    reindex(node)
  }
}
