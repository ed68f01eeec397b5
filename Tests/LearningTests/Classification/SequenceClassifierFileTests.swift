import Foundation
import Testing

@testable import Learning

@Suite("The file of a sequence classifier")
struct SequenceClassifierFileTests {
  /// Three rows of two features; positive where the first feature ends above 0.
  static func table(_ rows: Range<Int>) -> SequenceTable {
    var table = SequenceTable(steps: 3, featureNames: ["level", "noise"])
    for row in rows {
      var values: [Float] = []
      for step in 0..<3 {
        values.append(Float((row * 7 + step * 3) % 11 - 5))
        values.append(Float((row * 5 + step) % 7))
      }
      table.append(values, isPositive: values[4] > 0)
    }
    return table
  }

  static func model() throws -> SequenceClassifier {
    var model = try SequenceClassifierConfiguration(hidden: 4, maximumEpochs: 2).fit(
      training: table(0..<60), validation: table(60..<90))
    model.threshold = 0.1 + 0.2
    return model
  }

  @Test("gives the same model back, to the bit, and equal fits give equal bytes")
  func roundTrip() throws {
    let model = try Self.model()
    let bytes = model.encoded()
    let read = try SequenceClassifier(bytes: bytes, source: "x.model")
    #expect(read.encoded() == bytes)
    #expect(try Self.model().encoded() == bytes)
    #expect(read.configuration == model.configuration && read.network == model.network)
    #expect(read.means == model.means && read.deviations == model.deviations)
    #expect(read.threshold == 0.1 + 0.2 && read.featureNames == ["level", "noise"])
    let sequence = Self.table(90..<91).sequence(0)
    #expect(read.probability(sequence) == model.probability(sequence))
    #expect(try StoredModels.model(bytes: bytes, source: "x.model") is SequenceClassifier)
    var silent = model
    silent.threshold = nil
    #expect(silent.encoded() != bytes)
    #expect(try SequenceClassifier(bytes: silent.encoded(), source: "x.model").threshold == nil)
    let rows = try ModelInspection(bytes: bytes, source: "x.model").rows
    for (name, value) in [
      ("kind", "sequence-classifier"), ("steps", "3"), ("featureNames[0]", "level"),
      ("configuration.hidden", "4"),
    ] {
      #expect(rows.contains { $0 == (name, value) }, "\(name)")
    }
  }

  private static func header(_ from: String, _ to: String) -> @Sendable (inout [UInt8]) throws -> Void {
    { bytes in
      try ModelFileTests.repack(&bytes) { file in
        let text = String(decoding: file.header, as: UTF8.self)
        file.header = Array(text.replacingOccurrences(of: from, with: to).utf8)
      }
    }
  }

  private static func parameter(_ index: Int, _ value: Float) -> @Sendable (inout [UInt8]) throws -> Void {
    { bytes in try ModelFileTests.repack(&bytes) { $0.parameters[index] = value } }
  }

  // D = 2, H = 4, O = 1: 16·2 + 16·4 + 16 + 4 + 1 = 117 weights; 2 means and 2 deviations follow
  static let refusals: [ModelFileTests.Refusal] = [
    .init(
      testDescription: "truncated", spoil: { $0 = Array($0.prefix(200)) },
      sentence:
        "The model file x.model is cut off after 200 bytes, before the end that it announces; copy it again."),
    .init(
      testDescription: "a flipped bit", spoil: { $0[$0.count - 20] ^= 4 }, sentence: ModelFileTests.damaged),
    .init(
      testDescription: "another version", spoil: { $0[8] = 9 },
      sentence:
        "The model file x.model has format version 9, but only version \(ModelFile.formatVersion) can be read; "
        + "train it again."),
    .init(
      testDescription: "another kind", spoil: { try ModelFileTests.repack(&$0) { $0.kind = "lstm" } },
      sentence:
        "The model file x.model holds a model of kind 'lstm', but 'sequence-classifier' is needed here."),
    .init(
      testDescription: "no header",
      spoil: { try ModelFileTests.repack(&$0) { $0.header = Array("{}".utf8) } },
      sentence:
        "The model file x.model has a header that cannot be used: it is not the JSON of a sequence classifier's "
        + "configuration, steps and features."),
    .init(
      testDescription: "a wrong hyperparameter", spoil: header("\"hidden\":4", "\"hidden\":0"),
      sentence: "The model file x.model has a header that cannot be used: hidden must be in 1...1024, is 0."),
    .init(
      testDescription: "no steps", spoil: header("\"steps\":3", "\"steps\":0"),
      sentence:
        "The model file x.model has a header that cannot be used: its sequences must be of 1...100000 rows of as "
        + "many features, are of 0 × 2."),
    .init(
      testDescription: "a threshold above 1",
      spoil: header("\"threshold\":0.30000000000000004", "\"threshold\":2"),
      sentence:
        "The model file x.model has a header that cannot be used: its threshold must be in 0...1, is 2.0."),
    .init(
      testDescription: "another size", spoil: header("\"hidden\":4", "\"hidden\":5"),
      // 20·2 + 20·5 + 20 + 5 + 1 = 166, and 4
      sentence: "The model file x.model holds 121 parameters, but its configuration calls for 170."),
    .init(
      testDescription: "a feature less", spoil: header(",\"noise\"", ""),
      // 16·1 + 16·4 + 16 + 4 + 1 = 101, and 2
      sentence: "The model file x.model holds 121 parameters, but its configuration calls for 103."),
    .init(
      testDescription: "a weight that is no number", spoil: parameter(17, .nan),
      sentence: "The model file x.model has a parameter, number 17, that is not finite; train it again."),
    .init(
      testDescription: "a deviation of 0", spoil: parameter(120, 0),
      sentence:
        "The model file x.model holds parameters that cannot be used: the deviation of a feature is not positive."
    ),
  ]

  @Test("is refused in one sentence where it will not do", arguments: refusals)
  func refusal(_ refusal: ModelFileTests.Refusal) throws {
    var bytes = try Self.model().encoded()
    try refusal.spoil(&bytes)
    let error = #expect(throws: ModelFileError.self) {
      try SequenceClassifier(bytes: bytes, source: "x.model")
    }
    #expect(error?.description == refusal.sentence)
  }

  @Test("is refused where other features, or other lengths, are read")
  func otherFeatures() throws {
    let model = try Self.model()
    try model.check(steps: 3, featureNames: ["level", "noise"])
    func sentence(_ steps: Int, _ names: [String]) -> String? {
      #expect(throws: LearningError.self) { try model.check(steps: steps, featureNames: names) }?.description
    }
    #expect(
      sentence(3, ["level", "noises"])
        == "The sequence classifier is for 3 rows of 2 features; here there are 3 of 2, and 'noises' stands where 'noise' "
        + "was learned; train it again.")
    #expect(
      sentence(4, ["level", "noise"])
        == "The sequence classifier is for 3 rows of 2 features; here there are 4 of 2; train it again.")
  }
}
