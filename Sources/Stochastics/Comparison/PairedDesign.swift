/// A comparison of a number of workloads by Student's t: what it can detect.
///
/// The spread is that of the workloads' effects, after averaging over seeds: take it from a pilot, or from the result
/// itself to print what the design could have found.
public struct PairedDesign: Sendable, Equatable {
  /// How many workloads, at least 2.
  public let workloads: Int
  /// Standard deviation of the workloads' effects, positive.
  public let deviation: Double
  /// The level of the two-sided test; for the first of m claims after Holm, α/m.
  public let level: Double

  /// A design.
  ///
  /// - Precondition: at least 2 workloads; `deviation` positive; `level` between 0 and 1.
  public init(workloads: Int, deviation: Double, level: Double = 0.05) {
    precondition(workloads > 1, "workloads must be at least 2, are \(workloads)")
    precondition(deviation > 0 && deviation.isFinite, "deviation must be positive, is \(deviation)")
    precondition(level > 0 && level < 1, "level must be between 0 and 1, is \(level)")
    self.workloads = workloads
    self.deviation = deviation
    self.level = level
  }

  /// The design of effects at hand; nil without an estimate or without any spread.
  public init?(_ effects: PairedEffects, level: Double = 0.05) {
    guard let estimate = effects.estimate, estimate.standardError > 0 else { return nil }
    let count = effects.workloads.count
    self.init(
      workloads: count, deviation: estimate.standardError * Double(count).squareRoot(), level: level)
  }

  /// The probability to reject equality, where the true mean effect is `effect` and effects are normal.
  public func power(effect: Double) -> Double {
    power(noncentrality: abs(effect) / deviation * Double(workloads).squareRoot())
  }

  /// The smallest effect found with the given probability, on the scale of the effects and positive; as a ratio it is
  /// e to the power of its negative.
  ///
  /// - Precondition: `power` is above `level` and below 1.
  public func detectableEffect(power target: Double = 0.8) -> Double {
    precondition(target > level && target < 1, "power must be in \(level)..<1, is \(target)")
    var (low, high) = (0.0, 1.0)
    while power(noncentrality: high) < target { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(noncentrality: middle) < target { low = middle } else { high = middle }
    }
    return high * deviation / Double(workloads).squareRoot()
  }

  /// The fewest workloads that find `effect` with the given probability.
  ///
  /// - Precondition: at most 100,000 suffice.
  public static func workloadsNeeded(
    effect: Double, deviation: Double, level: Double = 0.05, power target: Double = 0.8
  ) -> Int {
    var (low, high) = (1, 2)
    while PairedDesign(workloads: high, deviation: deviation, level: level).power(effect: effect) < target {
      (low, high) = (high, high * 2)
      precondition(high <= 200_000, "more than 100,000 workloads are needed to find an effect of \(effect)")
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      let reached = PairedDesign(workloads: middle, deviation: deviation, level: level).power(effect: effect)
      if reached < target { low = middle } else { high = middle }
    }
    return high
  }

  private func power(noncentrality: Double) -> Double {
    let freedom = Double(workloads - 1)
    let critical = -studentTQuantile(level / 2, degreesOfFreedom: freedom)
    if noncentrality > 100 { return 1 }
    return noncentralTTail(critical, degreesOfFreedom: freedom, noncentrality: noncentrality)
      + noncentralTTail(critical, degreesOfFreedom: freedom, noncentrality: -noncentrality)
  }
}

extension PairedEffects {
  /// The share of simulated comparisons that reject equality, where workloads are drawn from these effects with their
  /// mean moved to `effect`: a check of `PairedDesign.power` that needs no normal effects.
  ///
  /// - Parameters:
  ///   - effect: the true mean effect.
  ///   - workloads: how many each comparison has, at least 2; those at hand if not given.
  ///   - level: of the two-sided t-test.
  ///   - plan: how many comparisons, and their seed.
  /// - Returns: nil without an estimate or without any spread.
  public func simulatedPower(
    effect: Double, workloads: Int? = nil, level: Double = 0.05, plan: BootstrapPlan = BootstrapPlan()
  ) -> Double? {
    guard let means = workloadMeans, let estimate, estimate.standardError > 0 else { return nil }
    let count = workloads ?? means.count
    precondition(count > 1, "workloads must be at least 2, are \(count)")
    // Resampled values spread less than their population by (n − 1)/n, which the factor restores.
    let size = Double(means.count)
    let factor = (size / (size - 1)).squareRoot()
    let population = means.map { effect + ($0 - estimate.value) * factor }
    let critical = -studentTQuantile(level / 2, degreesOfFreedom: Double(count - 1))
    var rejected = 0
    for trial in 0..<plan.resamples {
      var stream = RandomStream(seed: plan.seed, purpose: .simulatedPower, ordinal: UInt64(trial))
      let drawn = StudentTEstimate(
        meanOf: (0..<count).map { _ in population[stream.nextIndex(below: population.count)] })
      if abs(drawn.value) > critical * drawn.standardError { rejected += 1 }
    }
    return Double(rejected) / Double(plan.resamples)
  }
}
