/// What healers use that was trained before they began, on episodes and not on the run that they watch.
public struct HealingModels: Sendable {
  /// One of them, as command lines name it.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// What names anomalies.
    case classifier
    /// What warns of failures.
    case failurePredictor = "failure-predictor"
  }

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
