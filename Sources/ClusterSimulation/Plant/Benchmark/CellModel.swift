import SimulationKernel
import Stochastics

/// The state of a running `CellLoad`.
struct CellModel: EventHandler {
  typealias Event = CellLoad.Event

  let configuration: CellLoad.Configuration
  let seed: UInt64
  let gap: Exponential
  let life: Exponential
  let churnGap: Exponential
  var plant: ClusterPlant
  var tasks: RandomStream
  var scaling: RandomStream
  var kinds: [Resources] = []
  var machines: [Int32] = []
  var toScheduler = false
  var result = CellLoad.Summary()
  var samples = 0

  init(_ configuration: CellLoad.Configuration, seed: UInt64) {
    self.configuration = configuration
    self.seed = seed
    gap = Exponential(mean: 86_400 / configuration.tasksPerDay)
    life = Exponential(mean: configuration.meanLife)
    churnGap = Exponential(mean: configuration.machineChurn)
    tasks = RandomStream(seed: seed, purpose: .cellTask)
    scaling = RandomStream(seed: seed, purpose: .cellScale)
    let template = PodTemplate(
      requests: .normalised(cpu: 0.02, memory: 0.015),
      image: ContainerImage(name: "service", bytes: 5e8), startUp: .logNormal(mean: 30, variation: 0.5),
      readiness: Probe(), terminationGrace: 30)
    plant = ClusterPlant(
      PlantParameters(
        pools: [PoolParameters(name: "cell", capacity: CellLoad.shapes[0], isAutoscaled: false)],
        deployments: (0..<configuration.services).map {
          DeploymentParameters(name: "service \($0)", template: template)
        }, placement: configuration.placement), seed: seed)
    makeKinds()
  }

  /// 64 sizes of tasks, some rich in CPU and some in memory, that request the wanted share when the mean
  /// number runs.
  private mutating func makeKinds() {
    var stream = RandomStream(seed: seed, purpose: .cellShape)
    let running = configuration.tasksPerDay / 86_400 * configuration.meanLife
    let total = CellLoad.shapes.reduce(Resources.zero, +)
    let machinesOfAShape = Double(configuration.machines) / Double(CellLoad.shapes.count)
    let weights = (0..<64).map { _ in (size: stream.nextUnit(), skew: stream.nextUnit()) }
    let cpus = weights.map { (0.03 + $0.size * $0.size) * (0.5 + $0.skew) }
    let memories = weights.map { (0.03 + $0.size * $0.size) * (1.5 - $0.skew) }
    let share = configuration.requestedShare
    let cpuUnit = share * Double(total.cpu) * machinesOfAShape / running / (cpus.reduce(0, +) / 64)
    let memoryUnit = share * Double(total.memory) * machinesOfAShape / running / (memories.reduce(0, +) / 64)
    kinds = zip(cpus, memories).map {
      Resources(nanocores: Int64($0 * cpuUnit), bytes: Int64($1 * memoryUnit))
    }
  }

  /// All machines, the mean number of tasks (what is left of an exponential life is one again), and the
  /// services.
  mutating func begin(_ scheduler: inout Scheduler<Event>) {
    plant.begin(&scheduler, replicas: Array(repeating: 0, count: configuration.services))
    for number in 0..<configuration.machines {
      let shape = CellLoad.shapes[number % CellLoad.shapes.count]
      machines.append(Int32(plant.addMachine(shape, pool: 0, scheduler: &scheduler)))
    }
    let running = Int(configuration.tasksPerDay / 86_400 * configuration.meanLife)
    for _ in 0..<running { addTask(&scheduler) }
    scheduler.schedule(.arrival, after: .zero, phase: .plant)
    scheduler.schedule(.scale, after: .zero, phase: .control)
    let delay = SimulationDuration.seconds(rounding: churnGap.sample(from: &scaling))
    scheduler.schedule(.churn, after: delay, phase: .plant)
  }

  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
    switch event {
    case .plant(let event): plant.handle(event, scheduler: &scheduler)
    case .arrival:
      addTask(&scheduler)
      let delay = SimulationDuration.seconds(rounding: gap.sample(from: &tasks))
      scheduler.schedule(.arrival, after: delay, phase: .plant)
    case .departure(let machine, let kind):
      plant.removeBackground(kinds[Int(kind)], from: Int(machine), scheduler: &scheduler)
    case .scale:
      scaleServices(&scheduler)
      scheduler.schedule(.scale, after: .seconds(rounding: configuration.scaleInterval), phase: .control)
    case .churn:
      churn(&scheduler)
      let delay = SimulationDuration.seconds(rounding: churnGap.sample(from: &scaling))
      scheduler.schedule(.churn, after: delay, phase: .plant)
    }
    if !plant.notices.isEmpty {
      result.notices += plant.notices.count
      plant.dropNotices()
    }
  }

  private mutating func addTask(_ scheduler: inout Scheduler<Event>) {
    let kind = tasks.nextIndex(below: kinds.count)
    let machine = Int(machines[tasks.nextIndex(below: machines.count)])
    let delay = SimulationDuration.seconds(rounding: life.sample(from: &tasks))
    toScheduler.toggle()
    let target: Int?
    if !toScheduler, kinds[kind].fits(in: plant.nodes[machine].free) {
      plant.placeBackground(kinds[kind], on: machine)
      target = machine
    } else {
      target = plant.placeBackground(kinds[kind])
    }
    guard let target else {
      result.refused += 1
      return
    }
    result.placed += 1
    let event = Event.departure(machine: Int32(target), kind: Int32(kind))
    scheduler.schedule(event, after: delay, phase: .plant)
  }

  /// Every service takes a step of up to 10 % of its mean and drifts back to it.
  private mutating func scaleServices(_ scheduler: inout Scheduler<Event>) {
    for service in 0..<configuration.services {
      let (mean, now) = (configuration.replicas, plant.desiredReplicas(of: service))
      let step = Double(mean) * 0.1 * (2 * scaling.nextUnit() - 1) + 0.05 * Double(mean - now)
      plant.scale(service, to: max(1, now + Int(step.rounded())), scheduler: &scheduler)
    }
    let total = machines.reduce(0) { $0 + plant.nodes[Int($1)].capacity.cpu }
    let free = machines.reduce(0) { $0 + plant.nodes[Int($1)].free.cpu }
    result.meanRequested += 1 - Double(free) / Double(total)
    samples += 1
  }

  private mutating func churn(_ scheduler: inout Scheduler<Event>) {
    let place = scaling.nextIndex(below: machines.count)
    let old = Int(machines[place])
    let shape = plant.nodes[old].capacity
    plant.removeMachine(old, scheduler: &scheduler)
    machines[place] = Int32(plant.addMachine(shape, pool: 0, scheduler: &scheduler))
  }

  func summary(events: Int) -> CellLoad.Summary {
    var summary = result
    summary.events = events
    summary.pods = plant.pods.count
    summary.meanRequested /= Double(max(1, samples))
    return summary
  }
}
