import Foundation
import Learning
import Testing

@Suite("Detectors over series")
struct SeriesDetectorTests {
  /// Two signals, a sine and twice that sine, with little noise; from 700 to 719 the second is without its sine.
  static func series() throws -> FeatureTable {
    var state: UInt32 = 5
    func noise() -> Double {
      state = 1_664_525 &* state &+ 1_013_904_223
      return 0.1 * (Double(state >> 8) / 0x1p24 - 0.5)
    }
    let rows = (0..<1000).map { time -> [Double] in
      let wave = sin(Double(time) * 2 * .pi / 50)
      return [wave + noise(), ((700..<720).contains(time) ? -1 : 2 * wave) + noise()]
    }
    return try FeatureTable(rows: rows)
  }

  static let labels = (0..<1000).map { (700..<720).contains($0) }

  static let detectors: [any SeriesDetectorConfiguration] = [
    RandomScore(), ConstantScore(), MovingZScore(window: 50), RobustZScore(),
    SeriesIsolationForest(lags: 2),
    SeriesIsolationForest(IsolationForestConfiguration(extensionLevel: 3), lags: 2),
    RegressionResidual(lags: 3, treeCount: 30),
  ]

  @Test(
    "scores are finite, one a point, and depend on nothing that comes later", arguments: detectors.indices)
  func noLookAhead(index: Int) throws {
    let (detector, series) = (Self.detectors[index], try Self.series())
    let whole = try detector.scores(series, prefix: 500)
    let part = try detector.scores(series.selecting(rows: Array(0..<600)), prefix: 500)
    #expect(whole.count == 1000 && whole.allSatisfy(\.isFinite), "\(detector.name)")
    #expect(Array(whole.prefix(600)) == part, "\(detector.name)")
  }

  @Test("a broken relation between signals is found by residuals and forests; controls do not find it")
  func relation() throws {
    let series = try Self.series()
    func volume(_ detector: any SeriesDetectorConfiguration) throws -> Double {
      let scores = try detector.scores(series, prefix: 500)
      return VolumeUnderSurface(
        scores: Array(scores[500...]), anomalies: Array(Self.labels[500...]), window: 0
      ).precisionRecall
    }
    #expect(try volume(Self.detectors[6]) > 0.8)
    #expect(try volume(Self.detectors[5]) > 0.25)
    // −1 is within ±2: no signal alone is strange
    #expect(try volume(RobustZScore()) < 0.2)
    // 20 of 500 points
    #expect(try volume(ConstantScore()) < 0.05)
    #expect(try volume(RandomScore()) < 0.12)
  }

  @Test("the robust z-score of a known sample")
  func robust() throws {
    // median 3, distances 2 1 0 1 2 97, of 1 2 3 4 5 100: median 3.5, distances 2.5 1.5 0.5 0.5 1.5 96.5, MAD 1.5
    let table = try FeatureTable(columns: [[1, 2, 3, 4, 5, 100]])
    var detector = try RobustZScore().fit(table)
    #expect(abs(detector.score([8.5]) - 0.6745 * 5 / 1.5) < 1e-9)
    // MAD 0: mean distance of 0 0 0 8 is 2
    var constant = try RobustZScore().fit(FeatureTable(columns: [[1, 1, 1, 9]]))
    #expect(abs(constant.score([6]) - 5 / (1.2533 * 2)) < 1e-9)
    var one = try RobustZScore().fit(FeatureTable(columns: [[1, 1, 1]]))
    #expect(one.score([1]) == 0 && one.score([2]) == 1e6)
  }

  @Test("prefixes and hyperparameters that will not do are refused in a sentence")
  func errors() throws {
    let series = try Self.series()
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "nothing"
    }
    #expect(
      message { _ = try RobustZScore().scores(series, prefix: 1) }
        == "The prefix must have 2...1000 of the series' points, not 1.")
    #expect(
      message { _ = try MovingZScore(window: 1).scores(series, prefix: 10) }
        == "The window of a moving z-score must be at least 2, is 1.")
    #expect(
      message { _ = try SeriesIsolationForest(lags: 10).scores(series, prefix: 10) }
        == "lags must be in 1..<10, the points of the prefix, are 10.")
    #expect(
      message { _ = try RegressionResidual().scores(series, prefix: 20) }
        == "A regression residual needs lags of at least 1, treeCount in 1...1000, depth in 1...12 and a prefix of at "
        + "least 3 × lags + 10 points; they are 10, 60, 4 and 20.")
  }
}
