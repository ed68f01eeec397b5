import Autoscaling
import Learning

/// How many episodes a failure predictor learns from, and what it may cost in false warnings.
public struct FailurePredictorTraining: Sendable, Hashable {
  /// Episodes to learn from; episodes that say when to stop, and choose the threshold.
  public var training: Int, validation: Int
  /// What is asked, and how often an episode is asked.
  public var prediction = FailurePrediction()
  /// False warnings an hour that the threshold may cost on validation episodes.
  public var falseWarningsPerHour = 0.25
  /// Hyperparameters.
  public var configuration = SequenceClassifierConfiguration()
  /// Decides the episodes.
  public var seed: UInt64 = 1

  /// Learning from so many episodes, and choosing by a quarter as many.
  public init(episodes: Int = ClassifierTraining().training) {
    training = episodes
    validation = ClassifierTraining.validation(forTraining: episodes)
  }

  /// Trains a predictor: weights from training episodes; when to stop, and the threshold, from validation episodes.
  ///
  /// - Parameters:
  ///   - threads: Any number gives the same predictor.
  ///   - progress: Called with what is being done.
  /// - Throws: `LearningError`.
  public func run(threads: Int, progress: (String) -> Void = { _ in }) throws -> FailurePredictor {
    progress("running \(training + validation) episodes")
    let lessons = prediction.questions(part: .training, count: training, seed: seed, threads: threads)
    let exam = prediction.questions(part: .validation, count: validation, seed: seed, threads: threads)
    progress("fitting the network")
    var model = try configuration.fit(
      training: prediction.table(lessons), validation: prediction.table(exam)
    ) { epoch, _, loss in progress("fitting the network: epoch \(epoch), validation loss \(loss)") }
    progress("choosing the threshold")
    let fitted = model
    model.threshold = FailureWarnings.threshold(
      { fitted.probability($0.sequence) }, mostFalseAlarms: falseWarningsPerHour, exam, prediction)
    return try FailurePredictor(model)
  }
}
