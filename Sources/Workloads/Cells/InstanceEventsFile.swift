import CSimdJSON

/// A table of task events, gzipped or not, in one of two forms, told apart by content: the headerless task_events CSV of
/// ClusterData 2011 v2.1, or the instance_events JSON lines of ClusterData 2019.
///
/// Reading takes the same memory however long the file is. Users, scheduling classes, disk requests and constraints are
/// not read.
public struct InstanceEventsFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  /// Hands every row to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (InstanceEvent) throws -> Void) throws -> EventReport {
    try readEventTable(
      path, table: FS_INSTANCE_EVENTS, columns: Self.columns,
      fromCSV: { row in try Self.event(row).map(body) == nil ? .unknown : .delivered },
      fromJSON: { line, _ in
        if line.collection_type == 1 || line.alloc_collection_id != 0 { return .alloc }
        guard let kind = InstanceEvent.Kind(code2019: line.type) else { return .unknown }
        // 0 stands for "not placed" and -1 for a dedicated machine outside the cell
        let machine = line.has_machine != 0 && line.machine_id > 0 ? line.machine_id : nil
        try body(
          InstanceEvent(
            time: line.time, collectionID: line.collection_id, instanceIndex: line.instance_index,
            kind: kind, machineID: machine, priority: Int(line.priority), cpu: line.cpus.given,
            memory: line.memory.given))
        return .delivered
      })
  }

  private static let columns = [
    "time", "missing info", "job ID", "task index", "machine ID", "event type", "user", "scheduling class",
    "priority", "CPU request", "memory request", "disk space request", "different machines restriction",
  ]

  private static func event(_ row: TableRow) throws -> InstanceEvent? {
    guard let kind = InstanceEvent.Kind(code2011: try row.integer(5)) else { return nil }
    return InstanceEvent(
      time: try row.integer(0), collectionID: try row.integer(2), instanceIndex: try row.integer(3),
      kind: kind, machineID: row.isEmpty(4) ? nil : try row.integer(4), priority: Int(try row.integer(8)),
      cpu: try row.share(9), memory: try row.share(10))
  }
}

extension InstanceEvent.Kind {
  init?(code2011 code: Int64) {
    let kinds: [Self] = [
      .submit, .schedule, .evict, .fail, .finish, .kill, .lost, .updatePending, .updateRunning,
    ]
    guard let index = Int(exactly: code), kinds.indices.contains(index) else { return nil }
    self = kinds[index]
  }

  init?(code2019 code: Int64) {
    let kinds: [Self] = [
      .submit, .queue, .enable, .schedule, .evict, .fail, .finish, .kill, .lost, .updatePending,
      .updateRunning,
    ]
    guard let index = Int(exactly: code), kinds.indices.contains(index) else { return nil }
    self = kinds[index]
  }
}
