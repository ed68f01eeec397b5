import SimulationKernel

/// A cell's trace on its way through a run.
struct CellReplay: Sendable {
  private let trace: CellTrace
  /// The pool of the plant that the machines belong to.
  private let pool: Int
  /// When the trace begins on the run's time line.
  private let origin: SimulationTime
  private var next = 0
  /// The node of each machine; -1 for one that is not there.
  private var nodes: [Int32]
  /// The node each task is on, and what it requests there; -1 for one that is on none.
  private var taskNodes: [Int32]
  private var taskAmounts: [Int32]
  /// Starts of tasks on machines that were gone.
  private(set) var startsNowhere = 0

  init(_ trace: CellTrace, pool: Int, origin: SimulationTime) {
    self.trace = trace
    self.pool = pool
    self.origin = origin
    nodes = Array(repeating: -1, count: trace.counts.machines)
    taskNodes = Array(repeating: -1, count: trace.counts.tasks)
    taskAmounts = Array(repeating: -1, count: trace.counts.tasks)
  }

  /// When the next change is due; nil if none is left.
  var nextTime: SimulationTime? {
    next < trace.changes.count
      ? origin + SimulationDuration(nanoseconds: trace.changes[next].time) : nil
  }

  /// Whether what is due next concerns a machine, and so perhaps services.
  var isMachineNext: Bool {
    next < trace.changes.count
      && trace.changes[next].kind.rawValue <= CellTrace.Change.Kind.machineSize.rawValue
  }

  /// Makes all changes that are due at the scheduler's time or before: one event for all of an instant, in the trace's
  /// order, so that nothing of the run comes between them.
  mutating func apply<E: PlantEventCarrier>(to plant: inout ClusterPlant, scheduler: inout Scheduler<E>) {
    let elapsed = (scheduler.now - origin).nanoseconds
    while next < trace.changes.count, trace.changes[next].time <= elapsed {
      apply(trace.changes[next], to: &plant, scheduler: &scheduler)
      next += 1
    }
  }

  private mutating func apply<E: PlantEventCarrier>(
    _ change: CellTrace.Change, to plant: inout ClusterPlant, scheduler: inout Scheduler<E>
  ) {
    let subject = Int(change.subject)
    switch change.kind {
    case .machineUp:
      // a second arrival without a departure tells a size
      guard nodes[subject] < 0 else { return resize(subject, change, &plant, &scheduler) }
      let node = plant.addMachine(amount(change.amount), pool: pool, scheduler: &scheduler)
      nodes[subject] = Int32(node)
    case .machineGone:
      guard nodes[subject] >= 0 else { return }
      plant.removeMachine(Int(nodes[subject]), scheduler: &scheduler)
      nodes[subject] = -1
    case .machineSize: resize(subject, change, &plant, &scheduler)
    case .taskStarts:
      // a trace may start a task on a machine that it has not brought up, or took away at the same instant; its order is kept, and
      // such a start is counted rather than put elsewhere, where it never ran
      let node = nodes[Int(change.machine)]
      guard node >= 0, plant.placeBackground(amount(change.amount), on: Int(node)) else {
        startsNowhere += 1
        return
      }
      taskNodes[subject] = node
      taskAmounts[subject] = change.amount
    case .taskEnds:
      // a machine that goes takes its tasks along
      if taskNodes[subject] >= 0 {
        plant.removeBackground(
          amount(taskAmounts[subject]), from: Int(taskNodes[subject]), scheduler: &scheduler)
      }
      taskNodes[subject] = -1
    case .taskSize:
      let node = Int(taskNodes[subject])
      guard node >= 0, plant.nodes[node].state != .gone else { return }
      // out and in again: the plant keeps the sum of a machine's tasks, not the tasks
      plant.removeBackground(amount(taskAmounts[subject]), from: node, scheduler: &scheduler)
      plant.placeBackground(amount(change.amount), on: node)
      taskAmounts[subject] = change.amount
    }
  }

  private func resize<E: PlantEventCarrier>(
    _ machine: Int, _ change: CellTrace.Change, _ plant: inout ClusterPlant, _ scheduler: inout Scheduler<E>
  ) {
    guard nodes[machine] >= 0, change.amount >= 0 else { return }
    plant.updateMachine(Int(nodes[machine]), capacity: amount(change.amount), scheduler: &scheduler)
  }

  private func amount(_ index: Int32) -> Resources { index < 0 ? .zero : trace.amounts[Int(index)] }
}
