import CRecurrentKernels

/// A number that recurrent networks compute with: `Float` for training and use, `Double` for checking gradients.
///
/// What is asked for here are the inner loops. `Float` has them from `CRecurrentKernels`, which use AVX2 where the
/// machine has it and give the same bits where not, but for the products of training; `Double`, from the plain loops of
/// `PlainKernels`.
public protocol RecurrentScalar: BLASScalar {
  /// sums ← A·B, or sums + A·B.
  ///
  /// - Parameters:
  ///   - factors: A, (rows, depth), and B, (depth, columns).
  ///   - sums: First element of the result.
  ///   - stride: Numbers from one row of the result to the next.
  ///   - rows: Rows of the result.
  ///   - columns: Columns of the result, a multiple of eight.
  ///   - depth: Products in each sum.
  ///   - adds: Whether the old sums are kept.
  static func multiply(
    _ factors: MatrixFactors<Self>, into sums: UnsafeMutablePointer<Self>, stride: Int, rows: Int,
    columns: Int, depth: Int, adds: Bool)

  /// Turns arguments of the gates, (rows, 4H), into gates, in place, and takes the state one step on.
  ///
  /// - Parameters:
  ///   - gates: (rows, 4H): input, forget, candidate, output.
  ///   - previous: (rows, H): the cells before; nil for 0.
  ///   - cells: (rows, H): filled with the new cells.
  ///   - tangents: (rows, H): filled with their hyperbolic tangents.
  ///   - hidden: (rows, ·): filled with the hidden states.
  ///   - hiddenStride: Numbers from one row of `hidden` to the next.
  ///   - rows: Number of windows.
  ///   - units: H, a multiple of eight.
  static func activate(
    gates: UnsafeMutablePointer<Self>, previous: UnsafePointer<Self>?, cells: UnsafeMutablePointer<Self>,
    tangents: UnsafeMutablePointer<Self>, hidden: UnsafeMutablePointer<Self>, hiddenStride: Int, rows: Int,
    units: Int)

  /// Turns gates into derivatives of the loss by their arguments, in place, and takes `cellGradient` one step
  /// back, in place; shapes as in `activate`.
  static func differentiate(
    gates: UnsafeMutablePointer<Self>, previous: UnsafePointer<Self>?, tangents: UnsafePointer<Self>,
    hiddenGradient: UnsafePointer<Self>, cellGradient: UnsafeMutablePointer<Self>, rows: Int, units: Int)

  /// One step of `Adam` over `count` parameters.
  static func descend(
    _ parameters: UnsafeMutablePointer<Self>, gradient: UnsafePointer<Self>,
    first: UnsafeMutablePointer<Self>, second: UnsafeMutablePointer<Self>, count: Int, rule: AdamStep<Self>)

  /// Σ x², in double precision.
  static func squareSum(_ values: UnsafePointer<Self>, count: Int) -> Double
}

/// Where the two factors of a product lie.
public struct MatrixFactors<Scalar: BLASScalar> {
  /// First element of A.
  var a: UnsafePointer<Scalar>
  /// Numbers from one row of A to the next.
  var aRow: Int
  /// Numbers from one column of A to the next.
  var aStep: Int
  /// First element of B.
  var b: UnsafePointer<Scalar>
  /// Numbers from one panel of 16 columns of B to the next: 16 where rows lie as usual.
  var bPanel: Int
  /// Numbers from one row of a panel to the next.
  var bStep: Int

  func left(_ row: Int, _ k: Int) -> Scalar { a[row * aRow + k * aStep] }
  func right(_ k: Int, _ column: Int) -> Scalar { b[column / 16 * bPanel + k * bStep + column % 16] }
}

/// The factors of one step of Adam.
public struct AdamStep<Scalar: BLASScalar>: Sendable {
  var beta1: Scalar
  var rest1: Scalar
  var beta2: Scalar
  var rest2: Scalar
  var stride: Scalar
  var root: Scalar
  var epsilon: Scalar
}

extension Float: RecurrentScalar {
  /// See `RecurrentScalar`.
  public static func multiply(
    _ factors: MatrixFactors<Float>, into sums: UnsafeMutablePointer<Float>, stride: Int, rows: Int,
    columns: Int, depth: Int, adds: Bool
  ) {
    recurrent_product(
      factors.a, factors.aRow, factors.aStep, factors.b, factors.bPanel, factors.bStep, sums, stride, rows,
      columns, depth, adds)
  }

  /// See `RecurrentScalar`.
  public static func activate(
    gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>?, cells: UnsafeMutablePointer<Float>,
    tangents: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>, hiddenStride: Int, rows: Int,
    units: Int
  ) { recurrent_activate(gates, previous, cells, tangents, hidden, hiddenStride, rows, units) }

  /// See `RecurrentScalar`.
  public static func differentiate(
    gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>?, tangents: UnsafePointer<Float>,
    hiddenGradient: UnsafePointer<Float>, cellGradient: UnsafeMutablePointer<Float>, rows: Int, units: Int
  ) { recurrent_differentiate(gates, previous, tangents, hiddenGradient, cellGradient, rows, units) }

  /// See `RecurrentScalar`.
  public static func descend(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int, rule: AdamStep<Float>
  ) {
    recurrent_adam(
      parameters, gradient, first, second, count, rule.beta1, rule.rest1, rule.beta2, rule.rest2, rule.stride,
      rule.root, rule.epsilon)
  }

  /// See `RecurrentScalar`.
  public static func squareSum(_ values: UnsafePointer<Float>, count: Int) -> Double {
    recurrent_square_sum(values, count)
  }
}

extension Double: RecurrentScalar {
  /// See `RecurrentScalar`.
  public static func multiply(
    _ factors: MatrixFactors<Double>, into sums: UnsafeMutablePointer<Double>, stride: Int, rows: Int,
    columns: Int, depth: Int, adds: Bool
  ) {
    PlainKernels.multiply(
      factors, into: sums, stride: stride, rows: rows, columns: columns, depth: depth, adds: adds)
  }

  /// See `RecurrentScalar`.
  public static func activate(
    gates: UnsafeMutablePointer<Double>, previous: UnsafePointer<Double>?,
    cells: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>, hidden: UnsafeMutablePointer<Double>, hiddenStride: Int,
    rows: Int, units: Int
  ) {
    PlainKernels.activate(
      gates: gates, previous: previous, cells: cells, tangents: tangents, hidden: hidden,
      hiddenStride: hiddenStride, rows: rows, units: units)
  }

  /// See `RecurrentScalar`.
  public static func differentiate(
    gates: UnsafeMutablePointer<Double>, previous: UnsafePointer<Double>?, tangents: UnsafePointer<Double>,
    hiddenGradient: UnsafePointer<Double>, cellGradient: UnsafeMutablePointer<Double>, rows: Int, units: Int
  ) {
    PlainKernels.differentiate(
      gates: gates, previous: previous, tangents: tangents, hiddenGradient: hiddenGradient,
      cellGradient: cellGradient, rows: rows, units: units)
  }

  /// See `RecurrentScalar`.
  public static func descend(
    _ parameters: UnsafeMutablePointer<Double>, gradient: UnsafePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>, count: Int,
    rule: AdamStep<Double>
  ) {
    PlainKernels.descend(
      parameters, gradient: gradient, first: first, second: second, count: count, rule: rule)
  }

  /// See `RecurrentScalar`.
  public static func squareSum(_ values: UnsafePointer<Double>, count: Int) -> Double {
    PlainKernels.squareSum(values, count: count)
  }
}
