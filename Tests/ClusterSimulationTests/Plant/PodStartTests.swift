import Testing

@testable import ClusterSimulation

/// From a scale-up to a ready pod, by hand.
@Suite struct PodStartTests {
  struct Case: Sendable {
    var image: Double
    var probe: Probe?
    var ready: Double
  }

  /// Asked for at 5, scanned at 10, ordered with 150 s of boot: bound at 160. 500 MB at 50 MB/s are 10 s, the
  /// start-up is 20 s.
  static let cases = [
    Case(image: 0, probe: nil, ready: 180),
    Case(image: 5e8, probe: nil, ready: 190),
    // The container starts at 170 and serves at 190; checks at 175, 185, 195.
    Case(image: 5e8, probe: Probe(initialDelay: 5, period: 10), ready: 195),
    // The container starts at 160 and serves at 180; checks at 165, 175, 185.
    Case(image: 0, probe: Probe(initialDelay: 5, period: 10), ready: 185),
    // A check at the very moment it serves succeeds: 160, 170, 180.
    Case(image: 0, probe: Probe(period: 10), ready: 180),
    // The first check comes after it serves.
    Case(image: 0, probe: Probe(initialDelay: 40, period: 10), ready: 200),
  ]

  @Test(arguments: cases) func bootPullStartProbe(_ row: Case) {
    var template = PlantParameters.template()
    template.image = row.image > 0 ? ContainerImage(name: "web", bytes: row.image) : nil
    template.readiness = row.probe
    var pool = PlantParameters.pool(cpu: 4)
    pool.pullBandwidth = 5e7
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [pool], deployments: [PlantParameters.deployment("web", template)],
        autoscaler: PlantParameters.still), replicas: [0], until: 400, [(5, .scale(0, to: 1))])
    #expect(harness.nodeUpTimes == [160])
    #expect(harness.readyTimes() == [row.ready])
    let pod = harness.plant.pods[0]
    #expect(pod.startTime.seconds == 160)
    #expect(pod.readySince.seconds == row.ready)
  }

  struct PullCase: Sendable {
    var names: [String]
    var inParallel: Bool
    var ready: [Double]
  }

  /// Two pods are bound to one node at 100, each with an image that takes 10 s; both start up in 20 s.
  static let pulls = [
    PullCase(names: ["a", "b"], inParallel: false, ready: [130, 140]),
    PullCase(names: ["a", "b"], inParallel: true, ready: [130, 130]),
    // The second waits for the pull of the first.
    PullCase(names: ["a", "a"], inParallel: false, ready: [130, 130]),
  ]

  @Test(arguments: pulls) func pullsOnANode(_ row: PullCase) {
    var pool = PlantParameters.pool(cpu: 4, min: 1)
    pool.pullBandwidth = 5e7
    pool.pullsInParallel = row.inParallel
    let deployments = row.names.map { name in
      var template = PlantParameters.template()
      template.image = ContainerImage(name: name, bytes: 5e8)
      return PlantParameters.deployment(name, template)
    }
    let harness = PlantHarness.run(
      PlantParameters(pools: [pool], deployments: deployments, autoscaler: PlantParameters.still),
      replicas: [0, 0], until: 400,
      [(100, .scale(0, to: 1)), (100, .scale(1, to: 1)), (200, .scale(0, to: 2))])
    #expect(harness.readyTimes(ofPod: 0) + harness.readyTimes(ofPod: 1) == row.ready)
    // The image is there by now.
    #expect(harness.readyTimes(ofPod: 2) == [220])
  }

  /// Tries at 0, 10, 30, 70, 150, 310, 610 and 910 s after the binding at 100: eight before 1,100.
  @Test func failedPullsBackOff() {
    var template = PlantParameters.template()
    template.image = ContainerImage(name: "web", bytes: 5e8, pullFailure: 0.999_999)
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 4, min: 1)],
      deployments: [PlantParameters.deployment("web", template)], autoscaler: PlantParameters.still)
    for (end, tries) in [(105.0, 1), (111, 2), (129, 2), (131, 3), (1009, 7), (1011, 8), (1100, 8)] {
      let harness = PlantHarness.run(parameters, replicas: [0], until: end, [(100, .scale(0, to: 1))])
      #expect(harness.plant.pods[0].pulls == tries)
      #expect(harness.plant.pods[0].step == .imageBackOff)
    }
  }

  /// A start takes 1 s and each crash comes 1 s after ready, so that the waits are 10, 20, 40, 80, 160, 300,
  /// 300: ready at 21, 43, 85, 167, 329, 631, 933. The container of 932 has run 600 s at 1,532; the wait is
  /// 10 s again.
  @Test func crashesBackOff() {
    let crashes = [10.0, 22, 44, 86, 168, 330, 632, 1532]
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 4)],
      deployments: [PlantParameters.deployment("web", PlantParameters.template(startUp: 1))],
      autoscaler: PlantParameters.still)
    let harness = PlantHarness.run(
      parameters, replicas: [1], until: 2000, crashes.map { ($0, .crash(0)) })
    #expect(harness.readyTimes() == [0, 21, 43, 85, 167, 329, 631, 933, 1543])
    // A second earlier the wait would have stayed at 300 s.
    let early = PlantHarness.run(
      parameters, replicas: [1], until: 2000, (crashes.dropLast() + [1531]).map { ($0, .crash(0)) })
    #expect(early.readyTimes().last == 1832)
  }

  /// The container runs since 0 and hangs at 33. Readiness is checked at 0, 10, …: fails at 40, 50 and 60.
  /// Liveness is checked at 10, 30, 50, 70: fails at 50 and 70. It starts again at 80 and is ready at the
  /// check of 100.
  @Test func hangsAreFound() {
    var template = PlantParameters.template()
    template.readiness = Probe(period: 10, failureThreshold: 3)
    template.liveness = Probe(initialDelay: 10, period: 20, failureThreshold: 2)
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4)], deployments: [PlantParameters.deployment("web", template)],
        autoscaler: PlantParameters.still), replicas: [1], until: 300, [(33, .hang(0))])
    #expect(harness.readyTimes() == [0, 100])
    #expect(harness.times { if case .podUnready = $0 { true } else { false } } == [60])
    #expect(harness.times { $0 == .podKilled(pod: 0, deployment: 0, reason: .hung) } == [70])
  }
}
