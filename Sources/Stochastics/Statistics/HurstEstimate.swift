import Glibc

/// The local Whittle estimate of a series' Hurst parameter, from the lowest frequencies of its periodogram.
///
/// It minimises R(H) = log(Σ λⱼ^(2H − 1) Iⱼ / m) − (2H − 1) Σ log λⱼ / m over the m lowest frequencies λⱼ, and is normal
/// around the true H with a standard error of 1/(2 √m), whatever H is.
///
/// Source: Robinson, "Gaussian Semiparametric Estimation of Long Range Dependence", Annals of Statistics 23(5), 1995.
public struct HurstEstimate: Sendable {
  /// The estimate, in 0.001...0.999.
  public let hurst: Double
  /// How many frequencies it uses.
  public let frequencies: Int

  /// The asymptotic standard error, 1/(2 √m).
  public var standardError: Double { 0.5 / Double(frequencies).squareRoot() }

  /// The estimate from the first 2^k of `values`, with the largest such k; nil where they do not vary at the frequencies looked
  /// at, or overflow.
  ///
  /// - Parameters:
  ///   - values: at least 16.
  ///   - frequencies: how many of the lowest; nil for n^0.6, which keeps the bias of fractional noise far below the
  ///     standard error.
  /// - Precondition: `frequencies` is in 2..<n/2.
  public init?(_ values: [Double], frequencies: Int? = nil) {
    precondition(values.count >= 16, "at least 16 values are needed, are \(values.count)")
    var count = 16
    while 2 * count <= values.count { count *= 2 }
    let used = frequencies ?? Int(pow(Double(count), 0.6))
    precondition(used > 1 && used < count / 2, "frequencies must be in 2..<\(count / 2), are \(used)")
    let mean = values[..<count].reduce(0, +) / Double(count)
    var real = values[..<count].map { $0 - mean }
    var imaginary = [Double](repeating: 0, count: count)
    FourierTransform(count: count).forward(real: &real, imaginary: &imaginary)
    let logFrequencies = (1...used).map { log(2 * .pi * Double($0) / Double(count)) }
    let periodogram = (1...used).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
    // rounding leaves something of values that are all equal
    let floor = 1e-24 * mean * mean * Double(count)
    guard periodogram.allSatisfy(\.isFinite), periodogram.contains(where: { $0 > floor }) else { return nil }
    let meanLog = logFrequencies.reduce(0, +) / Double(used)
    func objective(_ hurst: Double) -> Double {
      let power = 2 * hurst - 1
      let sum = zip(logFrequencies, periodogram).reduce(0) { $0 + exp(power * $1.0) * $1.1 }
      return log(sum) - power * meanLog
    }
    // The objective is convex, as a log-sum-exp less a line; thirds are cut off until 10⁻⁷ is left.
    var (low, high) = (0.001, 0.999)
    while high - low > 1e-7 {
      let (left, right) = (low + (high - low) / 3, high - (high - low) / 3)
      if objective(left) < objective(right) { high = right } else { low = left }
    }
    hurst = (low + high) / 2
    self.frequencies = used
  }
}
