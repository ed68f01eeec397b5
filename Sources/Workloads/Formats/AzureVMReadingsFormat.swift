/// CPU readings of Azure's virtual machines every 300 s, 2017 (V1) or 2019 (V2): a headerless table of five columns.
///
/// Memory grows with the number of machines, whose names it keeps. Source: AzurePublicDatasetV1.md and V2.md in the
/// repository Azure/AzurePublicDataset (Cortez et al., SOSP 2017).
struct AzureVMReadingsFormat: TraceFormat {
  static let name = "azure-vm-readings"
  static let summary =
    "Azure VM traces V1 and V2, vm_cpu_readings: mean CPU % of every machine, every 300 s."
  static let unread = "Least and highest CPU."
  private static let columns = ["timestamp", "vm id", "min cpu", "max cpu", "avg cpu"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasRows(of: 5) {
      $0[0].isWhole && $0[1].count >= 16 && !$0[1].isNumber && $0[2...].allSatisfy { $0.isNumber }
    }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    var machines = NameTable()
    report.rows = try readTable(path, columns: Self.columns) { row in
      let series = machines.index(of: row.bytes(1))
      try body(SeriesSample(series: series, time: try row.seconds(0), value: try row.amount(4)))
    }
    report.series = machines.names.map {
      TraceReport.Series(name: $0, quantity: .cpuPercent, step: windowLength)
    }
    return report
  }
}
