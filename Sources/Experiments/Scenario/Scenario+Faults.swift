import Autoscaling
import ClusterSimulation

extension Scenario {
  private static let longest = 366.0 * 86_400

  /// The section `faults`; nil where there is none.
  static func faults(_ top: YAMLReader, zones: [String]) -> FaultsSpecification? {
    guard top.isGiven("faults") else { return nil }
    let reader = top.section("faults")
    defer { reader.finish() }
    let pauses = reader.list("collector_pauses", required: false).map { pause in
      defer { pause.finish() }
      return BenignEvent.collectorPause(
        at: pause.quantity("at", .duration, in: 0...longest),
        seconds: pause.quantity("length", .duration, in: 1...86_400))
    }
    let deploys = reader.quantities("deploys", .duration, default: [], in: 0...longest)
    let episodes = reader.list("episodes", required: false).map { episode($0, zones: zones) }
    let campaign = reader.isGiven("campaign") ? campaign(reader.section("campaign")) : nil
    if episodes.isEmpty, campaign == nil, deploys.isEmpty, pauses.isEmpty {
      reader.note(
        "episodes", "missing; one of episodes, campaign, deploys and collector_pauses has to say what happens"
      )
    }
    return FaultsSpecification(
      episodes: episodes, campaign: campaign, benign: deploys.map { .deploy(at: $0) } + pauses,
      parameters: faultParameters(reader.section("parameters")),
      keepsSignals: reader.flag("keep_signals", default: false))
  }

  private static func episode(_ reader: YAMLReader, zones: [String]) -> FaultSpecification {
    defer { reader.finish() }
    let type: AnomalyType = reader.choice("type")
    let fault = FaultSpecification(
      type, onset: reader.quantity("onset", .duration, in: 0...longest),
      duration: reader.quantity("duration", .duration, in: 1...longest),
      severity: reader.quantity("severity", .share, default: 0.5, in: 0...1),
      scope: scope(reader, zones: zones))
    if let problem = fault.problems.first { reader.note("type", problem) }
    return fault
  }

  private enum WholeScope: String, CaseIterable {
    case service, cluster
  }

  /// What is struck: at most one of the keys for it; nil for what is usual for the type.
  private static func scope(_ reader: YAMLReader, zones: [String]) -> FaultScope? {
    let keys = ["replicas", "replica_share", "nodes", "zone", "scope"]
    let given = keys.filter { reader.isGiven($0) }
    if given.count > 1 {
      reader.note(given[1], "at most one of \(keys.joined(separator: ", ")) says what is struck")
    }
    switch given.first {
    case "replicas": return .replicas(reader.whole("replicas", in: 1...100_000))
    case "replica_share": return .replicaShare(reader.quantity("replica_share", .share, in: 0.001...1))
    case "nodes": return .nodes(reader.whole("nodes", in: 1...100_000))
    case "zone":
      let name = reader.text("zone")
      if !zones.contains(name) {
        reader.note(
          "zone", "'\(name)' is no zone of the nodes, which are in \(zones.joined(separator: ", "))")
      }
      return .zone(name)
    case "scope": return reader.choice("scope") as WholeScope == .service ? .service : .cluster
    default: return nil
    }
  }

  private static func campaign(_ reader: YAMLReader) -> FaultCampaign {
    defer { reader.finish() }
    var campaign = FaultCampaign(
      faultsPerHour: reader.quantity("faults_per_hour", .number, in: 0...3600),
      severity: span(reader, "severity", .share, default: (0.2, 0.9), in: 0...1),
      duration: span(reader, "duration", .duration, default: (120, 900), in: 1...longest),
      healthyStretch: reader.quantity("healthy_stretch", .duration, default: 300, in: 0...longest),
      allowsOverlap: reader.flag("overlap", default: false))
    campaign.mix = reader.list("mix", required: false).map { share in
      defer { share.finish() }
      return FaultCampaign.Share(
        share.choice("type"), weight: share.quantity("weight", .number, default: 1, in: 0...1e9))
    }
    campaign.deploysPerHour = reader.quantity("deploys_per_hour", .number, default: 0, in: 0...3600)
    campaign.collectorPausesPerHour = reader.quantity(
      "collector_pauses_per_hour", .number, default: 0, in: 0...3600)
    campaign.collectorPause = span(
      reader, "collector_pause", .duration, default: (30, 120), in: 1...86_400)
    if let problem = campaign.problems.first { reader.note("faults_per_hour", problem) }
    return campaign
  }

  /// A list of the least and the largest.
  private static func span(
    _ reader: YAMLReader, _ key: String, _ unit: Unit, default fallback: (Double, Double),
    in range: ClosedRange<Double>
  ) -> FaultCampaign.Span {
    let ends = reader.quantities(key, unit, default: [fallback.0, fallback.1], in: range)
    guard ends.count == 2, ends[0] <= ends[1] else {
      reader.note(key, "expected a list of the least and the largest")
      return FaultCampaign.Span(fallback.0, fallback.1)
    }
    return FaultCampaign.Span(ends[0], ends[1])
  }

  private static func faultParameters(_ reader: YAMLReader) -> FaultParameters {
    defer { reader.finish() }
    var parameters = FaultParameters()
    func set(
      _ path: WritableKeyPath<FaultParameters, Double>, _ key: String, _ unit: Unit,
      _ range: ClosedRange<Double>
    ) {
      parameters[keyPath: path] = reader.quantity(key, unit, default: parameters[keyPath: path], in: range)
    }
    parameters.memoryLimit = reader.optionalQuantity("memory_limit", .bytes, in: 0x1p20...0x1p50)
    parameters.livenessNeedsWorker = reader.flag("liveness_needs_worker", default: false)
    parameters.hasBreaker = reader.flag("breaker", default: false)
    set(\.fallbackErrors, "fallback_errors", .share, 0...1)
    set(\.diskShare, "disk_share", .share, 0...1)
    set(\.connectionsPerWorker, "connections_per_worker", .number, 1...1000)
    set(\.diskUsed, "disk_used", .share, 0...0.8)
    set(\.diskEviction, "disk_eviction", .share, 0.01...1)
    set(\.memoryEviction, "memory_eviction", .share, 0.01...1)
    set(\.evictionPeriod, "eviction_period", .duration, 1...3600)
    set(\.pressureTransition, "pressure_transition", .duration, 0...86_400)
    set(\.resolverTimeout, "resolver_timeout", .duration, 0.01...60)
    set(\.tick, "tick", .duration, 0.1...60)
    set(\.watchPeriod, "watch_period", .duration, 1...600)
    set(\.holdTime, "hold_time", .duration, 1...3600)
    return parameters
  }
}
