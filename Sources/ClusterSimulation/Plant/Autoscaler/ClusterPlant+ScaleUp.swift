import SimulationKernel
import Stochastics

extension ClusterPlant {
  /// Pending pods of one template.
  struct PendingGroup: Sendable {
    var template: Int
    var count: Int
  }

  /// New nodes of one pool and what they would take.
  struct Expansion: Sendable {
    var pool: Int
    var nodes: Int
    var placed: Int
    var requests: Resources
  }

  /// Lets the node autoscaler look at its next scan; scans that could not find anything are left out.
  mutating func requestScan<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    guard !scanDue else { return }
    scanDue = true
    let elapsed = scheduler.now - start
    let next = start + scanInterval * (elapsed / scanInterval + 1)
    scheduler.schedule(E(plant: PlantEvent(.scan)), at: next, phase: .placement)
  }

  mutating func scan<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    growPool(&scheduler)
    shrinkPools(&scheduler)
  }

  /// Pending pods by template, highest priority first, without those that wait for victims to leave.
  func pendingGroups() -> [PendingGroup] {
    var groups: [PendingGroup] = []
    for deployment in byPriority {
      let first = groups.count
      for pod in deployments[deployment].pending where pods[Int(pod)].nominated < 0 {
        let template = Int(pods[Int(pod)].template)
        if let known = groups[first...].firstIndex(where: { $0.template == template }) {
          groups[known].count += 1
        } else {
          groups.append(PendingGroup(template: template, count: 1))
        }
      }
    }
    return groups
  }

  /// Orders nodes for the pending pods that the booting ones will not take: of one pool each scan, as the
  /// cluster-autoscaler does.
  private mutating func growPool<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    guard pendingCount > 0 else { return }
    var groups = pendingGroups()
    for node in booting {
      var room = nodes[Int(node)].capacity
      for number in groups.indices where nodes[Int(node)].group & openings(groups[number].template) != 0 {
        fill(&room, with: &groups[number])
      }
    }
    guard let expansion = expansion(for: groups) else { return }
    lastOrder = scheduler.now
    for _ in 0..<expansion.nodes {
      boot(orderNode(pool: expansion.pool), &scheduler)
    }
    if expansion.placed < groups.reduce(0, { $0 + $1.count }), pools.count > 1 { requestScan(&scheduler) }
  }

  /// Lets a node that was ordered come up after its boot time.
  mutating func boot<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    let pool = Int(nodes[node].pool)
    var stream = RandomStream(
      seed: seed, purpose: .nodeBoot, entity: UInt64(pool), ordinal: UInt64(nodes[node].ordinal))
    let boot = parameters.pools[pool].boot.sample(from: &stream)
    scheduler.schedule(E(plant: PlantEvent(.nodeUp(Int32(node)))), after: boot, phase: .plant)
  }

  private func openings(_ template: Int) -> UInt64 { deployments[Int(templates[template].deployment)].groups }

  /// Moves as many pods of a group into `room` as fit.
  private func fill(_ room: inout Resources, with group: inout PendingGroup) {
    let requests = templates[group.template].source.requests
    let count = min(group.count, requests.count(in: room))
    room -= requests * count
    group.count -= count
  }

  /// The order of nodes that the expander prefers; nil if no pool can help.
  mutating func expansion(for groups: [PendingGroup]) -> Expansion? {
    guard groups.contains(where: { $0.count > 0 }) else { return nil }
    var options: [Expansion] = []
    for pool in pools.indices where parameters.pools[pool].isAutoscaled {
      if let option = expansion(of: pool, for: groups) { options.append(option) }
    }
    guard options.count > 1 else { return options.first }
    switch parameters.autoscaler.expander {
    case .random:
      var stream = RandomStream(seed: seed, purpose: .expander, ordinal: UInt64(expansions))
      expansions += 1
      return options[stream.nextIndex(below: options.count)]
    case .leastWaste: return best(options, waste)
    case .price: return best(options, pricePerCore)
    case .priority: return best(options) { -Double(parameters.pools[$0.pool].priority) }
    }
  }

  /// The first of the options with the lowest value.
  private func best(_ options: [Expansion], _ value: (Expansion) -> Double) -> Expansion {
    var (best, lowest) = (options[0], value(options[0]))
    for option in options.dropFirst() where value(option) < lowest {
      (best, lowest) = (option, value(option))
    }
    return best
  }

  private func waste(_ option: Expansion) -> Double {
    let total = parameters.pools[option.pool].capacity * option.nodes
    let cpu = Double(total.cpu - option.requests.cpu) / Double(max(1, total.cpu))
    let memory = Double(total.memory - option.requests.memory) / Double(max(1, total.memory))
    return cpu + memory
  }

  private func pricePerCore(_ option: Expansion) -> Double {
    pools[option.pool].price * Double(option.nodes) / max(option.requests.cores, 1e-9)
  }

  /// Packs the groups onto new nodes of a pool, one after another, as far as its limits and the quota go.
  private func expansion(of pool: Int, for groups: [PendingGroup]) -> Expansion? {
    let own = self.groups(ofPool: pool)
    let capacity = parameters.pools[pool].capacity
    let limit = headroom(of: pool)
    guard limit > 0 else { return nil }
    var (rooms, placed, requested) = ([Resources](), 0, Resources.zero)
    for group in groups where openings(group.template) & own != 0 {
      let requests = templates[group.template].source.requests
      let perNode = requests.count(in: capacity)
      guard perNode > 0, group.count > 0 else { continue }
      var rest = group
      for room in rooms.indices where rest.count > 0 { fill(&rooms[room], with: &rest) }
      while rest.count > 0, rooms.count < limit {
        rooms.append(capacity)
        fill(&rooms[rooms.count - 1], with: &rest)
      }
      placed += group.count - rest.count
      requested += requests * (group.count - rest.count)
    }
    guard placed > 0 else { return nil }
    return Expansion(pool: pool, nodes: rooms.count, placed: placed, requests: requested)
  }

  /// How many nodes a pool may still order.
  private func headroom(of pool: Int) -> Int {
    let room = parameters.pools[pool].maxNodes - pools[pool].live.count
    guard let quota = parameters.autoscaler.coreQuota else { return room }
    var used: Int64 = 0
    for other in pools.indices where parameters.pools[other].isAutoscaled {
      used += Int64(pools[other].live.count) * parameters.pools[other].capacity.cpu
    }
    let left = Resources(cpu: quota, memory: 0).cpu - used
    return min(room, Int(max(0, left) / max(1, parameters.pools[pool].capacity.cpu)))
  }
}
