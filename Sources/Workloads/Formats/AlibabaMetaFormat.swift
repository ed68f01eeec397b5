/// The machine_meta or container_meta table of Alibaba's cluster trace of 2018, of which rows and things are counted.
///
/// Headerless. Memory grows with the number of machines or containers. Source: as of ``AlibabaUsageFormat``.
struct AlibabaMetaFormat: TraceFormat {
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
