import Autoscaling
import Experiments
import Foundation
import Learning

/// The failure predictor beside its controls on episodes.
enum Failures {
  typealias Score = FailureWarnings.Score

  static func run() throws {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let prediction = FailurePrediction()
    let lessons = prediction.questions(part: .training, count: 28 * 40, seed: 1, threads: threads)
    let exam = prediction.questions(part: .validation, count: 28 * 12, seed: 1, threads: threads)
    let test = prediction.questions(part: .test, count: 28 * 20, seed: 1, threads: threads)
    let training = prediction.table(lessons)
    let clock = Date()
    let model = try SequenceClassifierConfiguration().fit(
      training: training, validation: prediction.table(exam))
    let seconds = Date().timeIntervalSince(clock)
    let logistic = Logistic(training, like: model)
    let d = FailurePredictor.columns.count
    func average(_ score: Score, _ episodes: [[FailurePrediction.Question]]) -> PrecisionRecallCurve {
      let all = episodes.flatMap { $0 }
      return PrecisionRecallCurve(scores: all.map(score), isPositive: all.map(prediction.isPositive))
    }
    // the one feature, either way up, that does best on validation
    var (single, highest) = (0, -1.0)
    for choice in 0..<2 * d {
      let area = average(Self.one(choice, of: d), exam).averagePrecision
      if area > highest { (single, highest) = (choice, area) }
    }
    let feature = HealthFeatures.catalogue[FailurePredictor.columns[single / 2]].name
    let scores: [(String, Score)] = [
      ("LSTM", { model.probability($0.sequence) }),
      ("logistic, newest row", { logistic.probability(Array($0.sequence.suffix(d))) }),
      ("threshold on \(feature)", Self.one(single, of: d)),
    ]
    print(
      "\nLSTM trained in \(String(format: "%.0f", seconds)) s on \(training.count) sequences of \(FailurePredictor.steps) × \(d)"
    )
    print(
      "\n| failures within 10 min | average precision | base rate | precision at recall 0.25 | warned | lead (median s) | false alarms an hour |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for (name, score) in scores {
      let curve = average(score, test)
      let threshold = FailureWarnings.threshold(score, mostFalseAlarms: 1, exam, prediction) ?? .infinity
      let outcome = FailureWarnings(score, threshold: threshold, test, prediction)
      let quarter = curve.points.first { $0.recall >= 0.25 }?.precision ?? 0
      print(
        String(
          format: "| %@ | %.3f | %.3f | %.3f | %d of %d | %.0f | %.2f |", name, curve.averagePrecision,
          curve.baseRate,
          quarter, outcome.warned, outcome.failures, outcome.lead, outcome.falseAlarms))
    }
  }

  /// The newest value of one feature, with its sign turned for odd choices.
  static func one(_ choice: Int, of d: Int) -> Score {
    let sign = choice % 2 == 0 ? 1.0 : -1.0
    return { question in sign * Double(question.sequence[question.sequence.count - d + choice / 2]) }
  }
}
