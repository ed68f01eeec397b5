import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// With one pool, constant boot, no image and no probe the plant does what the one-pool simulation did.
@Suite struct OnePoolParityTests {
  /// A random scenario: its settings, the start and 40 scale calls at multiples of 15 s.
  private func scenario(_ seed: UInt64) -> (OnePoolReference.Settings, replicas: Int, calls: [Int]) {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("parity scenario"))
    let minNodes = stream.nextIndex(below: 3)
    let settings = OnePoolReference.Settings(
      perNode: 1 + stream.nextIndex(below: 6), startUp: 5 + 60 * stream.nextUnit(),
      variation: stream.nextUnit(), grace: [0, 7.5, 30][stream.nextIndex(below: 3)],
      boot: [30, 40.5, 150][stream.nextIndex(below: 3)], minNodes: minNodes,
      maxNodes: minNodes + 1 + stream.nextIndex(below: 8),
      interval: [10, 7][stream.nextIndex(below: 2)], unneeded: [0, 60, 120][stream.nextIndex(below: 3)])
    let replicas = stream.nextIndex(below: 12)
    var (calls, level) = ([Int](), replicas)
    for _ in 0..<40 {
      level = max(0, level + stream.nextIndex(below: 13) - 6)
      calls.append(level)
    }
    return (settings, replicas, calls)
  }

  private func reference(_ seed: UInt64) -> [String] {
    let (settings, replicas, calls) = scenario(seed)
    var model = OnePoolReference(settings: settings, seed: seed, calls: calls)
    var scheduler = Scheduler<OnePoolReference.Event>(start: .zero)
    model.begin(&scheduler, replicas: replicas)
    for number in calls.indices {
      scheduler.schedule(.call(number), at: .seconds(15 * Int64(number + 1)), phase: .control)
    }
    model.run(&scheduler, until: .seconds(1200))
    return firstInstantSorted(model.log)
  }

  /// At the first instant all is there at once; in which order it is told does not matter.
  private func firstInstantSorted(_ log: [String]) -> [String] {
    let first = log.prefix { $0.hasPrefix("0 ") }
    return first.sorted() + log.dropFirst(first.count)
  }

  private func plant(_ seed: UInt64, placement: PlacementStrategy = .mostAllocated) -> [String] {
    let (settings, replicas, calls) = scenario(seed)
    let parameters = PlantParameters(
      pools: [
        PoolParameters(
          name: "pool", capacity: Resources(cpu: 0.5 * Double(settings.perNode), memory: 64e9),
          boot: .constant(settings.boot), minNodes: settings.minNodes, maxNodes: settings.maxNodes)
      ],
      deployments: [
        DeploymentParameters(
          name: "service",
          template: PodTemplate(
            requests: Resources(cpu: 0.5, memory: 1e9),
            startUp: .logNormal(mean: settings.startUp, variation: settings.variation),
            terminationGrace: settings.grace))
      ],
      autoscaler: AutoscalerParameters(
        scanInterval: settings.interval, unneededTime: settings.unneeded, utilizationThreshold: 0,
        delayAfterAdd: 0
      ),
      placement: placement)
    let steps = calls.enumerated().map { (15 * Double($0 + 1), PlantHarness.Call.scale(0, to: $1)) }
    let harness = PlantHarness.run(
      parameters, replicas: [replicas], seed: seed, until: 1200, checks: false, steps)
    let log = harness.log.compactMap { entry in
      let text: String? =
        switch entry.notice {
        case .nodeUp(let node): "up \(node)"
        case .nodeGone(let node): "released \(node)"
        case .podReady(let pod, _): "ready \(pod)"
        case .podTerminating(let pod, _): "ends \(pod)"
        case .podGone(let pod, _): "gone \(pod)"
        default: nil
        }
      return text.map { "\(entry.time.nanoseconds) \($0)" }
    }
    return firstInstantSorted(log)
  }

  @Test func sameLogsInTwoHundredScenarios() {
    for seed in UInt64(0)..<200 {
      let (expected, found) = (reference(seed), plant(seed))
      guard expected != found else { continue }
      let place =
        zip(expected, found).enumerated().first { $1.0 != $1.1 }?.0 ?? min(expected.count, found.count)
      let lines = [expected, found].map { $0.dropFirst(place).first ?? "nothing" }
      Issue.record("seed \(seed), line \(place): \(lines[0]) and \(lines[1])")
      return
    }
  }

  /// The comparison is able to tell: with another placement some log differs.
  @Test func spreadingDiffers() {
    #expect((UInt64(0)..<20).contains { reference($0) != plant($0, placement: .leastAllocated) })
  }
}
