import Glibc

/// The Zipf distribution over ranks: P(k) is in proportion to k^−exponent for k in 1...count.
///
/// By rejection-inversion: constant time and memory for any count, one number of the stream an attempt and fewer than
/// 1.1 attempts a draw for common exponents.
///
/// Source: Hörmann & Derflinger, "Rejection-Inversion to Generate Variates from Monotone Discrete Distributions", ACM
/// TOMACS 6(3), 1996.
public struct Zipf: DiscreteDistribution {
  /// The number of ranks.
  public let count: Int
  /// The exponent, at least 0; 0 is the uniform distribution.
  public let exponent: Double
  /// The expected rank.
  public let mean: Double
  /// The variance of the rank.
  public let variance: Double
  @usableFromInline let top: Double
  @usableFromInline let bottom: Double
  @usableFromInline let sureWidth: Double

  /// - Precondition: `count` in 1...2⁵² and `exponent` in 0...30; at 30 all ranks but the first have 10⁻⁹ together.
  public init(count: Int, exponent: Double) {
    precondition(count >= 1 && count <= 1 << 52, "count must be in 1...2⁵², is \(count)")
    precondition(exponent >= 0 && exponent <= 30, "exponent must be in 0...30, is \(exponent)")
    self.count = count
    self.exponent = exponent
    let weight = powerSum(count: count, exponent: exponent)
    mean = powerSum(count: count, exponent: exponent - 1) / weight
    variance = max(0, powerSum(count: count, exponent: exponent - 2) / weight - mean * mean)
    bottom = Self.integral(1.5, exponent) - 1
    top = Self.integral(Double(count) + 0.5, exponent)
    sureWidth = 2 - Self.inverse(Self.integral(2.5, exponent) - pow(2, -exponent), exponent)
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Int {
    while true {
      let area = top + stream.nextUnit() * (bottom - top)
      let x = Self.inverse(area, exponent)
      let rank = min(max(x.rounded(), 1), Double(count))
      if rank - x <= sureWidth || area >= Self.integral(rank + 0.5, exponent) - pow(rank, -exponent) {
        return Int(rank)
      }
    }
  }

  /// ∫ t^−s dt from 1 to `x`; its limit log x where s is 1.
  @inlinable static func integral(_ x: Double, _ s: Double) -> Double {
    s == 1 ? log(x) : expm1((1 - s) * log(x)) / (1 - s)
  }

  /// The `x` of which `area` is the integral.
  @inlinable static func inverse(_ area: Double, _ s: Double) -> Double {
    s == 1 ? exp(area) : exp(log1p(max((1 - s) * area, -1)) / (1 - s))
  }
}
