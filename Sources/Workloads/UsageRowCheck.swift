/// The length of a measurement window of the trace in microseconds: 300 s.
let windowLength: Int64 = 300_000_000

/// What must hold for every row, whatever the form of the file; counts what is left out.
///
/// Memory grows with the number of tasks, not of rows.
struct UsageRowCheck {
  private struct Task: Hashable {
    var collection: Int64
    var instance: Int64
  }
  private struct Last {
    var start: Int64
    var isShort: Bool
  }

  let file: String
  var report = ReadReport()
  private var last: [Task: Last] = [:]

  init(file: String) { self.file = file }

  /// Whether the row is to be handed on.
  ///
  /// - Throws: ``WorkloadError`` if the row cannot be true.
  mutating func admits(_ usage: InstanceUsage, isAllocInstance: Bool, line: Int) throws -> Bool {
    report.rows += 1
    if usage.startTime == 0 || usage.startTime == .max || usage.endTime == 0 || usage.endTime == .max {
      report.skippedSpecialTimes += 1
      return false
    }
    if isAllocInstance {
      report.skippedAllocInstances += 1
      return false
    }
    try checkTimes(usage, line: line)
    var isShort = usage.startTime % windowLength != 0
    if let end = usage.endTime { isShort = end - usage.startTime < windowLength }

    let task = Task(collection: usage.collectionID, instance: usage.instanceIndex)
    if let before = last[task] {
      guard usage.startTime >= before.start else {
        throw WorkloadError(
          file, line: line,
          "instance \(task.instance) goes back in time from \(before.start) to \(usage.startTime) µs; "
            + "the rows of an instance must be in order of time.")
      }
      if usage.startTime == before.start {
        report.duplicates += 1
        return false
      }
      let sharesWindow = usage.startTime / windowLength == before.start / windowLength
      if usage.endTime == nil && sharesWindow && !before.isShort { report.shortWindows += 1 }
    }
    if isShort { report.shortWindows += 1 }
    last[task] = Last(start: usage.startTime, isShort: isShort)
    return true
  }

  private func checkTimes(_ usage: InstanceUsage, line: Int) throws {
    guard usage.startTime > 0 else {
      throw WorkloadError(
        file, line: line, "the start is \(usage.startTime) µs; allowed are times from 0 up.")
    }
    guard let end = usage.endTime else { return }
    guard end >= usage.startTime else {
      throw WorkloadError(
        file, line: line,
        "the end, \(end) µs, is before the start, \(usage.startTime) µs; "
          + "a window must not end before it starts."
      )
    }
    guard end - usage.startTime <= windowLength else {
      throw WorkloadError(
        file, line: line,
        "the window is \(end - usage.startTime) µs long; allowed are at most \(windowLength) µs.")
    }
  }
}
