/// One row of a job_events (2011) or collection_events (2019) table: a job, or an alloc set, changes its state.
public struct CollectionEvent: Hashable, Sendable {
  /// What may change the resource limits of a job's tasks while they run (2019 alone).
  public enum VerticalScaling: UInt8, Hashable, Sendable {
    /// Nothing.
    case off = 1
    /// Google's Autopilot, within bounds that the user set.
    case constrained
    /// Google's Autopilot, as it sees fit.
    case fullyAutomated
  }

  /// Microseconds of trace time; 600 s is the start of the trace, 0 is before it.
  public var time: Int64
  /// The job's number.
  public var collectionID: Int64
  /// What happens.
  public var kind: InstanceEvent.Kind
  /// Whether it is an alloc set, which reserves room for the tasks of other jobs (2019 alone).
  public var isAllocSet: Bool
  /// The alloc set inside which the job's tasks run; nil if there is none.
  public var allocCollectionID: Int64?
  /// The job with whose end this one ends too; nil if there is none (2019 alone).
  public var parentCollectionID: Int64?
  /// The priority, 0…450; nil in 2011, whose job_events do not tell it.
  public var priority: Int?
  /// How sensitive to latency the job is, 0 (not at all) to 3; nil if the trace does not say.
  public var schedulingClass: Int?
  /// What may change its tasks' limits; nil if the trace does not say.
  public var verticalScaling: VerticalScaling?
  /// Whether the batch scheduler, which holds jobs back, has it (2019 alone).
  public var isBatch: Bool
  /// Whether the row was put in by those who made the trace, for a record that was missing.
  public var isInferred: Bool

  /// A row of the given contents.
  public init(
    time: Int64, collectionID: Int64, kind: InstanceEvent.Kind, isAllocSet: Bool = false,
    allocCollectionID: Int64? = nil, parentCollectionID: Int64? = nil, priority: Int? = nil,
    schedulingClass: Int? = nil, verticalScaling: VerticalScaling? = nil, isBatch: Bool = false,
    isInferred: Bool = false
  ) {
    self.time = time
    self.collectionID = collectionID
    self.kind = kind
    self.isAllocSet = isAllocSet
    self.allocCollectionID = allocCollectionID
    self.parentCollectionID = parentCollectionID
    self.priority = priority
    self.schedulingClass = schedulingClass
    self.verticalScaling = verticalScaling
    self.isBatch = isBatch
    self.isInferred = isInferred
  }
}
