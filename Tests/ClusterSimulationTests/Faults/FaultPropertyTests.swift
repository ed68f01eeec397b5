import Autoscaling
import Foundation
import SimulationKernel
import Stochastics
import Testing
import Workloads

@testable import ClusterSimulation

/// Asks for random remedies.
private struct RandomHealer: HealingPolicy {
  var stream: RandomStream

  mutating func heal(_ seen: HealthObservation) -> HealingDecision {
    var decision = HealingDecision()
    // what a remedy does for a time is over before the run is
    guard seen.now < 1300, let replica = seen.replicas.randomElement(using: &stream)?.replica,
      let node = seen.nodes.randomElement(using: &stream)?.node
    else { return decision }
    let all: [Remedy] = [
      .restart(replica: replica), .rollingRestart, .replace(replica: replica), .raiseLimits, .rollBack,
      .drain(node: node), .moveReplicas(node: node), .uncordon(node: node), .fence(node: node), .orderNode,
      .pinImage, .restartDNS, .cleanDisk(node: node), .shedLoad(share: 0.5, seconds: 20),
      .tripBreaker(seconds: 20), .holdReplicas(seconds: 60),
      .scaleOut(replicas: 10, seconds: 60),
    ]
    decision.actions = [HealingAction(all[stream.nextIndex(below: all.count)], reason: "chance")]
    return decision
  }
}

@Suite("Random campaigns")
struct FaultPropertyTests {
  private static let campaign: FaultCampaign = {
    var campaign = FaultCampaign(
      faultsPerHour: 90, severity: .init(0, 1), duration: .init(20, 200), healthyStretch: 10,
      allowsOverlap: true)
    campaign.deploysPerHour = 6
    campaign.collectorPausesPerHour = 6
    return campaign
  }()

  private static func inputs(_ seed: UInt64, _ level: ServiceLevelOfDetail, rate: Double)
    -> ClusterSimulation.Inputs
  {
    var inputs = FaultRig.inputs(
      campaign.plan(seconds: 480, seed: seed), level, seed: seed, rate: rate, minutes: 20)
    inputs.start = .seconds(240)
    inputs.keepsHealth = false
    inputs.parameters.service.readiness = Probe(period: 5)
    inputs.parameters.service.liveness = Probe(initialDelay: 30)
    inputs.faultParameters.livenessNeedsWorker = seed.isMultiple(of: 2)
    inputs.faultParameters.hasBreaker = true
    inputs.healing = HealingSetup(
      RandomHealer(stream: RandomStream(seed: seed, purpose: RandomPurpose("random healer"))))
    return inputs
  }

  private func run<Services: ServiceModel>(_ inputs: ClusterSimulation.Inputs, _ services: Services) throws
    -> ClusterModel<Services>
  {
    var model = ClusterModel(inputs, policy: StaticPolicy(replicas: 8), services: services)
    var scheduler = Scheduler<ClusterEvent>(start: inputs.start)
    model.begin(&scheduler)
    for step in 1...8 {
      let span = (inputs.end - inputs.start).seconds / 8
      model.run(&scheduler, until: inputs.start + .seconds(rounding: span * Double(step)))
      try model.plant.verify()
    }
    return model
  }

  @Test("a hundred fluid campaigns keep plant and counts in order and leave nothing behind")
  func fluidCampaigns() throws {
    var types = Set<AnomalyType>()
    for seed in 1...100 as ClosedRange<UInt64> {
      let inputs = Self.inputs(seed, .fluid, rate: 440)
      types.formUnion(inputs.faults.faults.map(\.type))
      let model = try run(
        inputs, FluidServices([inputs.parameters.service], start: inputs.start, tellsPodsApart: true))
      let engine = try #require(model.faults)
      #expect(engine.active.isEmpty, "seed \(seed)")
      #expect(engine.clients == [.normal], "seed \(seed)")
      let fluid = model.services.services[0]
      #expect(fluid.ready == model.plant.readyCount(of: 0), "seed \(seed)")
      for pod in model.plant.livePods(of: 0) where model.plant.pods[Int(pod)].state == .ready {
        let answers = model.plant.pods[Int(pod)].node.map { model.plant.nodes[$0].answers } ?? false
        if answers { #expect(engine.conditions[Int(pod)] == .healthy, "seed \(seed)") }
      }
      let totals = model.states[0].meter.measurements
      #expect(totals.failed >= 0 && totals.failed <= totals.arrived * (1 + 1e-9), "seed \(seed)")
      #expect(totals.violating <= totals.arrived * (1 + 1e-9), "seed \(seed)")
      #expect(totals.failed <= totals.violating * (1 + 1e-9), "seed \(seed)")
      #expect(fluid.waiting >= 0 && fluid.waiting.isFinite, "seed \(seed)")
      // 440 a second for twenty minutes
      #expect(abs(totals.arrived - 528_000) < 1, "seed \(seed)")
    }
    #expect(types == Set(AnomalyType.allCases))
  }

  @Test("campaigns of single requests conserve them", arguments: 1...2 as ClosedRange<UInt64>)
  func requestCampaigns(seed: UInt64) throws {
    var inputs = Self.inputs(seed, .request, rate: 6)
    inputs.parameters.service.concurrency = 2
    inputs.parameters.service.serviceTime = 0.5
    inputs.parameters.service.objective.latencyTarget = 2.5
    inputs.parameters.service.timeout = 5
    inputs.parameters.service.requests.attempts = 2
    let model = try run(
      inputs, RequestServices([inputs.parameters.service], seed: seed, watchesReplicas: true))
    #expect(model.services.violatedInvariants == [], "seed \(seed)")
    let totals = model.states[0].meter.measurements
    #expect(totals.arrived > 6000 && totals.failed > 0 && totals.failed <= totals.arrived)
  }

  @Test("equal inputs give equal reports, another seed another")
  func isDeterministic() {
    var inputs = Self.inputs(3, .fluid, rate: 440)
    inputs.keepsHealth = true
    let (first, again) = (FaultRig.run(inputs), FaultRig.run(inputs))
    #expect(first.faults == again.faults && first.measurements == again.measurements)
    inputs.seed = 4
    #expect(FaultRig.run(inputs).faults != first.faults)
  }
}
