import CSimdJSON

/// The machine_attributes table of Google's ClusterData 2011 or 2019, of which rows are counted and nothing else.
///
/// Memory grows with the number of machines.
struct MachineAttributesFormat: TraceFormat {
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
