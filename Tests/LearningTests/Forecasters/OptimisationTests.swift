import Foundation
import Learning
import Testing

@Suite("Optimisation") struct OptimisationTests {
  /// Rosenbrock's valley, with its minimum 0 at (1, 1).
  static func valley(_ x: [Double]) -> Double {
    100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0])
  }

  @Test("Nelder and Mead find the end of Rosenbrock's valley")
  func nelderMead() {
    let found = NelderMead(lower: [-2, -2], upper: [2, 2]).minimum(from: [-1.2, 1], of: Self.valley)
    #expect(abs(found.point[0] - 1) < 1e-4 && abs(found.point[1] - 1) < 1e-4)
  }

  @Test("a minimum outside the box is sought at its edge")
  func box() {
    let found = NelderMead(lower: [-2, -2], upper: [0.5, 2]).minimum(from: [-1.2, 1], of: Self.valley)
    // At x = ½ the valley's floor is y = ¼ with value (1 − ½)² = ¼.
    #expect(abs(found.point[0] - 0.5) < 1e-3 && abs(found.value - 0.25) < 1e-3)
  }

  @Test("values that are not finite are avoided")
  func infinite() {
    let found = NelderMead(lower: [0], upper: [4]).minimum(from: [1]) { $0[0] > 2 ? .nan : -$0[0] }
    #expect(abs(found.point[0] - 2) < 1e-4)
  }

  @Test("L-BFGS finds the end of the valley with and without given slopes")
  func limitedMemory() {
    let slopes: ([Double]) -> [Double] = { x in
      [-400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 200 * (x[1] - x[0] * x[0])]
    }
    for gradient in [nil, slopes] {
      let found = LimitedMemoryBFGS().minimum(from: [-1.2, 1], of: Self.valley, gradient: gradient)
      #expect(abs(found.point[0] - 1) < 1e-4 && abs(found.point[1] - 1) < 1e-4)
    }
  }

  @Test("central differences are the slopes of a parabola")
  func differences() {
    let slopes = LimitedMemoryBFGS.differences(of: { 3 * $0[0] * $0[0] - $0[1] }, at: [2, 5])
    #expect(abs(slopes[0] - 12) < 1e-6 && abs(slopes[1] + 1) < 1e-6)
  }
}
