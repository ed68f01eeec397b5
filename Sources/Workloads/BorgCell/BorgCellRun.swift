import SimulationKernel
import Stochastics

/// Makes the rows of all tables in one pass over the simulated time.
///
/// Memory: machines, jobs not ended, their instances, and the rows of one window of 300 s. It does not grow
/// with the span, since a job is drawn when it arrives and forgotten when it ends, and a window's rows are
/// written when it closes; that also puts the rows of every table in order of time.
final class BorgCellRun {
  enum Event: Sendable {
    case arrival(ordinal: UInt64)
    case enable(job: Int)
    case submit(task: Int, generation: Int)
    case attempt(task: Int, generation: Int)
    case end(task: Int, generation: Int)
    case removeMachine(Int)
    case returnMachine(Int)
    case retry
    case windowEnd
  }

  struct Machine {
    var identifier: Int64
    var cpu: Double
    var memory: Double
    var freeCPU: Double
    var freeMemory: Double
    var isUp = true
    var removals: UInt64 = 0
    var tasks: [Int] = []
  }

  struct JobState {
    var job: BorgJob
    var unfinished: Int
    var isScheduled = false
    /// Slots of tasks that wait until the batch scheduler enables the job.
    var held: [Int] = []
  }

  struct Task {
    var job: Int
    var index: Int
    var tier: BorgTier
    var cpu: Double
    var memory: Double
    /// Weighted scores of job and instance.
    var score: Double
    var windowScore: Double
    var resubmissions: Int
    /// Microseconds left to run; infinite for residents.
    var runLeft: Double
    var stream: RandomStream
    var machine = -1
    var generation = 0
    /// Start of the attempt, and of what no row tells yet.
    var started: Int64 = 0
    var reported: Int64 = 0
    var isPresent = true
  }

  let parameters: BorgCellParameters
  let population: BorgJobPopulation
  var arrivals: BorgArrivals
  let writers: [BorgTableWriter]
  var numbers = BinaryNumberText()
  var queue = EventQueue<Event>()
  var now = BorgCellParameters.startTime
  var machines: [Machine] = []
  var jobs: [JobState] = []
  var freeJobs: [Int] = []
  var tasks: [Task] = []
  var freeTasks: [Int] = []
  var waiting = [[Int]](repeating: [], count: BorgTier.allCases.count)
  var isRetrying = false
  var segments: [BorgUsageSegment] = []
  let peaks: QuantileCurve

  init(_ parameters: BorgCellParameters, writers: [BorgTableWriter]) {
    self.parameters = parameters
    self.writers = writers
    machines = Self.machines(parameters)
    let share = parameters.largestJobShare
    let cpu = machines.reduce(0) { $0 + $1.cpu }
    let memory = machines.reduce(0) { $0 + $1.memory }
    let largest = (machines.map(\.cpu).max() ?? 1, machines.map(\.memory).max() ?? 1)
    population = BorgJobPopulation(
      checked: parameters,
      bounds: .init(
        cpuHours: share * cpu * BorgJobPopulation.longestRunTime / 3600,
        cpu: min(share * cpu, largest.0), memory: min(share * memory, largest.1)))
    arrivals = BorgArrivals(parameters)
    peaks = QuantileCurve(parameters.maximumOverMean)
  }

  func writer(_ table: BorgTable) -> BorgTableWriter { writers[BorgTable.allCases.firstIndex(of: table)!] }

  /// Runs from before the trace to its end.
  func run() throws {
    try begin()
    push(.windowEnd, at: now + windowLength, .measure)
    while let (time, event) = queue.pop() {
      now = time.nanoseconds / 1000
      if now > parameters.endTime { break }
      try handle(event)
    }
    for writer in writers { try writer.close() }
  }

  func push(_ event: Event, at time: Int64, _ phase: EventPhase = .plant) {
    if time <= parameters.endTime {
      queue.push(event, at: SimulationTime(nanoseconds: time * 1000), phase: phase)
    }
  }

  private func handle(_ event: Event) throws {
    switch event {
    case .arrival(let ordinal):
      try arrive(population.job(ordinal))
      pushNextArrival()
    case .enable(let job): try enable(job)
    case .submit(let task, let generation):
      if tasks[task].generation == generation { try submit(task) }
    case .attempt(let task, let generation):
      if tasks[task].generation == generation { try attempt(task) }
    case .end(let task, let generation):
      if tasks[task].generation == generation { try endAttempt(task) }
    case .removeMachine(let machine): try remove(machine)
    case .returnMachine(let machine): try bringBack(machine)
    case .retry: try retry()
    case .windowEnd:
      try closeWindow()
      push(.windowEnd, at: now + windowLength, .measure)
    }
  }

  func pushNextArrival() {
    if let next = arrivals.next() { push(.arrival(ordinal: next.ordinal), at: next.time) }
  }
}
