import SimulationKernel
import Stochastics

@testable import ClusterSimulation

/// One service on one pool, told straightforwardly: the rules of the one-pool simulation that the plant
/// replaces.
///
/// Lists are scanned from end to end and nothing is cached, so that the two share no idea of how to be fast.
struct OnePoolReference: EventHandler {
  enum Event: Sendable { case nodeUp(Int), ready(Int), gone(Int), call(Int), placement, scan }

  struct Settings: Sendable {
    var perNode: Int
    var startUp: Double
    var variation: Double
    var grace: Double
    var boot: Double
    var minNodes: Int
    var maxNodes: Int
    var interval: Double
    var unneeded: Double
  }

  struct Node { var isUp = false, isReleased = false, load = 0, emptySince = SimulationTime.zero }
  struct Pod { var state = PlantPod.State.pending, node = -1 }

  let settings: Settings
  let seed: UInt64
  let calls: [Int]
  var nodes: [Node] = []
  var pods: [Pod] = []
  var placementDue = false
  var scanDue = false
  var log: [String] = []

  mutating func begin(_ scheduler: inout Scheduler<Event>, replicas: Int) {
    let needed = (replicas + settings.perNode - 1) / settings.perNode
    for number in 0..<min(max(settings.minNodes, needed), settings.maxNodes) {
      nodes.append(Node(isUp: true))
      note("up \(number)", scheduler.now)
    }
    for pod in 0..<replicas {
      pods.append(Pod())
      if place(pod) {
        pods[pod].state = .ready
        note("ready \(pod)", scheduler.now)
      }
    }
  }

  mutating func note(_ text: String, _ time: SimulationTime) { log.append("\(time.nanoseconds) \(text)") }

  mutating func place(_ pod: Int) -> Bool {
    let open = nodes.indices.filter {
      nodes[$0].isUp && !nodes[$0].isReleased && nodes[$0].load < settings.perNode
    }
    guard let fullest = open.map({ nodes[$0].load }).max(),
      let node = open.first(where: { nodes[$0].load == fullest })
    else { return false }
    nodes[node].load += 1
    pods[pod].node = node
    pods[pod].state = .starting
    return true
  }

  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
    let now = scheduler.now
    switch event {
    case .nodeUp(let node):
      nodes[node].isUp = true
      nodes[node].emptySince = now
      note("up \(node)", now)
      askPlacement(&scheduler)
      askScan(&scheduler)
    case .ready(let pod):
      guard pods[pod].state == .starting else { return }
      pods[pod].state = .ready
      note("ready \(pod)", now)
    case .gone(let pod):
      pods[pod].state = .gone
      nodes[pods[pod].node].load -= 1
      if nodes[pods[pod].node].load == 0 { nodes[pods[pod].node].emptySince = now }
      note("gone \(pod)", now)
      askPlacement(&scheduler)
      askScan(&scheduler)
    case .call(let number): scale(to: calls[number], &scheduler)
    case .placement:
      placementDue = false
      for pod in pods.indices where pods[pod].state == .pending {
        guard place(pod) else {
          askScan(&scheduler)
          return
        }
        var stream = RandomStream(
          seed: seed, purpose: RandomPurpose("replica start-up"), ordinal: UInt64(pod))
        let delay = LogNormal(mean: settings.startUp, coefficientOfVariation: settings.variation)
          .sample(from: &stream)
        scheduler.schedule(.ready(pod), after: .seconds(rounding: delay), phase: .plant)
      }
    case .scan:
      scanDue = false
      scan(&scheduler)
    }
  }

  mutating func scale(to wanted: Int, _ scheduler: inout Scheduler<Event>) {
    let active = pods.indices.filter { pods[$0].state != .gone && pods[$0].state != .terminating }
    if wanted > active.count {
      for _ in active.count..<wanted { pods.append(Pod()) }
      askPlacement(&scheduler)
    }
    guard wanted < active.count else { return }
    let ranked = active.sorted {
      let (a, b) = (pods[$0].state.rawValue, pods[$1].state.rawValue)
      return a != b ? a < b : $0 > $1
    }
    for pod in ranked.prefix(active.count - wanted) {
      if pods[pod].state == .pending {
        pods[pod].state = .gone
        note("gone \(pod)", scheduler.now)
      } else {
        pods[pod].state = .terminating
        note("ends \(pod)", scheduler.now)
        scheduler.schedule(.gone(pod), after: .seconds(rounding: settings.grace), phase: .plant)
      }
    }
  }

  mutating func askPlacement(_ scheduler: inout Scheduler<Event>) {
    guard !placementDue, pods.contains(where: { $0.state == .pending }) else { return }
    placementDue = true
    scheduler.schedule(.placement, at: scheduler.now, phase: .placement)
  }

  mutating func askScan(_ scheduler: inout Scheduler<Event>) {
    guard !scanDue else { return }
    scanDue = true
    let interval = SimulationDuration.seconds(rounding: settings.interval)
    let passed = scheduler.now.sinceOrigin / interval
    scheduler.schedule(.scan, at: .zero + interval * (passed + 1), phase: .placement)
  }

  mutating func scan(_ scheduler: inout Scheduler<Event>) {
    let booting = nodes.count { !$0.isUp }
    let unplaced = pods.count { $0.state == .pending } - booting * settings.perNode
    var billed = nodes.count { !$0.isReleased }
    if unplaced > 0 {
      let wanted = (unplaced + settings.perNode - 1) / settings.perNode
      for _ in 0..<max(0, min(wanted, settings.maxNodes - billed)) {
        nodes.append(Node())
        billed += 1
        scheduler.schedule(.nodeUp(nodes.count - 1), after: .seconds(rounding: settings.boot), phase: .plant)
      }
    }
    var hasEmpty = false
    for node in nodes.indices where nodes[node].isUp && !nodes[node].isReleased && nodes[node].load == 0 {
      if (scheduler.now - nodes[node].emptySince).seconds >= settings.unneeded, billed > settings.minNodes {
        nodes[node].isReleased = true
        billed -= 1
        note("released \(node)", scheduler.now)
      } else {
        hasEmpty = true
      }
    }
    if hasEmpty, billed > settings.minNodes { askScan(&scheduler) }
  }
}
