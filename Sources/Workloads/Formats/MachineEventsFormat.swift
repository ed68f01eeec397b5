/// The machine_events table of Google's ClusterData 2011 or 2019 as two series: machines present and their CPU.
///
/// Samples are levels at the end of each 300 s, from the trace's start at 600 s. Memory grows with the number of
/// machines and with the trace's length, 16 bytes a step.
struct MachineEventsFormat: TraceFormat {
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
