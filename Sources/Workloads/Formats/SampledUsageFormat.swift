/// Rows of ClusterData 2019 picked at random (``SampledUsageFile``): they are counted, no series.
struct SampledUsageFormat: TraceFormat {
  static let name = "google-2019-usage-sample"
  static let summary =
    "Google ClusterData 2019, usage rows picked at random: they are counted, no series."
  static let unread =
    "Numbers of jobs and machines (rounded), the columns event and failed (wrong), caches, constraints."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.header == SampledUsageFile.shortColumns || head.header == SampledUsageFile.longColumns
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var (rounded, empty, unasked, allocs) = (0, 0, 0, 0)
    var isLong = false
    report.rows = try SampledUsageFile(path).read { row in
      isLong = isLong || row.endTime != nil
      if row.hasRoundedTimes { rounded += 1 }
      if row.cpuPercentiles.isEmpty { empty += 1 }
      if row.cpuRequest == nil { unasked += 1 }
      if row.isAllocInstance { allocs += 1 }
    }
    report.note("rows with times rounded to six digits", count: rounded)
    if isLong {
      report.note("rows without percentiles", count: empty)
      report.note("rows without a request", count: unasked)
      report.note("rows of alloc instances", count: allocs)
    }
    report.notes = [
      "The rows were picked at random from eight cells and a month: they are no series over time."
    ]
    return report
  }
}
