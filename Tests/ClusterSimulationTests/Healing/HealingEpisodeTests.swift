import Autoscaling
import SimulationKernel
import Testing

@testable import ClusterSimulation

/// Whole episodes under every way of healing.
@Suite("Episodes under every way of healing")
struct HealingEpisodeTests {
  /// Four healthy minutes, two and a half of the fault, one and a half after it.
  private func output(
    _ kind: HealingSpecification.Kind, _ faults: [FaultSpecification], seed: UInt64 = 1, rate: Double = 440,
    minutes: Int = 8, deploys: [Double] = []
  ) -> ClusterSimulation.Output {
    let plan = FaultPlan(faults, benign: deploys.map { .deploy(at: $0) })
    var inputs = FaultRig.inputs(plan, seed: seed, rate: rate, minutes: minutes)
    inputs.start = .seconds(240)
    // so that runs without a healer are made the same way, with replicas told apart
    inputs.keepsHealth = true
    var healing = HealingSpecification(kind)
    // so that the forest is fitted before the fault: eight replicas give 96 rows in four minutes
    (healing.forest.treeCount, healing.forest.refitInterval) = (10, 80)
    healing.apply(to: &inputs)
    return FaultRig.run(inputs)
  }

  private func fault(_ type: AnomalyType, severity: Double = 0.7, duration: Double = 150)
    -> FaultSpecification
  {
    FaultSpecification(type, onset: 243, duration: duration, severity: severity)
  }

  @Test(
    "each type is survived, with reasons and within the guards",
    arguments: AnomalyType.allCases)
  func everyType(type: AnomalyType) throws {
    // those that learn have tests of their own, among the experiments that train their models
    for kind in HealingSpecification.Kind.allCases where kind.models.isEmpty {
      let report = try #require(output(kind, [fault(type)]).faults)
      let name = "\(type.rawValue) under \(kind.rawValue)"
      #expect(report.outcomes.count == 1, "\(name)")
      #expect(report.remedies.allSatisfy { !$0.action.reason.isEmpty }, "\(name)")
      switch kind {
      case .none, .kubernetes, .bestPractice:
        #expect(report.remedies.isEmpty && report.alarms.isEmpty, "\(name)")
      case .perfect: #expect(!report.alarms.isEmpty, "\(name)")
      default:
        // at one instant a quarter of the replicas at most is restarted or replaced
        for record in report.remedies {
          let same = report.remedies.filter {
            $0.requested == record.requested && [.restart, .replace].contains($0.action.remedy.kind)
          }
          #expect(same.count <= 2, "\(name)")
        }
      }
    }
  }

  @Test("the same run is the same twice")
  func isDeterministic() {
    for kind in [HealingSpecification.Kind.bestPractice, .rulesAndForest] {
      let faults = [fault(.networkPartition), fault(.cpuSpike)]
      #expect(output(kind, faults).faults == output(kind, faults).faults)
    }
  }

  @Test(
    "without a fault nothing is done, and nothing is different, a deploy or not",
    arguments: [HealingSpecification.Kind.rules, .isolationForest, .rulesAndForest, .perfect])
  func healthyRunsAreLeftAlone(kind: HealingSpecification.Kind) {
    for deploys in [[], [120.0]] {
      let plain = output(.kubernetes, [], deploys: deploys)
      let healed = output(kind, [], deploys: deploys)
      #expect(healed.faults?.remedies == [])
      #expect(healed.measurements == plain.measurements)
    }
  }

  /// 15 MB/s and more leak: the kill comes about 360 s after the onset, and the collector slows from four fifths on.
  @Test("a leak is noticed and answered before anything is killed")
  func earlyWarning() throws {
    var inputs = FaultRig.inputs(
      FaultPlan([FaultSpecification(.memoryLeak, onset: 303, duration: 600, severity: 0.6)]), minutes: 20)
    HealingSpecification(.kubernetes).apply(to: &inputs)
    let plain = FaultRig.run(inputs)
    HealingSpecification(.rules).apply(to: &inputs)
    let healed = FaultRig.run(inputs)
    #expect(plain.measurements.memoryKills > 0)
    #expect(healed.measurements.memoryKills == 0)
    let first = try #require(healed.faults?.remedies.first)
    #expect(first.action.remedy == .rollingRestart && first.action.reason == "memory_leak, step 1")
    let saved = try #require(plain.faults?.outcomes.first).violationSeconds
    #expect(try #require(healed.faults?.outcomes.first).violationSeconds < saved)
  }

  @Test("a canary keeps a version that exits at start from more than its share, and rolls it back")
  func canary() throws {
    let plain = output(.kubernetes, [fault(.crashLoop, duration: 400)], rate: 560, minutes: 15)
    let gated = output(.bestPractice, [fault(.crashLoop, duration: 400)], rate: 560, minutes: 15)
    let before = try #require(plain.faults?.outcomes.first),
      after = try #require(gated.faults?.outcomes.first)
    #expect(before.violationSeconds > 60)
    #expect(after.violationSeconds < 0.5 * before.violationSeconds, "\(before) \(after)")
  }

  @Test("short tolerations replace what a dead node held earlier")
  func tolerations() throws {
    let plain = output(.kubernetes, [fault(.nodeNotReady)], rate: 560, minutes: 15)
    let short = output(.bestPractice, [fault(.nodeNotReady)], rate: 560, minutes: 15)
    #expect(short.measurements.readySeconds > plain.measurements.readySeconds + 120)
  }

  @Test("more replicas are asked for at once, at most as many as there may be, and no longer than the time")
  func scaleOut() throws {
    struct Once: HealingPolicy {
      var isDone = false
      mutating func heal(_ seen: HealthObservation) -> HealingDecision {
        var decision = HealingDecision()
        guard !isDone, seen.now > 420 else { return decision }
        isDone = true
        decision.actions = [HealingAction(.scaleOut(replicas: 99, seconds: 120), reason: "test")]
        return decision
      }
    }
    var inputs = FaultRig.inputs(FaultPlan(), minutes: 15)
    inputs.healing = HealingSetup(
      Once(),
      remedies: {
        var it = RemedyParameters(); it.failureShare = 0; return it
      }())
    let output = FaultRig.run(inputs)
    let asked = output.timeline.map(\.desired)
    #expect(asked.max() == 16 && asked.first == 8 && asked.last == 8)
    // 120 s in points of 15 s, and up to a sync period until the policy takes it back
    #expect((8...9).contains(asked.count { $0 == 16 }))
  }
}
