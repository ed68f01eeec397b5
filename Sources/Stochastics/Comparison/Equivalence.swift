/// Whether an effect is not worse than a margin allows, where smaller values of the metric are better.
public struct NonInferiority: Sendable, Equatable {
  /// The largest increase still called no worse, on the scale of the effects; for a ratio of 1.1 its logarithm.
  public let margin: Double
  /// The one-sided upper bound of the effect.
  public let upperBound: Double
  /// The p-value of the hypothesis that the effect is `margin` or more.
  public let pValue: Double
  /// Whether the upper bound is below the margin.
  public var holds: Bool { upperBound < margin }

  /// Tests `estimate` against `margin`.
  ///
  /// Source: Wellek, "Testing Statistical Hypotheses of Equivalence and Noninferiority", 2nd ed. 2010, chapter 2.
  ///
  /// - Precondition: the margin is positive and `level`, the chance to call a worse arm no worse, between 0 and ½.
  public init(_ estimate: StudentTEstimate, margin: Double, level: Double = 0.05) {
    precondition(margin > 0, "margin must be positive, is \(margin)")
    precondition(level > 0 && level < 0.5, "level must be between 0 and 0.5, is \(level)")
    self.margin = margin
    upperBound = estimate.interval(confidence: 1 - 2 * level).upperBound
    pValue = estimate.pValue(against: margin, .less)
  }
}

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
