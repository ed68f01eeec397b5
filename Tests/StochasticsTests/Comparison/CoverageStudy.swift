import Foundation
import Stochastics
import Testing

/// The table of coverages that decided which interval is the default: 2,000 repetitions of every method.
///
/// `FORESCALE_LONG_TESTS=1 swift test -c release --filter CoverageStudy` prints it.
@Suite(
  "Coverage of every interval",
  .enabled(if: isLongTest), .serialized)
struct CoverageStudy {
  static let trials = 2000
  static let plan = BootstrapPlan(resamples: 999)
  static let keep = BootstrapPlan(resamples: 999, seedResampling: .keepAll)

  @Test(
    "Coverage of each method",
    arguments: [
      (SimulatedEffects.normal, 1, 0.0), (.heavyTailed, 1, 0), (.contaminated, 1, 0), (.skewed, 1, 0),
      (.exponential, 1, 0), (.normal, 5, 0.3), (.normal, 5, 2), (.heavyTailed, 5, 2),
    ])
  func table(kind: SimulatedEffects, seeds: Int, seedNoise: Double) throws {
    for workloads in [8, 14, 28] {
      var line = "\(kind.rawValue) seeds=\(seeds) noise=\(seedNoise) n=\(workloads):"
      for method in EffectIntervalMethod.allCases {
        let plans =
          seeds > 1 && (method == .percentile || method == .biasCorrected)
          ? [Self.plan, Self.keep] : [Self.plan]
        for plan in plans {
          let result = try measure(kind, workloads, seeds, seedNoise, method, plan)
          let name = plan == Self.keep ? "\(method.rawValue)(seeds kept)" : method.rawValue
          line += " \(name) \(percent(result.coverage)) width \(rounded(result.width));"
          if method == .studentT && SimulatedEffects.symmetric.contains(kind) {
            #expect(result.coverage >= 0.93 && result.coverage <= 0.97)
          }
        }
      }
      print(line)
    }
  }

  /// The jackknife interval of restricted means: exponential repair times, common to both arms by half, cut at 2 means
  /// and some censored before.
  @Test("Coverage of the difference of restricted means", arguments: [8, 14, 28], [false, true])
  func survival(units: Int, isCensored: Bool) {
    // Times share the first of two exponential draws: mean of min(x, h) with x of rate 1/(1 or 0.7) is m(1 − e^(−h/m)).
    let truth = 0.7 * (1 - exp(-2 / 0.7)) - (1 - exp(-2))
    let logTruth = log((truth + 1 - exp(-2)) / (1 - exp(-2)))
    var (jackknife, ratio, bootstrap) = (0, 0, 0)
    for trial in 0..<Self.trials {
      var stream = RandomStream(seed: 5, purpose: RandomPurpose("survival study"), ordinal: UInt64(trial))
      let pairs = (0..<units).map { _ in
        let common = Exponential(mean: 1).sample(from: &stream)
        let own = Exponential(mean: 1).sample(from: &stream)
        let switched = stream.nextUnit() < 0.5 ? own : common
        let limit = isCensored ? 1 + 3 * stream.nextUnit() : 10
        let censor = { (time: Double) in CensoredTime(min(time, limit), isObserved: time <= limit) }
        return PairedTimes(baseline: censor(common), treatment: censor(0.7 * switched))
      }
      let means = PairedRestrictedMeans(pairs, horizon: 2)
      jackknife += means.difference.interval().contains(truth) ? 1 : 0
      ratio += means.logRatio?.interval().contains(logTruth) == true ? 1 : 0
      bootstrap += means.bootstrapInterval(plan: BootstrapPlan(resamples: 200)).contains(truth) ? 1 : 0
    }
    let shares = [jackknife, ratio, bootstrap].map { percent(Double($0) / Double(Self.trials)) }
    print(
      "restricted means n=\(units) censored=\(isCensored): jackknife t \(shares[0]), of the log-ratio \(shares[1]),"
        + " percentile \(shares[2])")
    #expect(Double(jackknife) / Double(Self.trials) >= 0.93)
  }

  /// Three knob values an arm on the curve cost·violations = 1 and, 10 % cheaper, the treatment; workloads move both
  /// objectives of both arms together, and each point on its own a little.
  @Test("Coverage of the difference of hypervolumes", arguments: [8, 14, 28])
  func hypervolume(workloads: Int) {
    let reference = ObjectivePair(3, 3)
    let knobs: [(Double, Double)] = [(0.6, 1 / 0.6), (1, 1), (1.7, 1 / 1.7)]
    let truth = [0.9, 1.0].map { factor in
      ParetoFront(knobs.map { ObjectivePair($0.0 * factor, $0.1) }).hypervolume(reference: reference)
    }
    var (jackknife, bootstrap) = (0, 0)
    for trial in 0..<Self.trials {
      var stream = RandomStream(seed: 6, purpose: RandomPurpose("hypervolume study"), ordinal: UInt64(trial))
      var arms = [[[ObjectivePair]]](repeating: [[], [], []], count: 2)
      for _ in 0..<workloads {
        let common = 1 + 0.3 * Normal().sample(from: &stream)
        for (arm, factor) in [0.9, 1.0].enumerated() {
          for (place, knob) in knobs.enumerated() {
            let own = 1 + 0.1 * Normal().sample(from: &stream)
            arms[arm][place].append(ObjectivePair(knob.0 * factor * common * own, knob.1 * common))
          }
        }
      }
      let result = HypervolumeDifference(
        treatment: arms[0], baseline: arms[1], reference: reference, plan: BootstrapPlan(resamples: 200))
      jackknife += result.estimate.interval().contains(truth[0] - truth[1]) ? 1 : 0
      bootstrap += result.bootstrapInterval.contains(truth[0] - truth[1]) ? 1 : 0
    }
    let shares = [jackknife, bootstrap].map { percent(Double($0) / Double(Self.trials)) }
    print("hypervolumes n=\(workloads): jackknife t \(shares[0]), percentile \(shares[1])")
    #expect(Double(jackknife) / Double(Self.trials) >= 0.93)
  }

  private func measure(
    _ kind: SimulatedEffects, _ workloads: Int, _ seeds: Int, _ noise: Double, _ method: EffectIntervalMethod,
    _ plan: BootstrapPlan
  ) throws -> (coverage: Double, width: Double) {
    var (covered, width) = (0, 0.0)
    for trial in 0..<Self.trials {
      let effects = kind.draw(
        workloads: workloads, seeds: seeds, seedNoise: noise, effect: -0.3, trial: trial)
      let interval = try effects.interval(method, plan: plan).get()
      covered += interval.contains(-0.3) ? 1 : 0
      width += interval.upperBound - interval.lowerBound
    }
    return (Double(covered) / Double(Self.trials), width / Double(Self.trials))
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
  private func rounded(_ x: Double) -> String { String(format: "%.2f", x) }
}
