import Autoscaling
import Foundation
import Learning
import SimulationKernel
import Testing
import Workloads

@testable import ClusterSimulation

enum Plant {
  /// Ten workers of 100 ms, p95 below 500 ms: one replica carries 88.5 requests a second (see `demandByHand`).
  static func parameters(startUp: Double = 60, boot: Double = 150) -> ClusterParameters {
    ClusterParameters(
      service: ServiceParameters(
        cpuRequest: 1, memoryRequest: 2 * 0x1p30, concurrency: 10, serviceTime: 0.1, cpuTime: 0.01,
        timeout: 10,
        startUp: startUp, startUpVariation: 0, terminationGrace: 30,
        objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), minReplicas: 1,
        maxReplicas: 100),
      pools: [
        PoolParameters(
          name: "nodes", capacity: Resources(cpu: 4, memory: 16 * 0x1p30), pricePerHour: 0.4,
          boot: .constant(boot), minNodes: 1, maxNodes: 50)
      ],
      autoscaler: AutoscalerParameters(utilizationThreshold: 0, delayAfterAdd: 0), cpuPricePerHour: 0.03,
      memoryPricePerHour: 0.004,
      control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15))
  }

  static func load(_ hours: Int, _ rate: (Double) -> Double) -> LoadProfile {
    LoadProfile(resolution: .seconds(15), rates: (0..<hours * 240).map { rate(Double($0) * 15) })
  }

  static func run(
    _ load: LoadProfile, _ policy: any ScalingPolicy, parameters: ClusterParameters = parameters(),
    seed: UInt64 = 1
  ) -> ClusterSimulation.Output {
    ClusterSimulation.run(
      .init(
        parameters: parameters, load: load, start: .zero, measureFrom: .zero,
        end: .seconds(Int64(load.rates.count) * 15), seed: seed),
      policy: policy)
  }
}

@Suite struct ClusterSimulationTests {
  /// 100 requests a second on two replicas for an hour: 50 each at ρ = 0.5. Four replicas fit a node of 4 cores, so one
  /// node of 0.40 USD an hour; two replicas of 1 core and 2 GiB cost 2 · (0.03 + 0.008) = 0.076 USD.
  @Test func aSteadyHourByHand() {
    let output = Plant.run(Plant.load(1) { _ in 100 }, StaticPolicy(replicas: 2))
    let m = output.measurements
    #expect(abs(m.seconds - 3600) < 1e-9)
    #expect(abs(m.arrived - 360_000) < 1e-6)
    #expect(m.failed == 0)
    #expect(abs(m.nodeCost - 0.4) < 1e-12)
    #expect(abs(m.replicaCost - 0.076) < 1e-12)
    #expect(m.windows == 60 && m.violatingWindows == 0)
    // 1 core-second per 100 requests
    #expect(abs(m.cpuSeconds - 3600) < 1e-6)
    let tail = MultiServerQueue(servers: 10, serviceTime: 0.1).tail(beyond: 0.5, utilization: 0.5)
    #expect(abs(m.violating / m.arrived - tail) < 1e-9)
  }

  /// The fluid at rest is M/M/c: the queue it settles at is the closed form's.
  @Test(arguments: [0.3, 0.7, 0.9, 0.97])
  func fluidSettlesAtTheClosedForm(utilization: Double) {
    let queue = MultiServerQueue(servers: 10, serviceTime: 0.1)
    var service = FluidService(parameters: Plant.parameters().service)
    service.setReady(3)
    service.arrivalRate = utilization * 3 * queue.capacity
    service.advance(by: 600)
    #expect(abs(service.waiting / 3 - queue.meanQueue(utilization: utilization)) < 1e-3)
  }

  /// Overload of 20 % on one replica of capacity 100 for 30 s leaves about 20 · 30 = 600 requests; at 50 requests a
  /// second they drain at 50 a second, so 15 s later there are few left.
  @Test func overloadGrowsAndDrainsAtTheRates() {
    var service = FluidService(parameters: Plant.parameters().service)
    service.setReady(1)
    service.arrivalRate = 120
    service.advance(by: 30)
    #expect(abs(service.waiting - 600) < 40)
    service.arrivalRate = 50
    service.advance(by: 10)
    #expect(abs(service.waiting - 100) < 40)
    service.advance(by: 20)
    #expect(service.waiting < 1)
  }

  /// Clients give up after 10 s: in overload everybody waits that long, so the queue of one replica never holds more than
  /// 10 s of arrivals, and what does not fit has failed. The run begins with the three replicas that the load demands and
  /// has one from the sync at 15 s on: it serves 15 · 200 + 3585 · 100 = 361,500 requests, less the 0.07 % that a full
  /// M/M/c queue leaves idle.
  @Test func clientsGiveUp() {
    let output = Plant.run(Plant.load(1) { _ in 200 }, StaticPolicy(replicas: 1))
    let m = output.measurements
    #expect(output.waiting <= 2000 + 1e-6)
    let served = m.arrived - m.failed - output.waiting
    #expect(abs(served - 361_500) < 360)
    #expect(m.violatingWindows == 60)
  }

  /// A step from 80 to 300 requests a second at 600 s needs 4 replicas; the policy sees it at the sync at 630 s (the
  /// scrape of 615 s is delivered then), and start-up takes 60 s on a node that is there: ready at 690 s.
  @Test func aStepIsAnsweredAfterTheLead() {
    let parameters = Plant.parameters()
    let map = parameters.service.demand!
    let output = Plant.run(
      Plant.load(1) { $0 < 600 ? 80 : 300 },
      ReactPlusPolicy(headroom: 1, sizing: ReplicaSizing(map), stabilization: .minutes(5)))
    #expect(map.replicas(forRequestsPerSecond: 300) == 4)
    #expect(output.decisions.first?.time == 630)
    #expect(output.decisions.first?.desired == 4)
    #expect(output.measurements.surges == [90])
  }

  /// The same step where the replicas need a second node: the scan of 640 s orders it, it is up at 790 s, the replicas
  /// there are ready at 850 s: 250 s after the step.
  @Test func aStepWaitsForANode() {
    let parameters = Plant.parameters()
    let map = parameters.service.demand!
    let output = Plant.run(
      Plant.load(1) { $0 < 600 ? 80 : 600 },
      ReactPlusPolicy(headroom: 1, sizing: ReplicaSizing(map), stabilization: .minutes(5)))
    #expect(output.measurements.surges == [250])
    #expect(output.timeline.last?.nodes == 2)
  }

  /// After the load is gone the second node empties and is released 10 minutes later; it is billed until then.
  @Test func emptyNodesAreReleased() {
    let map = Plant.parameters().service.demand!
    let output = Plant.run(
      Plant.load(2) { $0 < 1200 ? 600 : 80 },
      ReactPlusPolicy(headroom: 1, sizing: ReplicaSizing(map), stabilization: .minutes(5)))
    #expect(output.timeline.first?.nodes == 2)
    #expect(output.timeline.last?.nodes == 1)
    #expect(output.timeline.last?.ready == 1)
  }

  @Test func anOracleMissesNothing() {
    let parameters = Plant.parameters()
    let load = Plant.load(6) { 200 + 150 * sin($0 / 3000) }
    let map = parameters.service.demand!
    let oracle = OraclePolicy(
      future: LoadPath(rates: load.rates, resolution: load.resolution),
      lead: .seconds(rounding: parameters.actuationLeadWithNode + 15), sizing: ReplicaSizing(map))
    let run = Plant.run(load, oracle)
    #expect(run.measurements.violatingWindows == 0)
    let mean = Plant.run(load, StaticPolicy(replicas: map.replicas(forRequestsPerSecond: 200)))
    #expect(mean.measurements.violatingWindows > 0)
  }

  @Test func equalInputsGiveEqualOutputs() {
    let load = Plant.load(4) { 200 + 150 * sin($0 / 2000) }
    var parameters = Plant.parameters()
    parameters.service.startUpVariation = 0.3
    let policy = ReactPlusPolicy(
      headroom: 1.1, sizing: ReplicaSizing(parameters.service.demand!), stabilization: .minutes(5))
    let first = Plant.run(load, policy, parameters: parameters)
    let again = Plant.run(load, policy, parameters: parameters)
    let other = Plant.run(load, policy, parameters: parameters, seed: 2)
    #expect(first.measurements == again.measurements && first.timeline == again.timeline)
    #expect(first.measurements != other.measurements)
  }

  /// No policy but the oracle can look ahead: a load that differs only after now − lag changes no earlier decision.
  @Test func theFutureChangesNoDecision() {
    let map = Plant.parameters().service.demand!
    let known = Plant.load(2) { 200 + 150 * sin($0 / 500) }
    let changed = LoadProfile(
      resolution: known.resolution,
      rates: known.rates.enumerated().map { $0 < 240 ? $1 : 50 + Double($0 % 7) * 60 })
    let policy = ReactPlusPolicy(headroom: 1.1, sizing: ReplicaSizing(map), stabilization: .minutes(5))
    let a = Plant.run(known, policy).decisions.filter { $0.time < 3600 + 15 }
    let b = Plant.run(changed, policy).decisions.filter { $0.time < 3600 + 15 }
    #expect(!a.isEmpty && a == b)
  }

  /// A limit of half a core lets 0.5 · 0.1 / 0.01 = 5 of 10 workers go at full speed. Ten that share it go at half speed,
  /// which empties the replica at the same rate: the fluid's M/M/5 and the throttled workers have the same numbers inside.
  @Test func aCPULimitThrottlesAlikeOnBothLevels() {
    var parameters = Plant.parameters()
    parameters.service.cpuLimit = 0.5
    #expect(parameters.service.workers == 5)
    let load = LoadProfile(resolution: .seconds(15), rates: Array(repeating: 35, count: 160))
    func latency(_ level: ServiceLevelOfDetail, _ limit: Double?) -> Double {
      parameters.service.level = level
      parameters.service.cpuLimit = limit
      let m = Plant.run(load, StaticPolicy(replicas: 1), parameters: parameters).measurements
      return m.latencySeconds / m.arrived
    }
    let fluid = latency(.fluid, 0.5)
    #expect(abs(latency(.request, 0.5) / fluid - 1) < 0.1)
    #expect(fluid > 1.2 * latency(.fluid, nil))
  }

  /// 1 GiB idle and 0.2 GiB a request: the sixth request inside is too much for 2 GiB.
  @Test(arguments: [ServiceLevelOfDetail.fluid, .request])
  func aContainerBeyondItsMemoryIsKilled(level: ServiceLevelOfDetail) {
    var parameters = Plant.parameters(startUp: 10)
    parameters.service.level = level
    parameters.service.requestMemory = 0.2 * 0x1p30
    let load = LoadProfile(resolution: .seconds(15), rates: Array(repeating: 160, count: 40))
    func run(_ limit: Double?) -> RunMeasurements {
      parameters.service.memoryLimit = limit
      return Plant.run(load, StaticPolicy(replicas: 2), parameters: parameters).measurements
    }
    let killed = run(2 * 0x1p30)
    let spared = run(20 * 0x1p30)
    #expect(killed.memoryKills > 0 && killed.readySeconds < spared.readySeconds)
    #expect(spared.memoryKills == 0 && run(nil).memoryKills == 0)
  }

  /// Half of the scrapes lost: the load is the same, the policy sees it later and averaged over longer.
  @Test func lostScrapesDelayDecisions() {
    let load = Plant.load(2) { 200 + 150 * sin($0 / 300) }
    let policy = ReactPlusPolicy(
      headroom: 1.1, sizing: ReplicaSizing(Plant.parameters().service.demand!), stabilization: .minutes(5))
    func run(_ loss: Double) -> ClusterSimulation.Output {
      var parameters = Plant.parameters()
      parameters.control.metricLoss = loss
      return Plant.run(load, policy, parameters: parameters)
    }
    let all = run(0)
    let half = run(0.5)
    #expect(half.measurements == run(0.5).measurements)
    #expect(abs(half.measurements.arrived - all.measurements.arrived) < 1e-6)
    #expect(half.measurements.underTime > all.measurements.underTime)
  }

  /// Two services on nodes for one of them: the one that grows first leaves the other to wait for a node.
  @Test func neighboursCompeteForNodes() {
    var parameters = Plant.parameters()
    parameters.pools[0].maxNodes = 2
    let load = Plant.load(2) { $0 < 1800 ? 80 : 500 }
    let policy = ReactPlusPolicy(
      headroom: 1, sizing: ReplicaSizing(parameters.service.demand!), stabilization: .minutes(5))
    func run(_ neighbours: [ClusterSimulation.Neighbour]) -> ClusterSimulation.Output {
      ClusterSimulation.run(
        .init(
          parameters: parameters, load: load, neighbours: neighbours, start: .zero, measureFrom: .zero,
          end: .seconds(7200), seed: 1), policy: policy)
    }
    let alone = run([])
    // 6 replicas of 8 that fit
    let other = ClusterSimulation.Neighbour(
      parameters: parameters.service, load: Plant.load(2) { _ in 100 }, policy: StaticPolicy(replicas: 5))
    let shared = run([other])
    #expect(alone.measurements.peakReady == 6)
    #expect(shared.measurements.peakReady == 3 && shared.neighbours[0].measurements.peakReady == 5)
    #expect(shared.measurements.violatingWindows > alone.measurements.violatingWindows)
    #expect(shared.timeline.allSatisfy { $0.nodes <= 2 })
  }

  /// Eight replicas of which a quarter may go and a quarter may be added: all run on, at 6 to 10, and the service is
  /// replaced once. One that cannot start is stopped by the first bad window.
  @Test func aRolloutKeepsTheServiceUp() {
    var parameters = Plant.parameters(startUp: 30)
    let load = LoadProfile(resolution: .seconds(15), rates: Array(repeating: 400, count: 240))
    func run(_ rollout: Rollout?) -> ClusterSimulation.Output {
      parameters.service.rollouts = rollout.map { [$0] } ?? []
      return Plant.run(load, StaticPolicy(replicas: 8), parameters: parameters)
    }
    let still = run(nil)
    var rollout = Rollout(after: 600)
    let rolled = run(rollout)
    #expect(rolled.measurements.violatingWindows == 0 && still.measurements.violatingWindows == 0)
    let ready = rolled.timeline.map(\.ready)
    #expect(ready.min()! >= 6 && ready.min()! < 8 && ready.last == 8)
    #expect(rolled.measurements.replicaCost > still.measurements.replicaCost)
    // a version that takes an hour to start: with it, the capacity stays at three quarters for good
    rollout.startUp = 3600
    #expect(run(rollout).timeline.last!.ready == 6)
    // at 6 replicas of 100 a second and 400 a second some requests are late; the first window that shows it ends it
    rollout.rollBackAbove = 0
    #expect(run(rollout).timeline.last!.ready == 8)
  }

  /// Thirty clients that think for a second before a request of 0.1 s, with a worker for each: 30/1.1 requests a second
  /// (the interactive response-time law), whatever the load profile says.
  @Test func closedClientsComeAtTheirOwnPace() {
    var parameters = Plant.parameters()
    parameters.service.level = .request
    parameters.service.requests.clients = 30
    let load = LoadProfile(resolution: .seconds(15), rates: Array(repeating: 300, count: 80))
    let m = Plant.run(load, StaticPolicy(replicas: 30), parameters: parameters).measurements
    let rate = m.arrived / m.seconds
    // 32,700 requests: a standard error of at most 1/√32,700 = 0.55 %
    #expect(abs(rate / (30 / 1.1) - 1) < 0.02, "\(rate) requests a second")
    #expect(abs(m.latencySeconds / m.arrived - 0.1) < 0.005)
  }
}
