import Foundation

extension SafeTensors {
  /// Writes the weights of the model in the file at `model` to `path`, replacing a file there only once all is written.
  ///
  /// - Throws: `ModelFileError` where the model cannot be used, has no such weights, or `path` cannot be written.
  public static func write(weightsOf model: String, to path: String) throws {
    let stored = try StoredModels.model(bytes: try ModelFile.load(model), source: model)
    guard let stored = stored as? any TensorModel else {
      throw ModelFileError(
        source: model,
        reason: .unknownKind(
          found: type(of: stored).fileKind,
          allowed: "\(LSTMForecaster.fileKind), \(SequenceClassifier.fileKind)"))
    }
    if FileManager.default.fileExists(atPath: path), try ModelFile.load(path).starts(with: ModelFile.magic) {
      throw ModelFileError(
        source: path, reason: .unreachable("a model is there, which weights would replace; name another"))
    }
    try ModelFile.write(encoded(stored.tensors), to: path)
  }
}
