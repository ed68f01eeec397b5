/// The verdicts on a family of claims, with the chance of any wrong one held at the level by Holm's procedure.
///
/// Each claim is tested in two sides against its stated number. In order of the p-values, the first verdict takes an
/// interval of confidence 1 − α/m, the next 1 − α/(m − 1), and so on up to 1 − α; at the first interval that holds its
/// number, this and all later claims are inconclusive and show intervals of that confidence. The intervals agree with
/// the verdicts, but only those of `simultaneousInterval` cover all true effects at once.
///
/// Student's t would judge two workloads on the strength of their being normal. A claim with fewer workloads than the
/// exact signed-rank test needs after Holm's correction is therefore inconclusive whatever its interval
/// (`fewestWorkloads`, 7 for three claims at 5 %).
///
/// Sources: Holm 1979; for the direction of rejected hypotheses Shaffer, "Control of Directional Errors with Stagewise
/// Multiple Test Procedures", Ann. Statist. 8(6), 1980, who proves it for independent statistics.
public struct ClaimFamily: Sendable, Equatable {
  /// One claim judged.
  public struct Judgement: Sendable, Equatable {
    /// The claim.
    public let claim: StatedEffect
    /// The effect it is about.
    public let estimate: StudentTEstimate
    /// The two-sided p-value against the stated number.
    public let pValue: Double
    /// The same after Holm's correction; 1 where there are too few workloads.
    public let adjustedPValue: Double
    /// The confidence of `interval`.
    public let confidence: Double
    /// The interval on which the verdict rests.
    public let interval: ClosedRange<Double>
    /// The interval of confidence 1 − α/m, which covers together with those of the other claims.
    public let simultaneousInterval: ClosedRange<Double>
    /// The verdict.
    public let verdict: ClaimVerdict
  }

  /// The claims in the order given.
  public let judgements: [Judgement]
  /// The chance of any wrong verdict.
  public let level: Double
  /// The fewest workloads with which a claim of this family can be judged.
  public let fewestWorkloads: Int

  /// Judges all claims of a family at once.
  ///
  /// - Parameters:
  ///   - claims: Those with an estimate.
  ///   - hypotheses: How many claims the family has, those without an estimate included; nil for no others.
  ///   - level: The chance of any wrong verdict.
  /// - Precondition: there is a claim; `hypotheses` is at least their number; `level` is between 0 and 1.
  public init(
    _ claims: [(claim: StatedEffect, estimate: StudentTEstimate)], hypotheses: Int? = nil,
    level: Double = 0.05
  ) {
    precondition(!claims.isEmpty, "a family needs a claim")
    precondition(level > 0 && level < 1, "level must be between 0 and 1, is \(level)")
    let hypotheses = hypotheses ?? claims.count
    precondition(hypotheses >= claims.count, "a family of \(hypotheses) has no \(claims.count) claims")
    let fewest = SignedRankTest.fewestPairs(level: level, hypotheses: hypotheses)
    let pValues = claims.map { $0.estimate.pValue(against: $0.claim.value) }
    let usable = zip(claims, pValues).map { $0.estimate.degreesOfFreedom + 1 >= Double(fewest) ? $1 : 1 }
    // a claim without an estimate has a p-value of 1
    let silent = [Double](repeating: 1, count: hypotheses - claims.count)
    let adjusted = holmAdjusted(usable + silent)
    var confidences = [Double](repeating: 0, count: claims.count)
    var left = hypotheses
    var hasStopped = false
    for index in ascendingOrder(usable) {
      confidences[index] = 1 - level / Double(left)
      hasStopped = hasStopped || usable[index] > level / Double(left)
      if !hasStopped { left -= 1 }
    }
    self.level = level
    fewestWorkloads = fewest
    judgements = claims.indices.map { index in
      let (claim, estimate) = claims[index]
      let interval = estimate.interval(confidence: confidences[index])
      return Judgement(
        claim: claim, estimate: estimate, pValue: pValues[index], adjustedPValue: adjusted[index],
        confidence: confidences[index], interval: interval,
        simultaneousInterval: estimate.interval(confidence: 1 - level / Double(hypotheses)),
        verdict: adjusted[index] <= level ? claim.verdict(from: interval) : .inconclusive)
    }
  }
}
