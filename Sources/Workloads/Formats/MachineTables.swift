import CSimdJSON

/// The machine_events table of Google's ClusterData 2011 or 2019 as two series: machines present and their CPU.
///
/// Samples are levels at the end of each 300 s, from the trace's start at 600 s. Memory grows with the number of
/// machines and with the trace's length, 16 bytes a step.
struct MachineEventsTrace: TraceFormat {
  static let name = "google-machine-events"
  static let summary =
    "Google ClusterData 2011 or 2019, machine_events: machines present and their CPU, every 300 s."
  static let unread = "Memory, platform, switch and the reason of missing data."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasMembers(["time", "machine_id", "type"], butNot: ["collection_id", "start_time"])
      || head.hasRows(of: 6) {
        $0[0].isWhole && $0[1].isWhole && $0[2].isWhole(in: 0...2) && $0[4].isNumberOrEmpty
          && $0[5].isNumberOrEmpty
      }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    report.series = [
      TraceReport.Series(name: "machines", quantity: .value, step: windowLength),
      TraceReport.Series(name: "capacity", quantity: .cpuNCU, step: windowLength),
    ]
    var levels = StepCounts(path, series: 2, step: windowLength)
    try levels.add(0, to: 0, at: traceStart)
    var machines: [Int64: Double] = [:]
    let events = try MachineEventsFile(path).read { event in
      let time = max(event.time, traceStart)
      let before = machines[event.machineID]
      let isPresent = before != nil
      if isPresent == (event.kind == .add) {
        report.note(isPresent ? "machines added that were there" : "machines changed that were not there")
      }
      if event.kind == .remove {
        machines[event.machineID] = nil
        if isPresent { try levels.add(-1, to: 0, at: time) }
        return try levels.add(-(before ?? 0), to: 1, at: time)
      }
      if event.cpu == nil && before == nil { report.note("machines of unknown CPU, taken for 0") }
      let cpu = event.cpu ?? before ?? 0
      machines[event.machineID] = cpu
      if !isPresent { try levels.add(1, to: 0, at: time) }
      try levels.add(cpu - (before ?? 0), to: 1, at: time)
    }
    report.add(events)
    report.notes.append(
      "A sample is the level at the end of its step; what came before 600 s counts as there at 600 s.")
    try levels.emit(isLevel: true, body)
    return report
  }
}

/// The machine_attributes table of Google's ClusterData 2011 or 2019, of which rows are counted and nothing else.
///
/// Memory grows with the number of machines.
struct MachineAttributesTrace: TraceFormat {
  static let name = "google-machine-attributes"
  static let summary =
    "Google ClusterData 2011 or 2019, machine_attributes: rows are counted, no series."
  static let unread = "The attributes themselves: their names and values are keyed hashes."
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.hasMembers(["time", "machine_id", "name"], butNot: ["type", "collection_id", "start_time"])
      || head.hasRows(of: 5) {
        $0[0].isWhole && $0[1].isWhole && !$0[2].isEmpty && !$0[2].isNumber && $0[4].isWhole(in: 0...1)
      }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    var machines: Set<Int64> = []
    var deleted = 0
    let columns = ["time", "machine ID", "attribute name", "attribute value", "attribute deleted"]
    let events = try readEventTable(
      path, table: FS_MACHINE_ATTRIBUTES, isOrdered: false, columns: columns,
      fromCSV: { row in
        machines.insert(try row.integer(1))
        deleted += Int(try row.whole(4, in: 0...1))
        return .delivered
      },
      fromJSON: { line, _ in
        machines.insert(line.machine_id)
        deleted += Int(line.deleted)
        return .delivered
      })
    report.add(events)
    report.notes = [
      "It holds attributes of \(machines.count) machines, \(deleted) of them taken away, and no series."
    ]
    return report
  }
}

/// The start of Google's traces on their own clock in microseconds: 600 s.
let traceStart: Int64 = 600_000_000

extension TraceReport {
  /// Takes over what reading a table of events met.
  mutating func add(_ events: EventReport) {
    rows += events.rows
    note("rows after the trace", count: events.skippedAfterTrace)
    note("rows of alloc instances or of tasks inside them", count: events.skippedAllocs)
    note("rows of unknown type", count: events.skippedUnknown)
  }
}
