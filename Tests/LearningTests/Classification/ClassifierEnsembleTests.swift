import Foundation
import Testing

@testable import Learning

@Suite("Boosted classifier and ensemble")
struct ClassifierEnsembleTests {
  /// Three classes along a line with noise: class k is around k in feature 0; feature 1 is noise.
  static func table(_ seed: UInt32, rows: Int) throws -> LabelledTable {
    var state = seed
    func uniform() -> Double {
      state = 1_664_525 &* state &+ 1_013_904_223
      return Double(state >> 8) / 0x1p24
    }
    let classes = (0..<rows).map { $0 % 3 }
    let values = classes.map { [Double($0) + 1.2 * (uniform() - 0.5), uniform()] }
    return try LabelledTable(FeatureTable(rows: values), classes: classes, classCount: 3)
  }

  private static let configuration = ClassifierEnsembleConfiguration(
    forest: RandomForestConfiguration(treeCount: 20, minimumLeafRows: 3),
    boosted: BoostedClassifierConfiguration(depth: 2, maximumRounds: 20, featureShare: 1))

  private func ensemble() throws -> ClassifierEnsemble {
    try Self.configuration.fit(
      training: Self.table(1, rows: 300), validation: Self.table(2, rows: 150),
      classNames: ["a", "b", "c"], featureNames: ["place", "noise"])
  }

  @Test("both members and their ensemble tell the classes apart as well as can be")
  func accuracy() throws {
    let test = try Self.table(3, rows: 600)
    let model = try ensemble()
    // classes overlap where a row is within 0.1 of the middle between two: 1/6 of the rows of the outer classes, 1/3 of
    // the middle one, and half of those are told wrong at best: 1 − (1/6 + 1/3 + 1/6) / 3 / 2 = 0.889
    let right = model.probabilities(for: test.table).enumerated().count { row, p in
      abs(p.reduce(0, +) - 1) < 1e-12 && p.indices.max { p[$0] < p[$1] } == test.classes[row]
    }
    // standard error of a share of 0.889 in 600: 0.0128; and 0.02 for what 300 rows do not teach
    #expect(Double(right) / 600 > 0.889 - 3 * 0.0128 - 0.02)
    let boosted = (0..<600).count { row in
      let p = model.boosted.probabilities(for: test.table.row(row))
      return p.indices.max { p[$0] < p[$1] } == test.classes[row]
    }
    #expect(Double(boosted) / 600 > 0.889 - 3 * 0.0128 - 0.02)
    let importance = model.permutationImportance(test, repeats: 1)
    #expect(importance[0].mean > 0.4 && abs(importance[1].mean) < 0.05)
  }

  @Test("labels in random order leave nothing to learn")
  func shuffled() throws {
    let table = try Self.table(1, rows: 300)
    // classes by row number mod 3 in another phase every three rows have nothing to do with the features
    let wrong = try LabelledTable(
      table.table, classes: (0..<300).map { ($0 / 3 + $0 * $0) % 3 }, classCount: 3)
    let model = try Self.configuration.fit(
      training: wrong, validation: wrong, classNames: ["a", "b", "c"], featureNames: ["place", "noise"])
    let test = try Self.table(3, rows: 600)
    let right = model.probabilities(for: test.table).enumerated().count { row, p in
      p.indices.max { p[$0] < p[$1] } == test.classes[row]
    }
    #expect(Double(right) / 600 < 0.7)
  }

  @Test("a file gives the same model back, and equal fits equal bytes")
  func file() throws {
    var model = try ensemble()
    model.normalThreshold = 0.3
    let bytes = model.encoded()
    let read = try ClassifierEnsemble(bytes: bytes, source: "x.model")
    #expect(read.encoded() == bytes)
    #expect(read.probabilities(for: [0.7, 0.2]) == model.probabilities(for: [0.7, 0.2]))
    var again = try ensemble()
    again.normalThreshold = 0.3
    #expect(again.encoded() == bytes)
    #expect(throws: ModelFileError.self) {
      try ClassifierEnsemble(bytes: model.forest.encoded(), source: "x.model")
    }
  }

  @Test("what does not fit together is refused in a sentence")
  func errors() throws {
    let table = try Self.table(1, rows: 30)
    let model = try ensemble()
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "nothing"
    }
    #expect(
      message { try model.check(classNames: ["a", "b", "c"], featureNames: ["place", "noises"]) }
        == "The classifier is for 3 classes and 2 features; here there are 3 and 2, and 'noises' stands where 'noise' "
        + "was learned; train it again.")
    #expect(
      message { _ = try LabelledTable(table.table, classes: [1], classCount: 3) }
        == "A labelled table needs at least one row, 2...1024 classes and a class of 0..<3 for each of its 30 rows; "
        + "there are 1.")
    var wrong = BoostedClassifierConfiguration()
    wrong.depth = 0
    #expect(
      message { _ = try wrong.fit(training: table, validation: table) }
        == "The boosted classifier cannot be fitted: depth must be in 1...12, is 0.")
  }
}
