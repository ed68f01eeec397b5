/// The task_events (2011) or instance_events (2019) table of Google's ClusterData as counts of tasks every 300 s.
///
/// Memory grows with the trace's length, 24 bytes a step.
struct TaskEventsTrace: TraceFormat {
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

/// The job_events (2011) or collection_events (2019) table of Google's ClusterData as counts of jobs every 300 s.
///
/// Memory grows with the trace's length, 16 bytes a step.
struct JobEventsTrace: TraceFormat {
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

/// Counts changes of state every 300 s; those at time 0, before the trace, are left out and counted as oddities.
private func readStateChanges(
  _ path: String, of things: String, _ states: [String], _ body: (SeriesSample) throws -> Void,
  _ events: (_ take: (_ time: Int64, _ series: Int?) throws -> Void) throws -> EventReport
) throws -> TraceReport {
  var report = TraceReport(clock: .google)
  report.series = states.map {
    TraceReport.Series(name: "\(things) \($0)", quantity: .value, step: windowLength)
  }
  var counts = StepCounts(path, series: states.count, step: windowLength)
  var before = 0
  let met = try events { time, series in
    if time == 0 {
      before += 1
    } else if let series {
      try counts.add(to: series, at: time)
    }
  }
  report.add(met)
  report.note("rows at time 0, before the trace", count: before)
  report.notes.append(counts.note)
  try counts.emit(body)
  return report
}
