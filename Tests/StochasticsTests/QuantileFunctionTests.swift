import Foundation
import Stochastics
import Testing

/// Quantiles and special functions against SciPy's numbers and closed forms.
@Suite struct QuantileFunctionTests {
  let reference: Reference

  init() throws { reference = try Reference.load() }

  @Test func normal() {
    for row in reference.normalQuantile { #expect(relativeError(normalQuantile(row[0]), row[1]) < 1e-14) }
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
  }

  @Test func studentT() {
    for row in reference.studentTQuantile {
      let value = studentTQuantile(row[0], degreesOfFreedom: row[1])
      #expect(relativeError(value, row[2]) < 1e-10, "t at \(row[0]) with \(row[1])")
    }
  }

  /// With 1 degree of freedom the quantile is tan π(p − ½), with 2 it is (2p − 1)/√(2p(1 − p)).
  @Test(arguments: [1e-50, 1e-9, 0.1, 0.3, 0.5 + 1e-12, 0.75, 0.9])
  func studentTInClosedForm(p: Double) {
    let cauchy = p < 0.25 ? -1 / tan(.pi * p) : tan(.pi * (p - 0.5))
    #expect(relativeError(studentTQuantile(p, degreesOfFreedom: 1), cauchy) < 1e-12)
    let two = 2 * (p - 0.5) / (2 * p * (1 - p)).squareRoot()
    #expect(relativeError(studentTQuantile(p, degreesOfFreedom: 2), two) < 1e-12)
  }

  @Test func chiSquare() {
    for row in reference.chiSquareQuantile {
      let value = chiSquareQuantile(row[0], degreesOfFreedom: row[1])
      #expect(relativeError(value, row[2]) < 1e-10, "χ² at \(row[0]) with \(row[1])")
    }
  }

  /// The published table of the 99.9 % points (Abramowitz & Stegun, table 26.8).
  @Test(arguments: [(1.0, 10.828), (10, 29.588), (30, 59.703), (100, 149.449)])
  func chiSquareTable(degreesOfFreedom: Double, expected: Double) {
    #expect(abs(chiSquareQuantile(0.999, degreesOfFreedom: degreesOfFreedom) - expected) < 0.0005)
  }

  @Test func beta() {
    for row in reference.betaQuantile {
      let value = betaQuantile(row[0], a: row[1], b: row[2])
      #expect(relativeError(value, row[3]) < 1e-10, "beta at \(row[0]) with \(row[1]), \(row[2])")
    }
  }

  @Test func incompleteFunctions() {
    for row in reference.incompleteGamma {
      let value = incompleteGamma(shape: row[0], row[1])
      #expect(relativeError(value.lower, row[2]) < 2e-12, "P of \(row)")
      #expect(relativeError(value.upper, row[3]) < 2e-12, "Q of \(row)")
    }
    for row in reference.incompleteBeta {
      let value = incompleteBeta(a: row[0], b: row[1], row[2])
      if row[3] > 1e-280 { #expect(relativeError(value.lower, row[3]) < 2e-12, "I of \(row)") }
      if row[4] > 1e-280 { #expect(relativeError(value.upper, row[4]) < 2e-12, "1 − I of \(row)") }
    }
  }

  @Test func binomialIntervals() {
    for row in reference.binomialInterval {
      let interval = binomialInterval(successes: Int(row[0]), trials: Int(row[1]), confidence: row[2])
      #expect(relativeError(interval.lowerBound, row[3]) < 1e-10)
      #expect(relativeError(interval.upperBound, row[4]) < 1e-10)
    }
  }

  /// No success in n trials: the upper bound solves (1 − x)ⁿ = 0.025, so x = 1 − 0.025^(1/20) = 0.168433.
  @Test func binomialIntervalWithoutSuccess() {
    let interval = binomialInterval(successes: 0, trials: 20)
    #expect(interval.lowerBound == 0)
    #expect(relativeError(interval.upperBound, 1 - pow(0.025, 0.05)) < 1e-12)
  }
}
