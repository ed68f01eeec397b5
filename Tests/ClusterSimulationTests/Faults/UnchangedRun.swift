import Autoscaling
import Foundation
import SimulationKernel
import Workloads

@testable import ClusterSimulation

/// Six hours of a fluid service with spot nodes, failing pulls, lost scrapes and a rollout, as a digest.
enum UnchangedRun {
  static func digest(hasNeighbour: Bool) -> UInt64 { digest(describe(run(neighbour: hasNeighbour))) }

  private static func parameters() -> ClusterParameters {
    var p = ClusterParameters(
      service: ServiceParameters(
        cpuRequest: 1, memoryRequest: 2 * 0x1p30, concurrency: 10, serviceTime: 0.1, cpuTime: 0.01,
        timeout: 10,
        startUp: 60, startUpVariation: 0.3, terminationGrace: 30,
        objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), minReplicas: 1,
        maxReplicas: 100),
      pools: [
        PoolParameters(
          name: "nodes", capacity: Resources(cpu: 4, memory: 16 * 0x1p30), zones: ["a", "b"],
          pricePerHour: 0.4,
          spot: SpotTerms(pricePerHour: 0.3, meanLife: 20000), boot: .exponential(mean: 150), minNodes: 1,
          maxNodes: 50)
      ],
      autoscaler: AutoscalerParameters(), cpuPricePerHour: 0.03, memoryPricePerHour: 0.004,
      control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15, metricLoss: 0.05))
    p.service.image = ContainerImage(name: "app", bytes: 3e8, pullFailure: 0.1)
    p.service.readiness = Probe()
    p.service.liveness = Probe(initialDelay: 30)
    p.service.requestMemory = 3e6
    p.service.memoryLimit = 0x1p31
    p.service.requests.attempts = 3
    p.service.requests.hasCircuitBreaker = true
    var rollout = Rollout(after: 900)
    rollout.startUp = 20
    p.service.rollouts = [rollout]
    return p
  }

  private static func digest(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  private static func run(neighbour: Bool) -> ClusterSimulation.Output {
    let p = parameters()
    let hours = 6
    let load = LoadProfile(
      resolution: .seconds(60),
      rates: (0..<hours * 60).map { (index: Int) -> Double in
        let wave: Double = 150 * sin(Double(index) / 50)
        return 200.0 + wave + Double(index * 7919 % 60)
      })
    let policy = ReactPlusPolicy(
      headroom: 1.1, sizing: ReplicaSizing(p.service.demand!), stabilization: .minutes(5))
    var other = p.service
    other.rollouts = []
    return ClusterSimulation.run(
      .init(
        parameters: p, load: load,
        neighbours: neighbour ? [.init(parameters: other, load: load, policy: policy)] : [], start: .zero,
        measureFrom: .seconds(300), end: .seconds(Int64(hours) * 3600), seed: 3), policy: policy)
  }

  private static func describe(_ o: ClusterSimulation.Output) -> String {
    // figures that came later, and are nothing here, are left out
    ([o.service] + o.neighbours).map { "\($0.measurements)\($0.timeline)\($0.decisions)\($0.waiting)" }
      .joined().replacing("markedSurges: [], ", with: "")
      + "\(o.events)"
  }
}
