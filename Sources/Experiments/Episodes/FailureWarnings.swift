/// What warnings of failures come to at a threshold; a warning is the first of scrapes in a row at or above it.
public struct FailureWarnings: Sendable, Hashable {
  /// How sure a question is answered with yes: the larger, the surer.
  public typealias Score = @Sendable (FailurePrediction.Question) -> Double

  /// Episodes with a failure, and how many of them were warned of.
  public var failures = 0, warned = 0
  /// How many of them at least five minutes before.
  public var early = 0
  /// Median of the seconds from a warning to the failure; not a number without one.
  public var lead = Double.nan
  /// False warnings an hour.
  public var falseAlarms = 0.0

  /// The warnings of `score` from `threshold` on, in questions of episodes.
  public init(
    _ score: Score, threshold: Double, _ episodes: [[FailurePrediction.Question]],
    _ prediction: FailurePrediction
  ) {
    self.init(scores: episodes.map { $0.map(score) }, threshold: threshold, episodes, prediction)
  }

  /// The warnings of scores that are worked out already.
  init(
    scores: [[Double]], threshold: Double, _ episodes: [[FailurePrediction.Question]],
    _ prediction: FailurePrediction
  ) {
    var (quiet, alarms) = (0, 0)
    var leads: [Double] = []
    for (questions, scores) in zip(episodes, scores) {
      let flags = scores.map { $0 >= threshold }
      let positive = questions.indices.filter { prediction.isPositive(questions[$0]) }
      if !positive.isEmpty {
        failures += 1
        if let first = positive.first(where: { flags[$0] }) {
          warned += 1
          let lead = questions[first].lead ?? 0
          if lead >= 300 { early += 1 }
          leads.append(lead)
        }
      }
      for index in questions.indices where !prediction.isPositive(questions[index]) {
        quiet += 1
        if flags[index], index == 0 || !flags[index - 1] { alarms += 1 }
      }
    }
    leads.sort()
    if !leads.isEmpty { lead = leads[leads.count / 2] }
    falseAlarms = Double(alarms) / (Double(max(1, quiet)) * 15 / 3600)
  }

  /// The lowest of 200 thresholds that costs at most so many false warnings an hour; nil where none does.
  public static func threshold(
    _ score: Score, mostFalseAlarms: Double, _ episodes: [[FailurePrediction.Question]],
    _ prediction: FailurePrediction
  ) -> Double? {
    Self.threshold(
      scores: episodes.map { $0.map(score) }, mostFalseAlarms: mostFalseAlarms, episodes, prediction)
  }

  /// The same of scores that are worked out already.
  static func threshold(
    scores: [[Double]], mostFalseAlarms: Double, _ episodes: [[FailurePrediction.Question]],
    _ prediction: FailurePrediction
  ) -> Double? {
    let all = scores.flatMap { $0 }.sorted()
    guard !all.isEmpty else { return nil }
    for step in 1..<200 {
      let threshold = all[all.count * step / 200]
      let warnings = Self(scores: scores, threshold: threshold, episodes, prediction)
      if warnings.falseAlarms <= mostFalseAlarms { return threshold }
    }
    return nil
  }
}
