import Autoscaling
import ClusterSimulation
import Learning

/// How a failure predictor does on episodes of one part, beside a rule and a constant.
public struct FailurePredictorEvaluation: Sendable {
  /// How well scores rank the questions, and how far probabilities are off; each with an interval over episodes.
  public struct Quality: Sendable, Hashable {
    /// Areas under the receiver operating characteristic and, as average precision, under precision against recall.
    public var rocArea: EpisodeFigure, averagePrecision: EpisodeFigure
    /// Mean squared distance of the probability from what came true (Brier, 1950); nil for scores that are no probabilities.
    public var brier: EpisodeFigure?
  }

  /// The predictor or a control.
  public struct Contender: Sendable {
    /// Its name in tables.
    public var name: String
    /// Nil where no question has the answer yes, or all have.
    public var quality: Quality?
    /// Its warnings; nil for what never warns.
    public var warnings: FailureWarnings?
  }

  /// A question: what came true, and what each contender says. Late or failed requests are a share, as probabilities are.
  public struct Answer: Sendable, Hashable {
    /// Whether a failure followed in time.
    public var isPositive: Bool
    /// The probability of the predictor, and the share of late or failed requests.
    public var predicted: Double, violationShare: Double
  }

  /// Which part.
  public var part: EpisodePart
  /// What was asked, episode by episode.
  public var answers: [[Answer]]
  /// The predictor, the rule, the constant.
  public var contenders: [Contender]
  /// The predictor's warnings by the type of the fault, in the order of the types; those that were warned of at all.
  public var types: [(type: AnomalyType, warnings: FailureWarnings)]

  /// How many questions there are.
  public var count: Int { answers.reduce(0) { $0 + $1.count } }
  /// The share of questions with the answer yes.
  public var baseRate: Double {
    Double(answers.reduce(0) { $0 + $1.count(where: \.isPositive) }) / Double(max(1, count))
  }

  /// Judges `predictor` on `count` episodes of a part.
  ///
  /// The constant is the share of yes on validation episodes. The rule warns from a share of late or failed requests on; its
  /// threshold costs on validation episodes at most as many false warnings an hour as the predictor's does there.
  ///
  /// - Parameters:
  ///   - predictor: What is judged, trained.
  ///   - part: The part that the episodes are of.
  ///   - count: How many episodes, from number 0 on.
  ///   - validation: How many validation episodes say what the rule's threshold and the constant are; nil for a quarter.
  ///   - seed: That of the episodes.
  ///   - threads: Any number gives the same result.
  public init(
    of predictor: FailurePredictor, part: EpisodePart, count: Int, validation: Int? = nil, seed: UInt64,
    threads: Int
  ) {
    let prediction = FailurePrediction()
    let model = predictor.model
    typealias Asked = (questions: [[FailurePrediction.Question]], answers: [[Answer]])
    func asked(_ part: EpisodePart, _ count: Int) -> Asked {
      let questions = prediction.questions(part: part, count: count, seed: seed, threads: threads)
      let answers = parallelMap(questions, threads: threads) { questions in
        questions.map { question in
          Answer(
            isPositive: prediction.isPositive(question), predicted: model.probability(question.sequence),
            violationShare: question.violationShare)
        }
      }
      return (questions, answers)
    }
    func warnings(_ asked: Asked, _ score: (Answer) -> Double, from threshold: Double?) -> FailureWarnings {
      FailureWarnings(
        scores: asked.answers.map { $0.map(score) }, threshold: threshold ?? .infinity, asked.questions,
        prediction)
    }
    let exam = asked(.validation, validation ?? ClassifierTraining.validation(forTraining: count))
    let budget = warnings(exam, \.predicted, from: model.threshold).falseAlarms
    let ruleThreshold = FailureWarnings.threshold(
      scores: exam.answers.map { $0.map(\.violationShare) }, mostFalseAlarms: budget, exam.questions,
      prediction)
    let known = exam.answers.flatMap { $0 }
    let constant = Double(known.count(where: \.isPositive)) / Double(max(1, known.count))

    let test = asked(part, count)
    let labels = (0..<count).map { number in
      AnomalyClassifier.classNumber(
        of: EpisodeSpecification(part: part, number: number, seed: seed).fault?.type)
    }
    answers = test.answers
    let cases = zip(labels, answers).map { Case(label: $0, answers: $1) }
    func contender(
      _ name: String, _ warnings: FailureWarnings?, isProbability: Bool = true,
      _ score: @escaping @Sendable (Answer) -> Double
    ) -> Contender {
      Contender(
        name: name, quality: Self.quality(cases, threads: threads, isProbability: isProbability, score),
        warnings: warnings)
    }
    self.part = part
    types = AnomalyType.allCases.compactMap { type in
      let own = labels.indices.filter { labels[$0] == AnomalyClassifier.classNumber(of: type) }
      let found = warnings(
        (own.map { test.questions[$0] }, own.map { test.answers[$0] }), \.predicted, from: model.threshold)
      return found.warned > 0 ? (type, found) : nil
    }
    contenders = [
      contender(
        "failure predictor", warnings(test, \.predicted, from: model.threshold), \.predicted),
      contender(
        "late or failed requests",
        warnings(test, \.violationShare, from: ruleThreshold), isProbability: false, \.violationShare),
      contender("constant", nil) { _ in constant },
    ]
  }

  private struct Case: Sendable {
    var label: Int
    var answers: [Answer]
  }

  /// 200 resamples: each ranks all questions anew.
  private static func quality(
    _ cases: [Case], threads: Int, isProbability: Bool, _ score: @escaping @Sendable (Answer) -> Double
  ) -> Quality? {
    @Sendable func mixed(_ cases: [Case]) -> Bool {
      cases.contains { $0.answers.contains(where: \.isPositive) }
        && cases.contains { $0.answers.contains { !$0.isPositive } }
    }
    guard mixed(cases) else { return nil }
    let figures = EpisodeFigure.all(of: cases, resamples: 200, threads: threads, group: \.label) { cases in
      guard mixed(cases) else { return [.nan, .nan, .nan] }
      let answers = cases.flatMap(\.answers)
      let scores = answers.map(score)
      let curve = PrecisionRecallCurve(scores: scores, isPositive: answers.map(\.isPositive))
      let squares = zip(scores, answers).reduce(0.0) { sum, pair in
        let error = pair.0 - (pair.1.isPositive ? 1 : 0)
        return sum + error * error
      }
      return [curve.rocArea, curve.averagePrecision, squares / Double(answers.count)]
    }
    return Quality(
      rocArea: figures[0], averagePrecision: figures[1], brier: isProbability ? figures[2] : nil)
  }
}
