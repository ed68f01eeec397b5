import Foundation
import Learning
import Testing

/// The data that Reference/make_forest_reference.py makes by the same formulas.
enum ForestTestData {
  /// The upper 24 bits of a linear congruential generator, over 2²⁴.
  static func uniforms(seed: UInt32, count: Int) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = 1_664_525 &* state &+ 1_013_904_223
      return Double(state >> 8) / 16_777_216
    }
  }

  static func friedman(seed: UInt32, rows: Int) throws -> (FeatureTable, [Double]) {
    let u = uniforms(seed: seed, count: rows * 12)
    var targets: [Double] = []
    var table: [[Double]] = []
    for row in 0..<rows {
      let x = Array(u[row * 12..<row * 12 + 8])
      let noise = 2 * (u[row * 12 + 8..<row * 12 + 12].reduce(0, +) - 2)
      let curve = 10 * sin(Double.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5)
      targets.append(curve + 10 * x[3] + 5 * x[4] + noise)
      table.append(x)
    }
    return (try FeatureTable(rows: table), targets)
  }

  static func labels(_ targets: [Double]) -> [Int] {
    targets.map { min(4, max(0, Int(($0 / 5).rounded(.down)))) }
  }

  static func blob(seed: UInt32, rows: Int) throws -> (FeatureTable, [Bool]) {
    let u = uniforms(seed: seed, count: rows * 20)
    let table = (0..<rows).map { row in
      (0..<5).map { feature in
        let first = row * 20 + feature * 4
        return (u[first..<first + 4].reduce(0, +) - 2) * (row % 20 == 0 ? 1.8 : 1)
      }
    }
    return (try FeatureTable(rows: table), (0..<rows).map { $0 % 20 == 0 })
  }

  struct Score: Decodable {
    var mean: Double
    var deviation: Double
  }

  struct Reference: Decodable {
    var lastUniform: Double
    var targetSum: Double
    var classCounts: [Int]
    var treePredictions: [Double]
    var treeImportance: [Double]
    var classTreeProbabilities: [Double]
    var classTreeImportance: [Double]
    var regression, regressionLeaf5, regressionOutOfBag, classification, coverage, isolation: Score
    var pathLengths: [String: Double]
  }

  static func reference() throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "forest_reference", withExtension: "json", subdirectory: "Reference"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// The chance that an anomaly scores above a normal row, ties counted half.
  static func areaUnderCurve(_ scores: [Double], _ isAnomaly: [Bool]) -> Double {
    let normal = scores.indices.filter { !isAnomaly[$0] }.map { scores[$0] }.sorted()
    var sum = 0.0
    var count = 0
    for index in scores.indices where isAnomaly[index] {
      func first(_ holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, normal.count)
        while low < high {
          let middle = (low + high) / 2
          if holds(normal[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
      }
      sum += Double(first { $0 >= scores[index] } + first { $0 > scores[index] }) / 2
      count += 1
    }
    return sum / Double(count * normal.count)
  }
}
