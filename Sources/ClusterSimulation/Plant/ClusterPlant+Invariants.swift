/// Something in a plant does not agree with something else.
public struct PlantInvariantViolation: Error, Hashable, CustomStringConvertible {
  /// What is wrong, with the values.
  public let description: String
}

extension ClusterPlant {
  /// Traps unless nodes, pods and counts agree.
  ///
  /// O(nodes + pods ever made).
  public func checkInvariants() {
    do { try verify() } catch { preconditionFailure(error.description) }
  }

  /// Throws unless nodes, pods and counts agree: no node holds more than it has, every pod is on one node or
  /// pending, and lists, counts and the scheduler's index are what a count from scratch finds.
  ///
  /// O(nodes + pods ever made).
  public func verify() throws(PlantInvariantViolation) {
    try checkPods()
    try checkNodes()
    try checkCounts()
    try checkDeployments()
  }

  private func hold(_ condition: Bool, _ message: @autoclosure () -> String) throws(PlantInvariantViolation) {
    if !condition { throw PlantInvariantViolation(description: message()) }
  }

  private func checkPods() throws(PlantInvariantViolation) {
    var pending = 0
    var listed = Array(repeating: false, count: pods.count)
    for (number, deployment) in deployments.enumerated() {
      for pod in deployment.live {
        try hold(
          !listed[Int(pod)] && pods[Int(pod)].deployment == number, "pod \(pod) is listed by \(number)")
        listed[Int(pod)] = true
      }
    }
    for (number, pod) in pods.enumerated() {
      let isLive = listed[number]
      try hold(isLive == (pod.state != .gone), "pod \(number) is \(pod.state), in the list: \(isLive)")
      if pod.state == .pending { pending += 1 }
      try hold(
        pod.state == .gone || (pod.state == .pending) == (pod.nodeIndex < 0),
        "pod \(number) is \(pod.state) on node \(pod.nodeIndex)")
      try hold(
        pod.nominated < 0 || pod.state == .pending, "pod \(number) is \(pod.state) and claims a node")
    }
    try hold(pending == pendingCount, "\(pending) pods are pending, counted \(pendingCount)")
  }

  private func checkNodes() throws(PlantInvariantViolation) {
    var seen = Array(repeating: false, count: pods.count)
    var reserved = Array(repeating: Resources.zero, count: nodes.count)
    for (number, pod) in pods.enumerated() where pod.nominated >= 0 {
      reserved[Int(pod.nominated)] += requests(of: number)
    }
    for (number, node) in nodes.enumerated() {
      var (used, count) = (Resources.zero, 0)
      for pod in pods(onNode: number) {
        try hold(!seen[pod], "pod \(pod) is on two nodes")
        seen[pod] = true
        try hold(Int(pods[pod].nodeIndex) == number, "pod \(pod) is on \(pods[pod].nodeIndex)")
        try hold(pods[pod].state != .gone, "pod \(pod) is gone and on node \(number)")
        used += requests(of: pod)
        count += 1
      }
      try hold(count == node.podCount, "node \(number) has \(count) pods, counted \(node.podCount)")
      try hold(used == node.podRequests, "node \(number) is requested \(used), counted \(node.podRequests)")
      try hold(used.fits(in: node.capacity), "node \(number) holds \(used) of \(node.capacity)")
      try hold(node.state == .up || node.state == .lost || count == 0, "node \(number) is \(node.state)")
      try hold(reserved[number] == node.reserved, "node \(number) keeps \(node.reserved)")
      try hold(
        index.contains(number) == node.isSchedulable, "node \(number) is in the index or not, wrongly")
      try hold(
        !node.isSchedulable || index.free(of: number) == node.free - node.reserved,
        "the index has \(number) wrong")
    }
    for (number, pod) in pods.enumerated() where pod.nodeIndex >= 0 && pod.state != .gone {
      try hold(seen[number], "pod \(number) is not on its node \(pod.nodeIndex)")
    }
  }

  private func checkCounts() throws(PlantInvariantViolation) {
    for (number, pool) in pools.enumerated() {
      let live = nodes.indices.filter { nodes[$0].pool == number && nodes[$0].state != .gone }
      try hold(live == pool.live.map(Int.init), "pool \(number) bills \(pool.live), has \(live)")
      try hold(
        !parameters.pools[number].isAutoscaled || live.count <= parameters.pools[number].maxNodes
          || live.count <= parameters.pools[number].minNodes,
        "pool \(number) has \(live.count) nodes")
    }
    for zone in zoneNames.indices {
      let up = nodes.count { $0.zone == zone && $0.state == .up }
      try hold(up == zoneNodes[zone], "zone \(zone) has \(up) nodes, counted \(zoneNodes[zone])")
    }
    let boots = nodes.indices.filter { nodes[$0].state == .booting }.map(Int32.init)
    try hold(boots == booting, "\(boots) boot, counted \(booting)")
  }

  private func checkDeployments() throws(PlantInvariantViolation) {
    for (number, deployment) in deployments.enumerated() {
      let states = deployment.live.map { pods[Int($0)].state }
      try hold(
        deployment.readyCount == states.count { $0 == .ready },
        "deployment \(number) counts \(deployment.readyCount) ready")
      try hold(
        deployment.terminatingCount == states.count { $0 == .terminating },
        "deployment \(number) counts \(deployment.terminatingCount) terminating")
      try hold(
        deployment.pending == deployment.live.filter { pods[Int($0)].state == .pending },
        "deployment \(number) lists \(deployment.pending) as pending")
      for zone in zoneNames.indices {
        let there = deployment.live.count {
          let node = pods[Int($0)].nodeIndex
          return node >= 0 && nodes[Int(node)].zone == zone
        }
        try hold(there == deployment.zoneCounts[zone], "zone \(zone) counts \(deployment.zoneCounts)")
      }
    }
    var byTemplate = Array(repeating: 0, count: templates.count)
    for pod in pods where pod.state != .gone { byTemplate[Int(pod.template)] += 1 }
    for (number, template) in templates.enumerated() {
      let live = byTemplate[number]
      try hold(live == template.liveCount, "template \(number) counts \(template.liveCount) of \(live)")
    }
  }
}
