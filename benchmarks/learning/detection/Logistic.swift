import Foundation
import Learning

/// A control for the failure predictor: logistic regression on the newest row, standardized and clipped as the LSTM's.
struct Logistic {
  private var weights: [Double]
  private let means: [Float]
  private let deviations: [Float]

  init(_ table: SequenceTable, like model: SequenceClassifier) {
    (means, deviations) = (model.means, model.deviations)
    let d = table.featureCount
    weights = Array(repeating: 0, count: d + 1)
    var adam = Adam<Double>(count: d + 1, learningRate: 0.02)
    let rows = (0..<table.count).map { scaled(Array(table.sequence($0).suffix(d))) }
    for _ in 0..<300 {
      var gradient = weights.map { 1e-3 * $0 }
      for (row, isPositive) in zip(rows, table.isPositive) {
        let error = (value(row) - (isPositive ? 1 : 0)) / Double(rows.count)
        for feature in 0..<d { gradient[feature] += error * row[feature] }
        gradient[d] += error
      }
      adam.step(&weights, gradient: gradient)
    }
  }

  func probability(_ row: [Float]) -> Double { value(scaled(row)) }

  private func scaled(_ row: [Float]) -> [Double] {
    row.indices.map { Double(min(5, max(-5, (row[$0] - means[$0]) / deviations[$0]))) }
  }

  private func value(_ row: [Double]) -> Double {
    var sum = weights[row.count]
    for feature in row.indices { sum += weights[feature] * row[feature] }
    return Double.logistic(sum)
  }
}
