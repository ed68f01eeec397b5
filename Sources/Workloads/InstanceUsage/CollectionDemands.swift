/// The demand of every collection in some files, each as ``CollectionDemand`` defines it.
///
/// Memory: 16 bytes for every task and window of its span.
public struct CollectionDemands: Sendable {
  /// One collection's demand.
  public struct Entry: Hashable, Sendable {
    /// The job's number.
    public var collection: Int64
    /// Its demand.
    public var series: DemandSeries
    /// What it was made of; what the files held is in ``CollectionDemands/read`` instead.
    public var report: DemandReport
  }

  /// The collections with a measured window, in order of their numbers.
  public let entries: [Entry]
  /// What the files held.
  public let read: ReadReport

  /// Reads the files at `paths`, one after the other.
  ///
  /// - Parameters:
  ///   - paths: of the trace files.
  ///   - threads: for each file, as ``UsageFile/threads``: 1 or 2, with the same result.
  /// - Throws: ``WorkloadError`` if a file cannot be read or a collection spans more than 366 days.
  public init(reading paths: [String], threads: Int = 1) throws {
    var all = AllCollections()
    read = try all.readFiles(paths, threads: threads).reduce(into: ReadReport()) { $0 += $1 }
    entries = try all.tasks.results()
  }
}

private struct AllCollections: DemandCollecting {
  var tasks = DemandTable()

  mutating func number(of task: TaskKey) -> Int? { tasks.number(of: task) }

  mutating func add(_ row: UsageRow, task: Int) throws {
    try tasks.add(cpu: row.cpuAverage, from: row.startTime, to: row.endTime, task: task)
  }

  mutating func add(_ run: UsageRun, task: Int) throws -> Bool { try tasks.add(run, task: task) }

  mutating func endFile() throws { try tasks.endFile() }
}
