import SimulationKernel
import Stochastics

/// Nodes, pods and everything that delays or loses capacity: scheduler, start of containers, node autoscaler,
/// rollouts and faults.
///
/// A value without a clock. Its owner hands it events of its one event loop and takes `notices` after each
/// call. At one instant nodes and pods change first (phase *plant*), deployments make up for what is missing
/// (*control*), then pods are placed and the node autoscaler looks (*placement*).
public struct ClusterPlant: Sendable {
  /// What the plant was made from.
  public let parameters: PlantParameters
  /// The seed of all its random streams.
  public let seed: UInt64
  /// What has happened since the owner last took it, in order.
  public internal(set) var notices: [PlantNotice] = []
  /// All nodes ever, by index; an index is never used twice.
  public internal(set) var nodes: [PlantNode] = []
  /// All pods ever, by index; an index is never used twice.
  public internal(set) var pods: [PlantPod] = []

  var start = SimulationTime.zero
  var deployments: [Deployment] = []
  var templates: [CompiledTemplate] = []
  var imageNames: [String] = []
  let zoneNames: [String]
  /// The bits of the groups in each zone.
  let zoneGroups: [UInt64]
  /// For each pool the zone of each of its groups in turn, and the bit of the first.
  let poolZones: [[Int]]
  let poolFirstGroup: [Int]
  /// Nodes that are up, by zone.
  var zoneNodes: [Int]
  var pools: [PoolState]
  var index: NodeIndex
  /// Whether no image can be pulled.
  public var isRegistryDown = false
  /// Autoscaled nodes that boot, in order of their order.
  var booting: [Int32] = []
  var pendingCount = 0
  var placementDue = false
  var scanDue = false
  var lastOrder: SimulationTime?
  var expansions = 0
  let scanInterval: SimulationDuration
  let unneededTime: Double
  /// Indices of deployments, highest priority first.
  let byPriority: [Int]
  let lowestPriority: Int

  struct PoolState: Sendable {
    /// Nodes that are not gone, in order of creation.
    var live: [Int32] = []
    var ordered = 0
    /// USD a second of one node.
    var price: Double
  }

  /// A plant without nodes and pods.
  ///
  /// - Precondition: there is a pool; every pool has a zone; pools times zones are at most 64; a deployment
  ///   fits on some pool's taints and labels or stays pending for ever.
  public init(_ parameters: PlantParameters, seed: UInt64) {
    precondition(!parameters.pools.isEmpty, "a plant needs a pool")
    self.parameters = parameters
    self.seed = seed
    var (zones, byZone, poolZones, firstGroup) = ([String](), [UInt64](), [[Int]](), [Int]())
    var groups = 0
    for pool in parameters.pools {
      precondition(!pool.zones.isEmpty, "pool \(pool.name) has no zone")
      firstGroup.append(groups)
      poolZones.append([])
      for zone in pool.zones {
        precondition(groups < 64, "more than 64 pools times zones")
        if !zones.contains(zone) {
          zones.append(zone)
          byZone.append(0)
        }
        guard let known = zones.firstIndex(of: zone) else { continue }
        byZone[known] |= 1 << UInt64(groups)
        poolZones[poolZones.count - 1].append(known)
        groups += 1
      }
    }
    zoneNames = zones
    zoneGroups = byZone
    self.poolZones = poolZones
    poolFirstGroup = firstGroup
    zoneNodes = Array(repeating: 0, count: zones.count)
    pools = parameters.pools.map { PoolState(price: ($0.spot?.pricePerHour ?? $0.pricePerHour) / 3600) }
    index = NodeIndex(strategy: parameters.placement, typical: parameters.pools[0].capacity)
    scanInterval = .seconds(rounding: parameters.autoscaler.scanInterval)
    precondition(scanInterval > .zero, "scan interval is \(parameters.autoscaler.scanInterval) s")
    unneededTime = parameters.autoscaler.unneededTime
    byPriority = parameters.deployments.indices.sorted {
      let (a, b) = (parameters.deployments[$0].priority, parameters.deployments[$1].priority)
      return a != b ? a > b : $0 < $1
    }
    lowestPriority = parameters.deployments.map(\.priority).min() ?? 0
    for (number, deployment) in parameters.deployments.enumerated() {
      let template = compile(deployment.template, deployment: number)
      deployments.append(
        Deployment(
          parameters: deployment, template: template, groups: groupsOpen(to: deployment),
          zoneCounts: Array(repeating: 0, count: zones.count)))
    }
  }

  /// The first instant: every pool at its minimum, and of each deployment so many pods that are ready at
  /// once, on as many more nodes as they need.
  public mutating func begin<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>, replicas: [Int]) {
    precondition(
      replicas.count == deployments.count, "\(replicas.count) counts, \(deployments.count) deployments")
    start = scheduler.now
    for pool in pools.indices {
      for _ in 0..<parameters.pools[pool].minNodes { bringUp(orderNode(pool: pool), &scheduler) }
    }
    for (deployment, count) in replicas.enumerated() {
      deployments[deployment].desired = count
      for _ in 0..<count { _ = createPod(deployment) }
    }
    placeAtStart(&scheduler)
    // A node in the wrong zone is of no use to pods with a limit on zone skew; the next ones come in other
    // zones.
    var fruitless = 0
    while fruitless < zoneNames.count, let expansion = expansion(for: pendingGroups()) {
      let waiting = pendingCount
      for _ in 0..<expansion.nodes { bringUp(orderNode(pool: expansion.pool), &scheduler) }
      placeAtStart(&scheduler)
      fruitless = pendingCount < waiting ? 0 : fruitless + 1
    }
    lastOrder = nil
  }

  private mutating func placeAtStart<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    for deployment in byPriority {
      for pod in deployments[deployment].pending {
        let node = chooseNode(template: Int(pods[Int(pod)].template))
        if node < 0 { continue }
        bind(Int(pod), to: node, at: scheduler.now)
        pods[Int(pod)].starts = 1
        pods[Int(pod)].containerStart = scheduler.now
        cacheImage(of: Int(pod), at: scheduler.now)
        becomeReady(Int(pod), &scheduler)
      }
      dropBoundFromPending(deployment)
    }
  }

  /// Lets an event of the plant happen.
  public mutating func handle<E: PlantEventCarrier>(_ event: PlantEvent, scheduler: inout Scheduler<E>) {
    switch event.kind {
    case .nodeUp(let node): nodeUp(Int(node), &scheduler)
    case .podStep(let pod, let stamp):
      if pods[Int(pod)].stamp == stamp { podStep(Int(pod), &scheduler) }
    case .podUnready(let pod, let stamp):
      if pods[Int(pod)].stamp == stamp { becomeUnready(Int(pod), &scheduler) }
    case .reclaim(let node): reclaim(node: Int(node), scheduler: &scheduler)
    case .nodeEnds(let node): nodeEnds(Int(node), &scheduler)
    case .nodeNotReady(let node, let stamp):
      if nodes[Int(node)].stamp == stamp { countAsNotReady(Int(node), &scheduler) }
    case .nodeEvicts(let node, let stamp):
      if nodes[Int(node)].stamp == stamp { replacePods(ofNode: Int(node), &scheduler) }
    case .drain(let node): evictPods(Int(node), &scheduler)
    case .reconcile(let deployment): reconcile(Int(deployment), &scheduler)
    case .canaryStep(let deployment, let stamp):
      if deployments[Int(deployment)].rolloutStamp == stamp { nextCanaryStep(Int(deployment), &scheduler) }
    case .placement:
      placementDue = false
      placePending(&scheduler)
    case .scan:
      scanDue = false
      scan(&scheduler)
    }
    #if FORESCALE_CHECK_INVARIANTS
      checkInvariants()
    #endif
  }

  /// Takes the notices, oldest first, and leaves none.
  public mutating func takeNotices() -> [PlantNotice] {
    defer { notices.removeAll(keepingCapacity: true) }
    return notices
  }

  /// Forgets the notices and keeps their storage; for owners that read `notices` in place.
  public mutating func dropNotices() { notices.removeAll(keepingCapacity: true) }
}
