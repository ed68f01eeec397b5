/// Raises an alarm about the service, of open type, where a failure is predicted; silent for the first five minutes.
public struct FailureDetector: AnomalyDetector {
  private let predictor: FailurePredictor
  private var features = HealthFeatures()
  private var rows: [[Float]] = []
  private var latest: [Alarm] = []

  /// A detector that has seen nothing.
  public init(_ predictor: FailurePredictor) { self.predictor = predictor }

  /// The alarm of the newest scrape; the same again where it is no news.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    guard let row = features.next(observation) else { return latest }
    rows.append(FailurePredictor.row(row))
    if rows.count > FailurePredictor.steps { rows.removeFirst() }
    latest = []
    guard rows.count == FailurePredictor.steps else { return latest }
    let probability = predictor.model.probability(rows.flatMap { $0 })
    if predictor.warns(probability) { latest = [Alarm(.service, suspected: nil, score: probability)] }
    return latest
  }
}
