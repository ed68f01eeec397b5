/// The task_events (2011) or instance_events (2019) table of Google's ClusterData as counts of tasks every 300 s.
///
/// Memory grows with the trace's length, 24 bytes a step.
struct TaskEventsFormat: TraceFormat {
  static let name = "google-task-events"
  static let summary =
    "Google ClusterData, task_events (2011) or instance_events (2019): tasks submitted, scheduled, ended every 300 s."
  static let unread = "Requests, priorities, machines, users, scheduling classes and constraints."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasMembers(["time", "type", "collection_id", "instance_index"], butNot: ["start_time"])
      || head.hasRows(of: 13) {
        $0[0].isWhole && $0[2].isWhole && $0[3].isWhole && $0[5].isWhole(in: 0...8)
          && $0[8].isWhole(in: 0...11)
      }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readStateChanges(path, of: "tasks", ["submitted", "scheduled", "ended"], body) { take in
      try InstanceEventsFile(path).read { event in
        let series: Int? =
          switch event.kind {
          case .submit: 0
          case .schedule: 1
          default: event.kind.ends ? 2 : nil
          }
        try take(event.time, series)
      }
    }
  }
}
