import CSimdJSON

/// A machine_events table, gzipped or not, in one of two forms, told apart by content: the headerless CSV of ClusterData
/// 2011 v2.1, or the JSON lines of ClusterData 2019.
///
/// Reading takes the same memory however long the file is. Platform, switch and the reason of missing data are not read.
public struct MachineEventsFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  /// Hands every row to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (MachineEvent) throws -> Void) throws -> EventReport {
    try readEventTable(
      path, table: FS_MACHINE_EVENTS, columns: Self.columns,
      fromCSV: { row in try Self.event(row).map(body) == nil ? .unknown : .delivered },
      fromJSON: { line, _ in
        guard let kind = MachineEvent.Kind(code2019: line.type) else { return .unknown }
        try body(
          MachineEvent(
            time: line.time, machineID: line.machine_id, kind: kind, cpu: line.cpus.given,
            memory: line.memory.given))
        return .delivered
      })
  }

  private static let columns = ["time", "machine ID", "event type", "platform ID", "CPUs", "memory"]

  private static func event(_ row: TableRow) throws -> MachineEvent? {
    guard let kind = MachineEvent.Kind(code2011: try row.integer(2)) else { return nil }
    return MachineEvent(
      time: try row.integer(0), machineID: try row.integer(1), kind: kind, cpu: try row.share(4),
      memory: try row.share(5))
  }
}

extension MachineEvent.Kind {
  fileprivate init?(code2011 code: Int64) {
    switch code {
    case 0: self = .add
    case 1: self = .remove
    case 2: self = .update
    default: return nil
    }
  }

  fileprivate init?(code2019 code: Int64) {
    self.init(code2011: code - 1)
  }
}
