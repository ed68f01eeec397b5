/// Statistics of the newest values of one metric, for several windows at once.
///
/// Each window is summed anew for each observation, from the newest value backwards, over differences to the newest
/// value: nothing drifts, and a result depends on the window's values alone, to the last bit, however they came. With
/// windows of an hour of minutes that costs a few nanoseconds a value, less than the bookkeeping of running sums whose
/// error has to be bounded. Against formulas in exact arithmetic, moments are within 1e-12 of the window's spread.
struct WindowStatistics: Sendable {
  /// Values that are there.
  var count = 0.0
  var mean = Double.nan
  var minimum = Double.nan
  var maximum = Double.nan
  /// Of the least-squares line, a step.
  var slope = Double.nan
  var deviation = Double.nan
  var skewness = Double.nan
  var kurtosis = Double.nan

  /// What of a window somebody reads.
  enum Depth: Int, Comparable, Sendable {
    case sums, deviation, shape
    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  subscript(statistic: RollingStatistic) -> Double {
    switch statistic {
    case .mean: mean
    case .deviation: deviation
    case .minimum: minimum
    case .maximum: maximum
    case .slope: slope
    case .skewness: skewness
    case .kurtosis: kurtosis
    }
  }

  /// Writes the statistics of each window of the values that end with `newest`.
  ///
  /// - Parameters:
  ///   - newest: The newest value; older ones lie before it, as many as the longest window has.
  ///   - windows: Lengths, ascending, with what is needed of each.
  ///   - slots: One for each window.
  static func fill(
    newest: UnsafePointer<Double>, windows: [(length: Int, depth: Depth)],
    slots: UnsafeMutablePointer<WindowStatistics>
  ) {
    var reference = Double.nan
    var count = 0.0
    var (sum, least, greatest) = (0.0, Double.infinity, -Double.infinity)
    var (times, squares, products) = (0.0, 0.0, 0.0)
    var age = 0
    for place in windows.indices {
      while age < windows[place].length {
        let x = newest[-age]
        if !x.isNaN {
          if count == 0 { reference = x }
          let d = x - reference
          let t = -Double(age)
          count += 1
          sum += d
          if x < least { least = x }
          if x > greatest { greatest = x }
          times += t
          squares += t * t
          products += t * d
        }
        age += 1
      }
      var result = WindowStatistics()
      result.count = count
      if count > 0 {
        result.mean = reference + sum / count
        (result.minimum, result.maximum) = (least, greatest)
        if count > 1 {
          result.slope = (count * products - times * sum) / (count * squares - times * times)
          if windows[place].depth > .sums {
            result.addMoments(
              newest: newest, length: age, reference: reference, shift: sum / count,
              isFlat: least == greatest, hasShape: windows[place].depth == .shape)
          }
        }
      }
      slots[place] = result
    }
  }

  /// The central moments, in a second pass about the mean.
  private mutating func addMoments(
    newest: UnsafePointer<Double>, length: Int, reference: Double, shift: Double, isFlat: Bool, hasShape: Bool
  ) {
    let n = count
    // a mean that is off by rounding must not give equal values a spread
    if isFlat {
      deviation = 0
      return
    }
    var (m2, m3, m4) = (0.0, 0.0, 0.0)
    if hasShape {
      for age in 0..<length {
        let d = (newest[-age] - reference) - shift
        if d.isNaN { continue }
        let square = d * d
        m2 += square
        m3 += square * d
        m4 += square * square
      }
    } else {
      for age in 0..<length {
        let d = (newest[-age] - reference) - shift
        if d.isNaN { continue }
        m2 += d * d
      }
    }
    deviation = (m2 / (n - 1)).squareRoot()
    guard hasShape, m2 > 0 else { return }
    let variance = m2 / n
    if n > 2 {
      let g1 = m3 / n / (variance * variance.squareRoot())
      skewness = (n * (n - 1)).squareRoot() / (n - 2) * g1
    }
    if n > 3 {
      let g2 = m4 / n / (variance * variance) - 3
      kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6)
    }
  }
}

/// The values of a window in ascending order; those that are missing are left out.
struct SortedWindow: Sendable {
  private(set) var values: [Double] = []

  init(length: Int) { values.reserveCapacity(length + 1) }

  /// Takes out the value that leaves and puts in the one that comes; either may be missing.
  mutating func replace(_ old: Double, by new: Double) {
    if !old.isNaN { values.remove(at: firstIndex(notBelow: old)) }
    if !new.isNaN { values.insert(new, at: firstIndex(notBelow: new)) }
  }

  /// Share below `x`, counting half of those equal to it.
  func rank(of x: Double) -> Double {
    guard !x.isNaN, !values.isEmpty else { return .nan }
    let below = firstIndex(notBelow: x)
    var end = below
    while end < values.count, values[end] == x { end += 1 }
    return (Double(below) + Double(end)) / 2 / Double(values.count)
  }

  private func firstIndex(notBelow x: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
