/// Names the type behind alarms by a table over symptoms: first what concerns the service as a whole, then nodes, then
/// single replicas, since the wider cause explains the narrower symptom.
///
/// Alarms that one cause explains become one. An alarm for which no row of the table fits keeps no type. Types that look
/// alike in the signals get the name whose remedy helps both: a node that died and one that is cut off are both
/// `network_partition` (fence), and so on; confusion matrices are the classifier's business.
public struct RuleDiagnosis: Diagnosis {
  private var reader: SymptomReader
  private let outliers = OutlierDiagnosis()

  /// A diagnosis with the given thresholds that has seen nothing.
  public init(_ thresholds: SymptomThresholds = SymptomThresholds()) { reader = SymptomReader(thresholds) }

  /// The alarms with their types, those of one cause merged; nothing without an alarm.
  public mutating func diagnose(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm] {
    let report = reader.read(observation)
    guard !alarms.isEmpty else { return [] }
    let score = alarms.map(\.score).max() ?? 1
    if let type = typeOfWay(report, observation) { return [Alarm(.service, suspected: type, score: score)] }
    let nodes = nodeAlarms(alarms, report)
    let sick = Set(nodes.map(\.subject))
    if nodes.isEmpty, let type = typeOfService(report, observation) {
      return [Alarm(.service, suspected: type, score: score)]
    }
    let hasNamedNode = !nodes.isEmpty
    var result = nodes
    for alarm in alarms where !sick.contains(alarm.subject) {
      guard case .replica(let number) = alarm.subject else { continue }
      let replica = observation.replicas.first { $0.replica == number }
      // what is wrong with its node is wrong with the replica
      if let node = replica?.node, sick.contains(.node(node)) { continue }
      let type = typeOfReplica(report.symptoms(ofReplica: number))
      result.append(Alarm(alarm.subject, suspected: type ?? alarm.suspected, score: alarm.score))
    }
    let isExplained = hasNamedNode || result.contains { $0.suspected != nil }
    for alarm in alarms where alarm.subject == .service && !isExplained {
      result.append(Alarm(.service, suspected: alarm.suspected, score: alarm.score))
    }
    return outliers.merged(result, observation)
  }

  /// Causes on the way to the replicas, or in what all replicas share: nothing else is to blame while one is there.
  private func typeOfWay(_ report: SymptomReport, _ seen: HealthObservation) -> AnomalyType? {
    let service = report.service
    if service.contains(.noEndpoints) { return .serviceUnavailable }
    if service.contains(.retries) { return .retryStorm }
    if service.contains(.throttled) { return .cpuThrottling }
    if service.contains(.coldCache) { return .cacheThrashing }
    return nil
  }

  private func nodeAlarms(_ alarms: [Alarm], _ report: SymptomReport) -> [Alarm] {
    report.nodes.compactMap { node in
      guard alarms.contains(where: { $0.subject == .node(node.number) }),
        let type = typeOfNode(node.symptoms)
      else { return nil }
      return Alarm(.node(node.number), suspected: type, score: Double(node.symptoms.count))
    }
  }

  private func typeOfNode(_ symptoms: Set<Symptom>) -> AnomalyType? {
    if symptoms.contains(.unreachable) { return .networkPartition }
    if symptoms.contains(.diskFills) { return .diskFull }
    if symptoms.contains(.shortOfMemory) { return .memoryPressure }
    if symptoms.contains(.diskBusy) { return .diskIOBottleneck }
    if symptoms.contains(.cpuTaken) { return .resourceContention }
    return symptoms.contains(.slowReplicas) ? .networkLatency : nil
  }

  /// Causes that show in many replicas, or in versions.
  private func typeOfService(_ report: SymptomReport, _ seen: HealthObservation) -> AnomalyType? {
    let settled = seen.replicas.filter { reader.isSettled($0) }
    func count(_ symptom: Symptom) -> Int { report.replicas.count { $0.symptoms.contains(symptom) } }
    if count(.exitsAtStart) > 0 { return .crashLoop }
    if count(.notStarting) > 0 { return .imagePullError }
    if count(.waitsForNode) > 0 { return .podEviction }
    if count(.restartsAgain) > 0 { return .oomKill }
    if 2 * count(.memoryRises) > settled.count { return .memoryLeak }
    if report.service.contains(.failsOnTheWay) { return .dnsResolutionFailure }
    let failing = report.replicas.filter { $0.symptoms.contains(.failsRequests) }
    let isPlainError = failing.allSatisfy {
      $0.symptoms.isDisjoint(with: [
        .idleUnderLoad, .starved, .busierThanPeers, .slowerThanPeers, .connectionsTaken, .restarted,
      ])
    }
    if !failing.isEmpty, isPlainError, report.service.contains(.errors),
      !report.service.contains(.heldWithoutCPU)
    {
      return .highErrorRate
    }
    return report.service.contains(.heldWithoutCPU) ? .slowResponse : nil
  }

  private func typeOfReplica(_ symptoms: Set<Symptom>) -> AnomalyType? {
    if symptoms.contains(.memoryRises) { return .memoryLeak }
    if symptoms.contains(.busierThanPeers) { return .cpuSpike }
    if symptoms.contains(.idleUnderLoad) { return .containerHang }
    if symptoms.contains(.connectionsTaken) { return .connectionPoolExhausted }
    if symptoms.contains(.starved) { return .deadlock }
    return symptoms.contains(.restarted) ? .podCrash : nil
  }
}
