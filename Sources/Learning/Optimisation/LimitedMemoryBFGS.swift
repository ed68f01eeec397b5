/// Descent along a smooth function by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno.
///
/// Source: Nocedal & Wright, "Numerical Optimization", 2nd edition, 2006, algorithm 7.4, with backtracking by
/// Armijo's rule; pairs of negative curvature are left out.
public struct LimitedMemoryBFGS: Sendable {
  /// Pairs of steps and gradient changes that are kept.
  public var memory: Int
  /// Most steps.
  public var maximumIterations: Int
  /// The descent ends when a step improves by less than this, relative to the value.
  public var tolerance: Double

  /// A descent with the given limits.
  public init(memory: Int = 10, maximumIterations: Int = 300, tolerance: Double = 1e-12) {
    self.memory = memory
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
  }

  /// The gradient of `function` at `point` by central differences.
  public static func differences(of function: ([Double]) -> Double, at point: [Double]) -> [Double] {
    var moved = point
    return point.indices.map { axis in
      let size = 1e-6 * max(1, abs(point[axis]))
      moved[axis] = point[axis] + size
      let above = function(moved)
      moved[axis] = point[axis] - size
      let below = function(moved)
      moved[axis] = point[axis]
      let slope = (above - below) / (2 * size)
      return slope.isFinite ? slope : 0
    }
  }

  /// The best point found from `start`, with its value.
  ///
  /// - Parameters:
  ///   - start: Where `function` is finite.
  ///   - function: What is made small; values that are not finite are avoided.
  ///   - gradient: Its gradient; central differences unless given.
  public func minimum(
    from start: [Double], of function: ([Double]) -> Double, gradient: (([Double]) -> [Double])? = nil
  ) -> (point: [Double], value: Double) {
    func slope(_ point: [Double]) -> [Double] {
      gradient?(point) ?? Self.differences(of: function, at: point)
    }
    var point = start
    var value = function(point)
    var slopes = slope(point)
    var pairs: [(step: [Double], change: [Double], rho: Double)] = []
    var quiet = 0
    for _ in 0..<maximumIterations {
      var direction = slopes
      var factors: [Double] = []
      for pair in pairs.reversed() {
        let factor = pair.rho * dot(pair.step, direction)
        factors.append(factor)
        for k in direction.indices { direction[k] -= factor * pair.change[k] }
      }
      if let last = pairs.last {
        let scale = 1 / (last.rho * dot(last.change, last.change))
        for k in direction.indices { direction[k] *= scale }
      }
      for (pair, factor) in zip(pairs, factors.reversed()) {
        let correction = factor - pair.rho * dot(pair.change, direction)
        for k in direction.indices { direction[k] += correction * pair.step[k] }
      }
      var descent = dot(direction, slopes)
      if !(descent > 0) {
        pairs = []
        direction = slopes
        descent = dot(slopes, slopes)
      }
      guard descent > 0, descent.isFinite else { break }
      var length = pairs.isEmpty ? min(1, 1 / descent.squareRoot()) : 1
      var next = point
      var nextValue = Double.infinity
      while length > 1e-14 {
        for k in point.indices { next[k] = point[k] - length * direction[k] }
        nextValue = function(next)
        if nextValue.isFinite, nextValue <= value - 1e-4 * length * descent { break }
        length /= 2
      }
      guard nextValue.isFinite, nextValue < value else {
        if pairs.isEmpty { break }
        pairs = []
        continue
      }
      let nextSlopes = slope(next)
      let step = zip(next, point).map { $0 - $1 }
      let change = zip(nextSlopes, slopes).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-12 * dot(change, change) {
        pairs.append((step, change, 1 / curvature))
        if pairs.count > memory { pairs.removeFirst() }
      }
      let gain = value - nextValue
      (point, value, slopes) = (next, nextValue, nextSlopes)
      quiet = gain <= tolerance * (abs(value) + tolerance) ? quiet + 1 : 0
      if quiet >= 3 { break }
    }
    return (point, value)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for k in a.indices { sum += a[k] * b[k] }
    return sum
  }
}
