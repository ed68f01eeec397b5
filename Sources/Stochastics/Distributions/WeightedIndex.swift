/// An index drawn with a probability in proportion to its weight, in constant time.
///
/// A draw uses one number of the stream: the upper part of its product with the number of weights chooses a column of
/// the alias table, the lower part decides between the column's own index and its alias. The product's unevenness
/// biases no probability by more than 2⁻⁶⁴ per weight.
///
/// Source: Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions", ACM TOMS
/// 3(3), 1977; the table in linear time by Vose, IEEE Trans. Software Eng. 17(9), 1991.
public struct WeightedIndex: DiscreteDistribution {
  /// The expected index.
  public let mean: Double
  /// The variance of the index.
  public let variance: Double
  /// The probability of each index.
  public let probabilities: [Double]
  @usableFromInline let columns: [Column]

  @usableFromInline struct Column: Sendable {
    /// The column's own index is drawn where the lower part is below this.
    @usableFromInline var threshold: UInt64
    @usableFromInline var alias: Int
  }

  /// The distribution over 0..<`weights.count`.
  ///
  /// - Precondition: weights are finite and not negative; at least one is positive; their sum is finite.
  public init(weights: [Double]) {
    for weight in weights {
      precondition(weight >= 0 && weight.isFinite, "weight must be finite and not negative, is \(weight)")
    }
    let total = weights.reduce(0, +)
    precondition(total > 0 && total.isFinite, "weights must have a positive finite sum, it is \(total)")
    let probabilities = weights.map { $0 / total }
    var mean = 0.0
    for (index, probability) in probabilities.enumerated() { mean += Double(index) * probability }
    var variance = 0.0
    for (index, probability) in probabilities.enumerated() {
      variance += (Double(index) - mean) * (Double(index) - mean) * probability
    }
    self.mean = mean
    self.variance = variance
    self.probabilities = probabilities
    columns = Self.table(probabilities)
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Int {
    let product = stream.next().multipliedFullWidth(by: UInt64(columns.count))
    let index = Int(product.high)
    let column = columns[index]
    return product.low < column.threshold ? index : column.alias
  }

  private static func table(_ probabilities: [Double]) -> [Column] {
    let count = probabilities.count
    var heights = probabilities.map { $0 * Double(count) }
    // An index is its own alias until told otherwise, so that a column left over by rounding is full.
    var columns = (0..<count).map { Column(threshold: .max, alias: $0) }
    var short = (0..<count).filter { heights[$0] < 1 }
    var tall = (0..<count).filter { heights[$0] >= 1 }
    while let low = short.popLast(), let high = tall.last {
      columns[low] = Column(threshold: UInt64(heights[low] * 0x1p64), alias: high)
      heights[high] -= 1 - heights[low]
      if heights[high] < 1 {
        tall.removeLast()
        short.append(high)
      }
    }
    return columns
  }
}
