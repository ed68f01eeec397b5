/// Every type of model that a file can hold.
public enum StoredModels {
  /// All of them.
  static let types: [any StoredModel.Type] =
    StoredForecasters.types + [
      RandomForest.self, IsolationForest.self, ReplicaPredictor.self, ClassifierEnsemble.self,
      SequenceClassifier.self,
    ]

  /// The model in `bytes`, of whichever kind, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public static func model(bytes: [UInt8], source: String) throws -> any StoredModel {
    try ModelFile.type(among: types, of: bytes, source: source).init(bytes: bytes, source: source)
  }
}
