import SimulationKernel
import Workloads

/// Machines of a cell and the tasks on them over time, read from a trace to be replayed under services.
///
/// Only what concerns nodes is kept: machines that come, go and change, and tasks while they are on a machine. The trace's
/// start (600 s of trace time) is the run's start; what was there before is there from the beginning.
public struct CellTrace: Sendable {
  /// One change, 24 bytes.
  struct Change: Sendable {
    enum Kind: UInt8, Sendable { case machineUp, machineGone, machineSize, taskStarts, taskEnds, taskSize }

    /// Nanoseconds since the trace's start.
    var time: Int64
    var kind: Kind
    /// The machine's or task's number, in order of appearance.
    var subject: Int32
    /// The machine that a task starts on.
    var machine: Int32 = -1
    /// Index of the amount that is meant; -1 for none.
    var amount: Int32 = -1
  }

  /// What a trace told and what of it could not be used.
  public struct Report: Sendable, Hashable {
    /// Machines that ever were.
    public var machines = 0
    /// Tasks that ever started on one of them.
    public var tasks = 0
    /// Changes that are replayed.
    public var changes = 0
    /// Starts on a machine that the trace does not know or that is gone.
    public var startsNowhere = 0
    /// Events without a size where one is needed; the size before stands, or nothing.
    public var withoutSize = 0
  }

  private(set) var changes: [Change] = []
  private(set) var amounts: [Resources] = []
  /// What was met.
  public private(set) var report = Report()
  /// What 1.0 of the trace stands for.
  public let largestMachine: Resources

  private struct TaskKey: Hashable {
    var collection: Int64
    var instance: Int64
  }

  private var amountIndex: [Resources: Int32] = [:]
  private var machines: [Int64: Int32] = [:]
  private var tasks: [TaskKey: Int32] = [:]
  private var isOnMachine: [Bool] = []
  private var waitingSize: [Int32] = []

  /// A cell without machines, whose largest machine would have the given size.
  public init(largestMachine: Resources) { self.largestMachine = largestMachine }

  /// Reads a cell's tables, which both begin at the trace's start.
  ///
  /// - Throws: `WorkloadError` at the first thing that is wrong with a file.
  public init(machineEvents: [String], instanceEvents: [String], largestMachine: Resources) throws {
    self.init(largestMachine: largestMachine)
    for path in machineEvents { _ = try MachineEventsFile(path).read { add($0) } }
    for path in instanceEvents { _ = try InstanceEventsFile(path).read { add($0) } }
    sort()
  }

  /// Adds a row about a machine.
  public mutating func add(_ event: MachineEvent) {
    let number = machines[event.machineID] ?? Int32(machines.count)
    machines[event.machineID] = number
    report.machines = machines.count
    let amount = amount(event.cpu, event.memory)
    let kind: Change.Kind =
      switch event.kind {
      case .add: .machineUp
      case .remove: .machineGone
      case .update: .machineSize
      }
    changes.append(Change(time: Self.time(event.time), kind: kind, subject: number, amount: amount))
  }

  /// Adds a row about a task.
  public mutating func add(_ event: InstanceEvent) {
    let key = TaskKey(collection: event.collectionID, instance: event.instanceIndex)
    let known = tasks[key]
    let amount = amount(event.cpu, event.memory)
    let number = known ?? Int32(tasks.count)
    if known == nil {
      tasks[key] = number
      isOnMachine.append(false)
      waitingSize.append(-1)
    }
    if amount >= 0 { waitingSize[Int(number)] = amount }
    let time = Self.time(event.time)
    if event.kind == .schedule, let id = event.machineID {
      guard let machine = machines[id] else {
        report.startsNowhere += 1
        return
      }
      if isOnMachine[Int(number)] {
        // the trace does not tell how it ended on the machine before
        changes.append(Change(time: time, kind: .taskEnds, subject: number))
      } else {
        report.tasks += 1
      }
      isOnMachine[Int(number)] = true
      changes.append(
        Change(
          time: time, kind: .taskStarts, subject: number, machine: machine, amount: waitingSize[Int(number)]))
    } else if event.kind.ends, isOnMachine[Int(number)] {
      isOnMachine[Int(number)] = false
      changes.append(Change(time: time, kind: .taskEnds, subject: number))
    } else if event.kind == .updateRunning, isOnMachine[Int(number)], amount >= 0 {
      changes.append(Change(time: time, kind: .taskSize, subject: number, amount: amount))
    }
  }

  /// Puts the changes in order of time; at one instant machines come before tasks, and each table keeps its order.
  ///
  /// So a task that starts with its machine finds it, and one that ends with its machine has ended already. The order
  /// within a table says which came last where the trace's microseconds do not, as when a task is evicted and started again
  /// elsewhere at once. Swift's sort promises nothing for equal elements, hence the index.
  public mutating func sort() {
    func rank(_ kind: Change.Kind) -> Int { kind.rawValue <= Change.Kind.machineSize.rawValue ? 0 : 1 }
    let order = changes.indices.sorted {
      let (a, b) = (changes[$0], changes[$1])
      if a.time != b.time { return a.time < b.time }
      if rank(a.kind) != rank(b.kind) { return rank(a.kind) < rank(b.kind) }
      return $0 < $1
    }
    changes = order.map { changes[$0] }
    report.changes = changes.count
  }

  /// How many machines and tasks there are to keep track of.
  var counts: (machines: Int, tasks: Int) { (machines.count, tasks.count) }

  /// Nanoseconds since the trace's start, 0 for what was before.
  private static func time(_ microseconds: Int64) -> Int64 {
    max(0, microseconds - 600_000_000) * 1000
  }

  private mutating func amount(_ cpu: Double?, _ memory: Double?) -> Int32 {
    guard let cpu, let memory else {
      report.withoutSize += 1
      return -1
    }
    let amount = Resources(
      nanocores: Int64((cpu * Double(largestMachine.cpu)).rounded()),
      bytes: Int64((memory * Double(largestMachine.memory)).rounded()))
    if let known = amountIndex[amount] { return known }
    amounts.append(amount)
    amountIndex[amount] = Int32(amounts.count - 1)
    return Int32(amounts.count - 1)
  }
}
