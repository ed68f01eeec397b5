/// How a bootstrap draws.
public struct BootstrapPlan: Sendable, Equatable {
  /// What is done with the seeds of a workload that was drawn.
  public enum SeedResampling: String, Sendable, CaseIterable {
    /// Seeds are drawn with replacement too. The noise of seeds counts twice, once in the spread of the workload means
    /// and once here: with as much noise as spread the interval is too wide.
    case withReplacement
    /// All seeds stay, which reproduces the variance of the mean more closely.
    ///
    /// Source: Davison & Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8.
    case keepAll
  }

  /// How many resamples, positive.
  public let resamples: Int
  /// The seed; each resample has a random stream of its own.
  public let seed: UInt64
  /// What is done with the seeds of a workload.
  public let seedResampling: SeedResampling

  /// A plan of 10,000 resamples, unless told otherwise.
  ///
  /// - Precondition: `resamples` is at least 100: fewer have no 2.5 % tail to speak of.
  public init(resamples: Int = 10_000, seed: UInt64 = 1, seedResampling: SeedResampling = .withReplacement) {
    precondition(resamples >= 100, "resamples must be at least 100, are \(resamples)")
    self.resamples = resamples
    self.seed = seed
    self.seedResampling = seedResampling
  }

  /// The statistic of each resample of `count` units, in order of the resamples.
  ///
  /// - Parameter statistic: of the indices drawn, each in 0..<`count`, and of the resample's stream for what else it
  ///   has to draw.
  func replicates(
    of count: Int, purpose: RandomPurpose, _ statistic: ([Int], inout RandomStream) -> Double
  ) -> [Double] {
    var indices = [Int](repeating: 0, count: count)
    return (0..<resamples).map { resample in
      var stream = RandomStream(seed: seed, purpose: purpose, ordinal: UInt64(resample))
      for place in 0..<count { indices[place] = stream.nextIndex(below: count) }
      return statistic(indices, &stream)
    }
  }
}

extension RandomPurpose {
  static let hierarchicalBootstrap = RandomPurpose("hierarchical bootstrap")
  static let stratifiedBootstrap = RandomPurpose("stratified bootstrap")
  static let hypervolumeBootstrap = RandomPurpose("hypervolume bootstrap")
  static let survivalBootstrap = RandomPurpose("survival bootstrap")
  static let simulatedPower = RandomPurpose("simulated power")
}

/// The interval between the (1 ∓ confidence)/2 quantiles of bootstrap replicates.
///
/// - Precondition: `sorted` is ascending and not empty, `confidence` between 0 and 1.
func percentileInterval(ofSorted sorted: [Double], confidence: Double) -> ClosedRange<Double> {
  precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
  let outside = (1 - confidence) / 2
  return quantile(ofSorted: sorted, outside)...quantile(ofSorted: sorted, 1 - outside)
}
