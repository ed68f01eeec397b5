import Stochastics

/// How soon two arms got over the same faults: those of all their pairs of runs, each once on either side.
///
/// The log-rank test takes faults for independent, which those of one run are not, and does not know that they are paired. It
/// uses every recovery, also those that were not seen to the end; the interval over workloads is that of the metric
/// `recovery_time`.
public struct RecoveryComparison: Sendable, Equatable {
  /// Recoveries count up to so many seconds.
  public static let horizon = 1800.0

  /// One side.
  public struct Side: Sendable, Equatable {
    /// Faults that were recovered from while somebody watched.
    public let recovered: Int
    /// Their mean time to recovery by Kaplan and Meier, restricted to the horizon, in seconds.
    public let mean: RestrictedMean

    init(_ times: [CensoredTime]) {
      recovered = times.count(where: \.isObserved)
      mean = KaplanMeier(times).restrictedMean(to: RecoveryComparison.horizon)
    }
  }

  /// Faults that both arms had.
  public let faults: Int
  /// The arm compared against, and the arm under test.
  public let baseline, treatment: Side
  /// Whether the two curves of recovery differ; its excess is positive where the arm under test recovers sooner.
  public let test: LogRankTest

  /// Compares the faults of `pairs`; nil where they have none in common.
  public init?(_ pairs: RunPairs) {
    var (before, after) = ([CensoredTime](), [CensoredTime]())
    for pair in pairs.pairs {
      for (number, time) in pair.treatment.recoveries.sorted(by: { $0.key < $1.key }) {
        guard let partner = pair.baseline.recoveries[number] else { continue }
        before.append(partner)
        after.append(time)
      }
    }
    guard !after.isEmpty else { return nil }
    faults = after.count
    baseline = Side(before)
    treatment = Side(after)
    test = LogRankTest(after, before)
  }
}
