import Foundation

/// The header, then the forest's parameters as a file of its own would have them.
extension ReplicaPredictor: StoredModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "replica-predictor"

  private struct Header: Codable {
    var step: Double
    var lead: Double
    var ratePerReplica: Double
    var features: [String]
    var fill: [Float]
    /// The header of the forest's file.
    var forest: Data
  }

  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    guard let file = try? ModelFile(bytes: forest.encoded(), source: "the forest") else {
      preconditionFailure("a forest's file can be read")
    }
    let header = Header(
      step: features.step, lead: lead, ratePerReplica: ratePerReplica, features: features.names, fill: fill,
      forest: Data(file.header))
    return ModelFile(
      kind: Self.fileKind, fitting: fitting, encoding: header, parameters: file.parameters
    ).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let (header, reader) = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self,
      name: "a replica predictor's step, lead, features and forest")
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: source, reason: .wrongHeader(message))
    }
    guard let fitting = try ModelFile(bytes: bytes, source: source).fitting else {
      throw ModelFileError(source: source, reason: .wrongRecord("a replica predictor must have one."))
    }
    for (name, value, range) in [
      ("step", header.step, 0.1...150), ("lead", header.lead, 1e-3...1e7),
      ("ratePerReplica", header.ratePerReplica, 1e-6...1e12),
    ] where !range.contains(value) {
      throw refuse("\(name) must be \(range.lowerBound) to \(range.upperBound), is \(value).")
    }
    let features = FeatureCatalogue.replicaPredictor(step: header.step)
    guard header.features == features.names, header.fill.count == features.count else {
      throw refuse("its features are not the \(features.count) that this program works out.")
    }
    let forest = try RandomForest(
      bytes: ModelFile(
        kind: RandomForest.fileKind, header: Array(header.forest), parameters: reader.parameters
      ).encoded(), source: source)
    guard forest.task == .regression, forest.featureCount == features.count else {
      throw refuse("its forest does not predict a number from \(features.count) features.")
    }
    self.init(
      forest: forest, step: header.step, lead: header.lead, ratePerReplica: header.ratePerReplica,
      fitting: fitting, fill: header.fill)
  }
}
