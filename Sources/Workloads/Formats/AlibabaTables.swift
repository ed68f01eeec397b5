/// The batch_task or batch_instance table of Alibaba's cluster trace of 2018 as tasks or instances started and ended
/// every 300 s.
///
/// Headerless. Memory grows with the trace's length, 16 bytes a step. Source: as of ``AlibabaUsageTrace``.
struct AlibabaBatchTrace: TraceFormat {
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

/// The machine_meta or container_meta table of Alibaba's cluster trace of 2018, of which rows and things are counted.
///
/// Headerless. Memory grows with the number of machines or containers. Source: as of ``AlibabaUsageTrace``.
struct AlibabaMetaTrace: TraceFormat {
  static let name = "alibaba-2018-meta"
  static let summary =
    "Alibaba 2018, machine_meta or container_meta: machines or containers are counted, no series."
  static let unread = "Failure domains, applications, status and memory."
  private static let machineColumns = [
    "machine_id", "time_stamp", "failure_domain_1", "failure_domain_2", "cpu_num", "mem_size", "status",
  ]
  private static let containerColumns = [
    "container_id", "machine_id", "time_stamp", "app_du", "status", "cpu_request", "cpu_limit", "mem_size",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    isOfContainers(head)
      || head.hasRows(of: 7) {
        $0[0].hasPrefix("m_") && $0[1].isWhole && $0[4].isNumberOrEmpty && $0[5].isNumberOrEmpty
      }
  }

  private static func isOfContainers(_ head: TraceHead) -> Bool {
    head.hasRows(of: 8) {
      $0[0].hasPrefix("c_") && $0[1].hasPrefix("m_") && $0[2].isWhole && $0[5].isNumberOrEmpty
    }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let isOfContainers = Self.isOfContainers(try TraceHead(path: path))
    var report = TraceReport()
    var things = NameTable()
    // a core is 1 of a machine's cpu_num and 100 of a container's cpu_request; the last row of a thing counts
    var cores: [Double] = []
    let cpu = isOfContainers ? 5 : 4
    report.rows = try readTable(path, columns: isOfContainers ? Self.containerColumns : Self.machineColumns) {
      row in
      let index = things.index(of: row.bytes(0))
      if index == cores.count { cores.append(0) }
      _ = try row.seconds(isOfContainers ? 2 : 1)
      if let given = try row.share(cpu) { cores[index] = isOfContainers ? given / 100 : given }
    }
    report.notes = [
      "It describes \(cores.count) \(isOfContainers ? "containers that ask for" : "machines of") "
        + "\(cores.reduce(0, +)) cores in all, and no series."
    ]
    return report
  }
}
