import Foundation
import Stochastics
import Testing

/// A discrete distribution with its probabilities, under the name of its SciPy reference.
struct DiscreteCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let distribution: any DiscreteDistribution
  let probability: @Sendable (Int) -> Double

  init(
    _ name: String, _ distribution: any DiscreteDistribution,
    _ probability: @escaping @Sendable (Int) -> Double
  ) {
    testDescription = name
    self.distribution = distribution
    self.probability = probability
  }

  func draw(_ count: Int) -> [Int] {
    var stream = RandomStream(seed: 12, purpose: RandomPurpose("discrete distribution test"))
    return (0..<count).map { _ in distribution.sample(from: &stream) }
  }

  static let all: [DiscreteCase] =
    [0.5, 9.9, 10, 50, 1000].map(poisson) + [0.05, 0.5].map(geometric) + [
      DiscreteCase("weighted", WeightedIndex(weights: [1, 2, 0, 7])) { [0.1, 0.2, 0, 0.7][$0] },
      // 1 + 2 + … + 20 = 210.
      DiscreteCase("weighted 20", WeightedIndex(weights: (1...20).map(Double.init))) {
        $0 < 20 ? Double($0 + 1) / 210 : 0
      },
    ]

  static func poisson(_ mean: Double) -> DiscreteCase {
    DiscreteCase("poisson \(brief(mean))", Poisson(mean: mean)) {
      exp(Double($0) * log(mean) - mean - lgamma(Double($0) + 1))
    }
  }

  static func geometric(_ p: Double) -> DiscreteCase {
    DiscreteCase("geometric \(brief(p))", Geometric(probability: p)) { p * pow(1 - p, Double($0)) }
  }

  private static func brief(_ x: Double) -> String { x == x.rounded() ? "\(Int(x))" : "\(x)" }
}

@Suite struct DiscreteDistributionTests {
  static let count = 20_000

  @Test(arguments: DiscreteCase.all) func drawsFollowTheProbabilities(_ one: DiscreteCase) {
    let test = ChiSquare(one.draw(Self.count), probability: one.probability)
    #expect(test.isPlausible, "χ² \(test.statistic) of \(test.bins) bins")
  }

  /// A squeeze or hat a little wrong shifts little weight: the rejection samplers are held against ten times the draws.
  @Test(
    arguments: DiscreteCase.all.filter {
      ["poisson 10", "poisson 50"].contains($0.testDescription)
    })
  func rejectionIsExact(_ one: DiscreteCase) {
    let test = ChiSquare(one.draw(10 * Self.count), probability: one.probability)
    #expect(test.isPlausible, "χ² \(test.statistic) of \(test.bins) bins")
  }

  @Test(arguments: DiscreteCase.all) func momentsAreThoseOfTheDraws(_ one: DiscreteCase) {
    let errors = momentErrors(
      one.draw(Self.count).map(Double.init), mean: one.distribution.mean, variance: one.distribution.variance)
    #expect(errors.mean < 4)
    #expect(errors.variance < 4)
  }

  /// lgamma's rounding of 6000 near a count of 1000 costs 4 digits: the bound is 10⁻¹¹.
  @Test(arguments: DiscreteCase.all) func functionsAgreeWithSciPy(_ one: DiscreteCase) throws {
    let recorded = try #require(try Reference.load().discrete[one.testDescription])
    for point in recorded.points { #expect(relativeError(one.probability(Int(point[0])), point[1]) < 1e-11) }
    #expect(relativeError(one.distribution.mean, try #require(recorded.mean)) < 1e-11)
    #expect(relativeError(one.distribution.variance, try #require(recorded.variance)) < 1e-11)
  }

  /// The sister that shows the first test can fail: a neighbouring parameter is seen.
  ///
  /// The excess expected of χ², n Σ (p − q)²/q, is 36 for poisson 0.5, 179 for poisson 10 and 222 for geometric 0.05.
  @Test(arguments: [
    (Poisson(mean: 10.3) as any DiscreteDistribution, "poisson 10"), (Poisson(mean: 0.53), "poisson 0.5"),
    (Geometric(probability: 0.056), "geometric 0.05"), (WeightedIndex(weights: [1.2, 2, 0, 7]), "weighted"),
  ])
  func theTestSeesAWrongParameter(wrong: any DiscreteDistribution, name: String) throws {
    let right = try #require(DiscreteCase.all.first { $0.testDescription == name })
    let draws = DiscreteCase("wrong", wrong, right.probability).draw(Self.count)
    #expect(!ChiSquare(draws, probability: right.probability).isPlausible)
  }

  /// 200,000 draws never hit an index without weight, also where rounding leaves columns over.
  @Test func anIndexWithoutWeightIsNeverDrawn() {
    let weights = (0..<101).map { $0 % 3 == 0 ? 0 : 0.1 * Double($0) }
    let index = WeightedIndex(weights: weights)
    var stream = RandomStream(seed: 5, purpose: RandomPurpose("weights"))
    #expect((0..<200_000).allSatisfy { _ in weights[index.sample(from: &stream)] > 0 })
  }

  @Test func extremesAreConstant() {
    var stream = RandomStream(seed: 5, purpose: RandomPurpose("extremes"))
    for _ in 0..<1000 {
      #expect(Poisson(mean: 0).sample(from: &stream) == 0)
      #expect(Geometric(probability: 1).sample(from: &stream) == 0)
      #expect(WeightedIndex(weights: [3]).sample(from: &stream) == 0)
    }
  }

  /// A mean of 10¹² has a standard deviation of 10⁶; Σ z² of 2000 draws is χ² with 2000 degrees of freedom.
  @Test func aHugeMeanKeepsItsSpread() {
    var stream = RandomStream(seed: 6, purpose: RandomPurpose("huge"))
    let poisson = Poisson(mean: 1e12)
    let squares = (0..<2000).reduce(0.0) { sum, _ in
      let z = (Double(poisson.sample(from: &stream)) - 1e12) / 1e6
      return sum + z * z
    }
    #expect(squares > chiSquareQuantile(0.0005, degreesOfFreedom: 2000))
    #expect(squares < chiSquareQuantile(0.9995, degreesOfFreedom: 2000))
  }
}
