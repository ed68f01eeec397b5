extension LSTMForecaster: StoredForecaster {
  /// The kind under which models of this type are filed.
  public static let fileKind = "lstm"

  private struct Header: Codable {
    var configuration: LSTMConfiguration
    var scaler: LoadScaler
  }

  /// The bytes of the model's file, for writing or for taking a digest; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    ModelFile(
      kind: Self.fileKind, encoding: Header(configuration: configuration, scaler: scaler),
      parameters: network.parameters
    ).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let (header, reader) = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self,
      name: "an LSTM's configuration and scaler")
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: source, reason: .wrongHeader(message))
    }
    if let problem = header.configuration.problem { throw refuse(problem) }
    guard header.scaler.isValid, header.scaler.form == header.configuration.scalerForm else {
      throw refuse("its scaler must be of the task's form, with finite numbers and positive divisors.")
    }
    let shape = header.configuration.shape
    try reader.expect(count: shape.parameterCount)
    self.init(
      configuration: header.configuration, scaler: header.scaler,
      network: LSTMNetwork(shape: shape, parameters: reader.parameters))
  }
}

extension LSTMForecaster: TensorModel {
  /// Weights of the convolution, where there is one, of the layers and of the head.
  public var tensors: [Tensor] { network.tensors }
}
