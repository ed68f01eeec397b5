import Foundation
import Stochastics
import Testing

extension RandomPurpose {
  fileprivate static let edge = RandomPurpose("distribution edge test")
}

private func draw(_ distribution: some Distribution, _ count: Int = 1000) -> [Double] {
  var stream = RandomStream(seed: 3, purpose: .edge)
  return (0..<count).map { _ in distribution.sample(from: &stream) }
}

@Suite struct DistributionEdgeTests {
  @Test func noVariationIsConstant() {
    #expect(Set(draw(LogNormal(mean: 60, coefficientOfVariation: 0), 100)).count == 1)
    #expect(draw(Empirical(sortedValues: [7]), 10) == [Double](repeating: 7, count: 10))
  }

  /// How far each sampler moves the stream is part of every recorded result: 3 draws use 3 or 6 numbers.
  @Test(arguments: [
    (Exponential(mean: 3) as any Distribution, 3), (Normal(), 6),
    (LogNormal(mean: 60, coefficientOfVariation: 0.5), 6),
  ])
  func numbersDrawn(distribution: any Distribution, numbers: Int) {
    var stream = RandomStream(seed: 3, purpose: .edge)
    var plain = stream
    for _ in 0..<3 { _ = distribution.sample(from: &stream) }
    for _ in 0..<numbers { _ = plain.next() }
    #expect(stream.next() == plain.next())
  }

  /// The first draws of the samplers that recorded results rest on; the bound allows for another C library's logarithm.
  @Test(arguments: [
    (Exponential(mean: 3) as any Distribution, [0.3750167225486669, 1.0925471936683095, 1.0901520659648147]),
    (Normal(mean: 5, standardDeviation: 2), [4.659862416770562, 4.151316547306786, 5.709403632600283]),
    (
      LogNormal(mean: 60, coefficientOfVariation: 0.5),
      [49.5229187330368, 43.917897869700845, 63.45475222028405]
    ),
  ])
  func recordedDraws(distribution: any Distribution, expected: [Double]) {
    var stream = RandomStream(seed: 11, purpose: RandomPurpose("golden"), entity: 3, ordinal: 5)
    for value in expected { #expect(relativeError(distribution.sample(from: &stream), value) < 1e-14) }
  }

  @Test func boundsHold() {
    #expect(draw(BoundedPareto(from: 1, to: 10, shape: 0.2)).allSatisfy { $0 >= 1 && $0 <= 10 })
    #expect(draw(Uniform(from: 2, to: 2)).allSatisfy { $0 == 2 })
  }

  /// The table of sorted values has the quantiles of `quantile(ofSorted:_:)`: 1, 2, 4, 8 at 0.25 is 1.75.
  ///
  /// Its mean is that of the trapezoids: (1.5 + 3 + 6)/3 = 3.5.
  @Test func empiricalInterpolatesOrderStatistics() {
    let table = Empirical(sortedValues: [1, 2, 4, 8])
    for p in [0, 0.25, 0.5, 0.9, 1] {
      #expect(relativeError(table.quantile(p), quantile(ofSorted: [1, 2, 4, 8], p)) < 1e-15)
    }
    #expect(relativeError(table.mean, 3.5) < 1e-15)
  }

  /// The balanced branches give back the mean and the variance c² m² asked for: (3 · 2)² = 36, and 1.0001² · 25.
  @Test(arguments: [(2.0, 3.0), (5, 1.0001), (1, 40)])
  func balancedMeansGiveTheVariation(mean: Double, variation: Double) {
    let distribution = Hyperexponential(mean: mean, coefficientOfVariation: variation)
    #expect(relativeError(distribution.mean, mean) < 1e-14)
    #expect(relativeError(distribution.variance, variation * variation * mean * mean) < 1e-13)
  }

  /// Order statistics of 1, 2, 4, 8 at p = 0.5: position 1.5, halfway between 2 and 4.
  @Test(arguments: [(0.0, 1.0), (0.5, 3.0), (1.0, 8.0), (0.25, 1.75)])
  func quantiles(p: Double, expected: Double) {
    #expect(quantile(ofSorted: [1, 2, 4, 8], p) == expected)
  }
}
