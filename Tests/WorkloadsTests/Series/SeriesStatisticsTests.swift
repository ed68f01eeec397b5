import Foundation
import Stochastics
import Testing

@Suite("Autocorrelation and Hill's estimator")
struct SeriesStatisticsTests {
  /// The series that Reference/series.py makes by the same formulas.
  static let wave = (0..<500).map { sin(Double($0) * 0.37) + Double($0 * 7919 % 101) / 50 }
  static let holes = wave.enumerated().map { $0.offset * $0.offset % 7 == 2 ? Double.nan : $0.element }
  static let heavy = (0..<1009).map { pow(Double($0 * 7919 % 1009 + 1) / 1010, -0.8) }.sorted()

  @Test("autocorrelations are NumPy's, of whole series and of ones with holes")
  func againstNumPy() throws {
    let expected = SeriesReference.shared.statistics
    for (lag, value) in zip([1, 2, 17, 250, 497], expected.wave) {
      let found = try #require(autocorrelation(Self.wave, lag: lag))
      #expect(abs(found - (try #require(value))) < 1e-10)
    }
    for (lag, value) in zip([1, 2, 17, 250, 490], expected.holes) {
      let found = try #require(autocorrelation(Self.holes, lag: lag))
      #expect(abs(found - (try #require(value))) < 1e-10)
    }
  }

  @Test("tail indices are NumPy's")
  func hillAgainstNumPy() throws {
    for (k, expected) in zip([1, 10, 50, 500], SeriesReference.shared.statistics.hill) {
      let found = try #require(hillTailIndex(ofSorted: Self.heavy, k: k))
      #expect(abs(found - expected) < 1e-9 * expected)
    }
  }

  @Test("alternating values correlate by -1 and 1")
  func alternating() throws {
    let values = (0..<20).map { Double($0 % 2) }
    #expect(abs(try #require(autocorrelation(values, lag: 1)) + 1) < 1e-12)
    #expect(abs(try #require(autocorrelation(values, lag: 2)) - 1) < 1e-12)
  }

  // 0.1 has no exact double: the mean of many differs from it by a rounding, which must not pass for a variance.
  @Test("a constant side, or too few pairs, has no correlation")
  func undefined() {
    #expect(autocorrelation(Array(repeating: 0.1, count: 1000), lag: 1) == nil)
    #expect(autocorrelation([1, 2, 3], lag: 1) == nil)
    #expect(autocorrelation([1, 2, .nan, 3, .nan, 5], lag: 1) == nil)
    #expect(autocorrelation([1, 2, 3, 4], lag: 4) == nil)
    // (1, 2), (2, 3), (3, 5): 1 and 2 deviate from their means by -1, 0, 1 and -4/3, -1/3, 5/3; 3 / √(2 · 14/3)
    #expect(abs((autocorrelation([1, 2, 3, 5], lag: 1) ?? 0) - 3 / (28.0 / 3).squareRoot()) < 1e-12)
  }

  // ln(8/1) + ln(4/1) + ln(2/1) = 6 ln 2, so α = 3 / (6 ln 2) = 0.7213
  @Test("Hill by hand, and where there is no tail")
  func hillByHand() throws {
    #expect(abs(try #require(hillTailIndex(ofSorted: [0.5, 1, 2, 4, 8], k: 3)) - 0.5 / log(2)) < 1e-12)
    #expect(hillTailIndex(ofSorted: [-1, 0, 2, 4], k: 2) == nil)
    #expect(hillTailIndex(ofSorted: [1, 3, 3, 3], k: 2) == nil)
  }

  // Pareto values have α exactly; 20,000 of them give a standard error of α/√k = 1.5/√1000 = 0.047, 4 of them 0.19. Of
  // exponential ones, whose tail is lighter than any power, the estimate is far above.
  @Test("Hill finds the index of Pareto values, and none so small of exponential ones")
  func paretoAndExponential() throws {
    var stream = RandomStream(seed: 5, purpose: RandomPurpose("tail index"))
    let uniform = (0..<20_000).map { _ in stream.nextOpenUnit() }
    let pareto = uniform.map { pow($0, -1 / 1.5) }.sorted()
    #expect(abs(try #require(hillTailIndex(ofSorted: pareto, k: 1000)) - 1.5) < 0.19)
    let exponential = uniform.map { -log($0) }.sorted()
    #expect(try #require(hillTailIndex(ofSorted: exponential, k: 1000)) > 2.5)
  }
}
