/// What must hold for every row, whatever the form of the file; counts what is left out.
///
/// Memory grows with the number of tasks, not of rows.
struct UsageRowCheck {
  /// The latest start accepted: the end of its window can still be written.
  static let latestStart = Int64.max - windowLength

  private struct Last {
    var start: Int64
    var isShort: Bool
  }

  let file: String
  var report = ReadReport()
  private var tasks = TaskTable<Last>()

  init(file: String) { self.file = file }

  /// The number of the row's task, from 0 on in the order in which they appear; nil if the row is left out.
  ///
  /// - Throws: ``WorkloadError`` if the row cannot be true.
  mutating func admits(_ row: UsageRow, line: Int) throws -> Int? {
    report.rows += 1
    if row.startTime == 0 || row.startTime == .max || row.endTime == 0 || row.endTime == .max {
      report.skippedSpecialTimes += 1
      return nil
    }
    if row.isAllocInstance {
      report.skippedAllocInstances += 1
      return nil
    }
    try checkTimes(row, line: line)
    var isShort = row.startTime % windowLength != 0
    if let end = row.endTime { isShort = end - row.startTime < windowLength }

    let task = tasks.number(of: row.task, new: Last(start: -1, isShort: false))
    let before = tasks.values[task]
    if before.start >= 0 {
      guard row.startTime >= before.start else {
        throw WorkloadError(
          file, line: line,
          "instance \(row.task.instance) goes back in time from \(before.start) to \(row.startTime) µs; "
            + "the rows of an instance must be in order of time.")
      }
      if row.startTime == before.start {
        report.duplicates += 1
        return nil
      }
      if row.endTime == nil && !before.isShort
        && row.startTime / windowLength == before.start / windowLength
      {
        report.shortWindows += 1
      }
    }
    if isShort { report.shortWindows += 1 }
    tasks.values[task] = Last(start: row.startTime, isShort: isShort)
    return task
  }

  private func checkTimes(_ row: UsageRow, line: Int) throws {
    guard row.startTime > 0 && row.startTime <= Self.latestStart else {
      let allowed = row.startTime > 0 ? "up to \(Self.latestStart)" : "from 0 up"
      throw WorkloadError(
        file, line: line, "the start is \(row.startTime) µs; allowed are times \(allowed).")
    }
    guard row.cpuAverage <= 1e140 else {
      throw WorkloadError(file, line: line, "the CPU is \(row.cpuAverage); allowed are numbers up to 1e+140.")
    }
    guard let end = row.endTime else { return }
    guard end >= row.startTime else {
      throw WorkloadError(
        file, line: line,
        "the end, \(end) µs, is before the start, \(row.startTime) µs; "
          + "a window must not end before it starts."
      )
    }
    guard end - row.startTime <= windowLength else {
      throw WorkloadError(
        file, line: line,
        "the window is \(end - row.startTime) µs long; allowed are at most \(windowLength) µs.")
    }
  }
}
