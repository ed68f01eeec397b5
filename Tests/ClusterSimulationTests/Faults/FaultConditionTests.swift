import Autoscaling
import Foundation
import SimulationKernel
import Testing
import Workloads

@testable import ClusterSimulation

@Suite("Faults by hand")
struct FaultConditionTests {
  /// A quarter of the speed and a tenth of errors; half the speed and a fifth: an eighth, and 1 − 0.9 · 0.8 = 0.28.
  @Test("conditions compose in any order")
  func compose() {
    var first = ReplicaCondition(speed: 0.25, lostWorkers: 2, errorShare: 0.1, burnedCores: 0.5)
    var second = ReplicaCondition(speed: 0.5, quota: 0.7, lostWorkers: 3, errorShare: 0.2, workFactor: 2)
    let (one, two) = (first, second)
    first.compose(two)
    second.compose(one)
    #expect(first == second)
    #expect(first.speed == 0.125 && first.lostWorkers == 5 && first.quota == 0.7)
    #expect(abs(first.errorShare - 0.28) < 1e-12)
    #expect(one != .healthy)
    var untouched = ReplicaCondition.healthy
    untouched.compose(.healthy)
    #expect(untouched == .healthy)
  }

  /// Ten workers of 100 ms: at half the speed 200 ms each; with 40 ms more without CPU 240 ms; with a quota of 0.35 cores
  /// and 10 ms a request 35 requests a second, for which 7 workers of 200 ms are enough; with no worker no queue.
  @Test("a condition has its queue")
  func queues() {
    let service = FaultRig.parameters(.fluid).service
    #expect(ReplicaCondition.healthy.queue(service) == service.queue)
    #expect(ReplicaCondition(speed: 0.5).queue(service) == MultiServerQueue(servers: 10, serviceTime: 0.2))
    let held = ReplicaCondition(speed: 0.5, heldLatency: 0.04).queue(service)
    #expect(held?.servers == 10 && abs((held?.serviceTime ?? 0) - 0.24) < 1e-12)
    #expect(
      ReplicaCondition(speed: 0.5, quota: 0.35).queue(service)
        == MultiServerQueue(servers: 7, serviceTime: 0.2))
    #expect(ReplicaCondition(lostWorkers: 10).queue(service) == nil)
    #expect(ReplicaCondition(isStalled: true).queue(service) == nil)
  }

  /// Two faults at a time on the same replicas, the second inside the first: after the second the first alone is back.
  @Test("overlapping faults come apart")
  func overlap() throws {
    let faults = [
      FaultSpecification(.cacheThrashing, onset: 60, duration: 300, severity: 0),
      FaultSpecification(.cpuThrottling, onset: 120, duration: 60, severity: 0.5),
    ]
    let inputs = FaultRig.inputs(FaultPlan(faults), minutes: 10)
    var model = ClusterModel(
      inputs, policy: StaticPolicy(replicas: 8),
      services: FluidServices([inputs.parameters.service], start: .zero, tellsPodsApart: true))
    var scheduler = Scheduler<ClusterEvent>(start: .zero)
    model.begin(&scheduler)
    func condition(at seconds: Int64) -> ReplicaCondition? {
      model.run(&scheduler, until: .seconds(300 + seconds))
      return model.faults?.conditions[0]
    }
    // work 1.2 times, of containers that are old enough; a quota of 0.6 of the 1 core that all workers use
    #expect(condition(at: 50) == .healthy)
    let alone = condition(at: 100)
    #expect(alone?.workFactor == 1.2 && alone?.quota == .infinity)
    let both = condition(at: 150)
    #expect(both?.workFactor == 1.2 && abs((both?.quota ?? 0) - 0.6) < 1e-12)
    #expect(condition(at: 200) == alone)
    #expect(condition(at: 370) == .healthy)
    #expect(model.services.services[0].others.isEmpty)
  }

  /// A node is cut off at 303 s (+ 300 s of warm-up): its replicas leave the endpoints 50 s later and are replaced 300 s
  /// after that, at 653 s, ready after 2 s of pull (200 MB at 100 MB/s, unless the node has the image) and 20 s of start-up.
  @Test(
    "a lost node is found out after 50 s and its replicas replaced after 300 s more",
    arguments: [
      AnomalyType.networkPartition, .nodeNotReady,
    ])
  func lostNode(type: AnomalyType) throws {
    let output = FaultRig.run([FaultRig.fault(type)])
    let ready = try #require(output.faults).health.map { ($0.timestamp - 300, $0.service.readyReplicas) }
    func readyReplicas(after seconds: Double) -> Int? { ready.first { $0.0 > seconds }?.1 }
    #expect(readyReplicas(after: 330) == 8)
    #expect(readyReplicas(after: 353) == 6)
    #expect(readyReplicas(after: 640) == 6)
    #expect(readyReplicas(after: 680) == 8)
  }

  /// A version that exits 2 s after its start, with back-offs of 10, 20, 40, 80, 160 and 300 s: its containers start 0, 12,
  /// 34, 76, 158 and 320 s after the first, the seventh after the end of the fault at 400 s.
  @Test("a crash loop backs off")
  func crashLoop() throws {
    let output = FaultRig.run([FaultRig.fault(.crashLoop)])
    let report = try #require(output.faults)
    let restarts = report.health.filter { $0.timestamp - 300 < 700 }.map {
      $0.replicas.map(\.restarts).max() ?? 0
    }
    #expect(restarts.max() == 5)
  }

  @Test("a collector's pause loses scrapes, a deploy changes no service level")
  func benign() throws {
    let plan = FaultPlan(benign: [.collectorPause(at: 100, seconds: 120), .deploy(at: 603)])
    let output = FaultRig.run(FaultRig.inputs(plan))
    let times = try #require(output.faults).health.map { $0.timestamp - 300 }
    // scrapes at 105, 120 … 210 are lost: 8 of the 80 of twenty minutes
    #expect(times.count == 72 && !times.contains { $0 >= 100 && $0 < 220 })
    #expect(output.measurements.violatingWindows == 0)
  }

  @Test("healthy signals are alive")
  func noise() throws {
    let health = try #require(FaultRig.run([]).faults).health
    let signals: [(ReplicaHealth) -> Double] = [
      \.memory, \.networkIn, \.networkOut, \.cacheHitRate, \.diskWait, \.diskUsed, \.cpuUsed,
      \.requestsPerSecond, \.p95,
    ]
    for signal in signals {
      let values = health.map { signal($0.replicas[0]) }
      #expect(Set(values).count > health.count * 9 / 10)
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        .squareRoot()
      #expect(deviation / mean > 0.002 && deviation / mean < 0.5)
    }
  }

  /// Clients that make six attempts, each worth nothing once two seconds have passed, keep eight replicas at 55 % down
  /// long after the minute in which they were slow; clients that make one do not.
  @Test("a retry storm outlives its trigger")
  func metastable() throws {
    let storm = try #require(FaultRig.run([FaultRig.fault(.retryStorm)]).faults)
    let outcome = storm.outcomes[0]
    let late = Symptoms(storm.health, from: 500, to: 700, outcome.record)
    #expect(late[.retries] > 440 && late[.errors] > 0.5)
    #expect(outcome.recovery >= 390)
  }

  @Test(
    "what is wrong with a specification is said",
    arguments: [
      (
        FaultSpecification(.cpuSpike, onset: -1, duration: 10),
        "cpu_spike: the onset must be at least 0, is -1.0 s."
      ),
      (
        FaultSpecification(.podCrash, onset: 1, duration: 0),
        "pod_crash: the duration must be positive, is 0.0 s."
      ),
      (
        FaultSpecification(.deadlock, onset: 1, duration: 1, severity: 2),
        "deadlock: the severity must be in 0...1, is 2.0."
      ),
      (
        FaultSpecification(.diskFull, onset: 1, duration: 1, scope: .service),
        "disk_full: the scope cannot be service."
      ),
      (
        FaultSpecification(.oomKill, onset: 1, duration: 1, scope: .replicas(0)),
        "oom_kill: it must strike at least 1, not 0."
      ),
      (
        FaultSpecification(AnomalyType(rawValue: "bit_rot"), onset: 1, duration: 1),
        "bit_rot: no fault is called so."
      ),
    ])
  func problems(specification: FaultSpecification, sentence: String) {
    #expect(specification.problems == [sentence])
  }

  @Test("a campaign says what is wrong with it")
  func campaignProblems() {
    #expect(FaultCampaign(faultsPerHour: 1).problems.isEmpty)
    #expect(
      FaultCampaign(faultsPerHour: -1).problems == ["faultsPerHour must be at least 0, is -1.0."])
    #expect(
      FaultCampaign(faultsPerHour: 1, severity: .init(0.5, 0.2)).problems
        == ["severity must be a range within 0...1, is 0.5...0.2."])
    var unknown = FaultCampaign(faultsPerHour: 1)
    unknown.mix = [.init(.deadlock), .init(AnomalyType(rawValue: "bit_rot"))]
    #expect(unknown.problems == ["no fault is called 'bit_rot', which is in the mix."])
  }

  /// Six faults an hour for a hundred hours are 600 with a standard error of √600 = 24.5, fewer by the healthy stretches at
  /// the ends and those that do not overlap; each of `n` types 600/n with one of √(600/n), 25 and 5 for 24 of them.
  @Test("a campaign keeps its rate and its ranges")
  func campaignRates() {
    let campaign = FaultCampaign(faultsPerHour: 6, allowsOverlap: true)
    let plan = campaign.plan(seconds: 360_000, seed: 1)
    #expect(abs(Double(plan.faults.count) - 600) < 3 * 24.5)
    let each = 600 / Double(AnomalyType.allCases.count)
    for type in AnomalyType.allCases {
      let count = Double(plan.faults.count { $0.type == type })
      #expect(abs(count - each) < 4 * each.squareRoot(), "\(type)")
    }
    #expect(plan.faults.allSatisfy { 0.2...0.9 ~= $0.severity && 120...900 ~= $0.duration })
    #expect(plan == campaign.plan(seconds: 360_000, seed: 1))
    #expect(plan != campaign.plan(seconds: 360_000, seed: 2))
    let apart = FaultCampaign(faultsPerHour: 60).plan(seconds: 36_000, seed: 1).faults
    #expect(zip(apart, apart.dropFirst()).allSatisfy { $0.onset + $0.duration + 300 <= $1.onset + 1e-9 })
  }

  /// The digests are of the same runs before there were faults.
  @Test(
    "without faults nothing has changed",
    arguments: [(false, 0x38e8_384a_ebc5_21c6), (true, 0x2579_de4f_27e3_3c94)])
  func unchanged(hasNeighbour: Bool, digest: UInt64) {
    #expect(UnchangedRun.digest(hasNeighbour: hasNeighbour) == digest)
  }
}
