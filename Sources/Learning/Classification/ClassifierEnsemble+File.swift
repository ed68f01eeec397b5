import Foundation

/// The header holds names and numbers, and the two members as files of their own in base 64; there are no parameters.
extension ClassifierEnsemble: StoredModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "classifier-ensemble"

  private struct Header: Codable {
    var classNames: [String]
    var featureNames: [String]
    var forestWeight: Double
    var temperature: Double
    var normalThreshold: Double
    var forest: Data
    var boosted: BoostedClassifier
  }

  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    let header = Header(
      classNames: classNames, featureNames: featureNames, forestWeight: forestWeight,
      temperature: temperature,
      normalThreshold: normalThreshold, forest: Data(forest.encoded()), boosted: boosted)
    return ModelFile(kind: Self.fileKind, encoding: header).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let (header, reader) = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self, name: "a classifier's two members")
    try reader.finish()
    let forest = try RandomForest(bytes: Array(header.forest), source: source)
    let boosted = header.boosted
    let (classes, features) = (header.classNames.count, header.featureNames.count)
    let isWhole =
      forest.task == .classification(classCount: classes) && forest.featureCount == features
      && boosted.classCount == classes && boosted.featureCount == features
      && (0...1).contains(header.forestWeight) && header.temperature > 0 && header.temperature.isFinite
      && (0...1).contains(header.normalThreshold)
    guard isWhole, boosted.problem == nil else {
      throw ModelFileError(
        source: source,
        reason: .wrongHeader(
          boosted.problem ?? "its members do not fit its \(classes) classes and \(features) features."))
    }
    self.init(
      classNames: header.classNames, featureNames: header.featureNames, forest: forest, boosted: boosted,
      forestWeight: header.forestWeight, temperature: header.temperature,
      normalThreshold: header.normalThreshold)
  }

  /// Throws a `LearningError` unless the model is for these classes and features.
  public func check(classNames: [String], featureNames: [String]) throws {
    guard classNames == self.classNames, featureNames == self.featureNames else {
      throw LearningError(
        "The classifier is for \(self.classNames.count) classes and \(self.featureNames.count) features; here there are "
          + "\(classNames.count) and \(featureNames.count)"
          + LearningError.firstOther(featureNames, learned: self.featureNames) + "; train it again.")
    }
  }
}
