/// The CPU of the tasks of `instance_usage` of Google's 2019 trace, in its official JSON, flattened to CSV, or imported.
///
/// A thin coat over ``UsageFile``, which says what it checks; a series is a task. Windows begin on multiples of 300 s of
/// the trace's clock unless the task started, stopped or moved inside one; two such share a step.
public struct GoogleUsageFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "google-2019-usage"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "CPU of single tasks of Google's 2019 trace, in windows of 300 s."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = "Memory, maxima, percentiles and the windows' ends are not read."

  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    if head.bytes.starts(with: ColumnarLayout.magic) { return true }
    if head.isJSON {
      guard let row = head.firstObject else { return false }
      return ["\"average_usage\"", "\"average_usage.cpus\"", "\"average_usage_cpus\""].contains(
        where: row.contains)
        && row.contains("\"start_time\"")
    }
    return UsageColumns.areIn(head.header)
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var tasks = TaskTable<Void>()
    let found = try UsageFile(path).read { row in
      let task = TaskKey(collection: row.collectionID, instance: row.instanceIndex)
      let place = tasks.number(of: task, new: ())
      if place == report.series.count {
        guard place < mostSeries else {
          throw WorkloadError("\(path): holds more than \(mostSeries) tasks; allowed are at most so many.")
        }
        report.series.append(
          TraceReport.Series(
            name: "\(task.collection)-\(task.instance)", quantity: .cpuNCU, step: windowLength))
      }
      try body(SeriesSample(series: place, time: row.startTime, value: row.cpuAverage))
    }
    report.add(found)
    return report
  }
}

extension TraceReport {
  /// Takes over what reading usage rows met.
  mutating func add(_ found: ReadReport) {
    rows += found.rows
    note("rows at a special time, before or after the trace", count: found.skippedSpecialTimes)
    note("rows about alloc instances, whose tasks have their own", count: found.skippedAllocInstances)
    leaveOut("rows that repeat the time of the row before", count: found.duplicates)
    note("windows shorter than 300 s", count: found.shortWindows)
  }
}
