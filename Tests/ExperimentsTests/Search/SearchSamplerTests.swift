import Foundation
import Stochastics
import Testing

@testable import Experiments

@Suite("Points of a search")
struct SearchSamplerTests {
  static let square = SearchSpace(
    ["x", "y"].map { .range(ExperimentRange(path: $0, from: 0, to: 1)) })

  /// Branin's function on the unit square (Dixon & Szegő, 1978); its least value is 0.397887.
  @Sendable static func branin(_ point: [Double]) -> Double {
    let (x, y) = (15 * point[0] - 5, 15 * point[1])
    let curve = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
    return curve * curve + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
  }

  @Sendable static func bowl(_ point: [Double]) -> Double {
    (point[0] - 0.3) * (point[0] - 0.3) + (point[1] - 0.8) * (point[1] - 0.8)
  }

  /// The decimal logarithm of the regret after 60 trials in batches of four, as the runner draws them.
  static func regret(
    _ function: ([Double]) -> Double, least: Double, seed: UInt64, isRandom: Bool = false,
    scores: ([Double], Int) -> Double
  ) -> Double {
    let sampler = TreeParzenSampler(square, seed: seed)
    var history: [(point: [Double], score: TrialScore)] = []
    while history.count < 60 {
      let first = history.count + 1
      let count = history.isEmpty ? sampler.startup : SearchRunner.batch
      let points = (first..<min(61, first + count)).map { position in
        isRandom
          ? SearchSampler.random(square, seed: seed, position: position)
          : sampler.point(position: position, after: history)
      }
      history += points.enumerated().map { ($1, TrialScore(loss: scores($1, first + $0))) }
    }
    return log10((history.map { function($0.point) }.min() ?? .infinity) - least)
  }

  /// Gain in the logarithm of the regret over random search, seed by seed.
  static func gains(
    _ function: @escaping ([Double]) -> Double, least: Double, scores: @escaping ([Double], Int) -> Double
  ) -> [Double] {
    (1...20).map { seed in
      regret(function, least: least, seed: seed, isRandom: true, scores: scores)
        - regret(function, least: least, seed: seed, scores: scores)
    }
  }

  /// Mean and standard error.
  static func summary(_ values: [Double]) -> (mean: Double, error: Double) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n - 1) / n).squareRoot())
  }

  @Test(
    "TPE comes nearer to the least value than random search: over 20 seeds by more than three standard errors",
    arguments: [true, false])
  func parzen(isBranin: Bool) {
    let (function, least) = isBranin ? (Self.branin, 0.397887) : (Self.bowl, 0)
    let gain = Self.summary(Self.gains(function, least: least) { point, _ in function(point) })
    #expect(gain.mean > 3 * gain.error, "\(gain)")
    // a third of random search's regret, on the geometric mean
    #expect(gain.mean > log10(3), "\(gain)")
  }

  @Test("scores that say nothing bring nothing")
  func noise() {
    let gain = Self.summary(
      Self.gains(Self.bowl, least: 0) { _, position in
        var stream = RandomStream(seed: 9, purpose: .searchPoint, entity: 9, ordinal: UInt64(position))
        return stream.nextUnit()
      })
    #expect(gain.mean < 3 * gain.error, "\(gain)")
  }

  @Test("a density has the volume 1, and what is drawn has its mean")
  func density() {
    let density = ParzenDensity([0.02, 0.1, 0.12, 0.7], choices: nil)
    let count = 10_000
    var (volume, mean) = (0.0, 0.0)
    for index in 0..<count {
      let x = (Double(index) + 0.5) / Double(count)
      volume += exp(density.logDensity(x)) / Double(count)
      mean += x * exp(density.logDensity(x)) / Double(count)
    }
    #expect(abs(volume - 1) < 1e-6)
    var stream = RandomStream(seed: 1, purpose: .searchPoint, entity: 1)
    let draws = (0..<4000).map { _ in density.draw(from: &stream) }
    let sample = Self.summary(draws)
    #expect(abs(sample.mean - mean) < 4 * sample.error, "\(sample), \(mean)")
    #expect(draws.allSatisfy { 0 <= $0 && $0 < 1 })
  }

  @Test("choices are counted, with one of each to begin with")
  func choices() {
    // two points in the first of three choices: (1 + 2)/5, 1/5, 1/5, each over a third of the interval
    let density = ParzenDensity([0.1, 0.2], choices: 3)
    for (point, probability) in [(0.1, 0.6), (0.5, 0.2), (0.9, 0.2)] {
      #expect(abs(exp(density.logDensity(point)) - 3 * probability) < 1e-12)
    }
  }

  @Test(
    "rungs have the sizes of the papers",
    arguments: [
      // n, least, most, factor; n/ηᵏ trials get least · ηᵏ
      (27, 1, 27, 3, [27, 9, 3, 1], [1, 3, 9, 27]), (18, 2, 18, 3, [18, 6, 2], [2, 6, 18]),
      (10, 1, 100, 2, [10, 5, 2, 1], [1, 2, 4, 8]), (5, 4, 7, 2, [5], [4]), (1, 1, 1, 2, [1], [1]),
    ])
  func rungs(
    _ trials: Int, _ least: Int, _ most: Int, _ factor: Int, _ counts: [Int], _ resources: [Int]
  ) {
    let schedule = HalvingSchedule(trials: trials, least: least, most: most, factor: factor)
    #expect(schedule.rungs.map(\.count) == counts)
    #expect(schedule.rungs.map(\.resource) == resources)
    #expect(schedule.count == counts.reduce(0, +))
    #expect(schedule.cost == zip(counts, resources).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
