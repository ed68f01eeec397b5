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
