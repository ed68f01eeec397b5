/// The task_usage table of Google's ClusterData 2011 v2.1 as the mean CPU of every task.
///
/// Memory grows with the number of tasks.
struct TaskUsageFormat: TraceFormat {
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

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var tasks = TaskTable<Void>()
    let usage = try TaskUsageFile(path).read { row in
      let task = TaskKey(collection: row.collectionID, instance: row.instanceIndex)
      let series = tasks.number(of: task, new: ())
      if series == report.series.count {
        report.series.append(
          TraceReport.Series(
            name: "\(task.collection)/\(task.instance)", quantity: .cpuNCU, step: windowLength))
      }
      try body(SeriesSample(series: series, time: row.startTime, value: row.cpuAverage))
    }
    report.rows = usage.rows
    report.note("rows at a special time", count: usage.skippedSpecialTimes)
    report.leaveOut("rows of the task and time of the task's row before", count: usage.duplicates)
    report.note("windows shorter than 300 s", count: usage.shortWindows)
    report.notes.append(
      "A window may be shorter than 300 s and then begins off the grid; a missing window is no row.")
    return report
  }
}
