import Learning
import Testing

@Suite("What forests refuse") struct ForestErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var run: @Sendable () throws -> Void
    var sentence: String
  }

  static let forest = RandomForestConfiguration(treeCount: 1)
  static func table() throws -> FeatureTable { try FeatureTable(rows: [[1, 2], [3, 4], [5, 6]]) }

  static func fit(_ change: (inout RandomForestConfiguration) -> Void) throws {
    var configuration = forest
    change(&configuration)
    _ = try configuration.fit(try table(), targets: [1, 2, 3])
  }

  static func isolate(_ change: (inout IsolationForestConfiguration) -> Void) throws {
    var configuration = IsolationForestConfiguration(treeCount: 1)
    change(&configuration)
    _ = try configuration.fit(try table())
  }

  static let cases = [
    Case(
      testDescription: "a feature that is no number",
      run: { _ = try FeatureTable(rows: [[1, 2], [3, .nan]]) },
      sentence:
        "Feature 1 of row 1 is nan; every feature must be a finite number, so fill in or drop what is missing."
    ),
    Case(
      testDescription: "a feature beyond single precision", run: { _ = try FeatureTable(rows: [[1e39]]) },
      sentence:
        "Feature 0 of row 0 is inf; every feature must be a finite number, so fill in or drop what is missing."
    ),
    Case(
      testDescription: "rows of two lengths", run: { _ = try FeatureTable(rows: [[1, 2], [3]]) },
      sentence: "Row 1 has 1 features, but row 0 has 2; all rows must be of one length."),
    Case(
      testDescription: "columns of two lengths", run: { _ = try FeatureTable(columns: [[1, 2], [3]]) },
      sentence: "Feature 1 has 1 rows, but feature 0 has 2; all columns must be of one length."),
    Case(
      testDescription: "another number of values",
      run: { _ = try FeatureTable(columnMajor: [1, 2, 3], rowCount: 2, featureCount: 2) },
      sentence: "A feature table of 2 rows and 2 features needs rows × features values, not 3."),
    Case(
      testDescription: "an empty table",
      run: { _ = try forest.fit(try FeatureTable(rows: []), targets: []) },
      sentence: "A random forest needs at least one row and one feature; the table has 0 rows and 0 features."
    ),
    Case(
      testDescription: "too many features",
      run: { _ = try forest.fit(try FeatureTable(rows: [Array(repeating: 0, count: 511)]), targets: [1]) },
      sentence: "A random forest takes at most 1572864 rows and 510 features; the table has 1 and 511."),
    Case(
      testDescription: "too few targets", run: { _ = try forest.fit(try table(), targets: [1, 2]) },
      sentence: "The table has 3 rows, but there are 2 targets."),
    Case(
      testDescription: "a target that is no number",
      run: { _ = try forest.fit(try table(), targets: [1, .nan, 3]) },
      sentence: "Target 1 is nan; every target must be a finite number."),
    Case(
      testDescription: "a class out of range",
      run: { _ = try forest.fit(try table(), classes: [0, 3, 1], classCount: 3) },
      sentence: "The class of row 1 is 3; with classCount 3 it must be in 0..<3."),
    Case(
      testDescription: "no class",
      run: { _ = try forest.fit(try table(), classes: [0, 0, 0], classCount: 0) },
      sentence: "classCount must be in 1...1024, is 0."),
    Case(
      testDescription: "a class weight of 0",
      run: { _ = try forest.fit(try table(), classes: [0, 1, 0], classCount: 2, classWeights: [1, 0]) },
      sentence: "classWeights must be 2 positive finite numbers, are [1.0, 0.0]."),
    Case(
      testDescription: "quantiles of classes",
      run: {
        _ = try RandomForestConfiguration(keepsLeafRows: true)
          .fit(try table(), classes: [0, 1, 0], classCount: 2)
      }, sentence: "keepsLeafRows is for quantiles of a regression forest; classes have none."),
    Case(
      testDescription: "no tree", run: { try fit { $0.treeCount = 0 } },
      sentence: "The random forest cannot be fitted: treeCount must be in 1...100000, is 0."),
    Case(
      testDescription: "no depth", run: { try fit { $0.maximumDepth = 0 } },
      sentence: "The random forest cannot be fitted: maximumDepth must be at least 1, is 0."),
    Case(
      testDescription: "empty leaves", run: { try fit { $0.minimumLeafRows = 0 } },
      sentence: "The random forest cannot be fitted: minimumLeafRows must be at least 1, is 0."),
    Case(
      testDescription: "splitting one row", run: { try fit { $0.minimumSplitRows = 1 } },
      sentence: "The random forest cannot be fitted: minimumSplitRows must be at least 2, is 1."),
    Case(
      testDescription: "no feature", run: { try fit { $0.features = .count(0) } },
      sentence: "The random forest cannot be fitted: features must be at least 1, is 0."),
    Case(
      testDescription: "more features than there are", run: { try fit { $0.features = .count(3) } },
      sentence: "The random forest cannot be fitted: features must be at most the table's 2, is 3."),
    Case(
      testDescription: "out of no bag",
      run: {
        try fit {
          $0.bootstrap = false
          $0.computesOutOfBag = true
        }
      },
      sentence:
        "The random forest cannot be fitted: computesOutOfBag needs bootstrap: without it no row is out of any "
        + "bag."),
    Case(
      testDescription: "isolating one row",
      run: { _ = try IsolationForestConfiguration().fit(try FeatureTable(rows: [[1]])) },
      sentence:
        "An isolation forest needs at least 2 rows and 1...510 features; the table has 1 rows and 1 features."
    ),
    Case(
      testDescription: "no isolation tree", run: { try isolate { $0.treeCount = 0 } },
      sentence: "The isolation forest cannot be fitted: treeCount must be in 1...100000, is 0."),
    Case(
      testDescription: "a sample of one", run: { try isolate { $0.sampleSize = 1 } },
      sentence: "The isolation forest cannot be fitted: sampleSize must be in 2...65536, is 1."),
    Case(
      testDescription: "more anomalies than not", run: { try isolate { $0.contamination = 0.6 } },
      sentence: "The isolation forest cannot be fitted: contamination must be in 0...0.5, is 0.6."),
    Case(
      testDescription: "slopes of more features than there are",
      run: { try isolate { $0.extensionLevel = 2 } },
      sentence:
        "The isolation forest cannot be fitted: extensionLevel must be below the table's 2 features, is 2."),
    Case(
      testDescription: "a window of one",
      run: {
        _ = try SlidingIsolationForest(
          IsolationForestConfiguration(), featureCount: 2, window: 1, refitInterval: 5)
      },
      sentence:
        "A sliding isolation forest needs window and refitInterval of at least 2 and 1...510 features, more "
        + "than extensionLevel; they are 1, 5 and 2."),
    Case(
      testDescription: "a row of the stream that is too short",
      run: {
        var stream = try SlidingIsolationForest(
          IsolationForestConfiguration(), featureCount: 2, window: 4, refitInterval: 2)
        _ = try stream.next([1])
      }, sentence: "Row 0 of the stream must have 2 finite features, is [1.0]."),
  ]

  @Test("what will not do is refused in one sentence", arguments: cases)
  func refusal(_ given: Case) {
    do {
      try given.run()
      Issue.record("it was accepted")
    } catch let error as LearningError {
      #expect(error.description == given.sentence)
    } catch {
      Issue.record("another error: \(error)")
    }
  }
}
