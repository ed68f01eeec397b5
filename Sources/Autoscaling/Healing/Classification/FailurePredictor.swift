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
