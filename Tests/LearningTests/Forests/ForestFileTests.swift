import Foundation
import Learning
import Testing

@Suite("Files of forests") struct ForestFileTests {
  static func regression(keepsLeafRows: Bool = false) throws -> RandomForest {
    let (table, targets) = try ForestTestData.friedman(seed: 5, rows: 60)
    return try RandomForestConfiguration(treeCount: 3, keepsLeafRows: keepsLeafRows).fit(
      table, targets: targets)
  }

  static func classification() throws -> RandomForest {
    let (table, targets) = try ForestTestData.friedman(seed: 5, rows: 60)
    return try RandomForestConfiguration(treeCount: 3, minimumLeafRows: 3)
      .fit(table, classes: ForestTestData.labels(targets), classCount: 5)
  }

  static func isolation(_ level: Int?) throws -> IsolationForest {
    let (table, _) = try ForestTestData.blob(seed: 3, rows: 100)
    return try IsolationForestConfiguration(
      treeCount: 3, sampleSize: 30, contamination: level.map { _ in 0.1 }, extensionLevel: level
    ).fit(table)
  }

  @Test(
    "a random forest's file gives the same bits", arguments: ["regression", "quantiles", "classification"])
  func randomForest(form: String) throws {
    let forest =
      form == "classification"
      ? try Self.classification() : try Self.regression(keepsLeafRows: form == "quantiles")
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try forest.write(to: path)
    let read = try RandomForest(contentsOf: path)
    let (test, _) = try ForestTestData.friedman(seed: 6, rows: 40)
    #expect(read.predictions(for: test) == forest.predictions(for: test))
    #expect(read.configuration == forest.configuration && read.task == forest.task)
    #expect(read.impurityImportance == forest.impurityImportance)
    #expect(read.encoded() == forest.encoded())
    if form == "quantiles" {
      #expect(read.quantiles([0.1, 0.5], for: test) == forest.quantiles([0.1, 0.5], for: test))
    }
  }

  @Test("an isolation forest's file gives the same forest", arguments: [nil, 0, 2])
  func isolationForest(level: Int?) throws {
    let forest = try Self.isolation(level)
    let read = try IsolationForest(bytes: forest.encoded(), source: "x.model")
    #expect(read == forest)
    #expect(read.encoded() == forest.encoded())
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isIsolation = false
    var spoil: @Sendable (inout [UInt8]) throws -> Void
    var sentence: String
  }

  static let cannot = "The model file x.model holds parameters that cannot be used: "
  static let header = "The model file x.model has a header that cannot be used: "

  /// Replaces words of the header.
  static func edit(_ file: inout ModelFile, _ old: String, _ new: String) {
    file.header = Array(
      String(decoding: file.header, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8)
  }

  // The first tree begins with a split (feature + 1, threshold).
  static let refusals = [
    Refusal(
      testDescription: "flipped bit", spoil: { $0[$0.count - 40] ^= 1 },
      sentence: "The model file x.model is damaged: its checksum does not match its contents; copy it again."),
    Refusal(
      testDescription: "other kind", isIsolation: true,
      spoil: { try ModelFileTests.repack(&$0) { $0.kind = "lstm" } },
      sentence: "The model file x.model holds a model of kind 'lstm', but 'isolation-forest' is needed here."),
    Refusal(
      testDescription: "no header",
      spoil: { try ModelFileTests.repack(&$0) { $0.header = Array("{}".utf8) } },
      sentence: header + "it is not the JSON of a random forest's configuration, task and importances."),
    Refusal(
      testDescription: "no trees",
      spoil: { try ModelFileTests.repack(&$0) { edit(&$0, "\"treeCount\":3", "\"treeCount\":0") } },
      sentence: header + "treeCount must be in 1...100000, is 0."),
    Refusal(
      testDescription: "one tree more",
      spoil: {
        try ModelFileTests.repack(&$0) {
          edit(&$0, "\"treeCount\":3", "\"treeCount\":4")
          $0.parameters.removeSubrange(9...)
        }
      }, sentence: cannot + "they end after 9 numbers, in the middle of a tree."),
    Refusal(
      testDescription: "numbers after the end",
      spoil: { try ModelFileTests.repack(&$0) { $0.parameters += [0, 1] } },
      sentence: cannot + "2 numbers follow the last tree."),
    Refusal(
      testDescription: "a feature that is not there",
      spoil: { try ModelFileTests.repack(&$0) { $0.parameters[0] = 9 } },
      sentence: cannot + "number 0 is 9.0, but a whole number from 0 up to and without 9 is needed there."),
    Refusal(
      testDescription: "half a feature",
      spoil: { try ModelFileTests.repack(&$0) { $0.parameters[0] = 1.5 } },
      sentence: cannot + "number 0 is 1.5, but a whole number from 0 up to and without 9 is needed there."),
    Refusal(
      testDescription: "another number of features",
      spoil: { try ModelFileTests.repack(&$0) { edit(&$0, "\"featureCount\":8", "\"featureCount\":7") } },
      sentence: header + "its 8 importances do not fit its 7 features."),
    Refusal(
      testDescription: "an isolation tree that is too deep", isIsolation: true,
      spoil: { try ModelFileTests.repack(&$0) { $0.parameters = Array(repeating: 1, count: 99) } },
      sentence: cannot + "a tree is deeper than the 5 splits that its sample allows."),
    Refusal(
      testDescription: "a sample that is too large", isIsolation: true,
      spoil: {
        try ModelFileTests.repack(&$0) {
          edit(&$0, "\"sampleSize\":30,\"seed\"", "\"sampleSize\":20,\"seed\"")
        }
      },
      sentence: header + "5 features, threshold 0.5 and a sample of 30 do not fit its configuration."),
  ]

  @Test("a file that will not do is refused in one sentence", arguments: refusals)
  func refusal(_ refusal: Refusal) throws {
    var bytes = refusal.isIsolation ? try Self.isolation(nil).encoded() : try Self.regression().encoded()
    try refusal.spoil(&bytes)
    do {
      if refusal.isIsolation {
        _ = try IsolationForest(bytes: bytes, source: "x.model")
      } else {
        _ = try RandomForest(bytes: bytes, source: "x.model")
      }
      Issue.record("the file was accepted")
    } catch let error as ModelFileError {
      #expect(error.description == refusal.sentence)
    }
  }

  @Test("no prefix of the parameters is a forest", arguments: [false, true])
  func prefixes(keepsLeafRows: Bool) throws {
    let whole = try ModelFile(bytes: Self.regression(keepsLeafRows: keepsLeafRows).encoded(), source: "test")
    for count in stride(from: 0, to: whole.parameters.count, by: 13) {
      var cut = whole
      cut.parameters = Array(whole.parameters.prefix(count))
      #expect(throws: ModelFileError.self) { _ = try RandomForest(bytes: cut.encoded(), source: "x.model") }
    }
  }
}
