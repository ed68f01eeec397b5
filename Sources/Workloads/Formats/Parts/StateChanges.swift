/// Counts changes of state every 300 s; those at time 0, before the trace, are left out and counted as oddities.
func readStateChanges(
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

extension TraceReport {
  /// Takes over what reading a table of events met.
  mutating func add(_ events: EventReport) {
    rows += events.rows
    note("rows after the trace", count: events.skippedAfterTrace)
    note("rows of alloc instances or of tasks inside them", count: events.skippedAllocs)
    note("rows of unknown type", count: events.skippedUnknown)
  }
}
