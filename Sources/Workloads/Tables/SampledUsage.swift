import Glibc

/// A row of `instance_usage` picked at random from the eight cells and 31 days of ClusterData 2019, with an event of
/// its task.
public struct SampledUsage: Sendable, Hashable {
  /// Start of the window in microseconds of trace time.
  public var startTime: Int64
  /// End of the window; nil in the short form of the file, which omits it.
  public var endTime: Int64?
  /// Whether the times went through a spreadsheet, which kept six digits: they are good to 4 millionths of
  /// themselves, up to 10 s, so the window's length is not to be trusted.
  public var hasRoundedTimes: Bool
  /// Mean CPU in the window in parts of the largest machine, at least 0.
  public var cpuAverage: Double
  /// Highest CPU in the window; nil if the row does not say.
  public var cpuMaximum: Double?
  /// Mean memory in the window in parts of the largest machine's, at least 0.
  public var memoryAverage: Double
  /// CPU asked for; nil if the row does not say.
  public var cpuRequest: Double?
  /// Memory asked for; nil if the row does not say.
  public var memoryRequest: Double?
  /// CPU percentiles within the window: 0, 10, …, 90, then 91, 92, …, 99, then 100 %. Either 20 numbers or none.
  public var cpuPercentiles: [Double]
  /// Whether it is about an alloc instance.
  public var isAllocInstance: Bool
  /// The priority, 0…450; nil in the short form.
  public var priority: Int?
  /// The cell, 1 to 8 for a to h; nil in the short form.
  public var cell: Int?
  /// What happened to the task, by the official code; nil in the short form.
  public var event: InstanceEvent.Kind?
}

/// An extract of rows of ClusterData 2019 picked at random: the long CSV form of 34 columns, or the short one with
/// the header `start_time,cpu_usage,memory_usage`; told apart by the header.
///
/// Good for the distribution of single windows, never for anything over time: no task is followed. What to know
/// about the long form:
///
/// - Numbers of six digits or more were rounded by a spreadsheet: see ``SampledUsage/hasRoundedTimes``. Numbers of jobs,
///   tasks and machines are no keys any more and are not read.
/// - Its columns `event` and `failed` are wrong (the codes were given names in alphabetical order) and are not read;
///   ``SampledUsage/event`` comes from the column of codes.
/// - Resources are Python dictionaries and percentiles NumPy arrays as text, with line breaks inside quoted fields.
public struct SampledUsageFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  static let shortColumns = ["start_time", "cpu_usage", "memory_usage"]
  static let longColumns = [
    "", "time", "instance_events_type", "collection_id", "scheduling_class", "collection_type", "priority",
    "alloc_collection_id", "instance_index", "machine_id", "resource_request", "constraint",
    "collections_events_type", "user", "collection_name", "collection_logical_name",
    "start_after_collection_ids", "vertical_scaling", "scheduler", "start_time", "end_time", "average_usage",
    "maximum_usage", "random_sample_usage", "assigned_memory", "page_cache_memory",
    "cycles_per_instruction", "memory_accesses_per_instruction", "sample_rate", "cpu_usage_distribution",
    "tail_cpu_usage_distribution", "cluster", "event", "failed",
  ]

  /// Hands every row to `body`, in the file's order, and returns how many there were.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SampledUsage) throws -> Void) throws -> Int {
    let isShort = try TraceHead(path: path).header == Self.shortColumns
    let columns = isShort ? Self.shortColumns : Self.longColumns
    return try readTable(path, columns: columns, header: .exact) { row in
      try body(isShort ? try Self.short(row) : try Self.long(row))
    }
  }

  private static func short(_ row: TableRow) throws -> SampledUsage {
    SampledUsage(
      startTime: try row.whole(0), hasRoundedTimes: false, cpuAverage: try row.amount(1),
      memoryAverage: try row.amount(2), cpuPercentiles: [], isAllocInstance: false)
  }

  private static func long(_ row: TableRow) throws -> SampledUsage {
    let request = row.isEmpty(10) ? (cpu: nil, memory: nil) : try resources(row, 10)
    let average = try resources(row, 21)
    guard let cpu = average.cpu, let memory = average.memory else {
      throw row.refusal(21, allowed: "numbers of both cpus and memory")
    }
    let deciles = try numbers(row, 29, count: 11)
    let tail = try numbers(row, 30, count: 9)
    let hasAll = !deciles.isEmpty && !tail.isEmpty
    return SampledUsage(
      startTime: try time(row, 19), endTime: try time(row, 20),
      hasRoundedTimes: isRounded(row, 19) || isRounded(row, 20), cpuAverage: cpu,
      cpuMaximum: row.isEmpty(22) ? nil : try resources(row, 22).cpu, memoryAverage: memory,
      cpuRequest: request.cpu, memoryRequest: request.memory,
      cpuPercentiles: hasAll ? deciles[..<10] + tail + deciles[10...] : [],
      isAllocInstance: try row.whole(5, in: 0...1) == 1, priority: Int(try row.whole(6, in: 0...1000)),
      cell: Int(try row.whole(31, in: 1...8)),
      event: InstanceEvent.Kind(code2019: try row.whole(2, in: 0...10)))
  }

  /// A time that may be written as 2.748E+11.
  private static func time(_ row: TableRow, _ column: Int) throws -> Int64 {
    let time = try row.amount(column)
    guard time <= 9e15 else { throw row.refusal(column, allowed: "microseconds from 0 to 9e15") }
    return Int64(time.rounded())
  }

  private static func isRounded(_ row: TableRow, _ column: Int) -> Bool {
    strpbrk(row.bytes(column), "eE") != nil
  }
}
