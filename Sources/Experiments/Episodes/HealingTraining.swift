import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import Synchronization

/// Trains what learned healers use: on episodes of the simulator with a seed of their own, never on a run that is judged.
public enum HealingTraining {
  /// A model that is trained, and the episodes that it learns from.
  struct Lesson: Hashable {
    var model: HealingModels.Name
    var episodes: Int
  }

  /// What has to be trained for a way of healing where `given` is there.
  static func lessons(_ healing: HealingSpecification, given: HealingModels) -> [Lesson] {
    healing.kind.models.filter { model in
      switch model {
      case .classifier: given.classifier == nil
      case .failurePredictor: given.predictor == nil
      }
    }.map { Lesson(model: $0, episodes: healing.episodes) }
  }

  private static let trained = Mutex([Int: HealingModels]())

  /// What a way of healing needs: what is given, else trained once in a process and number of episodes.
  ///
  /// - Parameters:
  ///   - healing: The way of healing.
  ///   - given: Models that need no training.
  ///   - threads: Any number gives the same models.
  ///   - progress: Called with what is being done.
  /// - Throws: `LearningError`.
  public static func models(
    _ healing: HealingSpecification, given: HealingModels = HealingModels(),
    threads: Int = ProcessInfo.processInfo.activeProcessorCount, progress: (String) -> Void = { _ in }
  ) throws -> HealingModels {
    let lessons = lessons(healing, given: given)
    guard !lessons.isEmpty else { return given }
    // who comes second waits, and trains nothing again
    return try trained.withLock { known in
      var models = given
      for lesson in lessons {
        let own = known[lesson.episodes] ?? HealingModels()
        switch lesson.model {
        case .classifier:
          models.classifier =
            try own.classifier
            ?? ClassifierTraining(episodes: lesson.episodes).run(threads: threads) {
              progress("training the classifier of anomalies: \($0)")
            }
          known[lesson.episodes, default: HealingModels()].classifier = models.classifier
        case .failurePredictor:
          models.predictor =
            try own.predictor
            ?? FailurePredictorTraining(episodes: lesson.episodes).run(threads: threads) {
              progress("training the failure predictor: \($0)")
            }
          known[lesson.episodes, default: HealingModels()].predictor = models.predictor
        }
      }
      return models
    }
  }
}
