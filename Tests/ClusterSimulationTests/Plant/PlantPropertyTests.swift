import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// Random small scenarios: whatever happens, the plant stays consistent and loses nothing.
@Suite struct PlantPropertyTests {
  private static func law(_ stream: inout RandomStream, _ mean: Double) -> DurationLaw {
    switch stream.nextIndex(below: 4) {
    case 0: .constant(mean)
    case 1: .logNormal(mean: mean, variation: 0.5)
    case 2: .exponential(mean: mean)
    default: .uniform(from: 0, to: 2 * mean)
    }
  }

  private static func template(_ stream: inout RandomStream) -> PodTemplate {
    let cpu = [0.25, 0.5, 1, 1.5][stream.nextIndex(below: 4)]
    var template = PodTemplate(
      requests: Resources(cpu: cpu, memory: [1e9, 2e9, 5e9][stream.nextIndex(below: 3)]),
      startUp: law(&stream, 15), terminationGrace: [0, 10, 200][stream.nextIndex(below: 3)])
    if stream.nextIndex(below: 2) == 0 {
      template.image = ContainerImage(
        name: ["x", "y", "z"][stream.nextIndex(below: 3)], bytes: 1e9,
        pullFailure: [0, 0.3][stream.nextIndex(below: 2)])
    }
    if stream.nextIndex(below: 2) == 0 { template.readiness = Probe(period: 5) }
    if stream.nextIndex(below: 2) == 0 { template.liveness = Probe(period: 5) }
    return template
  }

  private static func deployment(_ number: Int, _ stream: inout RandomStream) -> DeploymentParameters {
    let amount: CountOrPercent = stream.nextIndex(below: 2) == 0 ? .count(1) : .percent(30)
    var deployment = DeploymentParameters(
      name: "d\(number)", template: template(&stream), priority: stream.nextIndex(below: 3),
      tolerations: stream.nextIndex(below: 2) == 0 ? ["t"] : [],
      nodeSelector: stream.nextIndex(below: 4) == 0 ? ["l"] : [],
      zoneSkew: [nil, nil, 1, 2][stream.nextIndex(below: 4)])
    deployment.budget = [nil, .minAvailable(amount), .maxUnavailable(amount)][stream.nextIndex(below: 3)]
    if stream.nextIndex(below: 3) == 0 { deployment.maxSurge = .count(stream.nextIndex(below: 2)) }
    if stream.nextIndex(below: 3) == 0 { deployment.maxUnavailable = .count(stream.nextIndex(below: 2)) }
    return deployment
  }

  private static func pool(_ number: Int, _ stream: inout RandomStream) -> PoolParameters {
    var pool = PoolParameters(
      name: "p\(number)", capacity: Resources(cpu: Double(1 + stream.nextIndex(below: 4)), memory: 8e9),
      zones: [["a"], ["a", "b"], ["a", "b", "c"]][stream.nextIndex(below: 3)],
      labels: stream.nextIndex(below: 2) == 0 ? ["l"] : [],
      taints: stream.nextIndex(below: 3) == 0 ? ["t"] : [],
      pricePerHour: 1, boot: law(&stream, 30), minNodes: stream.nextIndex(below: 2),
      maxNodes: 1 + stream.nextIndex(below: 4), priority: stream.nextIndex(below: 2),
      pullsInParallel: stream.nextIndex(below: 2) == 0)
    if stream.nextIndex(below: 3) == 0 {
      pool.spot = SpotTerms(pricePerHour: 0.3, meanLife: 300, notice: 20)
    }
    return pool
  }

  static func parameters(_ stream: inout RandomStream) -> PlantParameters {
    var pools = (0...stream.nextIndex(below: 3)).map { pool($0, &stream) }
    pools.append(PoolParameters(name: "cell", capacity: .zero, labels: ["l"], isAutoscaled: false))
    let expanders: [Expander] = [.leastWaste, .price, .priority, .random]
    return PlantParameters(
      pools: pools, deployments: (0...stream.nextIndex(below: 3)).map { deployment($0, &stream) },
      autoscaler: AutoscalerParameters(
        scanInterval: 10, unneededTime: [0, 40][stream.nextIndex(below: 2)],
        utilizationThreshold: [0, 0.5, 0.9][stream.nextIndex(below: 3)],
        delayAfterAdd: [0, 50][stream.nextIndex(below: 2)],
        expander: expanders[stream.nextIndex(below: 4)], coreQuota: [nil, 8][stream.nextIndex(below: 2)]),
      placement: stream.nextIndex(below: 2) == 0 ? .mostAllocated : .leastAllocated,
      nodeFailureDetection: 60)
  }

  private static func call(_ deployments: Int, _ cell: Int, _ stream: inout RandomStream) -> PlantHarness.Call
  {
    let (deployment, node) = (stream.nextIndex(below: deployments), stream.nextIndex(below: 8))
    let pod = stream.nextIndex(below: 40)
    let amount = Resources(cpu: 0.5, memory: 1e9)
    switch stream.nextIndex(below: 24) {
    case 0: return .crash(pod)
    case 1: return .hang(pod)
    case 2: return .cordon(node)
    case 3: return .uncordon(node)
    case 4: return .drain(node)
    case 5: return .fail(node)
    case 6: return .reclaim(node)
    case 7: return .removeMachine(node)
    case 8: return .updateMachine(node, Resources(cpu: Double(stream.nextIndex(below: 4)), memory: 8e9))
    case 9, 10: return .addMachine(Resources(cpu: 2, memory: 8e9), pool: cell)
    case 11, 12: return .background(amount, on: node)
    case 13: return .endBackground(amount, on: node)
    case 14: return .rollOut(deployment, template(&stream), nil)
    case 15:
      return .rollOut(deployment, template(&stream), CanaryPlan(steps: [20, 60], pause: 20))
    case 16: return .rollBack(deployment)
    default: return .scale(deployment, to: stream.nextIndex(below: 10))
    }
  }

  static func run(_ seed: UInt64, plantSeed: UInt64? = nil) -> PlantHarness {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("plant scenario"))
    let parameters = parameters(&stream)
    let replicas = parameters.deployments.map { _ in stream.nextIndex(below: 6) }
    let calls = (0..<25).map { _ in
      (
        Double(stream.nextIndex(below: 300)),
        call(replicas.count, parameters.pools.count - 1, &stream)
      )
    }
    return PlantHarness.run(parameters, replicas: replicas, seed: plantSeed ?? seed, until: 500, calls)
  }

  /// What a scenario has in it, so that the test can tell whether the scenarios reach everything.
  private static func kind(_ notice: PlantNotice) -> String? {
    switch notice {
    case .podKilled(_, _, let reason): "\(reason)"
    case .canaryWatched: "canary"
    case .rolloutFinished: "rollout"
    case .nodeGone: "node gone"
    default: nil
    }
  }

  /// Invariants are checked after every event by the harness, which also follows the notices and compares the
  /// scheduler's choices with a scan of all nodes.
  @Test func nothingIsLost() {
    var (handled, reached, claims) = (0, [String: Int](), 0)
    for seed in UInt64(0)..<1000 {
      let harness = Self.run(seed)
      let plant = harness.plant
      handled += harness.handled
      for case let kind? in harness.log.map({ Self.kind($0.notice) }) { reached[kind, default: 0] += 1 }
      claims += harness.claims
      let created = plant.deployments.indices.reduce(0) { $0 + plant.createdCount(of: $1) }
      let live = plant.deployments.indices.reduce(0) { $0 + plant.livePods(of: $1).count }
      let gone = harness.times { if case .podGone = $0 { true } else { false } }.count
      let ready = plant.deployments.indices.reduce(0) { $0 + plant.readyCount(of: $1) }
      let said = harness.isReady.values.count { $0 }
      if created != gone + live || created != plant.pods.count || ready != said || !harness.faults.isEmpty {
        let counts = "\(created) made, \(gone) gone, \(live) live, \(ready) ready, \(said) said"
        Issue.record("seed \(seed): \(counts); \(harness.faults)")
        return
      }
    }
    #expect(handled > 100_000)
    #expect(claims > 20)
    for kind in [
      "crash", "hung", "nodeFailure", "spotReclaim", "machineRemoved", "canary", "rollout", "node gone",
    ] { #expect(reached[kind, default: 0] > 20, "\(kind): \(reached[kind, default: 0])") }
  }

  @Test func sameSeedSameLog() {
    for seed in UInt64(0)..<50 { #expect(Self.run(seed).log == Self.run(seed).log, "seed \(seed)") }
    #expect((UInt64(0)..<50).contains { Self.run($0).log != Self.run($0, plantSeed: 77).log })
  }

  /// A follower that knows of no pod finds fault with the next notice of one.
  @Test func followerFindsFaults() {
    var harness = Self.run(3)
    #expect(harness.faults.isEmpty)
    harness.plant.notices = [.podTerminating(pod: 10_000, deployment: 0)]
    harness.calls = [.crash(100_000)]
    var scheduler = Scheduler<PlantHarness.Event>(start: .seconds(500))
    harness.handle(.call(0), scheduler: &scheduler)
    #expect(harness.faults.count == 1)
  }

  /// Each of these changes behind the plant's back is found.
  @Test func verifyFindsFaults() throws {
    let plant = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4, min: 2)], deployments: [PlantParameters.deployment()],
        autoscaler: PlantParameters.still), replicas: [6], until: 1
    ).plant
    try plant.verify()
    let faults: [(String, (inout ClusterPlant) -> Void)] = [
      ("pod lost", { $0.pods[0].state = .gone }),
      ("pod elsewhere", { $0.pods[0].nodeIndex = 1 }),
      ("node too small", { $0.nodes[0].capacity = Resources(cpu: 1, memory: 4e9) }),
      ("requests miscounted", { $0.nodes[1].podRequests = .zero }),
      ("ready miscounted", { $0.deployments[0].readyCount += 1 }),
      ("pending miscounted", { $0.pendingCount += 1 }),
      ("node not billed", { $0.pools[0].live.removeLast() }),
      ("node in the index", { $0.nodes[1].isCordoned = true }),
      ("room kept for nobody", { $0.nodes[1].reserved = Resources(cpu: 1, memory: 0) }),
      ("template miscounted", { $0.templates[0].liveCount -= 1 }),
      ("zone miscounted", { $0.zoneNodes[0] += 1 }),
      ("boot miscounted", { $0.booting.append(0) }),
    ]
    for (name, change) in faults {
      var broken = plant
      change(&broken)
      #expect(throws: PlantInvariantViolation.self, "\(name)") { try broken.verify() }
    }
  }
}
