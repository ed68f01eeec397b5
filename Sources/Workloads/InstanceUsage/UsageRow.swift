/// One row as the readers hand it on: a row of numbers, without the array of an ``InstanceUsage``.
struct UsageRow {
  var startTime: Int64
  /// Nil where the form omits it.
  var endTime: Int64?
  var task: TaskKey
  var isAllocInstance: Bool
  var cpuAverage: Double
  /// NaN where the file does not say.
  var cpuMaximum: Double
  /// The 19 percentiles below 100 %, valid until the row is taken; nil where there are none.
  var percentiles: UnsafePointer<Double>?
  /// The 100th percentile.
  var highest = Double.nan

  /// The row with an array of its own.
  var usage: InstanceUsage {
    InstanceUsage(
      startTime: startTime, endTime: endTime, collectionID: task.collection, instanceIndex: task.instance,
      cpuAverage: cpuAverage, cpuMaximum: cpuMaximum.isNaN ? nil : cpuMaximum,
      cpuPercentiles: percentiles.map { Array(UnsafeBufferPointer(start: $0, count: 19)) + [highest] } ?? [])
  }
}

/// Rows of one task in order of time, column by column, of which only the mean CPU is told.
struct UsageRun {
  /// How many; at least one.
  let count: Int
  /// Starts in µs, each later than the one before.
  let starts: UnsafePointer<Int64>
  /// Lengths in µs from 0 to ``windowLength``, or -1 where the form omits the end.
  let lengths: UnsafePointer<Int64>
  /// Mean CPU, finite, from 0 up.
  let cpuAverages: UnsafePointer<Double>
}

/// What takes the rows of one file that pass the check.
protocol UsageSink {
  /// Takes a row of the task that has this number, from 0 on in the order in which the file's tasks appear.
  mutating func take(_ row: UsageRow, task: Int) throws

  /// Takes many rows of a task at once, which is faster, and says whether it did; those it does not take are handed over
  /// one by one.
  mutating func take(_ run: UsageRun, of key: TaskKey, task: Int) throws -> Bool
}

extension UsageSink {
  mutating func take(_ run: UsageRun, of key: TaskKey, task: Int) -> Bool { false }
}

/// Hands rows to a closure.
struct ClosureSink: UsageSink {
  let body: (InstanceUsage) throws -> Void

  func take(_ row: UsageRow, task: Int) throws { try body(row.usage) }
}
