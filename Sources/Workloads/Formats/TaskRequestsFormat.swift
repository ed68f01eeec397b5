/// An extract of task requests of ClusterData 2019 (``TaskRequestsFile``): requests are counted, no series.
///
/// Memory grows with the number of jobs.
struct TaskRequestsFormat: TraceFormat {
  static let name = "google-2019-requests"
  static let summary =
    "Google ClusterData 2019, an extract of task requests: they are counted, no series."
  static let unread = "Users."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool { head.header == TaskRequestsFile.columns }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var jobs: Set<Int64> = []
    var (tasks, early, late) = (0, 0, 0)
    var last = Int64.min
    report.rows = try TaskRequestsFile(path).read { (request: TaskRequest) in
      tasks += 1
      jobs.insert(request.collectionID)
      if request.time < traceStart { early += 1 }
      if request.time < last { late += 1 }
      last = request.time
    }
    report.note("rows of alloc instances", count: report.rows - tasks)
    report.note("requests before the trace's start at 600 s", count: early)
    report.note("requests earlier than the one before", count: late)
    report.notes = [
      "It holds the requests of \(tasks) tasks of \(jobs.count) jobs, which are no arrivals over time: "
        + "their times tell an order alone."
    ]
    return report
  }
}
