import Foundation
import Stochastics
import Testing

@Suite struct RateFunctionTests {
  /// 2 per second until 10 s, none until 15 s, 4 per second until 20 s.
  let steps = PiecewiseConstantRate(boundaries: [0, 10, 15, 20], rates: [2, 0, 4])

  @Test(arguments: [(-1.0, 0.0), (0, 2), (9.99, 2), (10, 0), (15, 4), (20, 0), (99, 0)])
  func rateAt(time: Double, expected: Double) {
    #expect(steps.rate(at: time) == expected)
  }

  /// 2 · 10 = 20 arrivals are expected to 10 s and 4 · 5 = 20 more from 15 s on: 24 are reached at 16 s.
  ///
  /// From 16 s on 16 are left, and the 16th is not before the end.
  @Test(arguments: [
    (0.0, 5.0, 2.5), (-3, 5, 2.5), (0, 24, 16), (12, 4, 16), (16, 15, 19.75), (16, 16, .infinity),
    (20, 0.1, .infinity), (9, 2, 15), (9, 1, 9.5),
  ])
  func timeAfter(time: Double, count: Double, expected: Double) {
    #expect(steps.time(after: time, expecting: count) == expected)
  }

  /// Just under 3 of the 3 arrivals expected in the second after 10⁶ s: the time rounds to the end, which is not in it.
  @Test func timeAfterStaysInItsInterval() {
    let late = PiecewiseConstantRate(boundaries: [1e6, 1e6 + 1], rates: [3])
    #expect(1e6 + 3.0.nextDown / 3 == 1e6 + 1)
    #expect(late.time(after: 1e6, expecting: 3.0.nextDown) == (1e6 + 1).nextDown)
  }

  @Test func boundsAndCounts() {
    #expect(steps.upperBound(from: 0, to: 12) == 2)
    #expect(steps.upperBound(from: 11, to: 12) == 0)
    #expect(steps.upperBound(from: 5, to: 99) == 4)
    #expect(steps.upperBound(from: 21, to: 99) == 0)
    #expect(steps.expectedCount(from: 5, to: 16) == 14)
    #expect(steps.expectedCount(from: -5, to: 99) == 40)
  }

  /// A day of 24 with its crest at 6 and its trough at 18; at 2 the sine of 30° is ½, at 8 that of 120° is 0.866.
  @Test(arguments: [(0.0, 6.0, 15.0), (0, 2, 12.5), (8, 18, 10 + 2.5 * 3.0.squareRoot()), (20, 29, 14.8297)])
  func sinusoidalBound(start: Double, end: Double, expected: Double) {
    let day = SinusoidalRate(mean: 10, amplitude: 5, period: 24)
    #expect(abs(day.upperBound(from: start, to: end) - expected) < 1e-4)
    let highest = (0...1000).map { day.rate(at: start + (end - start) * Double($0) / 1000) }.max() ?? 0
    #expect(day.upperBound(from: start, to: end) >= highest - 1e-12)
    #expect(day.upperBound(from: start, to: end) < highest + 1e-3)
  }

  /// Half a day from the rise on: 10 · 12 + 5 · 24/2π · (cos 0 − cos π) = 120 + 120/π.
  @Test func sinusoidalCount() {
    let day = SinusoidalRate(mean: 10, amplitude: 5, period: 24, phase: 3)
    #expect(relativeError(day.expectedCount(from: 3, to: 15), 120 + 120 / .pi) < 1e-14)
    #expect(relativeError(day.expectedCount(from: -7, to: 17), 240) < 1e-13)
  }
}
