/// A task_usage table of Google's ClusterData 2011 v2.1, gzipped or not: headerless, 20 columns.
///
/// Rows are checked as those of 2019 are: windows of at most 300 s, in order of time within a task. Memory grows with
/// the number of tasks. Memory, page caches, disks, cycles and sampled CPU are not read. Source of the columns:
/// "Google cluster-usage traces: format + schema" (2011, 2014).
public struct TaskUsageFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  /// Hands every row to `body`, in the file's order; CPU is in parts of the largest machine.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (InstanceUsage) throws -> Void) throws -> ReadReport {
    var check = UsageRowCheck(file: path)
    try readTable(path, columns: Self.columns) { row in
      let usage = InstanceUsage(
        startTime: try row.integer(0), endTime: try row.integer(1), collectionID: try row.integer(2),
        instanceIndex: try row.integer(3), cpuAverage: try row.amount(5), cpuMaximum: try row.share(13))
      if try check.admits(usage, isAllocInstance: false, line: row.line) { try body(usage) }
    }
    return check.report
  }

  private static let columns = [
    "start time", "end time", "job ID", "task index", "machine ID", "CPU rate", "canonical memory usage",
    "assigned memory usage", "unmapped page cache", "total page cache", "maximum memory usage",
    "disk I/O time", "local disk space usage", "maximum CPU rate", "maximum disk I/O time",
    "cycles per instruction", "memory accesses per instruction", "sample portion", "aggregation type",
    "sampled CPU usage",
  ]
}

/// The task_usage table of Google's ClusterData 2011 v2.1 as the mean CPU of every task.
///
/// Memory grows with the number of tasks.
struct TaskUsageTrace: TraceFormat {
  static let name = "google-2011-task-usage"
  static let summary =
    "Google ClusterData 2011, task_usage: mean CPU of every task in windows of at most 300 s."
  static let unread = "Memory, page caches, disks, cycles per instruction, maxima and sampled CPU."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasRows(of: 20) {
      $0[..<4].allSatisfy { $0.isWhole } && $0[5].isNumber && $0[6...].allSatisfy { $0.isNumberOrEmpty }
    }
  }

  private struct Task: Hashable {
    var job: Int64
    var index: Int64
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var tasks: [Task: Int] = [:]
    let usage = try TaskUsageFile(path).read { row in
      let task = Task(job: row.collectionID, index: row.instanceIndex)
      let series = tasks[task] ?? tasks.count
      if series == tasks.count {
        tasks[task] = series
        report.series.append(
          TraceReport.Series(name: "\(task.job)/\(task.index)", quantity: .cpuNCU, step: windowLength))
      }
      try body(SeriesSample(series: series, time: row.startTime, value: row.cpuAverage))
    }
    report.rows = usage.rows
    report.note("rows at a special time", count: usage.skippedSpecialTimes)
    report.note("rows of the task and time of the task's row before", count: usage.duplicates)
    report.note("windows shorter than 300 s", count: usage.shortWindows)
    report.notes.append(
      "A window may be shorter than 300 s and then begins off the grid; a missing window is no row.")
    return report
  }
}
