/// The demand of tasks of any collections.
struct DemandTable {
  private static let mostWindows = 10_000_000
  private static let mostWindowsPerRow = 100

  private var tasks = TaskTable<TaskDemand>()
  private var rows = 0
  private var windows = 0

  mutating func number(of task: TaskKey) -> Int { tasks.number(of: task, new: TaskDemand()) }

  mutating func add(cpu: Double, from start: Int64, to end: Int64?, task: Int) throws {
    let before = tasks.values[task].windows.count
    try tasks.values[task].add(cpu: cpu, from: start, to: end)
    rows &+= 1
    try count(tasks.values[task].windows.count &- before)
  }

  /// Adds rows of one task; false if they are to be added one by one.
  mutating func add(_ run: UsageRun, task: Int) throws -> Bool {
    // Where the bound may be met, the error tells the row that meets it.
    guard windows &+ TaskDemand.longestSpan <= Self.mostWindows &+ Self.mostWindowsPerRow &* rows else {
      return false
    }
    let before = tasks.values[task].windows.count
    guard try tasks.values[task].add(run) else { return false }
    rows &+= run.count
    windows &+= tasks.values[task].windows.count &- before
    return true
  }

  mutating func endFile() throws {
    for task in tasks.values.indices {
      let before = tasks.values[task].windows.count
      try tasks.values[task].flush(until: nil)
      try count(tasks.values[task].windows.count &- before)
    }
  }

  /// Rows of tasks that lie far apart would take memory for every window between.
  private mutating func count(_ more: Int) throws {
    windows &+= more
    guard windows <= Self.mostWindows &+ Self.mostWindowsPerRow &* rows else {
      throw WorkloadError(
        "\(rows) rows of usage span \(windows) windows of 300 s; "
          + "allowed are at most \(Self.mostWindows) and \(Self.mostWindowsPerRow) a row.")
    }
  }

  /// The demand of every collection with a measured window, in order of their numbers.
  func results() throws -> [CollectionDemands.Entry] {
    let order = tasks.keys.indices.filter { !tasks.values[$0].windows.isEmpty }
      .sorted { tasks.keys[$0] < tasks.keys[$1] }
    var results: [CollectionDemands.Entry] = []
    var start = 0
    while start < order.count {
      let collection = tasks.keys[order[start]].collection
      let end = order[start...].firstIndex { tasks.keys[$0].collection != collection } ?? order.count
      results.append(try result(collection, order[start..<end].map { tasks.values[$0] }))
      start = end
    }
    return results
  }

  private func result(_ collection: Int64, _ present: [TaskDemand]) throws -> CollectionDemands.Entry {
    let first = present.map(\.first).min()!
    let windows = present.map { $0.first + $0.windows.count }.max()! - first
    guard windows <= TaskDemand.longestSpan else { throw TaskDemand.spanError(windows) }
    var sums = [Double](repeating: 0, count: windows)
    var counts = [Int](repeating: 0, count: windows)
    for task in present {
      for (index, window) in task.windows.enumerated() where window.weight > 0 {
        sums[task.first - first + index] += window.sum / window.weight
        counts[task.first - first + index] += 1
      }
    }
    let values = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) * Double(present.count) : nil }
    let series = DemandSeries(start: Int64(first) * windowLength, values: values)
    return CollectionDemands.Entry(
      collection: collection, series: series,
      report: DemandReport(
        tasks: present.count, windows: windows, missingWindows: series.missing,
        missingTaskWindows: windows * present.count - counts.reduce(0, +)))
  }
}

/// What gathers the demand of tasks from the rows of files.
protocol DemandCollecting {
  /// Where a task's rows go; nil if they are not wanted.
  mutating func number(of task: TaskKey) -> Int?
  /// Adds a row of the task of this number.
  mutating func add(_ row: UsageRow, task: Int) throws
  /// Adds rows of the task of this number; false if they are to be added one by one.
  mutating func add(_ run: UsageRun, task: Int) throws -> Bool
  /// Ends the last row of each task at the end of its window.
  mutating func endFile() throws
}

extension DemandCollecting {
  /// Adds the rows of the files at `paths`, read one after the other, and returns what each held.
  mutating func readFiles(_ paths: [String], threads: Int) throws -> [ReadReport] {
    try paths.map { path in
      // By pointer: a copy in the sink would copy every window at its first change.
      let read = try withUnsafeMutablePointer(to: &self) {
        var sink = DemandSink(demand: $0)
        return try UsageFile(path, threads: threads).read(into: &sink)
      }
      try endFile()
      return read
    }
  }
}

/// Adds a file's rows to a demand.
private struct DemandSink<Demand: DemandCollecting>: UsageSink {
  private let demand: UnsafeMutablePointer<Demand>
  /// The number that the demand gave to each task of the file, or nil.
  private var numbers: [Int?] = []

  init(demand: UnsafeMutablePointer<Demand>) { self.demand = demand }

  mutating func take(_ row: UsageRow, task: Int) throws {
    if let number = number(of: row.task, task) { try demand.pointee.add(row, task: number) }
  }

  mutating func take(_ run: UsageRun, of key: TaskKey, task: Int) throws -> Bool {
    guard let number = number(of: key, task) else { return true }
    return try demand.pointee.add(run, task: number)
  }

  private mutating func number(of key: TaskKey, _ task: Int) -> Int? {
    if task == numbers.count { numbers.append(demand.pointee.number(of: key)) }
    return numbers[task]
  }
}
