import Experiments
import Synchronization

/// A few points of a sweep, run to tell how long all of it will take; nothing of them is kept.
struct SweepPilot {
  /// Points that were run.
  private(set) var points = 0
  /// Seconds of the pilot itself.
  private(set) var seconds = 0.0
  /// Seconds of the runs asked for, on one thread.
  private(set) var expected = 0.0

  private struct Enough: Error {}

  /// Runs the first, the middle and the last of the points with something to do, until `limit` seconds have passed.
  ///
  /// The first one bears what is done once for all, such as reading traces, and counts for the others only if it is alone.
  init(_ plan: SweepPlan, points pending: [SweepPoint], done: Set<String>, limit: Double = 10) throws {
    guard !pending.isEmpty else { return }
    let places = Set([0, pending.count / 2, pending.count - 1]).sorted()
    let clock = ContinuousClock()
    let began = clock.now
    let marks = Mutex((last: began, spent: [(point: Int, arm: String, seconds: Double)]()))
    do {
      try SweepRunner(plan, points: places.map { pending[$0] }, threads: 1, done: done) { outcome in
        let now = clock.now
        marks.withLock { marks in
          marks.spent.append((outcome.run.point, outcome.run.arm, (now - marks.last).seconds))
          marks.last = now
        }
        if (now - began).seconds > limit { throw Enough() }
      }.run()
    } catch is Enough {}
    let spent = marks.withLock { $0.spent }
    points = Set(spent.map(\.point)).count
    seconds = (clock.now - began).seconds
    let first = spent.first?.point
    let later = spent.filter { $0.point != first }
    var claimed = done
    for run in pending.flatMap(\.runs) where claimed.insert(run.digest).inserted {
      let same = later.filter { $0.arm == run.arm }
      let counted = !same.isEmpty ? same : spent.filter { $0.arm == run.arm }
      let known = counted.isEmpty ? spent : counted
      expected += known.reduce(0) { $0 + $1.seconds } / Double(max(1, known.count))
    }
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
