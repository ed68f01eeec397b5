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
  private var tasks: [Int64: TaskDemand] = [:]
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
    found.insert(usage.collectionID)
    if taken == nil { taken = usage.collectionID }
    guard usage.collectionID == taken else { return }
    try tasks[usage.instanceIndex, default: TaskDemand()].add(usage)
  }

  /// Ends the last row of each task at the end of its window. To be called after the last row of a file.
  public mutating func endFile() throws {
    for task in tasks.keys { try tasks[task]!.flush(until: nil) }
  }

  /// The demand of all rows added so far, and what it was made of.
  ///
  /// - Throws: ``WorkloadError`` if there are several collections and none was chosen, or none of the chosen
  ///   one.
  public func result() throws -> (series: DemandSeries, report: DemandReport) {
    if collection == nil && found.count > 1 {
      throw WorkloadError("the files hold \(found.count) collections, \(list()); one must be chosen.")
    }
    let present = tasks.values.filter { $0.sums.count > 0 }
    guard let first = present.map(\.first).min(), let last = present.map({ $0.first + $0.sums.count }).max()
    else {
      let wanted = collection.map { "of collection \($0)" } ?? "of any collection"
      throw WorkloadError(
        "the files hold no measured window \(wanted); "
          + (found.isEmpty ? "at least one row is needed." : "found are rows of \(list())."))
    }
    let windows = last - first
    guard windows <= TaskDemand.longestSpan else { throw TaskDemand.spanError(windows) }
    var sums = [Double](repeating: 0, count: windows)
    var counts = [Int](repeating: 0, count: windows)
    for key in tasks.keys.sorted() {
      let task = tasks[key]!
      for (index, weight) in task.weights.enumerated() where weight > 0 {
        sums[task.first - first + index] += task.sums[index] / weight
        counts[task.first - first + index] += 1
      }
    }
    let values = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) * Double(present.count) : nil }
    let series = DemandSeries(start: Int64(first) * windowLength, values: values)
    let covered = counts.reduce(0, +)
    return (
      series,
      DemandReport(
        tasks: present.count, windows: windows, missingWindows: series.missing,
        missingTaskWindows: windows * present.count - covered)
    )
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
  /// - Throws: ``WorkloadError`` if a file cannot be read or the collection is not clear.
  public static func read(
    _ paths: [String], collection: Int64? = nil
  ) throws -> (series: DemandSeries, report: DemandReport) {
    var demand = CollectionDemand(collection: collection)
    var read = ReadReport()
    for path in paths {
      read += try UsageFile(path).read { try demand.add($0) }
      try demand.endFile()
    }
    var result = try demand.result()
    result.report.read = read
    return result
  }
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
  /// What the files held.
  public var read = ReadReport()
}
