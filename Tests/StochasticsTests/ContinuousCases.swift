import Foundation
import Stochastics
import Testing

/// A continuous distribution with its distribution function, under the name of its SciPy reference.
struct ContinuousCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let distribution: any Distribution
  /// Whether the fourth moment is finite, so that the sample variance has a standard error.
  let hasFourthMoment: Bool
  let cumulative: @Sendable (Double) -> Double

  init(
    _ name: String, _ distribution: any Distribution, hasFourthMoment: Bool = true,
    _ cumulative: @escaping @Sendable (Double) -> Double
  ) {
    testDescription = name
    self.distribution = distribution
    self.hasFourthMoment = hasFourthMoment
    self.cumulative = cumulative
  }

  func draw(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 11, purpose: RandomPurpose("distribution test"))
    return (0..<count).map { _ in distribution.sample(from: &stream) }
  }

  static let all: [ContinuousCase] =
    classic + heavyTailed + [
      ContinuousCase("hyperexponential", Hyperexponential(branches: [(0.3, 1), (0.7, 5)])) {
        0.3 * exponential($0, 1) + 0.7 * exponential($0, 5)
      },
      // c² = 9: p = (1 + √(8/10))/2 = 0.947214, means 2/(2p) = 1.055728 and 2/(2 (1 − p)) = 18.944272.
      ContinuousCase("hyperexponential balanced", Hyperexponential(mean: 2, coefficientOfVariation: 3)) {
        let p = (1 + 0.8.squareRoot()) / 2
        return p * exponential($0, 1 / p) + (1 - p) * exponential($0, 1 / (1 - p))
      },
      ContinuousCase("empirical", Empirical(levels: [0, 0.5, 0.9, 1], values: [1, 2, 4, 14])) { x in
        x < 2 ? (x - 1) / 2 : x < 4 ? 0.5 + (x - 2) / 5 : 0.9 + (x - 4) / 100
      },
    ]

  private static let classic: [ContinuousCase] = [
    ContinuousCase("exponential 3", Exponential(mean: 3)) { exponential($0, 3) },
    ContinuousCase("normal 5 2", Normal(mean: 5, standardDeviation: 2)) { normal(($0 - 5) / 2) },
    // σ² = ln 1.25 = 0.223144, μ = ln 60 − 0.111572.
    ContinuousCase("lognormal 60 0.5", LogNormal(mean: 60, coefficientOfVariation: 0.5)) {
      normal((log($0 / 60) + log(1.25) / 2) / log(1.25).squareRoot())
    },
    ContinuousCase("uniform -2 3", Uniform(from: -2, to: 3)) { ($0 + 2) / 5 },
    gamma("gamma 0.3", 0.3), gamma("gamma 1", 1), gamma("gamma 7.5", 7.5), gamma("gamma 100", 100),
    ContinuousCase("erlang 4", Erlang(phases: 4, mean: 2)) { incompleteGamma(shape: 4, $0 / 0.5).lower },
    ContinuousCase("weibull 0.7", Weibull(shape: 0.7, scale: 3)) { -expm1(-pow($0 / 3, 0.7)) },
    ContinuousCase("weibull 2.5", Weibull(shape: 2.5, scale: 3)) { -expm1(-pow($0 / 3, 2.5)) },
  ]

  private static let heavyTailed: [ContinuousCase] = [
    pareto("pareto 0.8", 0.8), pareto("pareto 1.5", 1.5), pareto("pareto 2.5", 2.5), pareto("pareto 6", 6),
    boundedPareto("bounded pareto 1", 1), boundedPareto("bounded pareto 1.1", 1.1),
    boundedPareto("bounded pareto 2", 2),
  ]

  private static func gamma(_ name: String, _ shape: Double) -> ContinuousCase {
    ContinuousCase(name, Gamma(shape: shape, scale: 2)) { incompleteGamma(shape: shape, $0 / 2).lower }
  }

  private static func pareto(_ name: String, _ shape: Double) -> ContinuousCase {
    ContinuousCase(name, Pareto(scale: 2, shape: shape), hasFourthMoment: shape > 4) {
      1 - pow(2 / $0, shape)
    }
  }

  private static func boundedPareto(_ name: String, _ shape: Double) -> ContinuousCase {
    ContinuousCase(name, BoundedPareto(from: 2, to: 100, shape: shape)) {
      (1 - pow(2 / $0, shape)) / (1 - pow(0.02, shape))
    }
  }

  static func exponential(_ x: Double, _ mean: Double) -> Double { -expm1(-x / mean) }
  static func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.squareRoot()) }
}
