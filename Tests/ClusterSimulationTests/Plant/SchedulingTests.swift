import Testing

@testable import ClusterSimulation

/// Where pods go.
@Suite struct SchedulingTests {
  /// Pods on each node.
  private func spread(_ parameters: PlantParameters, replicas: [Int]) -> [Int] {
    PlantHarness.run(parameters, replicas: replicas, until: 1).plant.nodes.map { Int($0.podCount) }
  }

  private func parameters(_ strategy: PlacementStrategy, skew: Int?, zones: [String]) -> PlantParameters {
    var pool = PlantParameters.pool(cpu: 4, min: 3, max: 3)
    pool.zones = zones
    var deployment = PlantParameters.deployment()
    deployment.zoneSkew = skew
    return PlantParameters(
      pools: [pool], deployments: [deployment], autoscaler: PlantParameters.still, placement: strategy)
  }

  @Test func strategiesAndZones() {
    // Six pods of a core on three nodes of four, one in each zone.
    #expect(
      spread(parameters(.mostAllocated, skew: nil, zones: ["a", "b", "c"]), replicas: [6]) == [4, 2, 0])
    #expect(
      spread(parameters(.leastAllocated, skew: nil, zones: ["a", "b", "c"]), replicas: [6]) == [2, 2, 2])
    #expect(spread(parameters(.mostAllocated, skew: 1, zones: ["a", "b", "c"]), replicas: [6]) == [2, 2, 2])
    // A skew of 2: two in the first zone; a third needs a pod in each other zone. So 2, 0, 0; 2, 2, 0; 2, 2,
    // 1, then the first may have its third.
    #expect(spread(parameters(.mostAllocated, skew: 2, zones: ["a", "b", "c"]), replicas: [6]) == [3, 2, 1])
    // Nodes 0 and 2 are in zone a, node 1 in b.
    #expect(spread(parameters(.mostAllocated, skew: 1, zones: ["a", "b"]), replicas: [6]) == [3, 3, 0])
  }

  @Test func taintsAndLabels() {
    var special = PlantParameters.pool(cpu: 4, min: 1, name: "special")
    special.taints = ["gpu"]
    special.labels = ["fast"]
    var tolerant = PlantParameters.deployment("tolerant")
    tolerant.tolerations = ["gpu"]
    var choosy = tolerant
    choosy.nodeSelector = ["fast"]
    var impossible = PlantParameters.deployment("impossible")
    impossible.nodeSelector = ["fast"]
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [special, PlantParameters.pool(cpu: 4, min: 1)],
        deployments: [PlantParameters.deployment(), choosy, tolerant, impossible],
        autoscaler: PlantParameters.still), replicas: [2, 1, 1, 1], until: 1)
    // Plain pods pass by the tainted node, choosy ones go there, a tolerant one to the fullest of both, and a
    // pod that needs the label and does not tolerate the taint waits.
    let nodes = (0..<5).map { harness.plant.pods[$0].node }
    #expect(nodes == [1, 1, 0, 1, nil])
    #expect(harness.plant.pendingCount(of: 3) == 1)
  }

  /// At the start nodes are added while they help: six pods on nodes of one, in zones in turn, by a skew of
  /// 1. A pod that no node can take adds none.
  @Test func nodesAtTheStart() {
    var pool = PlantParameters.pool(cpu: 1, max: 50)
    pool.zones = ["a", "b", "c"]
    var deployment = PlantParameters.deployment()
    deployment.zoneSkew = 1
    let huge = PlantParameters.deployment("huge", PlantParameters.template(cpu: 2))
    let parameters = PlantParameters(
      pools: [pool], deployments: [huge, deployment], autoscaler: PlantParameters.still)
    #expect(spread(parameters, replicas: [1, 6]) == [1, 1, 1, 1, 1, 1])
  }

  /// The higher priority is placed first, then the older pod.
  @Test func pendingOrder() {
    var high = PlantParameters.deployment("high")
    high.priority = 1
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 2, max: 1, boot: 10)],
        deployments: [PlantParameters.deployment("low"), high], autoscaler: PlantParameters.still),
      replicas: [0, 0], until: 100, [(1, .scale(0, to: 2)), (2, .scale(1, to: 1))])
    #expect(harness.readyTimes(1) == [40])
    #expect(harness.readyTimes(ofPod: 0) == [40])
    #expect(harness.plant.pods[1].state == .pending)
  }

  /// A machine of 1 core takes a background task of 0.6 and a pod of 0.4; another pod of 0.4 fits once the
  /// task ends.
  @Test func backgroundTakesRoom() {
    let cell = PoolParameters(name: "cell", capacity: .zero, isAutoscaled: false)
    let template = PlantParameters.template(cpu: 0.4)
    let parameters = PlantParameters(
      pools: [cell], deployments: [PlantParameters.deployment("web", template)])
    let machine = Resources(cpu: 1, memory: 4e9)
    let task = Resources(cpu: 0.6, memory: 1e9)
    let harness = PlantHarness.run(
      parameters, replicas: [0], until: 100,
      [
        (1, .addMachine(machine, pool: 0)), (2, .background(task, on: 0)), (3, .scale(0, to: 2)),
        (50, .endBackground(task, on: 0)),
      ])
    #expect(harness.readyTimes() == [23, 70])
    #expect(harness.plant.nodes[0].free == Resources(cpu: 0.2, memory: 4e9 - 3.2e9))
  }

  /// A machine that shrinks kills its newest pods; one that is removed all of them.
  @Test func machinesShrinkAndGo() {
    let cell = PoolParameters(name: "cell", capacity: .zero, isAutoscaled: false)
    let harness = PlantHarness.run(
      PlantParameters(pools: [cell], deployments: [PlantParameters.deployment()]), replicas: [0], until: 200,
      [
        (1, .addMachine(Resources(cpu: 3, memory: 64e9), pool: 0)), (2, .scale(0, to: 3)),
        (50, .updateMachine(0, Resources(cpu: 2, memory: 64e9))), (60, .removeMachine(0)),
      ])
    let killed = harness.log.compactMap { entry -> (Double, Int)? in
      guard case .podKilled(let pod, _, .machineRemoved) = entry.notice else { return nil }
      return (entry.time.seconds, pod)
    }
    #expect(killed.map(\.0) == [50, 60, 60])
    #expect(killed.map(\.1) == [2, 1, 0])
    #expect(harness.plant.pendingCount(of: 0) == 3)
  }

  /// Requests of 0.5 core and 1 GiB at 0.03 and 0.004 USD an hour: 0.019 a pod. Pending and ending pods
  /// count.
  @Test func costRates() {
    var template = PlantParameters.template()
    template.requests = Resources(cpu: 0.5, memory: 0x1p30)
    var spot = PlantParameters.pool(cpu: 2, min: 2, max: 2, name: "spot")
    spot.spot = SpotTerms(pricePerHour: 0.25, meanLife: 1e9)
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 1, min: 1, max: 1), spot],
      deployments: [PlantParameters.deployment("web", template)], autoscaler: PlantParameters.still,
      cpuPricePerHour: 0.03, memoryPricePerHour: 0.004)
    let plant = PlantHarness.run(
      parameters, replicas: [12], until: 10, [(5, .scale(0, to: 9))]
    ).plant
    // 1 and 2 nodes take 10 pods; two of 12 wait and go first, one more ends: 10 are there.
    #expect(plant.billedPods(of: 0) == 10)
    #expect(abs(plant.podCostRate * 3600 - 0.19) < 1e-9)
    #expect(abs(plant.nodeCostRate * 3600 - 1.5) < 1e-9)
    #expect(abs(plant.spotCostRate * 3600 - 0.5) < 1e-9)
  }
}
