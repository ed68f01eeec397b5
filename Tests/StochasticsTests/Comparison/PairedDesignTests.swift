import Foundation
import Stochastics
import Testing

@Suite("What a design can detect") struct PairedDesignTests {
  @Test("The noncentral t agrees with SciPy") func noncentralT() throws {
    for row in try ComparisonReference.load().noncentralT {
      let tail = noncentralTTail(row[0], degreesOfFreedom: row[1], noncentrality: row[2])
      #expect(abs(tail - row[3]) < 1e-11, "\(row)")
    }
  }

  @Test("Power agrees with statsmodels, the detectable effect with SciPy") func reference() throws {
    for row in try ComparisonReference.load().power {
      let design = PairedDesign(workloads: Int(row[0]), deviation: 1, level: row[1])
      #expect(relativeError(design.detectableEffect(), row[2]) < 1e-6, "\(row)")
      #expect(abs(design.power(effect: 0.4) - row[3]) < 1e-9, "\(row)")
      #expect(abs(design.power(effect: design.detectableEffect()) - 0.8) < 1e-9)
    }
  }

  /// The fewest n by SciPy's noncentral t; the rule of thumb (2.80·sd/|ln r|)² + 2 gives the same rounded up or one less.
  @Test(
    "The number of workloads needed agrees with SciPy",
    arguments: [
      (0.85, [6, 14, 29, 77]), (0.75, [4, 6, 11, 26]), (0.7, [3, 5, 8, 18]),
    ])
  func workloadsNeeded(ratio: Double, expected: [Int]) {
    for (deviation, count) in zip([0.1, 0.2, 0.3, 0.5], expected) {
      #expect(PairedDesign.workloadsNeeded(effect: log(ratio), deviation: deviation) == count)
    }
  }

  @Test("A design without spread detects nothing in particular") func noSpread() {
    #expect(PairedDesign(pairedEffects([1, 1, 1])) == nil)
    #expect(pairedEffects([1, 1, 1]).simulatedPower(effect: 1) == nil)
  }

  @Test("The deviation is that of the workload means") func ofEffects() throws {
    // Means 1, 2 and 3: a deviation of 1.
    let design = try #require(PairedDesign(pairedEffects([[0, 2], [2, 2], [1, 5]]), level: 0.05 / 3))
    #expect(abs(design.deviation - 1) < 1e-12)
    #expect(design.workloads == 3 && design.level == 0.05 / 3)
  }
}
