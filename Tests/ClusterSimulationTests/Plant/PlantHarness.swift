import SimulationKernel
import Stochastics

@testable import ClusterSimulation

/// A simulation that is nothing but a plant and a list of calls; keeps every notice with its time.
struct PlantHarness: EventHandler {
  enum Event: PlantEventCarrier {
    case plant(PlantEvent)
    case call(Int)

    init(plant: PlantEvent) { self = .plant(plant) }
  }

  enum Call: Sendable {
    case scale(Int, to: Int)
    case rollOut(Int, PodTemplate, CanaryPlan?)
    case rollBack(Int)
    case resize(Int, to: Resources)
    case evictMissized(Int, from: Resources, to: Resources)
    case crash(Int)
    case hang(Int)
    case cordon(Int)
    case uncordon(Int)
    case drain(Int)
    case fail(Int)
    case reclaim(Int)
    case removeMachine(Int)
    case updateMachine(Int, Resources)
    case addMachine(Resources, pool: Int)
    case background(Resources, on: Int)
    case endBackground(Resources, on: Int)
  }

  struct Entry: Hashable, Sendable {
    var time: SimulationTime
    var notice: PlantNotice
  }

  var plant: ClusterPlant
  var calls: [Call] = []
  var log: [Entry] = []
  var checks = true
  var handled = 0
  /// Events after which some pod waits for others to make room.
  var claims = 0
  /// What each pod's notices say so far.
  var isReady: [Int: Bool] = [:]
  var faults: [String] = []
  var latest = SimulationTime.zero

  init(_ parameters: PlantParameters, seed: UInt64 = 1) { plant = ClusterPlant(parameters, seed: seed) }

  /// Runs the calls, each at its second, until `end` seconds.
  static func run(
    _ parameters: PlantParameters, replicas: [Int], seed: UInt64 = 1, until end: Double,
    checks: Bool = true, _ calls: [(Double, Call)] = []
  ) -> PlantHarness {
    var harness = PlantHarness(parameters, seed: seed)
    harness.checks = checks
    var scheduler = Scheduler<Event>(start: .zero)
    harness.plant.begin(&scheduler, replicas: replicas)
    harness.take(at: .zero)
    for (number, call) in calls.enumerated() {
      harness.calls.append(call.1)
      scheduler.schedule(.call(number), at: .zero + .seconds(rounding: call.0), phase: .control)
    }
    harness.run(&scheduler, until: .zero + .seconds(rounding: end))
    return harness
  }

  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
    if scheduler.now < latest { faults.append("the clock went back to \(scheduler.now.seconds) s") }
    latest = scheduler.now
    switch event {
    case .plant(let event): plant.handle(event, scheduler: &scheduler)
    case .call(let number): perform(calls[number], &scheduler)
    }
    handled += 1
    if plant.nodes.contains(where: { $0.reserved != .zero }) { claims += 1 }
    if checks { check() }
    take(at: scheduler.now)
  }

  /// The invariants, and the scheduler's next choice for each deployment against a scan of all nodes.
  private mutating func check() {
    do { try plant.verify() } catch { faults.append("\(latest.seconds) s: \(error)") }
    for deployment in plant.deployments.indices {
      let template = plant.deployments[deployment].template
      let (found, expected) = (
        plant.chooseNode(template: Int(template)), plant.slowChoice(deployment, template: Int(template))
      )
      if found != expected { faults.append("\(latest.seconds) s: node \(found), should be \(expected)") }
    }
  }

  private mutating func perform(_ call: Call, _ scheduler: inout Scheduler<Event>) {
    switch call {
    case .scale(let deployment, let count): plant.scale(deployment, to: count, scheduler: &scheduler)
    case .rollOut(let deployment, let template, let canary):
      plant.rollOut(deployment, to: template, canary: canary, scheduler: &scheduler)
    case .rollBack(let deployment): plant.rollBack(deployment, scheduler: &scheduler)
    case .resize(let deployment, let requests): plant.resize(deployment, to: requests)
    case .evictMissized(let deployment, let lower, let upper):
      plant.evictMissized(deployment, from: lower, to: upper, scheduler: &scheduler)
    case .crash(let pod): if pod < plant.pods.count { plant.crash(pod: pod, scheduler: &scheduler) }
    case .hang(let pod): if pod < plant.pods.count { plant.hang(pod: pod, scheduler: &scheduler) }
    case .cordon(let node): if node < plant.nodes.count { plant.cordon(node: node) }
    case .uncordon(let node):
      if node < plant.nodes.count { plant.uncordon(node: node, scheduler: &scheduler) }
    case .drain(let node): if node < plant.nodes.count { plant.drain(node: node, scheduler: &scheduler) }
    case .fail(let node): if node < plant.nodes.count { plant.fail(node: node, scheduler: &scheduler) }
    case .reclaim(let node): if node < plant.nodes.count { plant.reclaim(node: node, scheduler: &scheduler) }
    case .removeMachine(let node):
      if node < plant.nodes.count { plant.removeMachine(node, scheduler: &scheduler) }
    case .updateMachine(let node, let capacity):
      if node < plant.nodes.count, plant.nodes[node].state == .up {
        plant.updateMachine(node, capacity: capacity, scheduler: &scheduler)
      }
    case .addMachine(let capacity, let pool):
      _ = plant.addMachine(capacity, pool: pool, scheduler: &scheduler)
    case .background(let requests, let node):
      if node < plant.nodes.count { plant.placeBackground(requests, on: node) }
    case .endBackground(let requests, let node):
      if node < plant.nodes.count, plant.nodes[node].backgroundCount > 0,
        requests.fits(in: plant.nodes[node].backgroundRequests)
      {
        plant.removeBackground(requests, from: node, scheduler: &scheduler)
      }
    }
  }

  /// Takes the notices and follows each pod's readiness through them.
  private mutating func take(at time: SimulationTime) {
    for notice in plant.takeNotices() {
      log.append(Entry(time: time, notice: notice))
      switch notice {
      case .podCreated(let pod, _):
        if isReady.updateValue(false, forKey: pod) != nil { faults.append("\(pod) was made twice") }
      case .podReady(let pod, _):
        if isReady[pod] != false { faults.append("\(pod) became ready when it was or was not there") }
        isReady[pod] = true
      case .podUnready(let pod, _):
        if isReady[pod] != true { faults.append("\(pod) became unready when it was not ready") }
        isReady[pod] = false
      case .podTerminating(let pod, _), .podKilled(let pod, _, _):
        if isReady[pod] != false { faults.append("\(pod) ends while it is ready, or is not there") }
      case .podGone(let pod, _):
        if isReady.removeValue(forKey: pod) != false { faults.append("\(pod) went while it was ready") }
      default: break
      }
    }
  }

  /// The seconds of the notices that `isWanted` picks.
  func times(_ isWanted: (PlantNotice) -> Bool) -> [Double] {
    log.filter { isWanted($0.notice) }.map(\.time.seconds)
  }

  func readyTimes(_ deployment: Int = 0) -> [Double] {
    times { if case .podReady(_, deployment) = $0 { true } else { false } }
  }

  func goneTimes(_ deployment: Int = 0) -> [Double] {
    times { if case .podGone(_, deployment) = $0 { true } else { false } }
  }

  func readyTimes(ofPod pod: Int) -> [Double] {
    times { if case .podReady(pod, _) = $0 { true } else { false } }
  }

  var nodeUpTimes: [Double] { times { if case .nodeUp = $0 { true } else { false } } }
  var nodeGoneTimes: [Double] { times { if case .nodeGone = $0 { true } else { false } } }
}
