/// The batch_task or batch_instance table of Alibaba's cluster trace of 2017 as tasks or instances started and ended every
/// 300 s.
///
/// Headerless. Times of 0 and below are before the trace, or of what has not happened yet. Memory grows with the trace's
/// length, 16 bytes a step. Source: as of ``AlibabaUsage2017Format``.
struct AlibabaBatch2017Format: TraceFormat {
  static let name = "alibaba-2017-batch"
  static let summary =
    "Alibaba 2017, batch_task or batch_instance: tasks or instances started and ended, every 300 s."
  static let unread = "Jobs, machines, status, retries, CPU and memory."
  private static let taskColumns = [
    "create_timestamp", "modify_timestamp", "job_id", "task_id", "instance_num", "status", "plan_cpu",
    "plan_mem",
  ]
  private static let instanceColumns = [
    "start_timestamp", "end_timestamp", "job_id", "task_id", "machineID", "status", "seq_no", "total_seq_no",
    "real_cpu_max", "real_cpu_avg", "real_mem_max", "real_mem_avg",
  ]
  private static let states = [
    "Ready", "Waiting", "Running", "Terminated", "Failed", "Cancelled", "Interrupted", "Interupted",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasRows(of: taskColumns.count, isBatch) || head.hasRows(of: instanceColumns.count, isBatch)
  }

  private static func isBatch(_ row: [String]) -> Bool {
    row[0].isWhole && (row[1].isWhole || row[1].isEmpty) && states.contains(row[5])
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let isOfInstances = try TraceHead(path: path).header.count == Self.instanceColumns.count
    let things = isOfInstances ? "instances" : "tasks"
    var report = TraceReport()
    report.series = ["\(things) started", "\(things) ended"].map {
      TraceReport.Series(name: $0, quantity: .value, step: windowLength)
    }
    var counts = StepCounts(path, series: 2, step: windowLength)
    var (unstarted, unended) = (0, 0)
    report.rows = try readTable(path, columns: isOfInstances ? Self.instanceColumns : Self.taskColumns) {
      row in
      guard Self.states.contains(row.text(5)) else {
        throw row.refusal(5, allowed: Self.states.dropLast().joined(separator: ", "))
      }
      let start = row.isEmpty(0) ? 0 : try row.integer(0)
      let end = row.isEmpty(1) ? 0 : try row.integer(1)
      for (column, time) in [start, end].enumerated() where time > 9_000_000_000 {
        throw row.refusal(column, allowed: "seconds up to 9e9")
      }
      if start > 0 { try counts.add(to: 0, at: start * 1_000_000) } else { unstarted += 1 }
      // the time of a task's last change is its end only if it has ended
      let hasEnded = !["Ready", "Waiting", "Running"].contains(row.text(5))
      if end > 0, hasEnded { try counts.add(to: 1, at: end * 1_000_000) } else { unended += 1 }
    }
    report.note("rows without a start within the trace", count: unstarted)
    report.note("rows without an end within the trace", count: unended)
    report.notes = [counts.note]
    try counts.emit(body)
    return report
  }
}
