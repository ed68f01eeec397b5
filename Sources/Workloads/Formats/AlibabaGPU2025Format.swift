/// The instances of Alibaba's GPU cluster trace of 2025 (disaggregated DLRM) as instances created, instances running and GPUs
/// that they ask for, every 300 s.
///
/// Times are seconds since the trace began; an instance without a creation time was there before, one without a deletion time
/// ran on. Memory grows with the trace's length, 24 bytes a step.
///
/// Source: README.md of cluster-trace-gpu-v2025 in the repository alibaba/clusterdata.
struct AlibabaGPU2025Format: TraceFormat {
  static let name = "alibaba-2025-gpu"
  static let summary =
    "Alibaba GPU 2025, disaggregated DLRM: instances created and running and their GPUs, every 300 s."
  static let unread =
    "Roles, applications, CPU, RDMA, memory, disk, limits and when an instance was scheduled."
  private static let columns = ["gpu_request", "creation_time", "deletion_time"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    (["instance_sn"] + columns).allSatisfy(head.header.contains)
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    report.series = ["instances created", "instances running", "GPUs asked for"].map {
      TraceReport.Series(name: $0, quantity: .value, step: windowLength)
    }
    var counts = StepCounts(path, series: 3, step: windowLength)
    var places: [Int] = []
    var (before, staying) = (0, 0)
    report.rows = try readTable(path, header: .any) { row in
      if places.isEmpty {
        places = try Self.columns.map {
          try row.place(of: $0, needed: Self.columns.joined(separator: ", "))
        }
      }
      let gpus = try row.amount(places[0])
      guard gpus <= 1e9 else { throw row.refusal(places[0], allowed: "numbers from 0 to 1e9") }
      let created = row.isEmpty(places[1]) ? nil : try row.seconds(places[1])
      let deleted = row.isEmpty(places[2]) ? nil : try row.seconds(places[2])
      if let created, let deleted, deleted < created {
        throw WorkloadError(
          path, line: row.line,
          "the instance is deleted at \(row.text(places[2])) s, before it is created at \(row.text(places[1])) s."
        )
      }
      if let created { try counts.add(to: 0, at: created) } else { before += 1 }
      try counts.add(to: 1, at: created ?? 0)
      try counts.add(gpus, to: 2, at: created ?? 0)
      if let deleted {
        try counts.add(-1, to: 1, at: deleted)
        try counts.add(-gpus, to: 2, at: deleted)
      } else {
        staying += 1
      }
    }
    report.note("instances that were there before the trace", count: before)
    report.note("instances that were not deleted", count: staying)
    var created = 0.0
    try counts.emit(isLevel: true) { sample in
      var sample = sample
      if sample.series == 0 { (sample.value, created) = (sample.value - created, sample.value) }
      try body(sample)
    }
    report.notes = ["Running and GPUs are levels at the end of a step.", counts.note]
    return report
  }
}
