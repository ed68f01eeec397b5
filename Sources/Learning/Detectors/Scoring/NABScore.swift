import Glibc

/// What a file adds to the NAB score: a weight for every point, and the window that it is in.
///
/// Source: Lavin & Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark", ICMLA 2015,
/// and NAB's sweeper at commit ea702d7. A flag in a window earns the more the earlier it is; of each window the best flag
/// counts; a flag after a window costs the more the farther it is. The first 15 % of a file, at most 750 points, do not
/// count.
public struct NABFile: Sendable, Hashable {
  /// What right and wrong flags are worth.
  public struct Profile: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// For the best flag in a window, for a flag outside, and for a window without a flag; all positive.
    public var truePositive: Double, falsePositive: Double, falseNegative: Double

    /// NAB's three profiles.
    public static let all = [
      Profile(name: "standard", truePositive: 1, falsePositive: 0.11, falseNegative: 1),
      Profile(name: "reward low FP rate", truePositive: 1, falsePositive: 0.22, falseNegative: 1),
      Profile(name: "reward low FN rate", truePositive: 1, falsePositive: 0.11, falseNegative: 2),
    ]
  }

  /// The scores of the detector.
  public let scores: [Double]
  /// The windows, ascending and apart.
  public let windows: [ClosedRange<Int>]
  /// (N) worth of a flag before weighting: 0…1 inside a window, −1…0 outside.
  public let worth: [Double]
  /// (N) number of the window; nil outside.
  let window: [Int?]
  /// The first point that counts.
  public let probation: Int

  /// A file with scores, of which higher is stranger.
  ///
  /// - Precondition: The windows are within the scores, ascending, apart, and of at least 2 points.
  public init(scores: [Double], windows: [ClosedRange<Int>]) {
    precondition(
      windows.allSatisfy { $0.count >= 2 && $0.upperBound < scores.count && $0.lowerBound >= 0 }, "\(windows)"
    )
    precondition(zip(windows, windows.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }, "\(windows)")
    self.scores = scores
    self.windows = windows
    let share = 0.15 * Double(scores.count)
    probation = Int(min(share.rounded(.down), 750))
    var worth = [Double](repeating: -1, count: scores.count)
    var inside = [Int?](repeating: nil, count: scores.count)
    let best = Self.sigmoid(-1)
    for (number, range) in windows.enumerated() {
      for index in range {
        inside[index] = number
        worth[index] = Self.sigmoid(-Double(range.upperBound - index + 1) / Double(range.count)) / best
      }
      let next = number + 1 < windows.count ? windows[number + 1].lowerBound : scores.count
      for index in range.upperBound + 1..<max(next, range.upperBound + 1) {
        worth[index] = Self.sigmoid(Double(index - range.upperBound) / Double(range.count - 1))
      }
    }
    self.worth = worth
    window = inside
  }

  /// 2 / (1 + e^(5x)) − 1, and −1 from 3 on.
  private static func sigmoid(_ x: Double) -> Double { x > 3 ? -1 : 2 / (1 + exp(5 * x)) - 1 }

  /// The raw score of a profile where points of at least `threshold` are flagged.
  public func score(_ profile: Profile, threshold: Double) -> Double {
    var outside = 0.0
    var best = [Double?](repeating: nil, count: windows.count)
    for index in probation..<max(probation, scores.count) {
      let isFlagged = scores[index] >= threshold
      if let number = window[index] {
        let start = best[number] ?? -profile.falseNegative
        best[number] = isFlagged ? max(start, profile.truePositive * worth[index]) : start
      } else if isFlagged {
        outside += profile.falsePositive * worth[index]
      }
    }
    // windows wholly within the probation do not count
    return best.reduce(outside) { $0 + ($1 ?? 0) }
  }

  /// The score of a corpus in percent: 0 for a detector without flags, 100 for one flag at the start of each window.
  ///
  /// - Parameters:
  ///   - files: The series of the corpus with their scores and windows.
  ///   - profile: What flags in and outside of windows are worth.
  ///   - threshold: The same for all files; nil for the best of all, as NAB's optimizer chooses it.
  /// - Returns: The score, and the threshold.
  public static func score(_ files: [NABFile], _ profile: Profile, threshold: Double? = nil)
    -> (score: Double, threshold: Double)
  {
    let windows = Double(files.reduce(0) { $0 + $1.windows.count })
    let nothing = -profile.falseNegative * windows
    let perfect = profile.truePositive * windows
    func normalized(_ raw: Double) -> Double { 100 * (raw - nothing) / (perfect - nothing) }
    if let threshold {
      return (normalized(files.reduce(0) { $0 + $1.score(profile, threshold: threshold) }), threshold)
    }
    let best = sweep(files, profile)
    return (normalized(best.raw), best.threshold)
  }

  /// The best raw score over all thresholds: flags are added from the highest score down.
  private static func sweep(_ files: [NABFile], _ profile: Profile) -> (raw: Double, threshold: Double) {
    var points: [(score: Double, file: Int, index: Int)] = []
    var best: [[Double?]] = []
    var raw = 0.0
    for (number, file) in files.enumerated() {
      best.append(Array(repeating: nil, count: file.windows.count))
      for index in file.probation..<max(file.probation, file.scores.count) {
        points.append((file.scores[index], number, index))
        if let window = file.window[index], best[number][window] == nil {
          best[number][window] = -profile.falseNegative
          raw -= profile.falseNegative
        }
      }
    }
    points.sort { ($1.score, $0.file, $0.index) < ($0.score, $1.file, $1.index) }
    var top = (raw: raw, threshold: Double.infinity)
    for (place, point) in points.enumerated() {
      let file = files[point.file]
      if let window = file.window[point.index], let old = best[point.file][window] {
        let worth = profile.truePositive * file.worth[point.index]
        if worth > old {
          raw += worth - old
          best[point.file][window] = worth
        }
      } else {
        raw += profile.falsePositive * file.worth[point.index]
      }
      let isEnd = place + 1 == points.count || points[place + 1].score != point.score
      if isEnd, raw > top.raw { top = (raw, point.score) }
    }
    return top
  }
}
