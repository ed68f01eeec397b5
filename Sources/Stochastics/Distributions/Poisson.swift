import Glibc

/// The Poisson distribution of counts.
///
/// Below a mean of 10 by inversion, one number of the stream a draw; from there on by transformed rejection with
/// squeeze (PTRS), 2.2 to 2.7 numbers a draw on average.
///
/// Source: Hörmann, "The Transformed Rejection Method for Generating Poisson Random Variables", Insurance: Mathematics
/// and Economics 12, 1993, algorithm PTRS.
public struct Poisson: DiscreteDistribution {
  /// The expected count.
  public let mean: Double
  /// exp(−mean) for inversion; the log of the hat's factor for rejection.
  @usableFromInline let start: Double
  @usableFromInline let a: Double
  @usableFromInline let b: Double
  @usableFromInline let squeeze: Double

  /// Equal to the mean.
  public var variance: Double { mean }

  /// - Precondition: `mean` in 0...10¹⁵, so that every count is a whole number that `Double` holds.
  public init(mean: Double) {
    precondition(mean >= 0 && mean <= 1e15, "mean must be in 0...1e15, is \(mean)")
    self.mean = mean
    guard mean >= 10 else {
      start = exp(-mean)
      (a, b, squeeze) = (0, 0, 0)
      return
    }
    b = 0.931 + 2.53 * mean.squareRoot()
    a = -0.059 + 0.02483 * b
    start = log(1.1239 + 1.1328 / (b - 3.4))
    squeeze = 0.9277 - 3.6224 / (b - 2)
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Int {
    mean < 10 ? inverted(stream.nextUnit()) : rejected(from: &stream)
  }

  /// The smallest count whose cumulated probability exceeds `u`.
  @inlinable func inverted(_ u: Double) -> Int {
    var count = 0
    var probability = start
    var cumulated = probability
    // Rounding may leave the sum below the largest u; no probability under 2⁻⁶⁰ can change it any more.
    while u >= cumulated && (probability > 0x1p-60 || Double(count) < mean) {
      count += 1
      probability *= mean / Double(count)
      cumulated += probability
    }
    return count
  }

  @inlinable func rejected(from stream: inout RandomStream) -> Int {
    while true {
      let u = stream.nextOpenUnit() - 0.5
      let v = stream.nextOpenUnit()
      let edge = 0.5 - abs(u)
      let count = ((2 * a / edge + b) * u + mean + 0.43).rounded(.down)
      if edge >= 0.07 && v <= squeeze { return Int(count) }
      if count < 0 || (edge < 0.013 && v > edge) { continue }
      let height = log(v) + start - log(a / (edge * edge) + b)
      if height <= logPoissonProbability(count, mean: mean) { return Int(count) }
    }
  }
}
