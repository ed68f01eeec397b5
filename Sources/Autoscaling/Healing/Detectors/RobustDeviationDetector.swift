/// Robust z-scores of each replica's signals against its peers in the same scrape and against the service's own past:
/// median and median absolute deviation in the place of mean and standard deviation.
///
/// The features are those of the isolation forest. A replica is an anomaly if one of its features is more than `threshold`
/// scales from the median of the past medians (from that of the peers while there is no past), the scale being that of
/// the peers. Scales have a floor, so that a signal
/// that never moves does not turn noise into an alarm. It learns nothing across features: the control beside the forest.
public struct RobustDeviationDetector: AnomalyDetector {
  /// Scales beyond which a feature counts.
  public let threshold: Double
  /// The least scale, in parts of the level and in the unit of the feature.
  public let relativeFloor: Double, absoluteFloor: Double

  private var features = OutlierFeatures()
  private var levels = Array(repeating: SignalBaseline(), count: OutlierFeatures.names.count)
  private var last: (timestamp: Double, alarms: [Alarm])?

  /// A detector that has seen nothing.
  public init(threshold: Double = 6, relativeFloor: Double = 0.05, absoluteFloor: Double = 0.02) {
    self.threshold = threshold
    self.relativeFloor = relativeFloor
    self.absoluteFloor = absoluteFloor
  }

  /// One alarm for each replica that deviates, with its largest z-score.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    if let last, last.timestamp >= observation.timestamp { return last.alarms }
    let rows = features.read(observation)
    var largest = Array(repeating: 0.0, count: rows.count)
    for feature in levels.indices {
      let values = rows.map { Double($0.row[feature]) }
      guard let peers = RobustStatistics.location(values) else { continue }
      let scale = max(peers.scale, relativeFloor * abs(peers.median), absoluteFloor)
      let usual = levels[feature].level
      for (index, value) in values.enumerated() {
        largest[index] = max(largest[index], abs(value - (usual ?? peers.median)) / scale)
      }
      levels[feature].add(peers.median)
    }
    let alarms = zip(rows, largest).compactMap { row, score in
      score > threshold ? Alarm(.replica(row.replica), score: score) : nil
    }
    last = (observation.timestamp, alarms)
    return alarms
  }
}
