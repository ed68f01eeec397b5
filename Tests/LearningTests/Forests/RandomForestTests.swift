import Foundation
@testable import Learning
import TestSupport
import Testing

@Suite("Random forests") struct RandomForestTests {
  static func small(rows: Int = 150) throws -> (FeatureTable, [Double]) {
    try ForestTestData.friedman(seed: 5, rows: rows)
  }

  @Test("a full tree without bootstrap repeats its targets")
  func memory() throws {
    let (table, targets) = try Self.small()
    let forest = try RandomForestConfiguration(treeCount: 3, bootstrap: false).fit(table, targets: targets)
    for (prediction, target) in zip(forest.predictions(for: table), targets) {
      #expect(abs(prediction - target) < 1e-5)
    }
    // 150 leaves and 149 splits in each tree.
    #expect(forest.nodeCount == 3 * 299)
    #expect(abs(forest.score(table, targets: targets) - 1) < 1e-9)
  }

  @Test("a stump of one feature by hand")
  func stump() throws {
    // Cutting between 2 and 4 leaves 0 and 10 apart without rest; halfway is 3.
    let table = try FeatureTable(rows: [[1], [2], [4], [5]])
    let forest = try RandomForestConfiguration(treeCount: 1, maximumDepth: 1, bootstrap: false)
      .fit(table, targets: [0, 0, 10, 10])
    #expect(forest.prediction(for: [3]) == [0])
    #expect(forest.prediction(for: [3.0001]) == [10])
    #expect(forest.impurityImportance == [1])
    #expect(forest.nodeCount == 3)
  }

  @Test("limits on depth and rows hold in every tree", arguments: RandomForestTests.searches)
  func limits(search: RandomForestConfiguration.SplitSearch) throws {
    let (table, targets) = try Self.small()
    let forest = try RandomForestConfiguration(
      treeCount: 1, minimumLeafRows: 20, features: .all, bootstrap: false, splitSearch: search,
      keepsLeafRows: true
    ).fit(table, targets: targets)
    // Leaves of at least 20 of 150 rows: at most 7, hence at most 13 nodes; each prediction is shared by 20 rows.
    #expect(forest.nodeCount <= 13 && forest.nodeCount >= 7)
    let counts = Dictionary(grouping: forest.predictions(for: table)) { $0 }.values.map(\.count)
    #expect(counts.allSatisfy { $0 >= 20 })
    let shallow = try RandomForestConfiguration(treeCount: 1, maximumDepth: 2).fit(table, targets: targets)
    #expect(shallow.nodeCount == 7)
    let split = try RandomForestConfiguration(treeCount: 1, minimumSplitRows: 151, bootstrap: false)
      .fit(table, targets: targets)
    #expect(split.nodeCount == 1)
  }

  static let searches: [RandomForestConfiguration.SplitSearch] = [.binned, .exact]

  @Test("on at most 256 distinct values the binned search is its exact twin", arguments: [1, 4])
  func twins(leaf: Int) throws {
    let (table, targets) = try Self.small(rows: 250)
    let classes = ForestTestData.labels(targets)
    var configuration = RandomForestConfiguration(treeCount: 4, minimumLeafRows: leaf, seed: 3)
    let binned = try configuration.fit(table, targets: targets)
    let binnedClasses = try configuration.fit(table, classes: classes, classCount: 5)
    configuration.splitSearch = .exact
    let exact = try configuration.fit(table, targets: targets)
    let exactClasses = try configuration.fit(table, classes: classes, classCount: 5)
    let (test, _) = try ForestTestData.friedman(seed: 6, rows: 100)
    #expect(binned.predictions(for: test) == exact.predictions(for: test))
    #expect(binnedClasses.predictions(for: test) == exactClasses.predictions(for: test))
    #expect(binned.nodeCount == exact.nodeCount)
  }

  @Test("large nodes are searched as small ones are")
  func largeNodes() throws {
    // 1,500 rows of 100 distinct values: above the limits of both sparse searches, and exact by bins.
    let u = ForestTestData.uniforms(seed: 9, count: 4500)
    let rows = (0..<1500).map { row in (0..<2).map { (u[row * 3 + $0] * 100).rounded(.down) } }
    let table = try FeatureTable(rows: rows)
    let targets = (0..<1500).map { (rows[$0][0] + 7 * u[$0 * 3 + 2]).rounded() }
    var configuration = RandomForestConfiguration(treeCount: 1, maximumDepth: 3, features: .all, seed: 3)
    let binned = try configuration.fit(table, targets: targets)
    let binnedClasses = try configuration.fit(table, classes: targets.map { Int($0) / 5 }, classCount: 25)
    configuration.splitSearch = .exact
    let exact = try configuration.fit(table, targets: targets)
    let exactClasses = try configuration.fit(table, classes: targets.map { Int($0) / 5 }, classCount: 25)
    let worst =
      zip(binned.predictions(for: table), exact.predictions(for: table)).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-5)
    #expect(binnedClasses.predictions(for: table) == exactClasses.predictions(for: table))
  }

  @Test("the number of threads and the form of asking change no bit")
  func threads() throws {
    let (table, targets) = try Self.small()
    let configuration = RandomForestConfiguration(treeCount: 21, computesOutOfBag: true, seed: 8)
    let one = try configuration.fit(table, targets: targets, threads: 1)
    let three = try configuration.fit(table, targets: targets, threads: 3)
    #expect(one.encoded() == three.encoded())
    #expect(one.outOfBag == three.outOfBag)
    let batch = one.predictions(for: table, threads: 1)
    #expect(batch == three.predictions(for: table, threads: 3))
    #expect(batch == (0..<150).flatMap { one.prediction(for: table.row($0)) })
    let other = try RandomForestConfiguration(treeCount: 21, seed: 9).fit(table, targets: targets)
    #expect(other.predictions(for: table) != batch)
  }

  /// A vector holds 8 walks, the kernels make 64 of rows and 256 of trees side by side; 259 trees leave one of three.
  @Test("walks side by side end at the leaves of walks one by one", arguments: [false, true])
  func walks(gathers: Bool) throws {
    guard !gathers || RandomForest.gathers else {
      try skip("this machine has no AVX2")
    }
    let (table, targets) = try Self.small()
    let forest = try RandomForestConfiguration(treeCount: 259).fit(table, targets: targets)
    let leaves = (0..<table.rowCount).map { row in
      (0..<forest.treeCount).map { tree in
        table.row(row).withUnsafeBufferPointer { forest.nodes.leaf(tree: tree, row: $0.baseAddress!) }
      }
    }
    for count in [1, 8, 63, 64, 65, 150] {
      table.withRows(0..<count) { rows in
        for tree in [0, 130, 258] {
          var found: [UInt32] = []
          forest.eachLeaf(of: rows, count: count, tree: tree, gathers: gathers) { row, payload in
            #expect(row == found.count)
            found.append(payload)
          }
          #expect(found == leaves[..<count].map { $0[tree] })
        }
        var found: [UInt32] = []
        let last = rows + (count - 1) * (table.featureCount + 2)
        forest.eachLeaf(of: last, gathers: gathers) { _, payload in found.append(payload) }
        #expect(found == leaves[count - 1])
      }
    }
  }

  @Test("more than 200 features are predicted the same one by one and in batches")
  func wide() throws {
    let u = ForestTestData.uniforms(seed: 4, count: 40 * 300)
    let rows = (0..<40).map { Array(u[$0 * 300..<$0 * 300 + 300]) }
    let forest = try RandomForestConfiguration(treeCount: 18).fit(
      try FeatureTable(rows: rows), targets: rows.map { $0[299] })
    let table = try FeatureTable(rows: rows)
    #expect(forest.predictions(for: table) == (0..<40).flatMap { forest.prediction(for: table.row($0)) })
  }

  @Test("a monotone change of a feature changes nothing for exact splits")
  func monotone() throws {
    let (table, targets) = try Self.small()
    let rows = (0..<150).map { table.row($0).map { Double($0) } }
    // Cubes of numbers with 24 bits keep their order in single precision wherever they are not too close; thresholds
    // lie elsewhere, so only the training rows themselves are compared.
    let cubed = try FeatureTable(rows: rows.map { row in row.map { $0 * $0 * $0 + 2 } })
    let configuration = RandomForestConfiguration(treeCount: 5, splitSearch: .exact)
    let plain = try configuration.fit(table, targets: targets)
    let changed = try configuration.fit(cubed, targets: targets)
    #expect(plain.nodeCount == changed.nodeCount)
    let inBag = plain.isInBag(tree: 0, rowCount: 150)
    #expect(inBag == changed.isInBag(tree: 0, rowCount: 150))
    let one = RandomForestConfiguration(treeCount: 1, splitSearch: .exact)
    let before = try one.fit(table, targets: targets).predictions(for: table)
    let after = try one.fit(cubed, targets: targets).predictions(for: cubed)
    for row in 0..<150 where inBag[row] { #expect(before[row] == after[row]) }
  }

  @Test("rows out of the bag are those that no tree of theirs learned from")
  func outOfBag() throws {
    let (table, targets) = try Self.small()
    let forest = try RandomForestConfiguration(treeCount: 1, computesOutOfBag: true).fit(
      table, targets: targets)
    let bag = forest.isInBag(tree: 0, rowCount: 150)
    let figures = try #require(forest.outOfBag)
    let predictions = forest.predictions(for: table)
    for row in 0..<150 {
      #expect(bag[row] ? figures.predictions[row].isNaN : figures.predictions[row] == predictions[row])
      // A full tree repeats what it learned, and so tells which rows those are.
      if bag[row] { #expect(abs(predictions[row] - targets[row]) < 1e-5) }
    }
    // A row is left out with chance (1 − 1/150)^150 = 0.367: 55 of 150, with a standard error below √(150 · 0.232) =
    // 5.9; four of them on either side.
    let left = bag.filter { !$0 }.count
    #expect(abs(left - 55) < 24)
    #expect(figures.score < 1 && figures.error > 0)
  }

  @Test("constant features and duplicate rows are no trouble")
  func degenerate() throws {
    let flat = try FeatureTable(rows: Array(repeating: [1, 2], count: 20))
    let targets = (0..<20).map { Double($0) }
    let forest = try RandomForestConfiguration(treeCount: 2, bootstrap: false).fit(flat, targets: targets)
    #expect(forest.nodeCount == 2)
    // The mean of 0…19.
    #expect(forest.prediction(for: [1, 2]) == [9.5])
    #expect(forest.impurityImportance == [0, 0])
    let one = try RandomForestConfiguration(treeCount: 2).fit(
      try FeatureTable(rows: [[4]]), targets: [-3])
    #expect(one.prediction(for: [0]) == [-3])
    // Only the third of three features varies, and one is looked at: the search goes on to it.
    let one3 = try FeatureTable(rows: (0..<20).map { [1, 1, Double($0)] })
    let found = try RandomForestConfiguration(treeCount: 1, bootstrap: false).fit(one3, targets: targets)
    #expect(found.nodeCount == 39)
    #expect(found.impurityImportance == [0, 0, 1])
  }

  @Test("a large offset of the targets costs no accuracy beyond that of single precision")
  func offset() throws {
    let (table, targets) = try Self.small()
    let configuration = RandomForestConfiguration(treeCount: 5)
    let plain = try configuration.fit(table, targets: targets).predictions(for: table)
    let raised = try configuration.fit(table, targets: targets.map { $0 + 4096 }).predictions(for: table)
    // Leaf means near 4,100 in single precision: steps of 0.0005.
    for (low, high) in zip(plain, raised) { #expect(abs(high - 4096 - low) < 0.001) }
  }

  @Test("probabilities are shares of the leaves, with sum 1")
  func probabilities() throws {
    let (table, targets) = try Self.small()
    let classes = ForestTestData.labels(targets)
    let forest = try RandomForestConfiguration(treeCount: 10, minimumLeafRows: 4, computesOutOfBag: true)
      .fit(table, classes: classes, classCount: 7)
    let probabilities = forest.predictions(for: table)
    #expect(probabilities.count == 150 * 7)
    for row in 0..<150 {
      let own = probabilities[row * 7..<row * 7 + 7]
      #expect(abs(own.reduce(0, +) - 1) < 1e-6)
      #expect(own.allSatisfy { $0 >= 0 && $0 <= 1 })
      // Classes 5 and 6 never occur.
      #expect(own.suffix(2) == [0, 0])
    }
    #expect(forest.classes(for: table).allSatisfy { $0 < 5 })
    let single = try RandomForestConfiguration(treeCount: 3).fit(
      table, classes: Array(repeating: 2, count: 150), classCount: 3)
    #expect(single.nodeCount == 3)
    #expect(single.prediction(for: table.row(0)) == [0, 0, 1])
    #expect(forest.outOfBag.map { $0.score > 0.3 && abs($0.score + $0.error - 1) < 1e-12 } == true)
  }

  @Test("class weights move a mixed leaf by their ratio")
  func classWeights() throws {
    let table = try FeatureTable(rows: Array(repeating: [0], count: 4))
    let configuration = RandomForestConfiguration(treeCount: 1, bootstrap: false)
    let forest = try configuration.fit(
      table, classes: [0, 0, 0, 1], classCount: 2,
      classWeights: RandomForestConfiguration.balancedWeights(classes: [0, 0, 0, 1], classCount: 2))
    // Weights 4 / (2 · 3) and 4 / (2 · 1): 2 on either side.
    #expect(forest.prediction(for: [0]) == [0.5, 0.5])
    #expect(
      try configuration.fit(table, classes: [0, 0, 0, 1], classCount: 2).prediction(for: [0]) == [0.75, 0.25])
  }

  @Test("shuffling a feature costs score exactly if the forest uses it")
  func permutation() throws {
    let (table, targets) = try Self.small()
    let forest = try RandomForestConfiguration(treeCount: 8, features: .all).fit(table, targets: targets)
    let importance = forest.permutationImportance(table, targets: targets, repeats: 2)
    #expect(importance.count == 8)
    // Feature 3 has the largest effect, 10 x₃; 5, 6 and 7 have none.
    let means = importance.map(\.mean)
    #expect(means.firstIndex(of: means.max() ?? 0) == 3)
    #expect(means[3] > 5 * max(means[5], means[6], means[7]))
    #expect(importance == forest.permutationImportance(table, targets: targets, repeats: 2, threads: 2))
    #expect(importance != forest.permutationImportance(table, targets: targets, repeats: 2, seed: 2))
    let shares = forest.impurityImportance
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    let unused = try RandomForestConfiguration(treeCount: 1, bootstrap: false).fit(
      try FeatureTable(rows: [[1, 5], [1, 6]]), targets: [0, 1])
    #expect(
      unused.permutationImportance(try FeatureTable(rows: [[1, 5], [2, 6]]), targets: [0, 1]).map(\.mean)[0]
        == 0)
  }
}
