/// Whether an effect lies within margins on both sides, by two one-sided tests.
///
/// Source: Schuirmann, "A Comparison of the Two One-Sided Tests Procedure and the Power Approach", J. Pharmacokinet.
/// Biopharm. 15(6), 1987.
public struct Equivalence: Sendable, Equatable {
  /// The margins, on the scale of the effects, 0 between them.
  public let margins: ClosedRange<Double>
  /// The interval of confidence 1 − 2·level.
  public let interval: ClosedRange<Double>
  /// The larger of the two one-sided p-values.
  public let pValue: Double
  /// Whether the interval lies inside the margins.
  public var holds: Bool {
    interval.lowerBound > margins.lowerBound && interval.upperBound < margins.upperBound
  }

  /// Tests `estimate` against `margins`.
  ///
  /// - Precondition: the margins have 0 between them; `level` is between 0 and ½.
  public init(_ estimate: StudentTEstimate, margins: ClosedRange<Double>, level: Double = 0.05) {
    precondition(
      margins.lowerBound < 0 && margins.upperBound > 0, "margins must have 0 between them, are \(margins)")
    precondition(level > 0 && level < 0.5, "level must be between 0 and 0.5, is \(level)")
    self.margins = margins
    interval = estimate.interval(confidence: 1 - 2 * level)
    pValue = max(
      estimate.pValue(against: margins.lowerBound, .greater),
      estimate.pValue(against: margins.upperBound, .less))
  }
}
