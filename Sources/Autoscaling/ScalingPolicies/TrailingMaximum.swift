import SimulationKernel

/// The largest value of a trailing window of time, in amortized constant time (a monotonic queue).
struct TrailingMaximum: Sendable {
  let length: SimulationDuration
  /// Candidates in order of time, with falling values; those before `head` have left.
  private var entries: [(time: SimulationTime, value: Int)] = []
  private var head = 0

  init(length: SimulationDuration) { self.length = length }

  /// The largest value not older than `length`, the new one included. Times must not fall.
  mutating func maximum(adding value: Int, at now: SimulationTime) -> Int {
    while entries.count > head, entries[entries.count - 1].value <= value { entries.removeLast() }
    entries.append((now, value))
    while now - entries[head].time > length { head += 1 }
    if head > 64, head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return entries[head].value
  }
}
