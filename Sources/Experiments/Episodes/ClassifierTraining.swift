import Autoscaling
import ClusterSimulation
import Learning

/// How many episodes a classifier learns from, and what it may cost in false alarms.
public struct ClassifierTraining: Sendable, Hashable, Codable {
  /// Episodes to learn from and to choose by; each cycle has every type once and four without fault.
  public var training = 40 * EpisodeSpecification.cycle, validation = 12 * EpisodeSpecification.cycle
  /// Rows taken of an episode with its fault active, and without.
  public var illRows = 12, healthyRows = 8
  /// False alarms an hour that the threshold on validation may cost.
  public var falseAlarmsPerHour = 0.25
  /// Hyperparameters.
  public var configuration = ClassifierEnsembleConfiguration()
  /// Decides the episodes.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}

  /// Learning from so many episodes, and choosing by a quarter as many.
  public init(episodes: Int) {
    training = episodes
    validation = Self.validation(forTraining: episodes)
  }

  /// How many episodes choose where so many are learned from.
  static func validation(forTraining episodes: Int) -> Int { max(112, episodes / 4) }

  /// Trains a classifier: members on training episodes; weights, temperature and threshold on validation episodes.
  ///
  /// - Parameters:
  ///   - threads: Any number gives the same classifier.
  ///   - progress: Called with what is being done.
  /// - Throws: `LearningError`.
  public func run(threads: Int, progress: (String) -> Void = { _ in }) throws -> AnomalyClassifier {
    progress("running \(training + validation) episodes")
    let lessons = EpisodeRows.run(part: .training, count: training, seed: seed, threads: threads)
    let exam = EpisodeRows.run(part: .validation, count: validation, seed: seed, threads: threads)
    progress("fitting forest and boosted trees")
    func table(_ episodes: [EpisodeRows]) throws -> LabelledTable {
      try EpisodeRows.table(episodes.flatMap { $0.thinned(ill: illRows, healthy: healthyRows) })
    }
    var ensemble = try configuration.fit(
      training: table(lessons), validation: table(exam), classNames: AnomalyClassifier.classNames,
      featureNames: HealthFeatures.names, threads: threads)
    progress("choosing the threshold")
    let fitted = ensemble
    let probabilities = parallelMap(exam, threads: threads) { episode in
      episode.rows.map { fitted.probabilities(for: $0.features) }
    }
    ensemble.normalThreshold = threshold(exam, probabilities)
    return try AnomalyClassifier(ensemble)
  }

  /// The highest threshold, in steps of 0.01, that stays within the budget of false alarms.
  private func threshold(_ episodes: [EpisodeRows], _ probabilities: [[[Double]]]) -> Double {
    for step in stride(from: 95, through: 1, by: -1) {
      let threshold = Double(step) / 100
      var (alarms, seconds) = (0, 0.0)
      for (episode, rows) in zip(episodes, probabilities) {
        let healthy = zip(episode.rows, rows).prefix { $0.0.label == 0 }
        seconds += (healthy.last?.0.time ?? 0) - (healthy.first?.0.time ?? 0)
        var votes = ClassifierVotes(threshold: threshold)
        alarms += Self.beginnings(
          healthy.map { row in
            votes.take(row.1)
            return votes.isAlarm
          })
      }
      if Double(alarms) <= falseAlarmsPerHour * seconds / 3600 { return threshold }
    }
    return 0.01
  }

  /// How often an alarm begins.
  static func beginnings(_ isAlarm: [Bool]) -> Int {
    zip([false] + isAlarm, isAlarm).count { !$0 && $1 }
  }
}
