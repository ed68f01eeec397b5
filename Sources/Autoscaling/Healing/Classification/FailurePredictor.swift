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

  /// What they are called.
  public static let featureNames = columns.map { HealthFeatures.names[$0] }

  /// The trained network: `steps` × `columns` to the probability of a failure.
  public let model: SequenceClassifier

  /// A predictor around a trained network, which warns from the network's threshold on.
  ///
  /// - Throws: `LearningError` where it reads other sequences.
  public init(_ model: SequenceClassifier) throws {
    try model.check(steps: Self.steps, featureNames: Self.featureNames)
    self.model = model
  }

  /// The predictor in the file at `path`.
  ///
  /// - Throws: `ModelFileError` or `LearningError`.
  public init(contentsOf path: String) throws { try self.init(SequenceClassifier(contentsOf: path)) }

  /// Whether a failure of this probability is warned of.
  public func warns(_ probability: Double) -> Bool { model.threshold.map { probability >= $0 } ?? false }

  /// What it reads of a row of `HealthFeatures`.
  static func row(_ features: [Double]) -> [Float] { columns.map { Float(features[$0]) } }
}
