import CSimdJSON

/// A table of job events, gzipped or not, in one of two forms, told apart by content: the headerless job_events CSV of
/// ClusterData 2011 v2.1, or the collection_events JSON lines of ClusterData 2019.
///
/// Reading takes the same memory however long the file is. Users, names, dependencies on other jobs and limits on the
/// tasks of a machine are not read. Source of the columns: "Google cluster-usage traces: format + schema" (2011, 2014)
/// and clusterdata_trace_format_v3.proto in the repository google/cluster-data.
public struct CollectionEventsFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  /// Hands every row to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (CollectionEvent) throws -> Void) throws -> EventReport {
    try readEventTable(
      path, table: FS_COLLECTION_EVENTS, columns: Self.columns,
      fromCSV: { row in try Self.event(row).map(body) == nil ? .unknown : .delivered },
      fromJSON: { line, _ in try Self.event(line).map(body) == nil ? .unknown : .delivered })
  }

  private static let columns = [
    "time", "missing info", "job ID", "event type", "user", "scheduling class", "job name",
    "logical job name",
  ]

  private static func event(_ row: TableRow) throws -> CollectionEvent? {
    guard let kind = InstanceEvent.Kind(code2011: try row.integer(3)) else { return nil }
    return CollectionEvent(
      time: try row.integer(0), collectionID: try row.integer(2), kind: kind,
      schedulingClass: row.isEmpty(5) ? nil : Int(try row.whole(5, in: 0...3)), isInferred: !row.isEmpty(1))
  }

  private static func event(_ line: fs_event_line) -> CollectionEvent? {
    guard let kind = InstanceEvent.Kind(code2019: line.type) else { return nil }
    return CollectionEvent(
      time: line.time, collectionID: line.collection_id, kind: kind, isAllocSet: line.collection_type == 1,
      allocCollectionID: line.alloc_collection_id == 0 ? nil : line.alloc_collection_id,
      parentCollectionID: line.has_parent == 0 || line.parent_collection_id == 0
        ? nil : line.parent_collection_id,
      priority: line.has_priority == 0 ? nil : Int(line.priority),
      schedulingClass: line.has_scheduling_class == 0 ? nil : Int(line.scheduling_class),
      verticalScaling: UInt8(exactly: line.vertical_scaling).flatMap(
        CollectionEvent.VerticalScaling.init(rawValue:)),
      isBatch: line.scheduler == 1, isInferred: line.missing_type != 0)
  }
}
