import Learning
import Stochastics

extension RandomPurpose {
  static let episodeBootstrap = RandomPurpose("bootstrap over episodes")
}

/// A figure with its 95 % interval over episodes.
public struct EpisodeFigure: Sendable, Hashable {
  /// The figure.
  public var value: Double
  /// Its percentile bootstrap interval.
  public var interval: ClosedRange<Double>

  /// Figures of the episodes with their intervals: resamples of the episodes within their groups.
  ///
  /// - Parameters:
  ///   - episodes: At least one.
  ///   - resamples: How many; those in which a figure is not a number are left out for it.
  ///   - seed: Decides what is drawn.
  ///   - threads: Any number gives the same.
  ///   - group: What an episode is an example of; each resample has as many of each.
  ///   - values: The figures of episodes, always as many; those of all episodes are numbers.
  static func all<Episode: Sendable>(
    of episodes: [Episode], resamples: Int = 1000, seed: UInt64 = 1, threads: Int = 1,
    group: (Episode) -> Int, values: @Sendable ([Episode]) -> [Double]
  ) -> [EpisodeFigure] {
    let groups = Dictionary(grouping: episodes.indices) { group(episodes[$0]) }
      .sorted { $0.key < $1.key }.map(\.value)
    let samples = parallelMap(count: resamples, threads: threads) { turn in
      var stream = RandomStream(seed: seed, purpose: .episodeBootstrap, ordinal: UInt64(turn))
      return values(
        groups.flatMap { group in group.map { _ in episodes[group[stream.nextIndex(below: group.count)]] } })
    }
    return values(episodes).enumerated().map { place, value in
      let sorted = samples.map { $0[place] }.filter { !$0.isNaN }.sorted()
      return EpisodeFigure(
        value: value,
        interval: sorted.isEmpty
          ? value...value : quantile(ofSorted: sorted, 0.025)...quantile(ofSorted: sorted, 0.975))
    }
  }
}
