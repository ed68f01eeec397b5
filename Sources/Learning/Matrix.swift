/// A dense matrix, stored row after row.
public struct Matrix<Scalar: BLASScalar>: Hashable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// `rows` × `columns` numbers, row-major.
  public var elements: [Scalar]

  /// The matrix of the given elements, row-major.
  ///
  /// - Precondition: There are `rows` × `columns` elements.
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(
      elements.count == rows * columns, "\(rows) × \(columns) elements expected, \(elements.count) given")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The matrix whose every element is `value`.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// The element at the given row and column, both counted from 0.
  public subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The elements of row `index`.
  public func row(_ index: Int) -> [Scalar] { Array(elements[index * columns..<(index + 1) * columns]) }

  /// selfᵀ · `other`, of shape (`columns`, `other.columns`).
  ///
  /// - Precondition: Both have the same number of rows.
  public func transposedTimes(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows, "\(rows) rows against \(other.rows)")
    var product = Matrix(rows: columns, columns: other.columns)
    guard rows > 0, columns > 0, other.columns > 0 else { return product }
    elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        product.elements.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Scalar.gemm(
            transposeA: true, transposeB: false, m: columns, n: other.columns, k: rows, alpha: 1, a: a,
            lda: columns,
            b: b, ldb: other.columns, beta: 0, c: c, ldc: other.columns)
        }
      }
    }
    return product
  }

  /// The solution x of self · x = `right` for a symmetric positive definite matrix, by Cholesky's
  /// factorisation (only the lower triangle is read); nil where a pivot is not positive.
  ///
  /// - Precondition: The matrix is square, with as many rows as `right` has elements.
  public func solvedByCholesky(_ right: [Scalar]) -> [Scalar]? {
    precondition(rows == columns && right.count == rows, "\(rows) × \(columns) against \(right.count)")
    var lower = self
    var x = right
    for row in 0..<rows {
      for column in 0...row {
        var sum = lower[row, column]
        for k in 0..<column { sum -= lower[row, k] * lower[column, k] }
        if column < row {
          lower[row, column] = sum / lower[column, column]
        } else {
          guard sum > 0 else { return nil }
          lower[row, row] = sum.squareRoot()
        }
      }
      for k in 0..<row { x[row] -= lower[row, k] * x[k] }
      x[row] /= lower[row, row]
    }
    for row in (0..<rows).reversed() {
      for k in (row + 1)..<max(rows, row + 1) { x[row] -= lower[k, row] * x[k] }
      x[row] /= lower[row, row]
    }
    return x
  }
}
