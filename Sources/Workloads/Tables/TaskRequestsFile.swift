/// A task and what it asked for, as the extract of Google's ClusterData 2019 tells it.
public struct TaskRequest: Hashable, Sendable {
  /// The task's first event in microseconds of trace time, as exported.
  public var time: Int64
  /// The job's number.
  public var collectionID: Int64
  /// The task within its job.
  public var instanceIndex: Int64
  /// The CPU asked for, in parts of the largest machine, at least 0.
  public var cpu: Double
  /// The memory asked for, in parts of the largest machine's, at least 0.
  public var memory: Double

  /// A task's request.
  public init(time: Int64, collectionID: Int64, instanceIndex: Int64, cpu: Double, memory: Double) {
    self.time = time
    self.collectionID = collectionID
    self.instanceIndex = instanceIndex
    self.cpu = cpu
    self.memory = memory
  }
}

/// An extract of the requests of up to 10,000 tasks of a cell of ClusterData 2019: CSV with the header
/// `time,user,collection_id,instance_index,cpus,ram,collection_type`.
///
/// Rows are grouped by user, hence not in order of time, and all times lie in the first minute, before the trace's
/// start at 600 s: they order the requests and are no arrivals of a month. Users are not read, and alloc instances
/// (`collection_type` 1) are left out. Source: the repository slipegg/LGDCloudSim.
public struct TaskRequestsFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  static let columns = ["time", "user", "collection_id", "instance_index", "cpus", "ram", "collection_type"]

  /// All requests, in the file's order; memory grows with their number.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public func read() throws -> [TaskRequest] {
    var requests: [TaskRequest] = []
    _ = try read { requests.append($0) }
    return requests
  }

  /// Hands every request to `body`, in the file's order, and returns the number of rows.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (TaskRequest) throws -> Void) throws -> Int {
    try readTable(path, columns: Self.columns, header: .exact) { row in
      if try row.whole(6, in: 0...1) == 1 { return }
      try body(
        TaskRequest(
          time: try row.whole(0), collectionID: try row.integer(2), instanceIndex: try row.integer(3),
          cpu: try row.amount(4), memory: try row.amount(5)))
    }
  }
}
