/// The values of one window's cells in ascending order, of a given mean and with given percentiles.
///
/// Cell i of n gets the quantile at the level i/(n − 1), so that the quantiles of the cells (Hyndman & Fan's type 7)
/// are those given, up to the rounding of levels to cells; a window's lowest and highest value are kept.
/// Linear between the percentiles, these quantiles have a mean of their own. It is brought to the window's in
/// two steps, both of which keep the order and stay within the lowest and the highest percentile:
///
/// 1. Within each of the 19 segments the line is bent, by the same share a of the way to the curve t⁴ (to
///    lower the mean) or 1 − (1 − t)⁴ (to raise it). The percentiles themselves stay.
/// 2. If a = 1 is not enough, the percentiles contradict the mean or the cells are too few. All cells are shifted by the same amount,
///    none beyond the ends: of all ways to reach the mean, the one with the smallest largest change.
struct WindowCells: Sendable {
  /// How the mean was reached.
  enum Outcome: Sendable {
    /// The percentiles were kept.
    case bent
    /// The values were shifted, within the range of the percentiles.
    case shifted
    /// The mean is outside the range of the percentiles, which were scaled.
    case scaled
  }

  let count: Int
  /// Of each cell: the segment of its level, the place in it, and the two curves there.
  private let segments: [Int]
  private let places: [Double]
  private let lowered: [Double]
  private let raised: [Double]

  /// For windows of `count` cells, at least 1.
  init(count: Int) {
    let levels = UsageWindow.levels
    var (segments, places): ([Int], [Double]) = ([], [])
    for cell in 0..<count {
      let level = count > 1 ? Double(cell) / Double(count - 1) : 0.5
      var segment = 0
      while segment < levels.count - 2 && level >= levels[segment + 1] { segment += 1 }
      segments.append(segment)
      places.append((level - levels[segment]) / (levels[segment + 1] - levels[segment]))
    }
    self.count = count
    self.segments = segments
    self.places = places
    lowered = places.map { $0 * $0 * $0 * $0 }
    raised = places.map { 1 - (1 - $0) * (1 - $0) * (1 - $0) * (1 - $0) }
  }

  /// The cells, ascending, and how their mean was reached.
  ///
  /// - Parameters:
  ///   - mean: of the cells, exact up to rounding; at least 0.
  ///   - percentiles: at ``UsageWindow/levels``; where they do not ascend, the larger one before counts.
  func values(mean: Double, percentiles: [Double]) -> (values: [Double], outcome: Outcome) {
    var percentiles = percentiles
    for index in 1..<percentiles.count {
      percentiles[index] = max(percentiles[index], percentiles[index - 1])
    }
    guard let low = percentiles.first, let high = percentiles.last, low <= mean && mean <= high else {
      return (scaled(mean: mean, percentiles: percentiles), .scaled)
    }
    if count == 1 || low == mean || high == mean { return ([Double](repeating: mean, count: count), .bent) }
    var values = curve(percentiles, bend: 0, toward: places)
    let straight = average(values)
    let isTooHigh = straight > mean
    let other = isTooHigh ? lowered : raised
    let limit = average(curve(percentiles, bend: 1, toward: other))
    let bend = limit == straight ? 0 : (mean - straight) / (limit - straight)
    values = curve(percentiles, bend: min(1, max(0, bend)), toward: other)
    shift(&values, mean: mean, within: low...high)
    return (values, bend <= 1 ? .bent : .shifted)
  }

  /// A shape whose range does not hold the mean, times what makes its mean right; flat if it is 0.
  private func scaled(mean: Double, percentiles: [Double]) -> [Double] {
    var values = curve(percentiles, bend: 0, toward: places)
    MeanPreservingCurve.scale(&values, from: 0, toMean: mean)
    return values
  }

  private func curve(_ percentiles: [Double], bend: Double, toward other: [Double]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for cell in 0..<count {
      let low = percentiles[segments[cell]]
      let place = places[cell] + bend * (other[cell] - places[cell])
      values.append(low + (percentiles[segments[cell] + 1] - low) * place)
    }
    return values
  }

  private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Moves ascending values by one amount, cut off at the ends of `range`, so that their mean is `mean`.
  private func shift(_ values: inout [Double], mean: Double, within range: ClosedRange<Double>) {
    let total = mean * Double(count)
    var sum = values.reduce(0, +)
    let isTooHigh = sum > total
    let end = isTooHigh ? range.lowerBound : range.upperBound
    // Those cut off lie at one end; one after the other is taken out of the sum until the rest can do it.
    for cut in 0..<count {
      let amount = (total - Double(cut) * end - sum) / Double(count - cut)
      let edge = isTooHigh ? cut : count - 1 - cut
      let isInside = isTooHigh ? values[edge] + amount >= end : values[edge] + amount <= end
      if isInside || cut == count - 1 {
        for cell in 0..<count {
          let isCut = isTooHigh ? cell < cut : cell >= count - cut
          values[cell] = isCut ? end : min(max(values[cell] + amount, range.lowerBound), range.upperBound)
        }
        return
      }
      sum -= values[edge]
    }
  }
}
