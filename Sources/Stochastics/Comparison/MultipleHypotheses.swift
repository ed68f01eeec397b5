/// Holm's adjusted p-values: rejecting those of at most α keeps the chance of any false rejection at α, whatever the
/// dependence between the tests.
///
/// Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statist. 6(2), 1979.
///
/// - Parameter pValues: in 0...1, in any order.
/// - Returns: the adjusted ones in the same order.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  checkProbabilities(pValues)
  var adjusted = pValues
  var largest = 0.0
  for (place, index) in ascendingOrder(pValues).enumerated() {
    largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}

/// Benjamini and Hochberg's adjusted p-values: rejecting those of at most q keeps the expected share of false ones
/// among the rejections at q, for independent tests. For exploratory tables, never for a claim.
///
/// Source: Benjamini & Hochberg, "Controlling the False Discovery Rate", J. R. Statist. Soc. B 57(1), 1995.
///
/// - Parameter pValues: in 0...1, in any order.
/// - Returns: the adjusted ones in the same order.
public func benjaminiHochbergAdjusted(_ pValues: [Double]) -> [Double] {
  checkProbabilities(pValues)
  var adjusted = pValues
  var smallest = 1.0
  for (place, index) in ascendingOrder(pValues).enumerated().reversed() {
    smallest = min(smallest, Double(pValues.count) / Double(place + 1) * pValues[index])
    adjusted[index] = smallest
  }
  return adjusted
}

/// The indices by size; equal values in the order given.
func ascendingOrder(_ values: [Double]) -> [Int] {
  values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
}

private func checkProbabilities(_ pValues: [Double]) {
  for p in pValues { precondition(p >= 0 && p <= 1, "a p-value must be in 0...1, is \(p)") }
}
