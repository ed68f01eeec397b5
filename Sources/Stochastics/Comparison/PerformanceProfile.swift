/// A curve of shares over thresholds, with a pointwise band.
public struct PerformanceProfile: Sendable, Equatable {
  /// Where the curve is given.
  public let thresholds: [Double]
  /// The share at each threshold, in 0...1.
  public let shares: [Double]
  /// The interval of each share; empty where there is no band.
  public let band: [ClosedRange<Double>]

  /// The share of runs with a score above each threshold, with pointwise percentile bands by the stratified bootstrap.
  ///
  /// Source: Agarwal et al., NeurIPS 2021, section 4.2.
  public init(
    scores: ScoreTable, thresholds: [Double], confidence: Double = 0.95, plan: BootstrapPlan = BootstrapPlan()
  ) {
    var replicates = [[Double]](repeating: [], count: thresholds.count)
    _ = plan.stratifiedReplicates { stream in
      let drawn = scores.resampled(from: &stream)
      for (place, threshold) in thresholds.enumerated() {
        replicates[place].append(drawn.share(above: threshold))
      }
      return 0
    }
    self.thresholds = thresholds
    shares = thresholds.map { scores.share(above: $0) }
    band = replicates.map { percentileInterval(ofSorted: $0.sorted(), confidence: confidence) }
  }

  /// Dolan and Moré's profiles: for each arm, the share of problems on which its cost is at most a factor above the best
  /// arm's.
  ///
  /// A profile depends on which arms take part. A failed problem has the cost `.infinity`, which no factor reaches.
  ///
  /// Source: Dolan & Moré, "Benchmarking Optimization Software with Performance Profiles", Math. Program. 91, 2002.
  ///
  /// - Parameters:
  ///   - costs: of each arm on each problem, smaller is better; positive, or `.infinity`.
  ///   - factors: at least 1.
  /// - Returns: one profile for each arm, without bands.
  public static func ofCostRatios(_ costs: [[Double]], factors: [Double]) -> [PerformanceProfile] {
    let problems = costs.first?.count ?? 0
    precondition(problems > 0 && costs.allSatisfy { $0.count == problems }, "each arm needs each problem")
    precondition(costs.allSatisfy { $0.allSatisfy { $0 > 0 } }, "costs must be positive")
    precondition(factors.allSatisfy { $0 >= 1 }, "factors must be at least 1")
    let best = (0..<problems).map { problem in costs.reduce(.infinity) { min($0, $1[problem]) } }
    return costs.map { arm in
      // ∞/∞ is NaN, which no factor reaches either.
      let ratios = zip(arm, best).map { $0 / $1 }
      let shares = factors.map { factor in
        Double(ratios.reduce(0) { $0 + ($1.isFinite && $1 <= factor ? 1 : 0) }) / Double(problems)
      }
      return PerformanceProfile(thresholds: factors, shares: shares)
    }
  }

  private init(thresholds: [Double], shares: [Double]) {
    self.thresholds = thresholds
    self.shares = shares
    band = []
  }
}
