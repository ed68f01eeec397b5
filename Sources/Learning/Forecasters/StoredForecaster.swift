import Foundation

/// A forecaster whose whole state is JSON in the header of a `ModelFile`: doubles survive bit for bit.
///
/// Models with many single-precision weights have a form of their own, such as `LSTMForecaster`.
public protocol StoredForecaster: Forecaster, Codable {
  /// The kind under which models of this type are filed.
  static var fileKind: String { get }
  /// One sentence on the first thing in a decoded model that will not do; nil where all will.
  var problem: String? { get }
}

extension StoredForecaster {
  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let header = try? encoder.encode(self) else {
      preconditionFailure("every number of a fitted model is finite, so it can be encoded")
    }
    return ModelFile(kind: Self.fileKind, header: Array(header), parameters: []).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let file = try ModelFile(bytes: bytes, source: source)
    guard file.kind == Self.fileKind else {
      throw ModelFileError(
        source: source, reason: .otherKind(found: file.kind, expected: Self.fileKind))
    }
    guard let model = try? JSONDecoder().decode(Self.self, from: Data(file.header)) else {
      throw ModelFileError(
        source: source, reason: .wrongHeader("it is not the JSON of a model of kind '\(Self.fileKind)'."))
    }
    guard file.parameters.isEmpty else {
      throw ModelFileError(source: source, reason: .otherShape(found: file.parameters.count, expected: 0))
    }
    if let problem = model.problem {
      throw ModelFileError(source: source, reason: .wrongHeader(problem))
    }
    self = model
  }

  /// The model in the file at `path`.
  ///
  /// - Throws: `ModelFileError`.
  public init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelFileError(source: path, reason: .absent)
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ModelFileError(source: path, reason: .unreachable(error.localizedDescription))
    }
    try self.init(bytes: Array(data), source: path)
  }

  /// Writes the model to `path`, replacing a file there only once all is written.
  ///
  /// - Throws: `ModelFileError`.
  public func write(to path: String) throws {
    do {
      try Data(encoded()).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ModelFileError(source: path, reason: .unreachable(error.localizedDescription))
    }
  }
}
