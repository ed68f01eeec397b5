import Learning

/// Says from the last five minutes of signals whether the service level will be missed, or a container killed, soon.
public struct FailurePredictor: Sendable {
  /// Rows of a sequence: five minutes of scrapes.
  public static let steps = 20
  /// The features that are read, by place: all but those of single replicas' spread, and of these the medians' changes.
  public static let columns = HealthFeatures.catalogue.indices.filter { index in
    let feature = HealthFeatures.catalogue[index]
    return feature.group != .replicas || feature.name.hasSuffix("_change")
      || feature.name.hasSuffix("memory_median")
  }

  /// The trained network: `steps` × `columns` to the probability of a failure.
  public let model: SequenceClassifier
  /// From which probability on it warns, 0…1; above 1 it never does.
  public let threshold: Double

  /// A predictor around a trained network.
  ///
  /// - Precondition: It reads sequences of `steps` rows of `columns`.
  public init(_ model: SequenceClassifier, threshold: Double) {
    precondition(
      model.steps == Self.steps && model.featureCount == Self.columns.count,
      "a network of \(Self.steps) × \(Self.columns.count) is needed, this one is of \(model.steps) × \(model.featureCount)"
    )
    self.model = model
    self.threshold = threshold
  }

  /// What it reads of a row of `HealthFeatures`.
  static func row(_ features: [Double]) -> [Float] { columns.map { Float(features[$0]) } }
}

/// Raises an alarm about the service, of open type, where a failure is predicted; silent for the first five minutes.
public struct FailureDetector: AnomalyDetector {
  private let predictor: FailurePredictor
  private var features = HealthFeatures()
  private var rows: [[Float]] = []
  private var latest: [Alarm] = []

  /// A detector that has seen nothing.
  public init(_ predictor: FailurePredictor) { self.predictor = predictor }

  /// The alarm of the newest scrape; the same again where it is no news.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    guard let row = features.next(observation) else { return latest }
    rows.append(FailurePredictor.row(row))
    if rows.count > FailurePredictor.steps { rows.removeFirst() }
    latest = []
    guard rows.count == FailurePredictor.steps else { return latest }
    let probability = predictor.model.probability(rows.flatMap { $0 })
    if probability >= predictor.threshold { latest = [Alarm(.service, suspected: nil, score: probability)] }
    return latest
  }
}

/// What healers use that was trained before they began, on episodes and not on the run that they watch.
public struct HealingModels: Sendable {
  /// Names anomalies.
  public var classifier: AnomalyClassifier?
  /// Warns of failures.
  public var predictor: FailurePredictor?

  /// Nothing unless given.
  public init(classifier: AnomalyClassifier? = nil, predictor: FailurePredictor? = nil) {
    self.classifier = classifier
    self.predictor = predictor
  }
}
