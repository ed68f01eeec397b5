/// The length-weighted CPU of one task, window by window.
struct TaskDemand {
  /// Windows in 366 days.
  static let longestSpan = 366 * 288

  /// Number of the first window since time 0.
  private(set) var first = 0
  /// CPU times length, in NCU µs, and length in µs, of each window from `first` on.
  private(set) var sums: [Double] = []
  private(set) var weights: [Double] = []
  /// The row whose end is not known yet.
  private var open: (start: Int64, cpu: Double)?

  static func spanError(_ windows: Int) -> WorkloadError {
    WorkloadError("the rows span \(windows) windows of 300 s; allowed are at most \(longestSpan), 366 days.")
  }

  mutating func add(_ usage: InstanceUsage) throws {
    try flush(until: usage.startTime)
    guard let end = usage.endTime else {
      open = (usage.startTime, usage.cpuAverage)
      return
    }
    try add(usage.cpuAverage, from: usage.startTime, to: end)
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
      try makeRoom(for: Int(window))
      sums[Int(window) - first] += cpu * Double(piece)
      weights[Int(window) - first] += Double(piece)
      start += piece
    }
  }

  private mutating func makeRoom(for window: Int) throws {
    if sums.isEmpty { first = window }
    let newFirst = min(first, window)
    let newCount = max(first + sums.count, window + 1) - newFirst
    guard newCount <= Self.longestSpan else { throw Self.spanError(newCount) }
    if newFirst < first {
      let zeros = [Double](repeating: 0, count: first - newFirst)
      sums = zeros + sums
      weights = zeros + weights
      first = newFirst
    }
    if newCount > sums.count {
      let zeros = repeatElement(0.0, count: newCount - sums.count)
      sums += zeros
      weights += zeros
    }
  }
}
