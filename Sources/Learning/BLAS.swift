import COpenBLAS

import Glibc

/// A number that OpenBLAS multiplies matrices of: `Float` for training, `Double` for checking gradients.
public protocol BLASScalar: BinaryFloatingPoint, Sendable {
  /// C ← α·op(A)·op(B) + β·C, all row-major.
  ///
  /// - Parameters:
  ///   - transposeA: Whether op(A) is A's transpose.
  ///   - transposeB: Whether op(B) is B's transpose.
  ///   - m: Rows of op(A) and of C.
  ///   - n: Columns of op(B) and of C.
  ///   - k: Columns of op(A), rows of op(B).
  ///   - alpha: Factor of the product.
  ///   - a: First element of A.
  ///   - lda: Elements between two rows of A as stored.
  ///   - b: First element of B.
  ///   - ldb: Elements between two rows of B as stored.
  ///   - beta: Factor of the old C.
  ///   - c: First element of C.
  ///   - ldc: Elements between two rows of C.
  static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
    b: UnsafePointer<Self>, ldb: Int, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int)

  /// 1 / (1 + e⁻ˣ), in 0…1; NaN gives NaN.
  static func logistic(_ x: Self) -> Self
}

extension BLASScalar {
  /// The hyperbolic tangent by way of the logistic function: right to a few units of the last place of 1, not
  /// of the result (near 0 the error is absolute).
  @inline(__always) static func hyperbolicTangent(_ x: Self) -> Self { 2 * logistic(2 * x) - 1 }
}

enum BLAS {
  /// Reading this makes OpenBLAS use one thread: runs are parallel across runs, not within one.
  ///
  /// The threads that it starts when it is loaded, and that spin for a while before they sleep, are there by then; only
  /// `OPENBLAS_NUM_THREADS=1` in the environment, which `./forescale` sets, keeps them from starting.
  static let singleThread: Void = openblas_set_num_threads(1)
}

extension Float: BLASScalar {
  /// C ← α·op(A)·op(B) + β·C, row-major, by OpenBLAS on one thread; see `BLASScalar`.
  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, a: UnsafePointer<Float>,
    lda: Int,
    b: UnsafePointer<Float>, ldb: Int, beta: Float, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    BLAS.singleThread
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
      Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }

  /// 1 / (1 + e⁻ˣ) within 10⁻⁷, from additions, multiplications and one division alone: the same bits on
  /// every machine with IEEE arithmetic, and a loop over it becomes vector instructions.
  ///
  /// e^y = 2ⁿ·e^r with |r| ≤ ln 2 / 2, and e^r by its Taylor polynomial of degree 7 (remainder below 6·10⁻⁹), in
  /// halves that do not wait for each other (Estrin, 1960).
  /// Adding 1.5·2²³ rounds to the whole number n and leaves n in the low bits of the sum.
  @inline(__always) public static func logistic(_ x: Float) -> Float {
    var y = -x
    y = y < -87 ? -87 : y
    y = y > 87 ? 87 : y
    let rounder: Float = 0x1.8p23
    let shifted = y * 1.442_695_04 + rounder
    let n = shifted - rounder
    // ln 2 in two parts; the first has 9 bits, so that its product with n is exact.
    let r = (y - n * 0.693_359_375) + n * 2.121_944_4e-4
    let square = r * r
    let lower = (1 + r) + square * (0.5 + r * (1 / 6))
    let upper = (1 / 24 + r * (1 / 120)) + square * (1 / 720 + r * (1 / 5040))
    let polynomial = lower + (square * square) * upper
    let power = Float(bitPattern: (shifted.bitPattern &<< 23) &+ 0x3F80_0000)
    return 1 / (1 + polynomial * power)
  }
}

extension Double: BLASScalar {
  /// C ← α·op(A)·op(B) + β·C, row-major, by OpenBLAS on one thread; see `BLASScalar`.
  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double, a: UnsafePointer<Double>,
    lda: Int,
    b: UnsafePointer<Double>, ldb: Int, beta: Double, c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    BLAS.singleThread
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
      Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }

  /// 1 / (1 + e⁻ˣ), by the system's exponential; NaN gives NaN.
  @inline(__always) public static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
