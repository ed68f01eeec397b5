import Foundation
import Stochastics
import Testing

@Suite struct ZigguratNormalTests {
  static let count = 100_000

  private func draws(_ standardDeviation: Double = 1) -> [Double] {
    var stream = RandomStream(seed: 71, purpose: RandomPurpose("ziggurat"))
    let normal = ZigguratNormal(standardDeviation: standardDeviation)
    return (0..<Self.count).map { _ in normal.sample(from: &stream) }
  }

  /// Whether the number of draws in each of 400 equally likely cells is plausible.
  private func fillsCellsEvenly(_ draws: [Double]) -> Bool {
    var counts = [Int](repeating: 0, count: 400)
    for draw in draws { counts[min(399, Int(200 * erfc(-draw / 2.squareRoot())))] += 1 }
    return ChiSquare(equal: counts).isPlausible
  }

  @Test func everyLayerHasItsShare() {
    let isEven = fillsCellsEvenly(draws())
    #expect(isEven)
  }

  /// The first attempts that fall into the corner of a layer, as (chance to be accepted, whether it was).
  ///
  /// The layers follow from the start of the tail: each is as large as the base with the tail. The low byte of a number
  /// is the layer, the upper 54 bits are the position in it.
  private func corners(_ isAccepted: (_ draw: Double, _ attempt: Double) -> Bool) -> [(Double, Bool)] {
    func curve(_ x: Double) -> Double { exp(-x * x / 2) }
    var widths = [0, 3.654_152_885_361_009]
    let area = widths[1] * curve(widths[1]) + (Double.pi / 2).squareRoot() * erfc(widths[1] / 2.squareRoot())
    for layer in 1..<255 {
      widths.append((-2 * log(curve(widths[layer]) + area / widths[layer])).squareRoot())
    }
    widths.append(0)
    var stream = RandomStream(seed: 72, purpose: RandomPurpose("ziggurat"))
    var corners: [(Double, Bool)] = []
    for _ in 0..<Self.count {
      var copy = stream
      let bits = copy.next()
      let draw = ZigguratNormal().sample(from: &stream)
      let layer = Int(bits & 0xFF)
      let attempt = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * widths[layer]
      if layer == 0 || abs(attempt) < widths[layer + 1] { continue }
      let (bottom, top) = (curve(widths[layer]), curve(widths[layer + 1]))
      corners.append(((curve(attempt) - bottom) / (top - bottom), isAccepted(draw, attempt)))
    }
    return corners
  }

  /// Σ z² of the accepted in ten classes of chance: χ² with 10 degrees of freedom.
  private func cornerStatistic(_ corners: [(Double, Bool)]) -> Double {
    var accepted = [Double](repeating: 0, count: 10)
    var expected = accepted
    var variance = accepted
    for (chance, isAccepted) in corners {
      let index = min(9, Int(10 * chance))
      accepted[index] += isAccepted ? 1 : 0
      expected[index] += chance
      variance[index] += chance * (1 - chance)
    }
    var statistic = 0.0
    for index in 0..<10 {
      let excess = accepted[index] - expected[index]
      statistic += excess * excess / variance[index]
    }
    return statistic
  }

  @Test func cornersAreCutAlongTheCurve() {
    let corners = corners { abs($0 - $1) < 1e-12 }
    #expect(cornerStatistic(corners) < chiSquareQuantile(0.999, degreesOfFreedom: 10))
    // The sister: a cut straight at half the chance is seen.
    let straight = corners.map { ($0.0, $0.0 > 0.5) }
    #expect(cornerStatistic(straight) > chiSquareQuantile(0.999, degreesOfFreedom: 10))
  }

  /// The sister: a standard deviation 3 % off adds 2n · 0.03² = 180 to χ², whose 99.9 % point is 93 above its mean.
  @Test func theCellsSeeAWrongDeviation() {
    let isEven = fillsCellsEvenly(draws(1.03))
    #expect(!isEven)
  }

  /// Beyond the last layer at 3.654 lies erfc(3.654/√2) = 2.58·10⁻⁴ of the weight, half of it on each side.
  @Test func theTailHasItsShareAndShape() {
    let start = 3.654_152_885_361_009
    let weight = erfc(start / 2.squareRoot())
    let tail = draws().filter { abs($0) > start }
    #expect(binomialInterval(successes: tail.count, trials: Self.count, confidence: 0.999).contains(weight))
    let positive = tail.filter { $0 > 0 }.count
    #expect(binomialInterval(successes: positive, trials: tail.count, confidence: 0.999).contains(0.5))
    #expect(distance(tail.map(abs)) { 1 - erfc($0 / 2.squareRoot()) / weight } < distanceBound(tail.count))
  }
}
