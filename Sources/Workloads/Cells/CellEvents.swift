/// One row of a machine_events table: a machine of a cell comes, goes or changes its size.
public struct MachineEvent: Hashable, Sendable {
  /// What happens to the machine.
  public enum Kind: UInt8, Hashable, Sendable {
    /// It becomes available; at time 0 it was there before the trace.
    case add
    /// It is gone, by failure or for maintenance.
    case remove
    /// Its capacity changes.
    case update
  }

  /// Microseconds of trace time; 600 s is the start of the trace, 0 is before it.
  public var time: Int64
  /// The machine's number.
  public var machineID: Int64
  /// What happens.
  public var kind: Kind
  /// Its CPU in parts of the largest machine, 0…1; nil if the trace does not say.
  public var cpu: Double?
  /// Its memory in parts of the largest machine's, 0…1; nil if the trace does not say.
  public var memory: Double?

  /// A row of the given contents.
  public init(time: Int64, machineID: Int64, kind: Kind, cpu: Double?, memory: Double?) {
    self.time = time
    self.machineID = machineID
    self.kind = kind
    self.cpu = cpu
    self.memory = memory
  }
}

/// One row of a task_events (2011) or instance_events (2019) table: a task changes its state.
public struct InstanceEvent: Hashable, Sendable {
  /// What happens to the task.
  public enum Kind: UInt8, Hashable, Sendable {
    /// It is submitted and waits.
    case submit
    /// It is held back, or let go, by the batch scheduler (2019 alone).
    case queue, enable
    /// It starts on a machine.
    case schedule
    /// It is put off its machine for another, for maintenance or for lack of room; it may come back.
    case evict
    /// It failed, finished, or was ended by its user or because a task it depended on ended.
    case fail, finish, kill
    /// Its end is missing from the trace.
    case lost
    /// What it asks for changes while it waits, or while it runs.
    case updatePending, updateRunning

    /// Whether the task leaves its machine, if it had one.
    public var ends: Bool {
      switch self {
      case .evict, .fail, .finish, .kill, .lost: true
      case .submit, .queue, .enable, .schedule, .updatePending, .updateRunning: false
      }
    }
  }

  /// Microseconds of trace time; 600 s is the start of the trace, 0 is before it.
  public var time: Int64
  /// The job's number.
  public var collectionID: Int64
  /// The task within its job.
  public var instanceIndex: Int64
  /// What happens.
  public var kind: Kind
  /// The machine; nil if none is concerned or the trace does not say.
  public var machineID: Int64?
  /// The job's priority on the trace's own scale: 0…11 in 2011, 0…450 in 2019.
  public var priority: Int
  /// The CPU asked for, in parts of the largest machine; nil if the trace does not say.
  public var cpu: Double?
  /// The memory asked for, in parts of the largest machine's; nil if the trace does not say.
  public var memory: Double?

  /// A row of the given contents.
  public init(
    time: Int64, collectionID: Int64, instanceIndex: Int64, kind: Kind, machineID: Int64?, priority: Int,
    cpu: Double?, memory: Double?
  ) {
    self.time = time
    self.collectionID = collectionID
    self.instanceIndex = instanceIndex
    self.kind = kind
    self.machineID = machineID
    self.priority = priority
    self.cpu = cpu
    self.memory = memory
  }
}

/// What reading a table of events met.
public struct EventReport: Hashable, Sendable {
  /// Rows in the file, those left out included.
  public var rows = 0
  /// Rows that happen "after the trace" (time 2⁶³ − 1).
  public var skippedAfterTrace = 0
  /// Rows of alloc instances, or of tasks inside them, whose room the alloc instance takes already (2019 alone).
  public var skippedAllocs = 0
  /// Rows of unknown type.
  public var skippedUnknown = 0

  /// Rows handed on.
  public var delivered: Int { rows - skippedAfterTrace - skippedAllocs - skippedUnknown }

  /// Nothing read yet.
  public init() {}
}
