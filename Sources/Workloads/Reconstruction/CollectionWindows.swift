/// Gathers the windows of the tasks of one collection from usage rows.
///
/// The means are those of ``CollectionDemand``: rows weigh by their length in the window. A window has the
/// percentiles of its row if exactly one row begins in it; those of several short rows cannot be joined.
///
/// ```swift
/// let windows = try CollectionWindows.read(["task22.csv.gz", "task75.csv.gz"])
/// ```
public struct CollectionWindows: Sendable {
  /// Start of the first window in microseconds of trace time, a multiple of 300 s.
  public let start: Int64
  /// The windows of each task, in order of the tasks' numbers; nil where the task has no row. All tasks have
  /// as many.
  public let tasks: [[UsageWindow?]]
  /// What reading the files met, one after the other; empty where they were not read from any.
  public private(set) var files: [TraceFileReport] = []

  /// Windows of the given tasks.
  ///
  /// - Precondition: `start` is a multiple of 300 s in microseconds; all tasks have as many windows.
  public init(start: Int64, tasks: [[UsageWindow?]]) {
    precondition(start % windowLength == 0, "start must be a multiple of \(windowLength) µs, is \(start)")
    precondition(
      tasks.allSatisfy { $0.count == tasks[0].count }, "all tasks must have as many windows as the first")
    self.start = start
    self.tasks = tasks
  }

  /// The windows of one collection in the files at `paths`, read one after the other.
  ///
  /// - Parameters:
  ///   - paths: of the trace files.
  ///   - collection: which; may be nil if there is only one.
  /// - Throws: ``WorkloadError`` if a file cannot be read or the collection is not clear.
  public static func read(_ paths: [String], collection: Int64? = nil) throws -> CollectionWindows {
    // The demand knows the span and which collection is meant.
    var demand = CollectionDemand(collection: collection)
    var tasks: [Int64: TaskWindows] = [:]
    var chosen = collection
    var files: [TraceFileReport] = []
    for path in paths {
      let read = try UsageFile(path, withPercentiles: true).read { usage in
        try demand.add(usage)
        if chosen == nil { chosen = usage.collectionID }
        guard usage.collectionID == chosen else { return }
        try tasks[usage.instanceIndex, default: TaskWindows()].add(usage)
      }
      try demand.endFile()
      for key in tasks.keys { try tasks[key]?.endFile() }
      files.append(TraceFileReport(path, read))
    }
    let series = try demand.result().series
    let first = Int(series.start / windowLength)
    let windows = tasks.keys.sorted().compactMap { tasks[$0] }.filter { !$0.isEmpty }
      .map { $0.windows(first: first, count: series.values.count) }
    var result = CollectionWindows(start: series.start, tasks: windows)
    result.files = files
    return result
  }
}

/// The windows of one task while its rows are read.
private struct TaskWindows {
  private var demand = TaskDemand()
  private var percentiles: [Int: [Double]] = [:]
  private var rows: [Int: Int] = [:]

  var isEmpty: Bool { demand.windows.isEmpty }

  mutating func add(_ usage: InstanceUsage) throws {
    try demand.add(usage)
    let window = Int(usage.startTime / windowLength)
    rows[window, default: 0] += 1
    percentiles[window] = rows[window] == 1 ? usage.cpuPercentiles : []
  }

  mutating func endFile() throws { try demand.flush(until: nil) }

  func windows(first: Int, count: Int) -> [UsageWindow?] {
    (first..<first + count).map { window in
      let index = window - demand.first
      guard demand.windows.indices.contains(index), demand.windows[index].weight > 0 else { return nil }
      return UsageWindow(
        mean: demand.windows[index].sum / demand.windows[index].weight, percentiles: percentiles[window] ?? []
      )
    }
  }
}
