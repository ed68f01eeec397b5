import Foundation

/// A forecaster that can be kept in a file; every fitted one can.
public protocol StoredForecaster: Forecaster, StoredModel {}

/// Every type of forecaster that a file can hold.
public enum StoredForecasters {
  /// All of them, each once.
  static let types: [any StoredForecaster.Type] = ForecasterKind.all.reduce(into: []) { types, kind in
    if !types.contains(where: { $0 == kind.model }) { types.append(kind.model) }
  }

  /// The forecaster in `bytes`, of whichever kind, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`; a model that is no forecaster is refused too.
  public static func forecaster(bytes: [UInt8], source: String) throws -> any StoredForecaster {
    try ModelFile.type(among: types, of: bytes, source: source).init(bytes: bytes, source: source)
  }

  /// The forecaster in the file at `path`, of whichever kind.
  ///
  /// - Throws: `ModelFileError`.
  public static func forecaster(contentsOf path: String) throws -> any StoredForecaster {
    try forecaster(bytes: try ModelFile.load(path), source: path)
  }
}

/// A forecaster within the header of another: its whole file, in base 64.
struct StoredPart: Codable {
  let forecaster: any StoredForecaster

  init(_ forecaster: any StoredForecaster) { self.forecaster = forecaster }

  init(from decoder: any Decoder) throws {
    let bytes = try decoder.singleValueContainer().decode(Data.self)
    forecaster = try StoredForecasters.forecaster(bytes: Array(bytes), source: "a part of the model")
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(forecaster.encoded()))
  }
}
