/// The normal equations of a linear regression, ready to be solved for any penalty.
///
/// Source: Hoerl & Kennard, Technometrics 12(1), 1970. The products go through BLAS once; each penalty costs
/// one factorisation by Cholesky. The intercept is not penalised.
struct RidgeRegression {
  private let rows: Int
  private let columns: Int
  private let means: [Double]
  private let products: Matrix<Double>

  /// The equations of `design`, (N, D + 1): the features and, last, the target.
  init(design: Matrix<Double>) {
    var design = design
    let (n, width) = (design.rows, design.columns)
    var means = [Double](repeating: 0, count: width)
    for row in 0..<n {
      for column in 0..<width { means[column] += design[row, column] }
    }
    for column in 0..<width { means[column] /= Double(n) }
    design.elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<n {
        for column in 0..<width { elements[row * width + column] -= means[column] }
      }
    }
    rows = n
    columns = width - 1
    self.means = means
    products = design.transposedTimes(design)
  }

  /// The line for the given penalty on the squared coefficients, per row; nil where the equations are
  /// singular.
  ///
  /// A `relative` penalty is multiplied by each feature's variance, as if all had been standardised. Without
  /// a penalty the least squares, with 10⁻¹⁰ of the diagonal added to keep the equations regular.
  func solution(penalty: Double?, relative: Bool = false) -> (coefficients: [Double], intercept: Double)? {
    var normal = Matrix<Double>(rows: columns, columns: columns)
    for row in 0..<columns {
      for column in 0..<columns { normal[row, column] = products[row, column] }
      let variance = max(products[row, row], 1e-12 * Double(rows))
      if let penalty {
        normal[row, row] += penalty * (relative ? variance : Double(rows))
      } else {
        normal[row, row] += 1e-10 * variance
      }
    }
    guard let coefficients = normal.solvedByCholesky((0..<columns).map { products[$0, columns] }),
      coefficients.allSatisfy(\.isFinite)
    else { return nil }
    return (coefficients, means[columns] - zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
