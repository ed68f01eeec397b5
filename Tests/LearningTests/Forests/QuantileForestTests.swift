import Learning
import Testing

@Suite("Quantile forests") struct QuantileForestTests {
  @Test("quantiles of one leaf by hand")
  func leaf() throws {
    let table = try FeatureTable(rows: Array(repeating: [0], count: 4))
    let forest = try RandomForestConfiguration(treeCount: 1, bootstrap: false, keepsLeafRows: true)
      .fit(table, targets: [40, 10, 30, 20])
    // Weights of a quarter: 10 up to 0.25, 20 up to 0.5, 30 up to 0.75, 40 above.
    #expect(forest.quantiles([0, 0.25, 0.26, 0.5, 0.75, 0.76, 1], for: [0]) == [10, 10, 20, 20, 30, 40, 40])
  }

  @Test("quantiles ascend with their probability, and their mean is the prediction")
  func mean() throws {
    let (table, targets) = try ForestTestData.friedman(seed: 5, rows: 150)
    let forest = try RandomForestConfiguration(treeCount: 10, minimumLeafRows: 5, keepsLeafRows: true)
      .fit(table, targets: targets)
    let plain = try RandomForestConfiguration(treeCount: 10, minimumLeafRows: 5).fit(table, targets: targets)
    #expect(forest.predictions(for: table) == plain.predictions(for: table))
    // The mean of a distribution is the mean of its quantiles over equal steps of probability. Each of 2,000 steps
    // errs by at most its rise, so together by the range of the targets, some 30, over 2,000.
    let probabilities = (0..<2000).map { (Double($0) + 0.5) / 2000 }
    for row in [0, 40, 90] {
      let quantiles = forest.quantiles(probabilities, for: table.row(row))
      #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
      let mean = quantiles.reduce(0, +) / 2000
      #expect(abs(mean - forest.prediction(for: table.row(row))[0]) < 0.015)
    }
    let both = forest.quantiles([0.1, 0.9], for: table, threads: 2)
    #expect(Array(both[80..<82]) == forest.quantiles([0.1, 0.9], for: table.row(40)))
  }

  @Test("as many new rows lie between the 5 % and the 95 % quantile as by scikit-learn's leaves")
  func coverage() throws {
    let reference = try ForestTestData.reference().coverage
    let (table, targets) = try ForestTestData.friedman(seed: 1, rows: 600)
    let (test, testTargets) = try ForestTestData.friedman(seed: 2, rows: 300)
    var shares: [Double] = []
    var narrow: [Double] = []
    for seed in 1...UInt64(3) {
      let forest = try RandomForestConfiguration(
        treeCount: 20, minimumLeafRows: 5, keepsLeafRows: true, seed: seed
      ).fit(table, targets: targets, threads: 2)
      let bounds = forest.quantiles([0.05, 0.95, 0.1], for: test)
      func share(from low: Int) -> Double {
        let inside = (0..<300).filter {
          bounds[3 * $0 + low] <= testTargets[$0] && testTargets[$0] <= bounds[3 * $0 + 1]
        }
        return Double(inside.count) / 300
      }
      shares.append(share(from: 0))
      narrow.append(share(from: 2))
    }
    // Means of 3 and of 40 forests on the same rows: four standard errors of their difference.
    let bound = 4 * reference.deviation * (1.0 / 3 + 1.0 / 40).squareRoot()
    #expect(abs(shares.reduce(0, +) / 3 - reference.mean) < bound)
    #expect(abs(narrow.reduce(0, +) / 3 - reference.mean) > bound)
  }
}
