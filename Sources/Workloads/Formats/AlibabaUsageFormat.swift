/// The machine_usage or container_usage table of Alibaba's cluster trace of 2018: the CPU of every machine or
/// container.
///
/// Headerless. CPU below 0 or above 100 marks a reading that failed (the trace writes −1 or 101); it is counted and
/// left out, as an empty one is. Memory grows with the number of machines or containers. Source: trace_2018.md and
/// schema.txt of cluster-trace-v2018 in the repository alibaba/clusterdata.
struct AlibabaUsageFormat: TraceFormat {
  static let name = "alibaba-2018-usage"
  static let summary =
    "Alibaba 2018, machine_usage or container_usage: CPU % of every machine or container."
  static let unread =
    "Memory, memory bandwidth, cache misses, network and disk; a container's machine."
  private static let machineColumns = [
    "machine_id", "time_stamp", "cpu_util_percent", "mem_util_percent", "mem_gps", "mkpi", "net_in",
    "net_out", "disk_io_percent",
  ]
  private static let containerColumns = [
    "container_id", "machine_id", "time_stamp", "cpu_util_percent", "mem_util_percent", "cpi", "mem_gps",
    "mpki", "net_in", "net_out", "disk_io_percent",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool { isOfMachines(head) || isOfContainers(head) }

  private static func isOfMachines(_ head: TraceHead) -> Bool {
    head.hasRows(of: 9) {
      $0[0].hasPrefix("m_") && $0[1].isNumber && $0[2...].allSatisfy { $0.isNumberOrEmpty }
    }
  }

  private static func isOfContainers(_ head: TraceHead) -> Bool {
    head.hasRows(of: 11) {
      $0[0].hasPrefix("c_") && $0[1].hasPrefix("m_") && $0[2].isNumber
        && $0[3...].allSatisfy { $0.isNumberOrEmpty }
    }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let isOfContainers = Self.isOfContainers(try TraceHead(path: path))
    let columns = isOfContainers ? Self.containerColumns : Self.machineColumns
    let (time, cpu) = isOfContainers ? (2, 3) : (1, 2)
    var report = TraceReport()
    var things = NameTable()
    var last: [Int64] = []
    var (invalid, empty, late) = (0, 0, 0)
    report.rows = try readTable(path, columns: columns) { row in
      let series = things.index(of: row.bytes(0))
      let now = try row.seconds(time)
      if series == last.count { last.append(now) }
      if now < last[series] { late += 1 }
      last[series] = now
      guard !row.isEmpty(cpu) else {
        empty += 1
        return
      }
      let value = try row.number(cpu)
      guard (0...100).contains(value) else {
        invalid += 1
        return
      }
      try body(SeriesSample(series: series, time: now, value: value))
    }
    report.note("rows without CPU", count: empty)
    report.leaveOut("rows with CPU below 0 or above 100 %, left out", count: invalid)
    report.note("rows earlier than the one before of their series", count: late)
    report.series = things.names.map { TraceReport.Series(name: $0, quantity: .cpuPercent) }
    return report
  }
}
