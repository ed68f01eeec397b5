/// Parameters: those of the network as `LSTMShape` lays them out, then D means and D deviations.
extension SequenceClassifier: StoredModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "sequence-classifier"

  private struct Header: Codable {
    var configuration: SequenceClassifierConfiguration
    var steps: Int
    var featureNames: [String]
    var threshold: Double?
  }

  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    let header = Header(
      configuration: configuration, steps: steps, featureNames: featureNames, threshold: threshold)
    return ModelFile(
      kind: Self.fileKind, encoding: header, parameters: network.parameters + means + deviations
    ).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let (header, reader) = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self,
      name: "a sequence classifier's configuration, steps and features")
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: source, reason: .wrongHeader(message))
    }
    if let problem = header.configuration.problem { throw refuse(problem) }
    let d = header.featureNames.count
    guard (1...100_000).contains(header.steps), (1...100_000).contains(d) else {
      throw refuse(
        "its sequences must be of 1...100000 rows of as many features, are of \(header.steps) × \(d).")
    }
    if let threshold = header.threshold, !(0...1).contains(threshold) {
      throw refuse("its threshold must be in 0...1, is \(threshold).")
    }
    let shape = LSTMShape(inputs: d, hidden: header.configuration.hidden, outputs: 1)
    let weights = shape.parameterCount
    try reader.expect(count: weights + 2 * d)
    let deviations = Array(reader.parameters[(weights + d)...])
    guard deviations.allSatisfy({ $0 > 0 }) else {
      throw reader.refuse("the deviation of a feature is not positive.")
    }
    self.init(
      configuration: header.configuration, steps: header.steps, featureNames: header.featureNames,
      means: Array(reader.parameters[weights..<weights + d]), deviations: deviations,
      network: LSTMNetwork(shape: shape, parameters: Array(reader.parameters[..<weights])),
      threshold: header.threshold)
  }

  /// Throws a `LearningError` unless the model is for sequences of so many rows of these features.
  public func check(steps: Int, featureNames: [String]) throws {
    guard steps == self.steps, featureNames == self.featureNames else {
      throw LearningError(
        "The sequence classifier is for \(self.steps) rows of \(featureCount) features; here there are \(steps) of "
          + "\(featureNames.count)" + LearningError.firstOther(featureNames, learned: self.featureNames)
          + "; train it again.")
    }
  }
}

extension LearningError {
  /// What to say of the first name that is not the one that was learned; empty where the shorter list begins the longer.
  static func firstOther(_ names: [String], learned: [String]) -> String {
    zip(names, learned).first { $0 != $1 }.map { ", and '\($0)' stands where '\($1)' was learned" } ?? ""
  }
}

extension SequenceClassifier: TensorModel {
  /// Weights of the layer and of the head.
  public var tensors: [Tensor] { network.tensors }
}
