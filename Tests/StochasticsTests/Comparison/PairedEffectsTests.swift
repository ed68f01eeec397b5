import Foundation
import Stochastics
import Testing

@Suite("Effects of one arm against another") struct PairedEffectsTests {
  private func pair(_ workload: String, _ seed: UInt64, _ baseline: Double, _ treatment: Double)
    -> PairedObservation
  {
    PairedObservation(workload: workload, seed: seed, baseline: baseline, treatment: treatment)
  }

  /// Workload a: ratios 1/2 and 1/8, so 2⁻²; b: 4, one seed. Geometric mean of 2⁻² and 2² is 1.
  @Test("Each workload weighs the same, however many seeds it has") func weights() throws {
    let effects = PairedEffects(
      [pair("b", 1, 1, 4), pair("a", 2, 8, 1), pair("a", 1, 2, 1)], scale: .logRatio)
    let means = try #require(effects.workloadMeans)
    #expect(effects.workloads.map(\.name) == ["a", "b"])
    #expect(abs(means[0] - 2 * log(0.5)) < 1e-15)
    #expect(abs(means[1] - log(4)) < 1e-15)
    #expect(abs(try #require(effects.geometricMeanRatio) - 1) < 1e-15)
  }

  @Test(
    "The order of the observations changes no bit of any interval", arguments: EffectIntervalMethod.allCases)
  func order(method: EffectIntervalMethod) {
    var stream = RandomStream(seed: 3, purpose: RandomPurpose("order of observations"))
    let observations = (0..<24).map { number in
      pair("w\(number % 8)", UInt64(number), exp(stream.nextUnit()), exp(stream.nextUnit()))
    }
    var shuffled = observations
    stream.shuffle(&shuffled)
    let plan = BootstrapPlan(resamples: 200)
    let first = PairedEffects(observations, scale: .logRatio).interval(method, plan: plan)
    #expect(first == PairedEffects(shuffled, scale: .logRatio).interval(method, plan: plan))
    #expect((try? first.get()) != nil)
  }

  @Test(
    "A zero, a negative or an infinite value makes the log-ratio undefined, and nothing is dropped silently",
    arguments: [(0.0, 1.0), (1, 0), (0, 0), (-1, 2), (.infinity, 1), (1, .nan)])
  func undefined(baseline: Double, treatment: Double) {
    let effects = PairedEffects(
      [pair("a", 1, 2, 1), pair("b", 7, baseline, treatment), pair("b", 8, 2, 1), pair("c", 1, 2, 4)],
      scale: .logRatio)
    #expect(effects.undefined.count == 1)
    #expect(effects.effect == nil && effects.estimate == nil && effects.geometricMeanRatio == nil)
    #expect(
      effects.undefinedReason
        == "1 of 4 pairs have no effect, the first is workload b, seed 7, with baseline \(baseline) and"
        + " treatment \(treatment); both must be positive and finite")
    let dropped = effects.droppingUndefinedWorkloads()
    #expect(dropped.workloads.map(\.name) == ["a", "c"])
    #expect(abs(dropped.effect ?? 1) < 1e-15)
  }

  @Test("Differences are defined where log-ratios are not") func differences() {
    let effects = PairedEffects([pair("a", 1, 0, 1), pair("b", 1, 4, 0)], scale: .difference)
    #expect(effects.effect == -1.5)
    #expect(effects.geometricMeanRatio == nil)
    #expect(PairedEffects([], scale: .difference).undefinedReason == "there is no pair to compare")
  }

  @Test("Effect, t interval and p-values agree with SciPy") func reference() throws {
    let recorded = try ComparisonReference.load().effects
    let effects = PairedEffects(
      recorded.baseline.indices.map { pair("\($0)", 1, recorded.baseline[$0], recorded.treatment[$0]) },
      scale: .logRatio)
    let estimate = try #require(effects.estimate)
    #expect(abs(estimate.value - recorded.effect) < 1e-12)
    #expect(abs(estimate.interval().lowerBound - recorded.interval[0]) < 1e-9)
    #expect(abs(estimate.interval().upperBound - recorded.interval[1]) < 1e-9)
    for (alternative, p) in zip(recordedAlternatives, recorded.pValues) {
      #expect(abs(estimate.pValue(alternative) - p) < 1e-9)
    }
    let equivalence = Equivalence(estimate, margins: -0.5...0.4)
    #expect(abs(equivalence.pValue - recorded.equivalence) < 1e-9)
    #expect(abs(estimate.pValue(against: 0.4, .less) - recorded.nonInferiority) < 1e-9)
  }

  @Test("Tails of Student's t and of the normal distribution agree with SciPy") func tails() throws {
    let recorded = try ComparisonReference.load()
    for row in recorded.studentT {
      #expect(relativeError(studentTTail(row[0], degreesOfFreedom: row[1]), row[2]) < 1e-11, "\(row)")
    }
    for row in recorded.normal {
      #expect(relativeError(normalDistribution(row[0]), row[1]) < 1e-12, "\(row)")
    }
  }

  @Test("Equal results of both arms differ by exactly 0 and reject nothing") func identicalArms() throws {
    let same = PairedEffects(
      (1...8).map { pair("w\($0)", 1, 0.1 * Double($0), 0.1 * Double($0)) }, scale: .logRatio)
    let estimate = try #require(same.estimate)
    #expect(estimate.value == 0 && estimate.interval() == 0...0)
    #expect(estimate.pValue() == 1)
    #expect(
      StudentTEstimate(meanOf: [0.1, 0.1, 0.1])
        == StudentTEstimate(value: 0.1, standardError: 0, degreesOfFreedom: 2))
    #expect(StudentTEstimate(meanOf: [0.1, 0.1, 0.1]).pValue() == 0)
  }
}

extension StudentTEstimate {
  fileprivate func pValue(_ alternative: Alternative) -> Double { pValue(against: 0, alternative) }
}
