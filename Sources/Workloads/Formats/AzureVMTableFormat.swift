/// The table of Azure's virtual machines, 2017 (V1) or 2019 (V2), as machines created and machines running every 300 s.
///
/// Memory grows with the trace's length, 24 bytes a step.
struct AzureVMTableFormat: TraceFormat {
  static let name = "azure-vm-table"
  static let summary = "Azure VM traces V1 and V2, vmtable: machines created and running, every 300 s."
  static let unread = "Subscription, deployment, CPU, category, and the buckets of cores and memory."
  private static let columns = [
    "vm id", "subscription id", "deployment id", "vm created", "vm deleted", "max cpu", "avg cpu",
    "p95 max cpu", "vm category", "core count", "memory",
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasRows(of: 11) {
      !$0[0].isNumber && $0[3].isWhole && $0[4].isWhole && $0[5...7].allSatisfy { $0.isNumber }
        && !$0[8].isEmpty && !$0[8].isNumber
    }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    report.series = ["machines created", "machines running"].map {
      TraceReport.Series(name: $0, quantity: .value, step: windowLength)
    }
    // both as changes of a level: what was created in a step is the change of all that were created so far
    var counts = StepCounts(path, series: 2, step: windowLength)
    report.rows = try readTable(path, columns: Self.columns) { row in
      let created = try row.seconds(3)
      let deleted = try row.seconds(4)
      guard deleted >= created else {
        throw WorkloadError(
          path, line: row.line,
          "the machine is deleted at \(row.text(4)) s, before it is created at \(row.text(3)) s.")
      }
      try counts.add(to: 0, at: created)
      try counts.add(to: 1, at: created)
      try counts.add(-1, to: 1, at: deleted)
    }
    var created = 0.0
    try counts.emit(isLevel: true) { sample in
      var sample = sample
      if sample.series == 0 {
        (sample.value, created) = (sample.value - created, sample.value)
      }
      try body(sample)
    }
    report.notes = [
      "Running is the level at the end of a step; machines at time 0 were there before the trace, those deleted at its end ran on.",
      counts.note,
    ]
    return report
  }
}
