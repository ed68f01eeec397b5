import Stochastics

extension RandomPurpose {
  static let randomDetector = RandomPurpose("random detector")
}

/// A control: a random number for every point.
public struct RandomScore: SeriesDetectorConfiguration, SeriesDetector {
  /// What tables call it.
  public let name = "random"
  private var stream: RandomStream

  /// Scores of the given seed.
  public init(seed: UInt64 = 1) { stream = RandomStream(seed: seed, purpose: .randomDetector) }

  /// Itself: it learns nothing.
  public func fit(_ prefix: FeatureTable) -> any SeriesDetector { self }

  /// A number in 0..<1.
  public mutating func score(_ row: [Float]) -> Double { stream.nextUnit() }
}

/// A control: the same for every point.
public struct ConstantScore: SeriesDetectorConfiguration, SeriesDetector {
  /// What tables call it.
  public let name = "constant"

  /// The control.
  public init() {}

  /// Itself: it learns nothing.
  public func fit(_ prefix: FeatureTable) -> any SeriesDetector { self }

  /// 0.5.
  public func score(_ row: [Float]) -> Double { 0.5 }
}

/// A control: how many standard deviations a point is from the mean of the `window` points before it, the largest over
/// the features.
public struct MovingZScore: SeriesDetectorConfiguration {
  /// What tables call it.
  public let name = "moving z-score"
  /// Points that mean and deviation are taken over, at least 2.
  public var window: Int

  /// A control with the given window.
  public init(window: Int = 100) { self.window = window }

  /// A detector whose memory holds the end of the prefix.
  public func fit(_ prefix: FeatureTable) throws -> any SeriesDetector {
    guard window >= 2 else {
      throw LearningError("The window of a moving z-score must be at least 2, is \(window).")
    }
    return MovingZScoreDetector(window: window, featureCount: prefix.featureCount)
  }
}

private struct MovingZScoreDetector: SeriesDetector {
  let window: Int
  let featureCount: Int
  private var ring: [[Float]] = []
  private var place = 0

  init(window: Int, featureCount: Int) {
    self.window = window
    self.featureCount = featureCount
  }

  mutating func score(_ row: [Float]) -> Double {
    var highest = 0.0
    if ring.count >= 2 {
      for feature in 0..<featureCount {
        let n = Double(ring.count)
        let mean = ring.reduce(0) { $0 + Double($1[feature]) } / n
        let squares = ring.reduce(0) { $0 + (Double($1[feature]) - mean) * (Double($1[feature]) - mean) }
        let deviation = (squares / n).squareRoot()
        let distance = abs(Double(row[feature]) - mean)
        highest = max(highest, distance / max(deviation, 1e-6 * max(1, abs(mean))))
      }
    }
    if ring.count < window {
      ring.append(row)
    } else {
      ring[place] = row
      place = (place + 1) % window
    }
    return highest
  }
}
