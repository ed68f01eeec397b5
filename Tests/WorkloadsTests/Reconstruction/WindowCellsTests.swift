import Stochastics
import Testing

@testable import Workloads

/// A window, and how its mean is expected to be reached.
struct CellCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let mean: Double
  let percentiles: [Double]
  let outcome: WindowCells.Outcome

  init(_ name: String, mean: Double, _ percentiles: [Double], _ outcome: WindowCells.Outcome) {
    testDescription = name
    self.mean = mean
    self.percentiles = percentiles
    self.outcome = outcome
  }

  /// Percentiles of the uniform law on 0...1; their mean is 0.5.
  static let uniform = UsageWindow.levels
  /// Nine tenths at 1, then up to 10.
  static let burst = [Double](repeating: 1, count: 10) + (1...10).map { 1 + 0.9 * Double($0) }

  static let all = [
    CellCase("the mean is that of the percentiles", mean: 0.5, uniform, .bent),
    CellCase("a little lower", mean: 0.48, uniform, .bent),
    CellCase("a little higher", mean: 0.52, uniform, .bent),
    CellCase("lower than the percentiles allow", mean: 0.3, uniform, .shifted),
    CellCase("higher than the percentiles allow", mean: 0.9, uniform, .shifted),
    CellCase("as low as can be", mean: 0, uniform, .bent),
    CellCase("as high as can be", mean: 1, uniform, .bent),
    CellCase("a burst", mean: 1.46, burst, .bent),
    CellCase("a burst that the mean does not know", mean: 1.02, burst, .shifted),
    CellCase("below the lowest", mean: 0.5, burst, .scaled),
    CellCase("above the highest", mean: 20, burst, .scaled),
    CellCase("above percentiles that are all 0", mean: 2, [Double](repeating: 0, count: 20), .scaled),
    CellCase("flat", mean: 3, [Double](repeating: 3, count: 20), .bent),
    CellCase("nothing", mean: 0, [Double](repeating: 0, count: 20), .bent),
  ]
}

@Suite("The values of one window")
struct WindowCellsTests {
  @Test("the mean is right, the order kept, the range not left", arguments: CellCase.all, [1, 2, 20, 300])
  func invariants(_ window: CellCase, count: Int) {
    let (values, outcome) = WindowCells(count: count).values(
      mean: window.mean, percentiles: window.percentiles)
    #expect(values.count == count)
    #expect(abs(values.reduce(0, +) / Double(count) - window.mean) <= 1e-12 * window.mean)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    if outcome == .scaled {
      #expect(window.outcome == .scaled)
    } else {
      let (low, high) = (window.percentiles[0], window.percentiles[19])
      #expect(values.allSatisfy { low <= $0 && $0 <= high })
    }
  }

  @Test("at a second's resolution the mean is reached as said", arguments: CellCase.all)
  func outcomes(_ window: CellCase) {
    let (values, outcome) = WindowCells(count: 300).values(mean: window.mean, percentiles: window.percentiles)
    #expect(outcome == window.outcome)
    let range = window.percentiles[19] - window.percentiles[0]
    guard outcome == .bent, window.percentiles[0] < window.mean, window.mean < window.percentiles[19] else {
      return
    }
    for (level, percentile) in zip(UsageWindow.levels, window.percentiles) {
      // A level lies between two of 300 cells, and the bent line between them is not straight: about a hundredth of a
      // segment at most.
      #expect(abs(quantile(ofSorted: values, level) - percentile) < 0.01 * range)
    }
  }

  @Test("worked by hand: eleven cells at the deciles, and what a shift makes of them")
  func byHand() {
    let cells = WindowCells(count: 11)
    let straight = cells.values(mean: 0.5, percentiles: CellCase.uniform).values
    for (cell, value) in straight.enumerated() { #expect(abs(value - Double(cell) / 10) < 1e-15) }
    // At the deciles the bent lines meet the straight ones, so nothing can be bent. To lower the mean to 0.3, the sum
    // from 5.5 to 3.3: cut off k cells at 0, (0.1k + … + 1) − (11 − k) d = 3.3. With k = 3, 5.2 − 8 d = 3.3, d = 0.2375;
    // and 0.2 < d < 0.3, as it must be.
    let low = cells.values(mean: 0.3, percentiles: CellCase.uniform).values
    for (cell, value) in low.enumerated() { #expect(abs(value - max(0, Double(cell) / 10 - 0.2375)) < 1e-14) }
  }

  @Test("percentiles that do not ascend are mended upwards")
  func mended() {
    var broken = CellCase.uniform
    broken[19] = 0.2
    var mended = broken
    mended[19] = 0.99
    let cells = WindowCells(count: 60)
    let (values, _) = cells.values(mean: 0.5, percentiles: broken)
    #expect(values == cells.values(mean: 0.5, percentiles: mended).values)
  }
}
