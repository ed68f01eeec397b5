/// Raises an alarm where the classifier thinks that the service is ill in `flags` of the last `scrapes` scrapes.
///
/// The alarm names the likeliest type and, as far as the signals show it, the replicas or nodes. Its score is one minus
/// the probability of healthy.
public struct ClassifierDetector: AnomalyDetector {
  private let classifier: AnomalyClassifier
  private var features = HealthFeatures()
  private var votes: ClassifierVotes
  private var latest: [Alarm] = []

  /// A detector around a classifier.
  ///
  /// - Precondition: `flags` is in 1...`scrapes`.
  public init(_ classifier: AnomalyClassifier, flags: Int = 2, of scrapes: Int = 3) {
    self.classifier = classifier
    votes = ClassifierVotes(threshold: classifier.model.normalThreshold, flags: flags, of: scrapes)
  }

  /// The alarms of the newest scrape; the same again where it is no news.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    guard let row = features.next(observation) else { return latest }
    votes.take(classifier.probabilities(for: row))
    latest = []
    if votes.isAlarm, let suspect = classifier.suspect(of: votes.recent) {
      let score = 1 - (votes.recent.last?[0] ?? 1)
      latest = FaultLocator.subjects(of: suspect, in: features)
        .map { Alarm($0, suspected: suspect, score: score) }
    }
    return latest
  }
}

/// Names the type behind alarms of another detector, by the classifier's view of the last three scrapes.
///
/// Alarms that come with a type keep it. One about the service goes to the replicas or nodes in which the signals show the
/// type.
public struct ClassifierDiagnosis: Diagnosis {
  private let classifier: AnomalyClassifier
  private let leastIllness: Double
  private var features = HealthFeatures()
  private var rows: [[Double]] = []

  /// A diagnosis around a classifier.
  ///
  /// - Parameter leastIllness: How likely the service must be ill for a type to be named, 0…1.
  public init(_ classifier: AnomalyClassifier, leastIllness: Double = 0) {
    self.classifier = classifier
    self.leastIllness = leastIllness
  }

  /// The alarms with the suspected type filled in where it was open.
  public mutating func diagnose(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm] {
    if let row = features.next(observation) { rows = rows.suffix(2) + [row] }
    // the trees are walked only where there is something to name
    guard alarms.contains(where: { $0.suspected == nil }) else { return alarms }
    var votes = ClassifierVotes(threshold: classifier.model.normalThreshold)
    for row in rows { votes.take(classifier.probabilities(for: row)) }
    guard let suspect = classifier.suspect(of: votes.recent), votes.illness >= leastIllness else {
      return alarms
    }
    var known: Set<Alarm.Subject> = []
    return alarms.flatMap { alarm -> [Alarm] in
      if alarm.suspected != nil { return [alarm] }
      let subjects =
        alarm.subject == .service ? FaultLocator.subjects(of: suspect, in: features) : [alarm.subject]
      return subjects.map { Alarm($0, suspected: suspect, score: alarm.score) }
    }.filter { known.insert($0.subject).inserted }
  }
}
