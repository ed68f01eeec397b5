import Foundation

/// Every type of model that a file can hold.
public enum StoredModels {
  /// The forecasters among them, each once.
  static let forecasters: [any StoredForecaster.Type] = ForecasterKind.all.reduce(into: []) { types, kind in
    if !types.contains(where: { $0 == kind.model }) { types.append(kind.model) }
  }

  /// All of them.
  static let types: [any StoredModel.Type] =
    forecasters + [
      RandomForest.self, IsolationForest.self, ReplicaPredictor.self, ClassifierEnsemble.self,
      SequenceClassifier.self,
    ]

  /// The model in `bytes`, of whichever kind, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public static func model(bytes: [UInt8], source: String) throws -> any StoredModel {
    try read(types, bytes: bytes, source: source).init(bytes: bytes, source: source)
  }

  /// The forecaster in `bytes`, of whichever kind, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`; a model that is no forecaster is refused too.
  public static func forecaster(bytes: [UInt8], source: String) throws -> any StoredForecaster {
    try read(forecasters, bytes: bytes, source: source).init(bytes: bytes, source: source)
  }

  /// The forecaster in the file at `path`, of whichever kind.
  ///
  /// - Throws: `ModelFileError`.
  public static func forecaster(contentsOf path: String) throws -> any StoredForecaster {
    try forecaster(bytes: try ModelFile.load(path), source: path)
  }

  private static func read<Model>(_ types: [Model], bytes: [UInt8], source: String) throws -> Model {
    let kind = try ModelFile(bytes: bytes, source: source).kind
    func name(_ type: Model) -> String { (type as? any StoredModel.Type)?.fileKind ?? "" }
    guard let type = types.first(where: { name($0) == kind }) else {
      throw ModelFileError(
        source: source,
        reason: .unknownKind(found: kind, allowed: types.map(name).joined(separator: ", ")))
    }
    return type
  }
}

/// A forecaster within the header of another: its whole file, in base 64.
struct StoredPart: Codable {
  let forecaster: any StoredForecaster

  init(_ forecaster: any StoredForecaster) { self.forecaster = forecaster }

  init(from decoder: any Decoder) throws {
    let bytes = try decoder.singleValueContainer().decode(Data.self)
    forecaster = try StoredModels.forecaster(bytes: Array(bytes), source: "a part of the model")
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(forecaster.encoded()))
  }
}
