/// The server_usage or container_usage table of Alibaba's cluster trace of 2017: the CPU of every machine or container, every
/// 300 s.
///
/// Headerless, known by times that are whole steps of 300 s. A machine's CPU is in percent of the machine, a container's of
/// what it asked for. Source: trace_201708.md and schema.csv of cluster-trace-v2017 in the repository alibaba/clusterdata.
struct AlibabaUsage2017Format: TraceFormat {
  static let name = "alibaba-2017-usage"
  static let summary = "Alibaba 2017, server_usage or container_usage: CPU % of every machine or container."
  static let unread = "Memory, disk, loads, cycles per instruction and cache misses."
  private static let serverColumns = [
    "timestamp", "machineID", "util:CPU", "util:memory", "util:disk", "load1", "load5", "load15",
  ]
  private static let containerColumns = [
    "ts", "instance_id", "cpu_util", "mem_util", "disk_util", "load1", "load5", "load15", "avg_cpi",
    "avg_mpki",
    "max_cpi", "max_mpki",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasRows(of: serverColumns.count, isUsage) || head.hasRows(of: containerColumns.count, isUsage)
  }

  private static func isUsage(_ row: [String]) -> Bool {
    guard let time = Int64(row[0]), time > 0, time <= 90_000, time % 300 == 0, row[1].isWhole(in: 1...100_000)
    else { return false }
    return row[2...4].allSatisfy { $0.isEmpty || Double($0).map { (0...100).contains($0) } ?? false }
      && row[5...].allSatisfy { $0.isNumberOrEmpty }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let isOfContainers = try TraceHead(path: path).header.count == Self.containerColumns.count
    var report = TraceReport()
    var things = NameTable()
    var empty = 0
    report.rows = try readTable(path, columns: isOfContainers ? Self.containerColumns : Self.serverColumns) {
      row in
      let time = try row.seconds(0)
      _ = try row.whole(1)
      let series = things.index(of: row.bytes(1))
      guard let value = try row.share(2) else {
        empty += 1
        return
      }
      guard value <= 100 else { throw row.refusal(2, allowed: "numbers from 0 to 100") }
      try body(SeriesSample(series: series, time: time, value: value))
    }
    report.note("rows without CPU", count: empty)
    let thing = isOfContainers ? "container" : "machine"
    report.series = things.names.map {
      TraceReport.Series(name: "\(thing) \($0)", quantity: .cpuPercent, step: windowLength)
    }
    return report
  }
}
