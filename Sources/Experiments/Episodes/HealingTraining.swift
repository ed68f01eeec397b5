import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import Synchronization

/// Trains what learned healers use: on episodes of the simulator with a seed of their own, never on a run that is judged.
public struct HealingTraining: Sendable {
  /// How the classifier is trained.
  public var classifier: ClassifierTraining
  /// How the failure predictor is trained.
  public var predictor = SequenceClassifierConfiguration()
  /// Scrapes between two sequences of an episode that the predictor learns from.
  public var stride = FailurePrediction().stride
  /// False warnings an hour that the predictor's threshold may cost on validation episodes.
  public var falseWarningsPerHour = 0.25

  /// Training on so many episodes, and a quarter as many that choose.
  public init(episodes: Int) {
    classifier = ClassifierTraining()
    classifier.training = episodes
    classifier.validation = max(112, episodes / 4)
  }

  /// The failure predictor: weights from training episodes; when to stop, and the threshold, from validation episodes.
  ///
  /// - Throws: `LearningError`.
  public func failurePredictor(threads: Int) throws -> FailurePredictor {
    var prediction = FailurePrediction()
    prediction.stride = stride
    let lessons = prediction.questions(
      part: .training, count: classifier.training, seed: classifier.seed, threads: threads)
    let exam = prediction.questions(
      part: .validation, count: classifier.validation, seed: classifier.seed, threads: threads)
    let model = try predictor.fit(training: prediction.table(lessons), validation: prediction.table(exam))
    let threshold = FailureWarnings.threshold(
      { model.probability($0.sequence) }, mostFalseAlarms: falseWarningsPerHour, exam, prediction)
    return FailurePredictor(model, threshold: threshold)
  }

  private static let trained = Mutex([Int: HealingModels]())

  /// What a way of healing needs, trained once in a process and number of episodes; the number of threads changes nothing.
  ///
  /// - Throws: `LearningError`.
  public static func models(_ healing: HealingSpecification) throws -> HealingModels {
    guard healing.kind.learns else { return HealingModels() }
    // who comes second waits, and trains nothing again
    return try trained.withLock { known in
      var models = known[healing.episodes] ?? HealingModels()
      let training = HealingTraining(episodes: healing.episodes)
      let threads = ProcessInfo.processInfo.activeProcessorCount
      if models.classifier == nil { models.classifier = try training.classifier.run(threads: threads) }
      if healing.kind == .earlyWarning, models.predictor == nil {
        models.predictor = try training.failurePredictor(threads: threads)
      }
      known[healing.episodes] = models
      return models
    }
  }
}
