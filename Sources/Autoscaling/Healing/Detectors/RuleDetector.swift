/// Deterministic thresholds on the signals: an alarm for whatever has a symptom that stands for trouble by itself.
///
/// What only describes trouble elsewhere (a replica that is slow because its node is, late answers of the service) raises
/// no alarm of its own. Alarms have no type; see `RuleDiagnosis`.
public struct RuleDetector: AnomalyDetector {
  private var reader: SymptomReader

  /// Symptoms of a replica and of the service that raise an alarm; every symptom of a node does.
  private static let ofReplica: Set<Symptom> = [
    .restarted, .restartsAgain, .exitsAtStart, .notStarting, .waitsForNode, .idleUnderLoad, .starved,
    .busierThanPeers, .slowerThanPeers, .failsRequests, .connectionsTaken, .memoryRises,
  ]
  private static let ofService: Set<Symptom> = [
    .errors, .noEndpoints, .failsOnTheWay, .retries, .throttled, .coldCache, .heldWithoutCPU,
  ]

  /// A detector with the given thresholds that has seen nothing.
  public init(_ thresholds: SymptomThresholds = SymptomThresholds()) { reader = SymptomReader(thresholds) }

  /// One alarm for each object with a symptom; the score is the number of its symptoms.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    let report = reader.read(observation)
    var alarms: [Alarm] = []
    if !report.service.isDisjoint(with: Self.ofService) {
      alarms.append(Alarm(.service, score: Double(report.service.count)))
    }
    for node in report.nodes { alarms.append(Alarm(.node(node.number), score: Double(node.symptoms.count))) }
    for replica in report.replicas where !replica.symptoms.isDisjoint(with: Self.ofReplica) {
      alarms.append(Alarm(.replica(replica.number), score: Double(replica.symptoms.count)))
    }
    return alarms
  }
}
