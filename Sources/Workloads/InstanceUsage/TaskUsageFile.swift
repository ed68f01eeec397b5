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
