/// A continuous curve through windows of which only the means are known, sampled in cells of equal length.
///
/// At the border of two windows the curve is the average of their means; in the middle of a window it is
/// what makes the window's mean right; between these points it is straight. Below zero it is cut off, and
/// the window scaled.
enum MeanPreservingCurve {
  /// The means of the cells; those of one window average to its mean, up to rounding.
  ///
  /// - Parameters:
  ///   - means: one for each window, at least 0.
  ///   - cells: in each window.
  ///   - isPeriodic: whether the first window follows the last; otherwise the curve is level at both ends.
  static func sample(means: [Double], cells: Int, isPeriodic: Bool = false) -> [Double] {
    guard let firstMean = means.first, let lastMean = means.last else { return [] }
    var curve: [Double] = []
    curve.reserveCapacity(means.count * cells)
    for (index, mean) in means.enumerated() {
      let before = index > 0 ? means[index - 1] : (isPeriodic ? lastMean : mean)
      let after = index + 1 < means.count ? means[index + 1] : (isPeriodic ? firstMean : mean)
      let left = (before + mean) / 2
      let right = (mean + after) / 2
      let middle = 2 * mean - (left + right) / 2
      for cell in 0..<cells {
        let position = (Double(cell) + 0.5) / Double(cells)
        let value =
          position < 0.5
          ? left + (middle - left) * 2 * position : middle + (right - middle) * (2 * position - 1)
        curve.append(max(0, value))
      }
      scale(&curve, from: index * cells, toMean: mean)
    }
    return curve
  }

  /// Multiplies the values from `start` to the end so that their mean is `mean`; all become `mean` if they
  /// are 0.
  static func scale(_ values: inout [Double], from start: Int, toMean mean: Double) {
    scale(&values, start..<values.count, toMean: mean)
  }

  /// Multiplies the values in `range` so that their mean is `mean`; all become `mean` if they are 0.
  static func scale(_ values: inout [Double], _ range: Range<Int>, toMean mean: Double) {
    let total = values[range].reduce(0, +)
    let factor = mean * Double(range.count) / total
    for index in range { values[index] = total > 0 ? values[index] * factor : mean }
  }
}
