/// The job_events (2011) or collection_events (2019) table of Google's ClusterData as counts of jobs every 300 s.
///
/// Memory grows with the trace's length, 16 bytes a step.
struct JobEventsFormat: TraceFormat {
  static let name = "google-job-events"
  static let summary =
    "Google ClusterData, job_events (2011) or collection_events (2019): jobs submitted and ended every 300 s."
  static let unread = "Priorities, scheduling classes, users, names and dependencies; alloc sets."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasMembers(["time", "type", "collection_id"], butNot: ["instance_index", "start_time"])
      || head.hasRows(of: 8) {
        $0[0].isWhole && $0[2].isWhole && $0[3].isWhole(in: 0...8)
          && ($0[5].isEmpty || $0[5].isWhole(in: 0...3))
      }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var allocSets = 0
    var report = try readStateChanges(path, of: "jobs", ["submitted", "ended"], body) { take in
      try CollectionEventsFile(path).read { event in
        if event.isAllocSet {
          allocSets += 1
          return
        }
        try take(event.time, event.kind == .submit ? 0 : event.kind.ends ? 1 : nil)
      }
    }
    report.note("rows of alloc sets", count: allocSets)
    return report
  }
}
