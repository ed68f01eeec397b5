import Autoscaling
import Experiments
import Foundation
import Learning

/// The failure predictor beside its controls on episodes.
enum Failures {
  typealias Score = @Sendable (FailurePrediction.Question) -> Double

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
    let d = FailurePrediction.columns.count
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
    let feature = HealthFeatures.catalogue[FailurePrediction.columns[single / 2]].name
    let scores: [(String, Score)] = [
      ("LSTM", { model.probability($0.sequence) }),
      ("logistic, newest row", { logistic.probability(Array($0.sequence.suffix(d))) }),
      ("threshold on \(feature)", Self.one(single, of: d)),
    ]
    print(
      "\nLSTM trained in \(String(format: "%.0f", seconds)) s on \(training.count) sequences of \(FailurePrediction.steps) × \(d)"
    )
    print(
      "\n| failures within 10 min | average precision | base rate | precision at recall 0.25 | warned | lead (median s) | false alarms an hour |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for (name, score) in scores {
      let curve = average(score, test)
      let threshold = limit(score, exam, prediction)
      let outcome = warnings(score, test, threshold, prediction)
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

  /// What warnings at a threshold come to: a warning is the first of scrapes in a row at or above it.
  static func warnings(
    _ score: Score, _ episodes: [[FailurePrediction.Question]], _ threshold: Double,
    _ prediction: FailurePrediction
  ) -> (warned: Int, failures: Int, lead: Double, falseAlarms: Double) {
    var (warned, failures, alarms, quiet) = (0, 0, 0, 0)
    var leads: [Double] = []
    for questions in episodes {
      let flags = questions.map { score($0) >= threshold }
      let positive = questions.indices.filter { prediction.isPositive(questions[$0]) }
      if !positive.isEmpty {
        failures += 1
        if let first = positive.first(where: { flags[$0] }) {
          warned += 1
          leads.append(questions[first].lead ?? 0)
        }
      }
      for index in questions.indices where !prediction.isPositive(questions[index]) {
        quiet += 1
        if flags[index], index == 0 || !flags[index - 1] { alarms += 1 }
      }
    }
    leads.sort()
    return (
      warned, failures, leads.isEmpty ? .nan : leads[leads.count / 2],
      Double(alarms) / (Double(quiet) * 15 / 3600)
    )
  }

  /// The lowest threshold that costs at most one false alarm an hour on validation episodes.
  private static func limit(
    _ score: Score, _ episodes: [[FailurePrediction.Question]], _ prediction: FailurePrediction
  ) -> Double {
    let all = episodes.flatMap { $0 }.map(score).sorted()
    for step in 1..<200 {
      let threshold = all[all.count * step / 200]
      if warnings(score, episodes, threshold, prediction).falseAlarms <= 1 { return threshold }
    }
    return .infinity
  }
}
