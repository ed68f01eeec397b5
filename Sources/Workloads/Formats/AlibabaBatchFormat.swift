/// The batch_task or batch_instance table of Alibaba's cluster trace of 2018 as tasks or instances started and ended
/// every 300 s.
///
/// Headerless. Memory grows with the trace's length, 16 bytes a step. Source: as of ``AlibabaUsageFormat``.
struct AlibabaBatchFormat: TraceFormat {
  static let name = "alibaba-2018-batch"
  static let summary =
    "Alibaba 2018, batch_task or batch_instance: tasks or instances started and ended, every 300 s."
  static let unread =
    "Names and the order of tasks they tell, types, status, machines, CPU and memory."
  private static let taskColumns = [
    "task_name", "instance_num", "job_name", "task_type", "status", "start_time", "end_time", "plan_cpu",
    "plan_mem",
  ]
  private static let instanceColumns = [
    "instance_name", "task_name", "job_name", "task_type", "status", "start_time", "end_time", "machine_id",
    "seq_no", "total_seq_no", "cpu_avg", "cpu_max", "mem_avg", "mem_max",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    isOfInstances(head)
      || head.hasRows(of: 9) {
        $0[2].hasPrefix("j_") && isStatus($0[4]) && $0[5].isWhole && $0[6].isWhole && $0[7].isNumberOrEmpty
      }
  }

  private static func isOfInstances(_ head: TraceHead) -> Bool {
    head.hasRows(of: 14) { $0[2].hasPrefix("j_") && isStatus($0[4]) && $0[5].isWhole && $0[6].isWhole }
  }

  private static func isStatus(_ text: String) -> Bool { text.first?.isLetter ?? false }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let isOfInstances = Self.isOfInstances(try TraceHead(path: path))
    let things = isOfInstances ? "instances" : "tasks"
    var report = TraceReport()
    report.series = ["\(things) started", "\(things) ended"].map {
      TraceReport.Series(name: $0, quantity: .value, step: windowLength)
    }
    var counts = StepCounts(path, series: 2, step: windowLength)
    var (unstarted, unended) = (0, 0)
    report.rows = try readTable(path, columns: isOfInstances ? Self.instanceColumns : Self.taskColumns) {
      row in
      let start = row.isEmpty(5) ? 0 : try row.seconds(5)
      let end = row.isEmpty(6) ? 0 : try row.seconds(6)
      // 0 stands for a time before or after the eight days
      if start > 0 { try counts.add(to: 0, at: start) } else { unstarted += 1 }
      if end > 0 { try counts.add(to: 1, at: end) } else { unended += 1 }
    }
    report.note("rows without a start within the trace", count: unstarted)
    report.note("rows without an end within the trace", count: unended)
    report.notes = [counts.note]
    try counts.emit(body)
    return report
  }
}
