/// The search of Nelder and Mead for a minimum without derivatives, kept inside a box by clamping.
///
/// Source: Nelder & Mead, The Computer Journal 7(4), 1965, with the coefficients 1, 2, ½, ½. It may stop
/// short of a minimum in many dimensions; up to six are meant.
public struct NelderMead: Sendable {
  /// Smallest allowed value of each coordinate.
  public var lower: [Double]
  /// Largest allowed value of each coordinate.
  public var upper: [Double]
  /// Most calls of the function.
  public var maximumEvaluations: Int
  /// The search ends when the values at the corners differ by less than this, relative to their size.
  public var tolerance: Double

  /// A search in the given box.
  ///
  /// - Precondition: Both bounds have as many elements, and none of `lower` is above that of `upper`.
  public init(lower: [Double], upper: [Double], maximumEvaluations: Int = 1000, tolerance: Double = 1e-10) {
    precondition(lower.count == upper.count && zip(lower, upper).allSatisfy { $0 <= $1 }, "no box")
    self.lower = lower
    self.upper = upper
    self.maximumEvaluations = maximumEvaluations
    self.tolerance = tolerance
  }

  /// The best point found from `start`, with its value; values that are not finite count as infinite.
  public func minimum(from start: [Double], of function: ([Double]) -> Double) -> (
    point: [Double], value: Double
  ) {
    let n = lower.count
    precondition(start.count == n, "\(n) coordinates expected, \(start.count) given")
    var evaluations = 0
    func corner(_ point: [Double]) -> (point: [Double], value: Double) {
      let inside = point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
      let value = function(inside)
      evaluations += 1
      return (inside, value.isFinite ? value : .infinity)
    }
    var simplex = [corner(start)]
    guard n > 0 else { return simplex[0] }
    for axis in 0..<n {
      var point = simplex[0].point
      let size = 0.2 * (upper[axis] - lower[axis])
      point[axis] += point[axis] + size <= upper[axis] ? size : -size
      simplex.append(corner(point))
    }
    while evaluations < maximumEvaluations {
      simplex.sort { $0.value < $1.value }
      let (best, worst) = (simplex[0].value, simplex[n].value)
      let extent = (0..<n).map { axis in
        abs(simplex[n].point[axis] - simplex[0].point[axis]) / max(upper[axis] - lower[axis], 1e-300)
      }.max()!
      if abs(worst - best) <= tolerance * (abs(best) + tolerance), extent < 1e-7 { break }
      let centre = (0..<n).map { axis in
        simplex[..<n].reduce(0) { $0 + $1.point[axis] } / Double(n)
      }
      func along(_ factor: Double) -> (point: [Double], value: Double) {
        corner((0..<n).map { centre[$0] + factor * (simplex[n].point[$0] - centre[$0]) })
      }
      let reflected = along(-1)
      if reflected.value < best {
        let expanded = along(-2)
        simplex[n] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < simplex[n - 1].value {
        simplex[n] = reflected
      } else {
        let contracted = reflected.value < worst ? along(-0.5) : along(0.5)
        if contracted.value < min(worst, reflected.value) {
          simplex[n] = contracted
        } else {
          for k in 1...n {
            simplex[k] = corner(zip(simplex[0].point, simplex[k].point).map { ($0 + $1) / 2 })
          }
        }
      }
    }
    return simplex.min { $0.value < $1.value }!
  }
}
