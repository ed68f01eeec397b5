import Glibc

/// Fractional Gaussian noise: stationary normal numbers of mean 0 and variance 1 whose sums over m have the variance
/// m^(2H), exactly, by circulant embedding.
///
/// The autocovariance is put on a circle of twice the length, rounded up to a power of two. Its Fourier transform, the
/// eigenvalues, is not negative for this process, so the numbers have the autocovariance exactly, not about.
/// A path costs two normal draws and one transform a number of the circle.
///
/// Sources: Mandelbrot & van Ness, "Fractional Brownian Motions, Fractional Noises and Applications", SIAM Review 10(4),
/// 1968; Davies & Harte, "Tests for Hurst Effect", Biometrika 74(1), 1987; Dietrich & Newsam, "Fast and Exact Simulation
/// of Stationary Gaussian Processes through Circulant Embedding of the Covariance Matrix", SIAM Journal on Scientific
/// Computing 18(4), 1997.
public struct FractionalGaussianNoise: Sendable {
  /// The Hurst parameter: above ½ the past pulls on for ever, at ½ the numbers are independent, below they alternate.
  public let hurst: Double
  /// How many numbers a path has.
  public let count: Int
  /// The square roots of the eigenvalues over the length of the circle.
  let amplitudes: [Double]
  private let transform: FourierTransform

  /// Noise of the given Hurst parameter and length.
  ///
  /// - Precondition: `hurst` is above 0 and below 1; `count` is positive.
  public init(hurst: Double, count: Int) {
    precondition(hurst > 0 && hurst < 1, "the Hurst parameter must be above 0 and below 1, is \(hurst)")
    precondition(count > 0, "the length must be positive, is \(count)")
    self.hurst = hurst
    self.count = count
    var circle = 2
    while circle < 2 * count { circle *= 2 }
    transform = FourierTransform(count: circle)
    var eigenvalues = (0..<circle).map {
      Self.autocovariance(lag: min($0, circle - $0), hurst: hurst)
    }
    var imaginary = [Double](repeating: 0, count: circle)
    transform.forward(real: &eigenvalues, imaginary: &imaginary)
    // Rounding leaves a zero eigenvalue a little below 0.
    amplitudes = eigenvalues.map { (max(0, $0) / Double(circle)).squareRoot() }
  }

  /// The covariance of two numbers `lag` apart: ½ ((k + 1)^(2H) − 2 k^(2H) + |k − 1|^(2H)).
  ///
  /// From lag 1,000 on by the first terms of its series, H(2H − 1) k^(2H − 2) (1 + (2H − 2)(2H − 3)/(12 k²)), as the
  /// difference then loses more digits than the series leaves out.
  ///
  /// - Precondition: `lag` is not negative.
  public static func autocovariance(lag: Int, hurst: Double) -> Double {
    precondition(lag >= 0, "the lag must not be negative, is \(lag)")
    let (k, power) = (Double(lag), 2 * hurst)
    if lag >= 1000 {
      let correction = 1 + (power - 2) * (power - 3) / (12 * k * k)
      return hurst * (power - 1) * pow(k, power - 2) * correction
    }
    return 0.5 * (pow(k + 1, power) - 2 * pow(k, power) + pow(abs(k - 1), power))
  }

  /// One path of `count` numbers.
  public func path(from stream: inout RandomStream) -> [Double] {
    let normal = Normal()
    // The real part of the transform of independent complex normals, each times its amplitude, has the wanted
    // covariance.
    var real = amplitudes.map { $0 * normal.sample(from: &stream) }
    var imaginary = amplitudes.map { $0 * normal.sample(from: &stream) }
    transform.forward(real: &real, imaginary: &imaginary)
    return Array(real[..<count])
  }
}
