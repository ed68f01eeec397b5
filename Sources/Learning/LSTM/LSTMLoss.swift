import Glibc

/// What training makes small, as a mean over windows and outputs.
public enum LSTMLoss: Hashable, Sendable {
  /// (y − ŷ)².
  case squared
  /// max(q(y − ŷ), (q − 1)(y − ŷ)), one probability q an output (Koenker & Bassett, Econometrica 46(1),
  /// 1978).
  case pinball([Double])
  /// ln σ + (y − μ)² / (2σ²), without the constant: the negative log-likelihood of a normal distribution whose
  /// mean μ and ln σ are the two outputs (Nix & Weigend, ICNN 1994). The mean is over windows alone, and ln σ is
  /// held within ±`largestLogDeviation`.
  case gaussian
  /// −w y ln p − (1 − y) ln(1 − p) with p = σ(ŷ) and targets y in 0…1; w is what a positive weighs.
  case crossEntropy(positiveWeight: Double)

  /// Where the logarithm of a deviation ends.
  static let largestLogDeviation = 8.0

  /// The loss of one window, summed over outputs, and what is added to `gradient`, by output, times `share`.
  @inline(__always) func value<Scalar: RecurrentScalar>(
    _ output: UnsafePointer<Scalar>, target: Scalar, share: Scalar, gradient: UnsafeMutablePointer<Scalar>
  ) -> Double {
    switch self {
    case .squared:
      let error = target - output[0]
      gradient[0] = -2 * error * share
      return Double(error * error)
    case .pinball(let probabilities):
      var sum = 0.0
      for k in probabilities.indices {
        let error = target - output[k]
        let q = Scalar(probabilities[k])
        gradient[k] = (error >= 0 ? -q : 1 - q) * share
        sum += Double(error >= 0 ? q * error : (q - 1) * error)
      }
      return sum
    case .crossEntropy(let weight):
      let (y, logit) = (Double(target), Double(output[0]))
      // ln(1 + eˣ), without overflow
      let softplus = max(logit, 0) + log1p(exp(-abs(logit)))
      let p = 1 / (1 + exp(-logit))
      gradient[0] = Scalar((1 - y) * p - weight * y * (1 - p)) * share
      return weight * y * (softplus - logit) + (1 - y) * softplus
    case .gaussian:
      let limit = Self.largestLogDeviation
      let logDeviation = min(max(Double(output[1]), -limit), limit)
      let error = Double(target - output[0])
      let precision = exp(-2 * logDeviation)
      gradient[0] = Scalar(-error * precision) * share
      gradient[1] = Scalar(1 - error * error * precision) * share
      return logDeviation + 0.5 * error * error * precision
    }
  }

  /// What the sum over windows and outputs is divided by, for one window.
  func terms(outputs: Int) -> Int { self == .gaussian ? 1 : outputs }
}
