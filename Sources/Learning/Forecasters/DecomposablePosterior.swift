import Glibc

/// The posterior of a decomposable model, whose mode is found by turns: given the noise the coefficients
/// solve a quadratic with absolute values, given those the noise is the root of a quadratic.
///
/// Coordinate descent finds which changes of rate are 0 (Friedman, Hastie & Tibshirani, Journal of
/// Statistical Software 33(1), 2010); with these and the signs known, one linear system gives the rest
/// exactly.
struct DecomposablePosterior {
  private let d: Int
  private let rows: Int
  private let gram: [Double]
  private let right: [Double]
  private let total: Double
  private let changes: Range<Int>
  private let changeScale: Double
  private let seasonScale: Double

  /// - Parameters:
  ///   - products: (D + 1, D + 1): inner products of all columns and, last, of the scaled loads.
  ///   - rows: Number of points.
  ///   - changes: Columns with a Laplace prior; the two before have normal ones of deviation 5.
  ///   - changeScale: Scale of the Laplace prior.
  ///   - seasonScale: Deviation of the others' normal prior.
  init(products: Matrix<Double>, rows: Int, changes: Range<Int>, changeScale: Double, seasonScale: Double) {
    d = products.columns - 1
    self.rows = rows
    self.changes = changes
    self.changeScale = changeScale
    self.seasonScale = seasonScale
    var gram: [Double] = []
    for row in 0..<products.columns - 1 {
      for column in 0..<products.columns - 1 { gram.append(products[row, column]) }
    }
    self.gram = gram
    let width = products.columns - 1
    right = (0..<width).map { products[$0, width] }
    total = products[width, width]
  }

  private func precision(_ column: Int) -> Double {
    column < changes.lowerBound ? 1 / 25.0 : (changes.contains(column) ? 0 : 1 / (seasonScale * seasonScale))
  }

  private func squares(_ x: [Double]) -> Double {
    var sum = total
    for row in 0..<d {
      var inner = 0.0
      for column in 0..<d { inner += gram[row * d + column] * x[column] }
      sum += x[row] * (inner - 2 * right[row])
    }
    return max(sum, 1e-12 * total + 1e-300)
  }

  /// Minus the logarithm of the density, up to a constant.
  func cost(_ x: [Double], noise: Double) -> Double {
    var cost = squares(x) / (2 * noise * noise) + Double(rows) * log(noise) + 2 * noise * noise
    for column in 0..<d {
      cost +=
        changes.contains(column)
        ? abs(x[column]) / changeScale : precision(column) * x[column] * x[column] / 2
    }
    return cost
  }

  /// The coefficients and the noise's deviation of greatest density, in scaled units.
  func mode() -> (coefficients: [Double], noise: Double) {
    var x = [Double](repeating: 0, count: d)
    var noise = max((total / Double(rows)).squareRoot(), 1e-6)
    var last = Double.infinity
    for _ in 0..<100 {
      x = coefficients(from: x, noise: noise)
      // ∂/∂σ² of S/(2σ²) + n/2 log σ² + 2σ²: 2σ⁴ + n/2 σ² − S/2 = 0.
      let half = Double(rows) / 2
      let variance = (-half + (half * half + 4 * squares(x)).squareRoot()) / 4
      noise = max(variance, 1e-16).squareRoot()
      let cost = cost(x, noise: noise)
      if abs(last - cost) <= 1e-11 * (1 + abs(cost)) { break }
      last = cost
    }
    return (x, noise)
  }

  private func coefficients(from start: [Double], noise: Double) -> [Double] {
    let variance = noise * noise
    let threshold = variance / changeScale
    var x = start
    // gradient[k] = (gram · x − right)[k]
    var gradient = (0..<d).map { row in
      (0..<d).reduce(-right[row]) { $0 + gram[row * d + $1] * x[$1] }
    }
    func sweep() {
      for k in 0..<d {
        let curvature = gram[k * d + k]
        guard curvature > 0 else { continue }
        let pull = curvature * x[k] - gradient[k]
        let next: Double
        if changes.contains(k) {
          next =
            (pull > threshold ? pull - threshold : (pull < -threshold ? pull + threshold : 0)) / curvature
        } else {
          next = pull / (curvature + variance * precision(k))
        }
        let step = next - x[k]
        guard step != 0 else { continue }
        x[k] = next
        for row in 0..<d { gradient[row] += step * gram[row * d + k] }
      }
    }
    for _ in 0..<12 {
      for _ in 0..<40 { sweep() }
      if let exact = exactSolution(signs: x, variance: variance, threshold: threshold) { return exact }
    }
    return x
  }

  /// The solution with the zeros and signs of `signs`; nil where it has other ones or is no optimum.
  private func exactSolution(signs: [Double], variance: Double, threshold: Double) -> [Double]? {
    let active = (0..<d).filter { !changes.contains($0) || signs[$0] != 0 }
    var system = Matrix<Double>(rows: active.count, columns: active.count)
    var side = [Double](repeating: 0, count: active.count)
    for (row, k) in active.enumerated() {
      for (column, l) in active.enumerated() { system[row, column] = gram[k * d + l] }
      system[row, row] += variance * precision(k) + 1e-13 * gram[k * d + k]
      side[row] = right[k] - (changes.contains(k) ? (signs[k] > 0 ? threshold : -threshold) : 0)
    }
    guard let solved = system.solvedByCholesky(side), solved.allSatisfy(\.isFinite) else { return nil }
    var x = [Double](repeating: 0, count: d)
    for (row, k) in active.enumerated() {
      if changes.contains(k), solved[row] * signs[k] <= 0 { return nil }
      x[k] = solved[row]
    }
    for k in changes where x[k] == 0 {
      let slope = (0..<d).reduce(-right[k]) { $0 + gram[k * d + $1] * x[$1] }
      if abs(slope) > threshold * (1 + 1e-6) + 1e-12 { return nil }
    }
    return x
  }
}
