import Foundation
import Stochastics
import Testing

/// All arrivals of a process between two times.
func arrivals(_ process: some ArrivalProcess, from start: Double, to end: Double, ordinal: UInt64 = 0)
  -> [Double]
{
  var process = process
  var stream = RandomStream(seed: 51, purpose: RandomPurpose("arrivals"), ordinal: ordinal)
  var times: [Double] = []
  var time = process.next(after: start, from: &stream)
  while time < end {
    times.append(time)
    time = process.next(after: time, from: &stream)
  }
  return times
}

@Suite struct PoissonArrivalTests {
  /// 50 intervals of 2 s, 11 to 207 arrivals expected in each, and every tenth interval closed.
  static let steps = PiecewiseConstantRate(
    boundaries: (0...50).map { 2 * Double($0) },
    rates: (0..<50).map { (index: Int) -> Double in index % 10 == 9 ? 0 : 5.5 + 2 * Double(index) })

  private func counts(_ times: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: 50)
    for time in times { counts[Int(time / 2)] += 1 }
    return counts
  }

  /// Counts of the intervals where some are expected; the others must be empty.
  private func chiSquare(_ times: [Double], _ expected: [Double]) -> ChiSquare {
    let pairs = zip(counts(times), expected).filter { $0.1 > 0 }
    return ChiSquare(poissonCounts: pairs.map(\.0), expected: pairs.map(\.1))
  }

  /// With the expected count for a clock, the gaps of Poisson arrivals are exponential of mean 1.
  private func gapDistance(_ times: [Double], _ expectedCount: (Double, Double) -> Double) -> (
    Double, bound: Double
  ) {
    let gaps = zip([0] + times, times).map { expectedCount($0.0, $0.1) }
    return (distance(gaps) { -expm1(-$0) }, distanceBound(gaps.count))
  }

  @Test func inversionFollowsThePiecewiseRate() {
    let times = arrivals(PiecewiseRateProcess(rate: Self.steps), from: 0, to: 100)
    let expected = Self.steps.rates.map { 2 * $0 }
    #expect(chiSquare(times, expected).isPlausible)
    #expect(zip(counts(times), expected).allSatisfy { $0.1 > 0 || $0.0 == 0 })
    let gaps = gapDistance(times, Self.steps.expectedCount)
    #expect(gaps.0 < gaps.bound)
  }

  /// The sister: intervals that are a second late are seen.
  @Test func theCountsSeeAWrongRate() {
    let late = PiecewiseConstantRate(
      boundaries: Self.steps.boundaries.map { $0 + 1 }, rates: Self.steps.rates)
    let times = arrivals(PiecewiseRateProcess(rate: late), from: 0, to: 100)
    #expect(!chiSquare(times, Self.steps.rates.map { 2 * $0 }).isPlausible)
  }

  /// The sister of the gaps: every second arrival left out makes them Erlang, twice as long, which is seen.
  @Test func theGapsSeeArrivalsThatAreNotPoisson() {
    let times = arrivals(PiecewiseRateProcess(rate: Self.steps), from: 0, to: 100)
    let second = stride(from: 1, to: times.count, by: 2).map { times[$0] }
    let gaps = gapDistance(second) { Self.steps.expectedCount(from: $0, to: $1) / 2 }
    #expect(gaps.0 > gaps.bound)
  }

  @Test func nothingArrivesOutsideTheIntervals() {
    var stream = RandomStream(seed: 52, purpose: RandomPurpose("arrivals"))
    let process = PiecewiseRateProcess(rate: Self.steps)
    #expect(process.next(after: 100, from: &stream) == .infinity)
    #expect(process.next(after: -50, from: &stream) >= 0)
  }
}
