import Autoscaling
import SimulationKernel
import Stochastics
import Testing
import Workloads

@testable import ClusterSimulation

extension RandomPurpose {
  fileprivate static let scenario = RandomPurpose("random scenario")
}

/// A thousand random scenarios of up to twenty minutes: services, nodes, limits, neighbours, loads and policies of all
/// kinds. A debug build checks the invariants after each event of each.
@Suite("Whatever the scenario")
struct ClusterPropertyTests {
  private struct Draw {
    var stream: RandomStream
    init(_ seed: UInt64) { stream = RandomStream(seed: seed, purpose: .scenario) }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[stream.nextIndex(below: values.count)] }
    mutating func number(_ range: ClosedRange<Double>) -> Double {
      range.lowerBound + stream.nextUnit() * (range.upperBound - range.lowerBound)
    }
  }

  private func service(_ draw: inout Draw, level: ServiceLevelOfDetail) -> ServiceParameters {
    var service = Plant.parameters(startUp: draw.pick([1, 20, 90])).service
    service.level = level
    service.concurrency = draw.pick([1, 3, 10])
    service.timeout = draw.pick([0.6, 2, 10])
    service.startUpVariation = draw.pick([0, 0.5])
    service.terminationGrace = draw.pick([0, 30])
    service.minReplicas = draw.pick([1, 2])
    service.maxReplicas = draw.pick([3, 9])
    service.cpuLimit = draw.pick([nil, 0.5])
    service.image = draw.pick([nil, ContainerImage(name: "a", bytes: 1e9, pullFailure: 0.2)])
    service.readiness = draw.pick([nil, Probe(period: 7)])
    service.budget = draw.pick([nil, .minAvailable(.percent(50))])
    service.priority = draw.pick([0, 5])
    if draw.pick([false, true]) {
      service.requestMemory = 0x1p28
      service.memoryLimit = draw.pick([1.6, 4]) * 0x1p30
    }
    service.requests.balancer = draw.pick(RequestDetails.Balancer.allCases)
    service.requests.attempts = draw.pick([1, 3])
    service.requests.queueLimit = draw.pick([nil, 5])
    service.requests.sharesProcessor = draw.pick([false, true])
    return service
  }

  private func inputs(_ seed: UInt64) -> (inputs: ClusterSimulation.Inputs, policies: [any ScalingPolicy]) {
    var draw = Draw(seed)
    let level: ServiceLevelOfDetail = seed % 10 == 0 ? .request : .fluid
    var parameters = Plant.parameters(boot: draw.pick([0, 100]))
    parameters.service = service(&draw, level: level)
    parameters.pools[0].maxNodes = draw.pick([1, 3])
    parameters.pools[0].zones = draw.pick([["a"], ["a", "b"]])
    if draw.pick([false, true]) {
      var spot = parameters.pools[0]
      spot.name = "spot"
      spot.spot = SpotTerms(pricePerHour: 0.1, meanLife: 300, notice: 20)
      spot.minNodes = 0
      parameters.pools.append(spot)
    }
    parameters.autoscaler.utilizationThreshold = draw.pick([0, 0.5])
    parameters.autoscaler.unneededTime = draw.pick([30, 600])
    parameters.placement = draw.pick([.mostAllocated, .leastAllocated])
    parameters.control.metricLoss = draw.pick([0, 0.3])
    let seconds = draw.pick([300, 600, 1200])
    let scale = level == .request ? 0.1 : 1.0
    let rates = (0..<seconds / 15).map { _ in draw.number(0...200) * scale }
    let load = LoadProfile(resolution: .seconds(15), rates: rates)
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters, load: load, start: .zero, measureFrom: .zero, end: .seconds(Int64(seconds)),
      seed: seed, timelineInterval: 30)
    guard let demand = parameters.service.demand else { return (inputs, []) }
    let react = ReactPlusPolicy(headroom: 1.2, sizing: ReplicaSizing(demand), stabilization: .minutes(1))
    if draw.pick([false, true]) {
      inputs.neighbours = [
        ClusterSimulation.Neighbour(parameters: service(&draw, level: level), load: load, policy: react)
      ]
    }
    return (inputs, [StaticPolicy(replicas: draw.pick([1, 5])), react])
  }

  private func faults(_ output: ClusterSimulation.Output, _ inputs: ClusterSimulation.Inputs) -> [String] {
    var faults: [String] = []
    func check(_ holds: Bool, _ what: String) { if !holds { faults.append(what) } }
    let maximum = inputs.parameters.pools.reduce(0) { $0 + $1.maxNodes }
    let prices = inputs.parameters.pools.map(\.pricePerHour).max() ?? 0
    for (index, service) in ([output.service] + output.neighbours).enumerated() {
      let m = service.measurements
      let limit =
        index == 0 ? inputs.parameters.service.maxReplicas : inputs.neighbours[0].parameters.maxReplicas
      check(m.failed >= 0 && m.failed <= m.violating + 1e-6, "failed \(m.failed) of \(m.violating) violating")
      check(m.violating <= m.arrived + m.failed + 1e-6, "\(m.violating) of \(m.arrived) violate")
      check(m.violatingWindows <= m.windows, "windows")
      check(service.waiting >= 0 && m.latencySeconds >= 0 && m.cpuSeconds >= 0, "a negative figure")
      check(
        m.peakReady <= limit && m.readySeconds <= Double(m.peakReady) * m.seconds + 1e-6, "ready replicas")
      check(abs(m.seconds - inputs.end.seconds) < 1e-6, "measured \(m.seconds) s")
      check(m.underTime + m.overTime <= m.demandTime + 1e-6, "under and over")
      let times = service.timeline.map(\.time)
      check(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "the clock")
      check(service.timeline.allSatisfy { $0.nodes <= maximum && $0.ready <= limit }, "a timeline point")
    }
    let bound = Double(maximum) * prices * inputs.end.seconds / 3600
    check(output.measurements.nodeCost <= bound + 1e-9, "cost \(output.measurements.nodeCost) above \(bound)")
    return faults
  }

  @Test(arguments: 0..<10)
  func consistent(batch: Int) {
    for seed in UInt64(batch * 100 + 1)...UInt64(batch * 100 + 100) {
      let (inputs, policies) = inputs(seed)
      let outputs = policies.map { ClusterSimulation.run(inputs, policy: $0) }
      for output in outputs {
        let found = faults(output, inputs)
        #expect(found == [], "seed \(seed)")
      }
      // common random numbers: the same requests reach every policy, unless clients try again
      if outputs.count == 2, inputs.parameters.service.requests.attempts == 1 {
        let arrived = outputs.map(\.measurements.arrived)
        #expect(abs(arrived[0] - arrived[1]) < 1e-6, "seed \(seed): \(arrived)")
      }
    }
  }

  /// The sister: a bill that is wrong by a thousandth more than all nodes could cost is seen.
  @Test func aWrongFigureIsSeen() {
    let (inputs, policies) = inputs(3)
    var output = ClusterSimulation.run(inputs, policy: policies[0])
    #expect(faults(output, inputs) == [])
    output.service.measurements.violating = output.measurements.arrived * 3 + 1
    output.service.measurements.nodeCost = 1e6
    #expect(faults(output, inputs).count == 2)
  }
}
