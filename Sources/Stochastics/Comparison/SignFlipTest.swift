/// Whether paired differences are centred on 0, by the signs that they could have had as well.
///
/// If neither side of a pair is different, each difference is as likely with the other sign. The two-sided p-value is the share of the
/// 2ⁿ patterns of signs whose sum is at least as far from 0; it is at least 2¹⁻ⁿ. Beyond ``mostPairs`` pairs the patterns are too many
/// to be gone through, and it is that of Student's t, which many pairs come close to.
///
/// Source: Fisher, "The Design of Experiments", 1935, section 21.
public struct SignFlipTest: Sendable, Equatable {
  /// The most pairs whose patterns are all counted.
  public static let mostPairs = 16

  /// The two-sided p-value; 1 for no pairs.
  public let pValue: Double
  /// Whether all patterns were counted.
  public let isExact: Bool

  /// Tests differences, in any order.
  ///
  /// - Precondition: they are finite.
  public init(_ differences: [Double]) {
    isExact = differences.count <= Self.mostPairs
    guard isExact else {
      pValue = StudentTEstimate(meanOf: differences).pValue()
      return
    }
    let observed = abs(differences.reduce(0, +))
    let size = differences.reduce(0) { $0 + abs($1) }
    let patterns = 1 << differences.count
    let extreme = (0..<patterns).count { pattern in
      let sum = differences.enumerated().reduce(0) {
        $0 + (pattern >> $1.offset & 1 == 1 ? -$1.element : $1.element)
      }
      // sums of the same values in another order are the same
      return abs(sum) >= observed - 1e-12 * size
    }
    pValue = Double(extreme) / Double(patterns)
  }
}
