import Foundation
import Learning
import Testing

@Suite("Forests beside scikit-learn") struct ForestReferenceTests {
  @Test("the data is the script's")
  func data() throws {
    let reference = try ForestTestData.reference()
    let (_, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, _) = try ForestTestData.friedman(seed: 2, rows: 1500)
    #expect(Double(test.row(1499)[7]) == reference.lastUniform)
    #expect(abs(targets.reduce(0, +) - reference.targetSum) < 1e-8)
    var counts = [Int](repeating: 0, count: 5)
    for label in ForestTestData.labels(targets) { counts[label] += 1 }
    #expect(counts == reference.classCounts)
  }

  static let searches: [RandomForestConfiguration.SplitSearch] = [.binned, .exact]

  @Test("one regression tree without randomness is scikit-learn's", arguments: searches)
  func regressionTree(search: RandomForestConfiguration.SplitSearch) throws {
    let reference = try ForestTestData.reference()
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, _) = try ForestTestData.friedman(seed: 2, rows: 1500)
    // 200 rows have at most 200 distinct values: the bins are exact.
    let tree = try RandomForestConfiguration(
      treeCount: 1, maximumDepth: 5, minimumLeafRows: 5, features: .all, bootstrap: false, splitSearch: search
    ).fit(table.selecting(rows: Array(0..<200)), targets: Array(targets[..<200]))
    let predictions = tree.predictions(for: test.selecting(rows: Array(0..<30)))
    // Targets up to 30 in single precision: 2·10⁻⁶.
    let worst = zip(predictions, reference.treePredictions).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-5)
    let shares = zip(tree.impurityImportance, reference.treeImportance).map { abs($0 - $1) }.max() ?? 1
    #expect(shares < 1e-6)
  }

  @Test("one classification tree with class weights is scikit-learn's", arguments: searches)
  func classificationTree(search: RandomForestConfiguration.SplitSearch) throws {
    let reference = try ForestTestData.reference()
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, _) = try ForestTestData.friedman(seed: 2, rows: 1500)
    let tree = try RandomForestConfiguration(
      treeCount: 1, maximumDepth: 4, minimumLeafRows: 7, features: .all, bootstrap: false, splitSearch: search
    ).fit(
      table.selecting(rows: Array(0..<200)), classes: Array(ForestTestData.labels(targets)[..<200]),
      classCount: 5, classWeights: [1, 2, 1, 0.5, 3])
    let probabilities = tree.predictions(for: test.selecting(rows: Array(0..<30)))
    let worst = zip(probabilities, reference.classTreeProbabilities).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-6)
    let shares = zip(tree.impurityImportance, reference.classTreeImportance).map { abs($0 - $1) }.max() ?? 1
    #expect(shares < 1e-6)
  }

  /// Whether the mean of `scores` is within 0.005 of scikit-learn's over 40 seeds. The forests differ by their
  /// random numbers alone, so the difference has a standard error of √(d² / n + d² / 40); n is chosen to make that
  /// at most 0.0040.
  func isClose(_ scores: [Double], _ reference: ForestTestData.Score, shift: Double = 0) -> Bool {
    let error = reference.deviation * (1 / Double(scores.count) + 0.025).squareRoot()
    #expect(error < 0.0040)
    return abs(scores.reduce(0, +) / Double(scores.count) + shift - reference.mean) < 0.005
  }

  @Test("R² of a regression forest is scikit-learn's, on new rows and out of bag")
  func regression() throws {
    let reference = try ForestTestData.reference()
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, testTargets) = try ForestTestData.friedman(seed: 2, rows: 1500)
    let forests = try (1...UInt64(4)).map { seed in
      try RandomForestConfiguration(treeCount: 60, computesOutOfBag: true, seed: seed)
        .fit(table, targets: targets, threads: 2)
    }
    let scores = forests.map { $0.score(test, targets: testTargets, threads: 2) }
    #expect(isClose(scores, reference.regression))
    #expect(!isClose(scores, reference.regression, shift: 0.03))
    #expect(isClose(forests.compactMap { $0.outOfBag?.score }, reference.regressionOutOfBag))
  }

  @Test("R² with larger leaves is scikit-learn's")
  func largerLeaves() throws {
    let reference = try ForestTestData.reference()
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, testTargets) = try ForestTestData.friedman(seed: 2, rows: 1500)
    let scores = try (1...UInt64(4)).map { seed in
      try RandomForestConfiguration(treeCount: 60, minimumLeafRows: 5, seed: seed)
        .fit(table, targets: targets, threads: 2).score(test, targets: testTargets, threads: 2)
    }
    #expect(isClose(scores, reference.regressionLeaf5))
  }

  @Test("accuracy of a classification forest is scikit-learn's")
  func classification() throws {
    let reference = try ForestTestData.reference()
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, testTargets) = try ForestTestData.friedman(seed: 2, rows: 1500)
    let scores = try (1...UInt64(16)).map { seed in
      try RandomForestConfiguration(treeCount: 60, seed: seed)
        .fit(table, classes: ForestTestData.labels(targets), classCount: 5, threads: 2)
        .score(test, classes: ForestTestData.labels(testTargets), threads: 2)
    }
    #expect(isClose(scores, reference.classification))
  }

  @Test("the isolation forest ranks as scikit-learn's does")
  func isolation() throws {
    let reference = try ForestTestData.reference()
    let (table, isAnomaly) = try ForestTestData.blob(seed: 3, rows: 1500)
    let areas = try (1...UInt64(16)).map { seed in
      let forest = try IsolationForestConfiguration(seed: seed).fit(table, threads: 2)
      return ForestTestData.areaUnderCurve(forest.scores(for: table, threads: 2), isAnomaly)
    }
    #expect(isClose(areas, reference.isolation))
  }

  @Test("the norm of path lengths is the sum of fractions, to rounding")
  func pathLengths() throws {
    for (count, expected) in try ForestTestData.reference().pathLengths {
      let length = averagePathLength(try #require(Int(count)))
      #expect(abs(length - expected) < 1e-12 * max(1, expected))
    }
    #expect(averagePathLength(0) == 0)
    #expect(averagePathLength(1) == 0)
  }
}
