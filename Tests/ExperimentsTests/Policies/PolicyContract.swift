import Autoscaling
import Foundation
import Learning
import SimulationKernel
import Testing

@testable import Experiments

/// What every policy has to keep, whatever it does. One call a policy, from the table of `PolicyContractTests`.
///
/// Decisions are within the limits and have a reason; equal policies decide equally; what comes later changes nothing that
/// was decided before; nothing that can be missing, late, zero or not a number makes one fail or moves it.
func checkPolicyContract(
  _ kind: any PolicyKind.Type, _ settings: PolicySettings, folder: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(try policyContractBreaches(kind, settings, folder: folder) == [], sourceLocation: sourceLocation)
}

/// How a policy breaks the contract, a sentence for each scene and way.
func policyContractBreaches(
  _ kind: any PolicyKind.Type, _ settings: PolicySettings, folder: String = ""
) throws -> [String] {
  var known = contractContext(folder: folder)
  // what an arm of the kind is not told, see ArmSpecification
  if kind.knowledge != .future { known.future = nil }
  let limits = known.limits
  var breaches: [String] = []
  func replicas(_ scene: ContractScene, count: Int = 90) throws -> [Int] {
    var policy = try kind.policy(settings, known)
    var spec = 5
    let decisions = (1...count).map { index in
      let decision = policy.decide(scene.observation(index, spec))
      spec = min(max(decision.desiredReplicas, limits.lowerBound), limits.upperBound)
      return decision
    }
    if let failure = policy.failure { breaches.append("\(scene.name): \(failure)") }
    if let sync = decisions.firstIndex(where: { !limits.contains($0.desiredReplicas) }) {
      breaches.append("\(scene.name): \(decisions[sync].desiredReplicas) replicas at sync \(sync + 1)")
    }
    if decisions.contains(where: { $0.reason.rule.description.isEmpty }) {
      breaches.append("\(scene.name): no reason")
    }
    return decisions.map(\.desiredReplicas)
  }
  for scene in ContractScene.all {
    let first = try replicas(scene)
    if try replicas(scene) != first { breaches.append("\(scene.name): not the same twice") }
  }
  // the same until sync 45 and another world afterwards
  if try replicas(.wave).prefix(45) != replicas(.waveThenSurge).prefix(45) {
    breaches.append("a later surge changes what was decided before")
  }
  if try replicas(.notANumber) != replicas(.absentService) {
    breaches.append("a reading that is not a number is more than one that is not there")
  }
  return breaches.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

/// What a service of 2 to 20 replicas of 90 requests a second each tells its policies.
func contractContext(folder: String) -> PolicyContext {
  let demand = ReplicaDemand(
    queue: MultiServerQueue(servers: 10, serviceTime: 0.1),
    objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5))!
  var context = PolicyContext(
    limits: 2...20, demand: demand, cpuRequest: 1, memoryRequest: 0x1p30, cpuTime: 0.01,
    syncPeriod: .seconds(15), metricResolution: .seconds(15), metricLag: .seconds(15), lead: .seconds(105),
    longestLead: .seconds(280), seed: 1)
  context.forecasters = [
    "last": Persistence(task: ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120))
  ]
  let path = LoadPath(rates: (1...90).map { ContractScene.rate($0) }, resolution: .seconds(15))
  // taught on the wave by a few trees, which is enough to have an answer
  let wave = (1...90).map { ContractScene.wave.observation($0, 5) }
  context.predictor = try! PolicyBenchmark.predictor(wave, context, treeCount: 10)
  context.training = path
  context.future = path
  context.folder = folder
  return context
}

/// A course of observations, in answer to what was asked for.
struct ContractScene: Sendable {
  var name: String
  var observation: @Sendable (_ index: Int, _ spec: Int) -> Observation

  static let wave = Self(name: "a wave") { observed($0, $1) }
  static let waveThenSurge = Self(name: "a wave, then a surge") {
    observed($0, $1, rate: $0 > 45 ? 5000 : nil)
  }
  static let missing = Self(name: "missing metrics") { observed($0, $1, hasSample: $0 % 3 == 0) }
  static let absentService = Self(name: "no reading of the service") { index, spec in
    var observation = observed(index, spec)
    if index % 3 != 0 { observation.service = nil }
    return observation
  }
  static let notANumber = Self(name: "readings that are not numbers") { index, spec in
    var observation = observed(index, spec)
    guard index % 3 != 0 else { return observation }
    let broken: [Double] = [.nan, .infinity, -.infinity]
    switch index % 4 {
    case 0: observation.service?.requestsPerSecond = broken[index % 3]
    case 1: observation.service?.cpuCores = broken[index % 3]
    case 2: observation.service?.queueLength = broken[index % 3]
    default: observation.service?.violationShare = broken[index % 3]
    }
    return observation
  }
  static let all = [
    wave, waveThenSurge, missing, absentService, notANumber,
    Self(name: "no metrics at all") { observed($0, $1, hasSample: false) },
    Self(name: "no load") { observed($0, $1, rate: 0) },
    Self(name: "a load beyond all bounds") { observed($0, $1, rate: 1e15) },
    Self(name: "no pods") { index, spec in
      var observation = observed(index, spec)
      observation.pods = []
      observation.statusReplicas = 0
      return observation
    },
    Self(name: "late scrapes, seen again and again") { index, spec in
      var observation = observed(index / 5 * 5 + 1, spec)
      observation.now = .seconds(Int64(index) * 15 + 600)
      return observation
    },
  ]

  static func rate(_ index: Int) -> Double { 600 + 300 * sin(Double(index) / 20) + Double(index * 37 % 11) }

  private static func observed(
    _ index: Int, _ spec: Int, rate given: Double? = nil, hasSample: Bool = true
  ) -> Observation {
    let now = SimulationTime.seconds(Int64(index) * 15)
    let rate = given ?? rate(index)
    let usage = PodUsage(
      cpu: Int64(min(1000, rate * 10 / Double(max(1, spec)))), memory: 1 << 40, timestamp: now,
      window: .seconds(15))
    let pods = (0..<spec).map { number in
      PodObservation(
        phase: .running, readiness: number % 7 == 6 ? .notReady : .ready, startTime: .zero, readySince: .zero,
        usage: hasSample ? usage : nil)
    }
    let sample = ServiceSample(
      timestamp: now, window: .seconds(15), requestsPerSecond: rate, cpuCores: min(20, rate / 100),
      violationShare: rate > 1500 ? 0.5 : 0, queueLength: rate > 1500 ? 100 : 0)
    return Observation(
      now: now, specReplicas: spec, statusReplicas: spec, pods: pods, service: hasSample ? sample : nil)
  }
}
