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

  /// Adds rows as one after the other would be, to the same bits; false if they are to be added one by one, since they go
  /// back before the first window or too far ahead.
  mutating func add(_ run: UsageRun) throws -> Bool {
    try flush(until: run.starts[0])
    let start = Int(run.starts[0] / windowLength)
    let first = windows.isEmpty ? start : first
    // The last row may reach into the window behind its own.
    let room = Int(run.starts[run.count - 1] / windowLength) + 2 - first
    guard start >= first, room <= Self.longestSpan else { return false }
    self.first = first
    let before = windows.count
    if room > before {
      reserve(room)
      windows.append(contentsOf: repeatElement(Window(), count: room - before))
    }
    let used = windows.withUnsafeMutableBufferPointer {
      Self.fill($0, first: Int64(first) * windowLength, run, &open)
    }
    windows.removeLast(windows.count - max(before, used))
    return true
  }

  /// Adds rows to windows of which the first begins at `first`, and returns the number of windows up to the last one that a
  /// row lies in.
  private static func fill(
    _ windows: UnsafeMutableBufferPointer<Window>, first: Int64, _ run: UsageRun,
    _ open: inout (start: Int64, cpu: Double)?
  ) -> Int {
    var used = 0
    func add(_ cpu: Double, _ index: Int64, _ length: Int64) {
      windows[Int(index)].sum += cpu * Double(length)
      windows[Int(index)].weight += Double(length)
      used = max(used, Int(index) + 1)
    }
    for place in 0..<run.count {
      let start = run.starts[place]
      let cpu = run.cpuAverages[place]
      let index = (start - first) / windowLength
      let windowEnd = first + (index + 1) * windowLength
      var end = start + run.lengths[place]
      if run.lengths[place] < 0 {
        guard place + 1 < run.count else {
          open = (start, cpu)
          break
        }
        end = min(windowEnd, run.starts[place + 1])
      }
      if start < end { add(cpu, index, min(end, windowEnd) - start) }
      if windowEnd < end { add(cpu, index + 1, end - windowEnd) }
    }
    return used
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
    reserve(newCount)
    while windows.count < newCount { windows.append(Window()) }
    return window - first
  }

  /// Long ones are given room for a month at once, since pages that are not touched cost nothing and moving costs twice.
  private mutating func reserve(_ count: Int) {
    guard count > 512, count > windows.capacity else { return }
    windows.reserveCapacity(count <= Self.month ? Self.month : 4 * count)
  }

  /// Windows in 32 days, longer than Google's traces.
  private static let month = 32 * 288
}
