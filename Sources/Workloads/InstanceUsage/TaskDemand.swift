/// The length-weighted CPU of one task, window by window.
struct TaskDemand {
  /// Windows in 366 days.
  static let longestSpan = 366 * 288

  /// Number of the first window since time 0.
  private(set) var first = 0
  /// The windows from `first` on.
  private(set) var windows: [Window] = []

  struct Window {
    /// CPU times length, in NCU µs, and length in µs.
    var sum = 0.0, weight = 0.0
  }

  /// The row whose end is not known yet.
  private var open: (start: Int64, cpu: Double)?

  static func spanError(_ windows: Int) -> WorkloadError {
    WorkloadError("the rows span \(windows) windows of 300 s; allowed are at most \(longestSpan), 366 days.")
  }

  /// Adds a row. The rows of one task come in order of time.
  mutating func add(_ usage: InstanceUsage) throws {
    try add(cpu: usage.cpuAverage, from: usage.startTime, to: usage.endTime)
  }

  mutating func add(cpu: Double, from start: Int64, to end: Int64?) throws {
    try flush(until: start)
    guard let end else {
      open = (start, cpu)
      return
    }
    try add(cpu, from: start, to: end)
  }

  /// Ends the open row at `next` or at the end of its window, whichever is first.
  mutating func flush(until next: Int64?) throws {
    guard let (start, cpu) = open else { return }
    open = nil
    let windowEnd = (start / windowLength + 1) * windowLength
    let end = next.map { $0 > start ? min($0, windowEnd) : windowEnd } ?? windowEnd
    try add(cpu, from: start, to: end)
  }

  private mutating func add(_ cpu: Double, from start: Int64, to end: Int64) throws {
    var start = start
    while start < end {
      let window = start / windowLength
      let piece = min(end, (window + 1) * windowLength) - start
      let index = try place(of: Int(window))
      windows[index].sum += cpu * Double(piece)
      windows[index].weight += Double(piece)
      start += piece
    }
  }

  /// Where a window is, for which room is made.
  private mutating func place(of window: Int) throws -> Int {
    if windows.isEmpty { first = window }
    let index = window - first
    if index >= 0 && index < windows.count { return index }
    let newFirst = min(first, window)
    let newCount = max(first + windows.count, window + 1) - newFirst
    guard newCount <= Self.longestSpan else { throw Self.spanError(newCount) }
    if newFirst < first {
      windows.insert(contentsOf: repeatElement(Window(), count: first - newFirst), at: 0)
      first = newFirst
    }
    // Long ones grow in larger steps, since pages that are not touched cost nothing and moving costs twice.
    if windows.count >= 512 && newCount > windows.capacity { windows.reserveCapacity(4 * newCount) }
    while windows.count < newCount { windows.append(Window()) }
    return window - first
  }
}
