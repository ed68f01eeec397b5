/// A mixture of exponentials: more variable than one exponential, for service times with rare long jobs.
///
/// A draw uses two numbers of the stream: the first chooses the branch, the second is its exponential.
public struct Hyperexponential: Distribution {
  /// The expected value.
  public let mean: Double
  /// The variance, at least the squared mean.
  public let variance: Double
  /// Cumulated probabilities of the branches; the last is 1.
  @usableFromInline let cumulated: [Double]
  @usableFromInline let means: [Double]

  /// The mixture of exponentials with the given probabilities and means.
  ///
  /// - Precondition: there is a branch, probabilities are not negative and sum to 1 within 10⁻⁹, means are positive.
  public init(branches: [(probability: Double, mean: Double)]) {
    precondition(!branches.isEmpty, "a hyperexponential needs a branch")
    var cumulated: [Double] = []
    var total = 0.0
    var mean = 0.0
    var secondMoment = 0.0
    for branch in branches {
      precondition(branch.probability >= 0, "probability must not be negative, is \(branch.probability)")
      precondition(branch.mean > 0, "mean must be positive, is \(branch.mean)")
      total += branch.probability
      cumulated.append(total)
      mean += branch.probability * branch.mean
      secondMoment += 2 * branch.probability * branch.mean * branch.mean
    }
    precondition(abs(total - 1) < 1e-9, "probabilities must sum to 1, sum to \(total)")
    cumulated[cumulated.count - 1] = 1
    self.cumulated = cumulated
    self.mean = mean
    variance = secondMoment - mean * mean
    means = branches.map(\.mean)
  }

  /// Two branches with balanced means (each contributes half of the mean) that give the mean and coefficient of
  /// variation (standard deviation over mean).
  ///
  /// Source: Tijms, "A First Course in Stochastic Models", 2003, appendix B: the likelier branch has probability
  /// (1 + √((c² − 1)/(c² + 1)))/2, and each branch the mean m/(2p).
  ///
  /// - Precondition: `mean` is positive and `coefficientOfVariation` above 1.
  public init(mean: Double, coefficientOfVariation: Double) {
    precondition(mean > 0, "mean must be positive, is \(mean)")
    precondition(
      coefficientOfVariation > 1, "coefficient of variation must be above 1, is \(coefficientOfVariation)")
    let square = coefficientOfVariation * coefficientOfVariation
    let likelier = (1 + ((square - 1) / (square + 1)).squareRoot()) / 2
    // 1 − likelier would cancel for a large variation: p(1 − p) = 1/(2(c² + 1)).
    let rarer = 1 / (2 * (square + 1) * likelier)
    self.init(branches: [(likelier, mean / (2 * likelier)), (rarer, mean / (2 * rarer))])
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    let u = stream.nextUnit()
    var branch = 0
    while u >= cumulated[branch] { branch += 1 }
    return Exponential(mean: means[branch]).sample(from: &stream)
  }
}
