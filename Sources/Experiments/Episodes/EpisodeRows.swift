import Autoscaling
import ClusterSimulation
import Learning

/// The health features of an episode, row by row, with their truth.
public struct EpisodeRows: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// When the scrape was taken, in seconds.
    public var time: Double
    /// The class of `AnomalyClassifier`; nil where a row is neither healthy nor fully ill.
    public var label: Int?
    /// The features, in the order of `HealthFeatures.names`.
    public var features: [Float]
  }

  /// The rows, in order of time.
  public var rows: [Row]
  /// The class of the episode: that of its fault, or healthy.
  public var label: Int
  /// When the fault began and ended, in seconds; nil without one.
  public var onset: Double?, end: Double?

  /// The rows of an episode, as a healer would have computed them.
  public init(_ episode: Episode) {
    var features = HealthFeatures()
    rows = episode.observations.compactMap { observation in
      guard let values = features.next(observation) else { return nil }
      let label: Int? =
        switch episode.truth(at: observation.timestamp, window: observation.window) {
        case .healthy: 0
        case .ill(let type): AnomalyClassifier.classNumber(of: type)
        case .between: nil
        }
      return Row(time: observation.timestamp, label: label, features: values.map { Float($0) })
    }
    label = AnomalyClassifier.classNumber(of: episode.type)
    onset = episode.record?.onset
    end = episode.record?.end
  }

  /// The rows of many episodes, which are not kept; on up to `threads` threads.
  public static func run(part: EpisodePart, count: Int, seed: UInt64, threads: Int) -> [EpisodeRows] {
    parallelMap(Array(0..<count), threads: threads) { number in
      EpisodeRows(Episode(EpisodeSpecification(part: part, number: number, seed: seed)))
    }
  }

  /// At most `ill` rows of the fault and `healthy` without it, evenly spread.
  func thinned(ill: Int, healthy: Int) -> [Row] {
    func spread(_ rows: [Row], _ most: Int) -> [Row] {
      guard rows.count > most else { return rows }
      return (0..<most).map { rows[$0 * rows.count / most] }
    }
    return spread(rows.filter { $0.label == 0 }, healthy)
      + spread(rows.filter { ($0.label ?? 0) > 0 }, ill)
  }

  /// A table of rows with labels.
  static func table(_ rows: [Row]) throws -> LabelledTable {
    let known = rows.filter { $0.label != nil }
    let width = HealthFeatures.names.count
    var values = [Float](repeating: 0, count: known.count * width)
    for (index, row) in known.enumerated() {
      for feature in 0..<width { values[feature * known.count + index] = row.features[feature] }
    }
    return try LabelledTable(
      FeatureTable(columnMajor: values, rowCount: known.count, featureCount: width),
      classes: known.map { $0.label ?? 0 }, classCount: AnomalyClassifier.classNames.count)
  }
}
