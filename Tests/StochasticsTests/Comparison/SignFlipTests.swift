import Stochastics
import Testing

@Suite("Sign flips and two samples") struct SignFlipTests {
  /// With n differences of one sign only two of the 2ⁿ sign patterns are as far out; with 3, −1 they are 3 + 1, −3 − 1 and 3 − 1,
  /// −3 + 1: all four are at least as far from 0 as 2.
  @Test(
    "the sign-flip test counts patterns",
    arguments: [
      ([5.0], 1.0), ([1, 2, 3], 0.25), ([1, 2, 3, 4, 5, 6, 7, 8], 0.0078125), ([3, -1], 1), ([0, 0], 1),
      ([], 1),
      ([10, 10, 10, -1], 0.25),
    ] as [([Double], Double)])
  func signFlips(differences: [Double], p: Double) {
    for sign in [1.0, -1] {
      let test = SignFlipTest(differences.map { sign * $0 })
      #expect(test.pValue == p && test.isExact)
    }
  }

  @Test("beyond what can be counted all pairs still count, by Student's t")
  func many() {
    // the first sixteen alone say that nothing is there
    let first: [Double] = (0..<16).map { number in number % 2 == 0 ? 1 : -1 }
    let rest: [Double] = (0..<40).map { number in 1 + Double(number % 3) / 10 }
    let differences = first + rest
    let test = SignFlipTest(differences)
    #expect(
      !test.isExact && test.pValue == StudentTEstimate(meanOf: differences).pValue() && test.pValue < 1e-6)
    #expect(SignFlipTest(first).pValue == 1)
  }

  /// Means 2 and 6, variances of the means 1/3 and 16/5, worked out by hand: (53/15)² / ((1/9)/2 + (256/25)/4) = 4.7732.
  @Test("the difference of two means has Welch's error and degrees of freedom")
  func welch() {
    let found = StudentTEstimate(meanOf: [1, 2, 3], minusMeanOf: [2, 4, 4, 8, 12])
    #expect(abs(found.value + 4) < 1e-12)
    #expect(abs(found.standardError * found.standardError - (1.0 / 3 + 16.0 / 5)) < 1e-12)
    #expect(abs(found.degreesOfFreedom - 4.7732) < 1e-4)
    let still = StudentTEstimate(meanOf: [1, 1], minusMeanOf: [3, 3])
    #expect(still.value == -2 && still.standardError == 0 && still.degreesOfFreedom == 1)
  }
}
