/// A value with a standard error that is itself estimated: the base of the default intervals, tests and verdicts.
///
/// For the mean of independent workload effects coverage is exact where they are normal and stays near 95 % for symmetric
/// heavy tails; for strongly skewed effects of few workloads it falls to 90 % (`EffectIntervalMethod` has the figures and
/// the remedy).
///
/// Source: Student, "The Probable Error of a Mean", Biometrika 6(1), 1908.
public struct StudentTEstimate: Sendable, Equatable {
  /// The estimated value, on the scale of the effects.
  public let value: Double
  /// Its standard error, at least 0.
  public let standardError: Double
  /// Degrees of freedom of the standard error, at least 1.
  public let degreesOfFreedom: Double

  /// An estimate with a known error.
  ///
  /// - Precondition: value and error are finite, the error not negative, the degrees of freedom at least 1.
  public init(value: Double, standardError: Double, degreesOfFreedom: Double) {
    precondition(value.isFinite, "value must be finite, is \(value)")
    precondition(
      standardError.isFinite && standardError >= 0,
      "error must be finite and not negative, is \(standardError)")
    precondition(degreesOfFreedom >= 1, "degrees of freedom must be at least 1, are \(degreesOfFreedom)")
    self.value = value
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The mean of independent values.
  ///
  /// - Precondition: at least two values, all finite.
  public init(meanOf values: [Double]) {
    precondition(values.count > 1, "an error needs at least 2 values, are \(values.count)")
    let isConstant = areAllEqual(values)
    let summary = SampleMean(values)
    // Welford's mean of equal values may be off by a rounding, which a zero error would make significant.
    self.init(
      value: isConstant ? values[0] : summary.mean, standardError: isConstant ? 0 : summary.standardError,
      degreesOfFreedom: Double(values.count - 1))
  }

  /// The difference of the means of two independent samples, `first` minus `second`, whose spreads may differ.
  ///
  /// Source: Welch, "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved",
  /// Biometrika 34(1-2), 1947.
  ///
  /// - Precondition: at least two values in each, all finite.
  public init(meanOf first: [Double], minusMeanOf second: [Double]) {
    let (a, b) = (StudentTEstimate(meanOf: first), StudentTEstimate(meanOf: second))
    let (x, y) = (a.standardError * a.standardError, b.standardError * b.standardError)
    let freedom = (x + y) * (x + y) / (x * x / a.degreesOfFreedom + y * y / b.degreesOfFreedom)
    // without any spread it is 0 over 0
    self.init(
      value: a.value - b.value, standardError: (x + y).squareRoot(),
      degreesOfFreedom: freedom.isFinite ? max(1, freedom) : 1)
  }

  /// The two-sided confidence interval; a point where the standard error is 0.
  ///
  /// - Precondition: `confidence` is between 0 and 1.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
    let halfWidth =
      -studentTQuantile((1 - confidence) / 2, degreesOfFreedom: degreesOfFreedom) * standardError
    return value - halfWidth...value + halfWidth
  }

  /// The p-value of the hypothesis that the true value is `hypothesized`.
  ///
  /// Without any spread it is 1 where the two are equal, and else 0: exact only for a deterministic comparison.
  public func pValue(against hypothesized: Double = 0, _ alternative: Alternative = .twoSided) -> Double {
    let distance = value - hypothesized
    let t = standardError > 0 ? distance / standardError : distance == 0 ? 0 : distance * .infinity
    switch alternative {
    case .twoSided: return min(1, 2 * studentTTail(abs(t), degreesOfFreedom: degreesOfFreedom))
    case .greater: return studentTTail(t, degreesOfFreedom: degreesOfFreedom)
    case .less: return studentTTail(-t, degreesOfFreedom: degreesOfFreedom)
    }
  }
}

/// What a test sets against the hypothesis of no effect.
public enum Alternative: String, Sendable, CaseIterable {
  /// An effect in either direction.
  case twoSided
  /// An effect above the hypothesized one.
  case greater
  /// An effect below the hypothesized one.
  case less
}

/// The probability that a draw of Student's t exceeds `t`, with small relative error in the upper tail.
///
/// - Precondition: `degreesOfFreedom` is positive.
public func studentTTail(_ t: Double, degreesOfFreedom: Double) -> Double {
  if t == .infinity { return 0 }
  if t == -.infinity { return 1 }
  let square = t * t
  let x = degreesOfFreedom / (degreesOfFreedom + square)
  let beyond = incompleteBeta(
    a: degreesOfFreedom / 2, b: 0.5, x, complement: square / (degreesOfFreedom + square)
  ).lower
  return t > 0 ? beyond / 2 : 1 - beyond / 2
}
