/// Turns usage rows of many tasks of one collection into its demand on exact windows of 300 s.
///
/// In each window, a task's mean CPU is the mean of its rows weighted by their length inside the window;
/// where the form omits the end, a row lasts until the task's next row or the end of its window, whichever
/// is first. The demand of a window is the mean over the tasks present, times the number of tasks ever seen:
/// a task that is not measured is taken to do as the others do. A window without any task has no value.
///
/// ```swift
/// let (demand, report) = try CollectionDemand.read(["task22.csv.gz", "task75.csv.gz"])
/// ```
///
/// Memory: 16 bytes for every task and window of the span.
public struct CollectionDemand {
  /// The collection that was asked for; nil for the only one there is.
  public let collection: Int64?
  private var tasks = DemandTable()
  private var taken: Int64?
  private var found: Set<Int64> = []

  /// No rows yet.
  public init(collection: Int64? = nil) {
    self.collection = collection
    taken = collection
  }

  /// Adds a row. The rows of one task come in order of time.
  ///
  /// - Throws: ``WorkloadError`` if the task's rows span more than 366 days.
  public mutating func add(_ usage: InstanceUsage) throws {
    let task = TaskKey(collection: usage.collectionID, instance: usage.instanceIndex)
    guard let number = number(of: task) else { return }
    try tasks.add(cpu: usage.cpuAverage, from: usage.startTime, to: usage.endTime, task: number)
  }

  /// Ends the last row of each task at the end of its window. To be called after the last row of a file.
  public mutating func endFile() throws { try tasks.endFile() }

  /// The demand of all rows added so far, and what it was made of.
  ///
  /// - Throws: ``WorkloadError`` if there are several collections and none was chosen, or none of the chosen
  ///   one.
  public func result() throws -> (series: DemandSeries, report: DemandReport) {
    if collection == nil && found.count > 1 {
      throw WorkloadError("the files hold \(found.count) collections, \(list()); one must be chosen.")
    }
    guard let result = try tasks.results().first else {
      let wanted = collection.map { "of collection \($0)" } ?? "of any collection"
      throw WorkloadError(
        "the files hold no measured window \(wanted); "
          + (found.isEmpty ? "at least one row is needed." : "found are rows of \(list())."))
    }
    return (result.series, result.report)
  }

  private func list() -> String {
    let shown = found.sorted().prefix(8).map(String.init).joined(separator: ", ")
    return found.count > 8 ? "\(shown) and \(found.count - 8) more" : shown
  }

  /// The demand of one collection in the files at `paths`, read one after the other.
  ///
  /// - Parameters:
  ///   - paths: of the trace files.
  ///   - collection: which; may be nil if there is only one.
  ///   - threads: for each file, as ``UsageFile/threads``: 1 or 2, with the same result.
  /// - Throws: ``WorkloadError`` if a file cannot be read or the collection is not clear.
  public static func read(
    _ paths: [String], collection: Int64? = nil, threads: Int = 1
  ) throws -> (series: DemandSeries, report: DemandReport) {
    var demand = CollectionDemand(collection: collection)
    let files = try demand.readFiles(paths, threads: threads)
    var result = try demand.result()
    result.report.files = files
    return result
  }
}

extension CollectionDemand: DemandCollecting {
  /// Where a task's rows go; nil for a task of another collection.
  mutating func number(of task: TaskKey) -> Int? {
    found.insert(task.collection)
    if taken == nil { taken = task.collection }
    return task.collection == taken ? tasks.number(of: task) : nil
  }

  mutating func add(_ row: UsageRow, task: Int) throws {
    try tasks.add(cpu: row.cpuAverage, from: row.startTime, to: row.endTime, task: task)
  }

  mutating func add(_ run: UsageRun, task: Int) throws -> Bool { try tasks.add(run, task: task) }
}

/// What a demand series was made of.
public struct DemandReport: Hashable, Sendable {
  /// Tasks seen.
  public var tasks: Int
  /// Windows from the first to the last with a row.
  public var windows: Int
  /// Windows without a row of any task.
  public var missingWindows: Int
  /// Pairs of a task and a window of the span without a row, out of `tasks * windows`.
  public var missingTaskWindows: Int
  /// What each file held.
  public var files: [ReadReport] = []
  /// What the files held together.
  public var read: ReadReport { files.reduce(into: ReadReport()) { $0 += $1 } }
}
