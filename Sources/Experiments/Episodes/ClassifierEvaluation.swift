import Autoscaling
import ClusterSimulation
import Learning

/// How a classifier does on episodes of one part.
public struct ClassifierEvaluation: Sendable {
  /// How much a scrape looked like a fault.
  public struct Score: Sendable, Hashable {
    /// Whether there was one.
    public var isIll: Bool
    /// The classifier's probability that there was one.
    public var fault: Double
    /// The share of requests that were late or failed, which a rule without a model would look at.
    public var violationShare: Double
  }

  /// What became of one episode under the detector.
  public struct EpisodeResult: Sendable {
    /// Its class, and its severity (0 without fault).
    public var label: Int, severity: Double
    /// What was suspected at the first alarm after the onset (or at all, without fault); healthy for no alarm.
    public var first: Int
    /// What was suspected two minutes after that alarm; `first` where the alarm had ended.
    public var later: Int
    /// Seconds from the onset to that alarm; nil for none.
    public var delay: Double?
    /// Whether the first subject of that alarm is a replica or node that the fault struck; nil where it names none.
    public var isLocated: Bool?
    /// Alarms that began while nothing was wrong, and the seconds in which they could.
    public var falseAlarms: Int, healthySeconds: Double
    /// Its rows, by truth and by what the classifier said.
    public var windows: ConfusionMatrix
    /// What each of its rows got.
    public var scores: [Score] = []
  }

  /// Which part.
  public var part: EpisodePart
  /// What became of each episode.
  public var episodes: [EpisodeResult]

  /// Judges `classifier` on `count` episodes of a part.
  ///
  /// - Parameters:
  ///   - classifier: What is judged, trained.
  ///   - part: The part that the episodes are of.
  ///   - count: How many episodes, from number 0 on.
  ///   - seed: That of the episodes.
  ///   - threads: Any number gives the same result.
  public init(
    of classifier: AnomalyClassifier, part: EpisodePart, count: Int, seed: UInt64, threads: Int
  ) throws {
    self.part = part
    episodes = parallelMap(Array(0..<count), threads: threads) { number in
      Self.judge(classifier, Episode(EpisodeSpecification(part: part, number: number, seed: seed)))
    }
  }

  private static func judge(_ classifier: AnomalyClassifier, _ episode: Episode) -> EpisodeResult {
    var result = EpisodeResult(
      label: AnomalyClassifier.classNumber(of: episode.type),
      severity: episode.record?.specification.severity ?? 0, first: 0, later: 0, falseAlarms: 0,
      healthySeconds: 0, windows: ConfusionMatrix(classCount: AnomalyClassifier.classNames.count))
    let shares = episode.violationShares
    for row in EpisodeRows(episode).rows {
      guard let label = row.label else { continue }
      let p = classifier.model.probabilities(for: row.features)
      result.scores.append(
        Score(isIll: label > 0, fault: 1 - Double(p[0]), violationShare: shares[row.time] ?? 0))
      result.windows.add(truth: label, said: p.indices.max { p[$0] < p[$1] } ?? 0)
    }
    var detector = ClassifierDetector(classifier)
    var wasAlarm = false
    var firstTime: Double?
    for observation in episode.observations {
      let alarms = detector.alarms(observation)
      let said = alarms.first.map { AnomalyClassifier.classNumber(of: $0.suspected) } ?? 0
      let time = observation.timestamp
      switch episode.truth(at: time, window: observation.window) {
      case .healthy:
        result.healthySeconds += observation.window
        if said > 0, !wasAlarm { result.falseAlarms += 1 }
        if said > 0, episode.record == nil, firstTime == nil {
          (result.first, result.later, firstTime) = (said, said, time)
        }
      case .ill, .between:
        guard let record = episode.record, time <= record.end else { break }
        if said > 0, firstTime == nil {
          firstTime = time
          (result.first, result.later) = (said, said)
          result.delay = observation.now - record.onset
          result.isLocated = alarms.first.flatMap { isStruck($0.subject, record.replicas, record.nodes) }
        }
        if said > 0, let firstTime, time <= firstTime + 120 { result.later = said }
      }
      wasAlarm = said > 0
    }
    return result
  }

  private static func isStruck(_ subject: Alarm.Subject, _ replicas: [Int], _ nodes: [Int]) -> Bool? {
    switch subject {
    case .service: nil
    case .replica(let number): replicas.isEmpty ? nil : replicas.contains(number)
    case .node(let number): nodes.isEmpty ? nil : nodes.contains(number)
    }
  }

  /// Rows of all episodes.
  public var windows: ConfusionMatrix {
    var sum = ConfusionMatrix(classCount: AnomalyClassifier.classNames.count)
    for episode in episodes { sum.add(episode.windows) }
    return sum
  }

  /// Episodes by their class and what was suspected first, or two minutes later.
  public func diagnoses(later: Bool = false) -> ConfusionMatrix {
    var sum = ConfusionMatrix(classCount: AnomalyClassifier.classNames.count)
    for episode in episodes { sum.add(truth: episode.label, said: later ? episode.later : episode.first) }
    return sum
  }

  /// False alarms an hour in which nothing was wrong.
  public var falseAlarmsPerHour: Double {
    let seconds = episodes.reduce(0) { $0 + $1.healthySeconds }
    return Double(episodes.reduce(0) { $0 + $1.falseAlarms }) / seconds * 3600
  }

  /// A figure of the episodes with its interval: 1,000 resamples of the episodes within their classes.
  public func figure(_ seed: UInt64 = 1, _ value: @Sendable ([EpisodeResult]) -> Double) -> EpisodeFigure {
    EpisodeFigure.all(of: episodes, seed: seed, group: \.label) { [value($0)] }[0]
  }

  /// The drop of accuracy that shuffling each feature brings, on rows of test episodes.
  public static func importance(
    of classifier: AnomalyClassifier, episodes: Int, seed: UInt64, threads: Int
  ) throws -> [RandomForest.PermutationImportance] {
    let rows = EpisodeRows.run(part: .test, count: episodes, seed: seed, threads: threads)
    let table = try EpisodeRows.table(rows.flatMap { $0.thinned(ill: 4, healthy: 1) })
    return classifier.model.permutationImportance(table, repeats: 2, seed: seed, threads: threads)
  }
}
