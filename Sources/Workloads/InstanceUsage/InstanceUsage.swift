/// One row of the `instance_usage` table of Google's ClusterData 2019: the CPU that one task used in one
/// window.
///
/// Source of the fields and units: clusterdata_trace_format_v3.proto in the repository google/cluster-data.
public struct InstanceUsage: Hashable, Sendable {
  /// Start of the window in microseconds of trace time; 600 s is the start of 1 May 2019.
  public var startTime: Int64
  /// End of the window in microseconds, at most 300 s after its start; nil in the flattened form, which
  /// omits it.
  public var endTime: Int64?
  /// The job's number.
  public var collectionID: Int64
  /// The task within its job.
  public var instanceIndex: Int64
  /// Mean CPU over the window in normalised compute units (NCU; the largest machine is 1), at least 0.
  public var cpuAverage: Double
  /// Highest CPU in the window in NCU; nil if the trace does not say.
  public var cpuMaximum: Double?
  /// CPU percentiles within the window in NCU: 0, 10, …, 90, then 91, 92, …, 99, then 100 %. Either 20
  /// numbers or none, because the trace leaves them out or they were not asked for.
  public var cpuPercentiles: [Double]

  /// A row of the given contents.
  public init(
    startTime: Int64, endTime: Int64? = nil, collectionID: Int64, instanceIndex: Int64, cpuAverage: Double,
    cpuMaximum: Double? = nil, cpuPercentiles: [Double] = []
  ) {
    self.startTime = startTime
    self.endTime = endTime
    self.collectionID = collectionID
    self.instanceIndex = instanceIndex
    self.cpuAverage = cpuAverage
    self.cpuMaximum = cpuMaximum
    self.cpuPercentiles = cpuPercentiles
  }
}

/// What reading a file of usage rows met.
public struct ReadReport: Hashable, Sendable {
  /// Rows in the file, the skipped ones included, the header not.
  public var rows = 0
  /// Rows that say "before the trace" (time 0) or "after the trace" (2⁶³ − 1) and so belong to no window.
  public var skippedSpecialTimes = 0
  /// Rows about alloc instances (`collection_type` 1), whose tasks have rows of their own.
  public var skippedAllocInstances = 0
  /// Rows of the task and start of the task's row before; the first one counts.
  public var duplicates = 0
  /// Rows of less than 300 s. In the flattened form: off the grid, or with another row in the same window.
  public var shortWindows = 0
  /// Bytes read, decompressed.
  public var bytes = 0

  /// Rows handed on.
  public var delivered: Int { rows - skippedSpecialTimes - skippedAllocInstances - duplicates }

  /// Nothing read yet.
  public init() {}

  /// Adds the counts of another file.
  public static func += (a: inout Self, b: Self) {
    a.rows += b.rows
    a.skippedSpecialTimes += b.skippedSpecialTimes
    a.skippedAllocInstances += b.skippedAllocInstances
    a.duplicates += b.duplicates
    a.shortWindows += b.shortWindows
    a.bytes += b.bytes
  }
}
