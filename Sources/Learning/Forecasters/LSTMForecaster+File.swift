import Foundation

extension LSTMForecaster {
  /// The kind under which models of this type are filed.
  public static let fileKind = "lstm"

  private struct Header: Codable {
    var configuration: LSTMConfiguration
    var scaler: LoadScaler
  }

  /// The bytes of the model's file, for writing or for taking a digest; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let header = try? encoder.encode(Header(configuration: configuration, scaler: scaler)) else {
      preconditionFailure("every number of a fitted model is finite, so its header can be encoded")
    }
    return ModelFile(kind: Self.fileKind, header: Array(header), parameters: network.parameters).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    func refuse(_ reason: ModelFileError.Reason) -> ModelFileError {
      ModelFileError(source: source, reason: reason)
    }
    let file = try ModelFile(bytes: bytes, source: source)
    guard file.kind == Self.fileKind else {
      throw refuse(.otherKind(found: file.kind, expected: Self.fileKind))
    }
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(file.header)) else {
      throw refuse(.wrongHeader("it is not the JSON of an LSTM's configuration and scaler."))
    }
    if let problem = header.configuration.problem { throw refuse(.wrongHeader(problem)) }
    guard header.scaler.isValid, header.scaler.form == header.configuration.scalerForm else {
      throw refuse(
        .wrongHeader("its scaler must be of the task's form, with finite numbers and positive divisors."))
    }
    let shape = header.configuration.shape
    guard file.parameters.count == shape.parameterCount else {
      throw refuse(.otherShape(found: file.parameters.count, expected: shape.parameterCount))
    }
    self.init(
      configuration: header.configuration, scaler: header.scaler,
      network: LSTMNetwork(shape: shape, parameters: file.parameters))
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
