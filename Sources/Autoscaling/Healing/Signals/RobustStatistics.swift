import Stochastics

/// Statistics that a few wild values do not move.
enum RobustStatistics {
  /// Median and scale of some values, the scale as 1.4826 times the median absolute deviation, which is the standard
  /// deviation of normal values (Rousseeuw & Croux, JASA 88, 1993); nil for none.
  static func location(_ values: [Double]) -> (median: Double, scale: Double)? {
    guard let middle = median(values) else { return nil }
    return (middle, 1.4826 * (median(values.map { abs($0 - middle) }) ?? 0))
  }

  /// The line through points: its slope is the median of the slopes of all pairs (Theil, 1950; Sen, JASA 63, 1968), and
  /// `rising` is the share of the pairs that rise. Nil for fewer than two points.
  ///
  /// - Complexity: O(n² log n); meant for a few dozen points.
  static func trend(_ points: [(time: Double, value: Double)]) -> (slope: Double, rising: Double)? {
    var slopes: [Double] = []
    for (index, later) in points.enumerated() {
      for earlier in points[..<index] where later.time > earlier.time {
        slopes.append((later.value - earlier.value) / (later.time - earlier.time))
      }
    }
    guard let slope = median(slopes) else { return nil }
    return (slope, Double(slopes.count { $0 > 0 }) / Double(slopes.count))
  }
}

/// The usual level of one signal, learnt from its own past: the median of the last values but the newest few.
///
/// The newest are left out so that an anomaly that has just begun is not part of what it is compared with; the median
/// stays with the old level until an anomaly has lasted for half of the memory.
struct SignalBaseline: Sendable, Hashable {
  private var values: [Double] = []
  private var cached: Double?
  /// Values that are kept, and the newest that do not count.
  let memory: Int, gap: Int
  /// Values that must count before there is a level.
  let least: Int

  init(memory: Int = 120, gap: Int = 8, least: Int = 8) {
    (self.memory, self.gap, self.least) = (memory, gap, least)
  }

  /// The level; nil while too little is known.
  var level: Double? { cached }

  /// Takes the next value, at most one a scrape.
  mutating func add(_ value: Double) {
    values.append(value)
    if values.count > memory { values.removeFirst(values.count - memory) }
    let count = values.count - gap
    cached = count >= least ? median(Array(values.prefix(count))) : nil
  }
}
