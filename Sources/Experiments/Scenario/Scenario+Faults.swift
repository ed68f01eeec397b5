import Autoscaling
import ClusterSimulation
import InputFiles

extension Scenario {
  private static let longest = 366.0 * 86_400

  static let faultKeys = [
    Setting("episodes", .table(faultEpisodeKeys), "Faults at given times."),
    Setting("campaign", .section(campaignKeys), "Faults at random times."),
    Setting(
      "deploys", .quantities(.duration, 0...longest),
      "Times of harmless rolling updates, after the start of the test part."),
    Setting(
      "collector_pauses",
      .table([
        Setting("at", .duration(0...longest), "After the start of the test part.", isRequired: true),
        Setting("length", .duration(1...86_400), "How long.", isRequired: true),
      ]), "Times in which no scrape arrives."),
    Setting(
      "keep_signals", .flag,
      "Whether what each scrape said of the service is kept (table `signal`) and drawn around each fault.",
      default: false),
    Setting(
      "parameters", .section([memoryLimit] + faultFlags.map(\.0) + faultNumbers.map(\.0)),
      "What the faults have in common."),
  ]

  private static let faultEpisodeKeys = [
    Setting(
      "type", .choice(of: AnomalyType.self), "What happens; docs/anomalies.md describes the types.",
      isRequired: true),
    Setting(
      "onset", .duration(0...longest), "After the start of the test part.", isRequired: true, example: "2h"),
    Setting(
      "duration", .duration(1...longest),
      "How long the cause lasts; what happens in an instant does not end by itself.", isRequired: true,
      example: "10m"),
    Setting(
      "severity", .share(0...1),
      "How bad it is; docs/anomalies.md says what of each type it stands for.", default: 0.5),
    Setting(
      "replicas", .whole(1...100_000),
      "So many ready replicas are struck. At most one of these five; default what is usual for the type."),
    Setting("replica_share", .share(0.001...1), "A share of the ready replicas is struck, rounded up."),
    Setting("nodes", .whole(1...100_000), "So many nodes with replicas of the service are struck."),
    Setting("zone", .text, "All nodes of this zone are struck."),
    Setting("scope", .choice(of: WholeScope.self), "The whole service or the cluster is struck."),
  ]

  private static let usualCampaign = FaultCampaign(faultsPerHour: 0)

  private static let campaignKeys = [
    Setting(
      "faults_per_hour", .number(0...3600), "Of all types together, as a Poisson process.", isRequired: true),
    Setting(
      "mix",
      .table([
        Setting("type", .choice(of: AnomalyType.self), "What happens.", isRequired: true),
        Setting("weight", .number(0...1e9), "Relative to the others.", default: 1),
      ]), "How often each type is drawn. Default all types alike."),
    Setting(
      "severity", .span(.share, 0...1), "The least and the largest, evenly drawn.",
      default: usualCampaign.severity.value),
    Setting(
      "duration", .span(.duration, 1...longest), "The least and the largest, drawn log-uniformly.",
      default: usualCampaign.duration.value),
    Setting(
      "healthy_stretch", .duration(0...longest),
      "Healthy time at the beginning, at the end and after each fault.",
      default: .number(usualCampaign.healthyStretch)),
    Setting(
      "overlap", .flag, "Whether a fault may begin while another is on.",
      default: .flag(usualCampaign.allowsOverlap)),
    Setting(
      "deploys_per_hour", .number(0...3600), "Harmless rolling updates to an equal version.", default: 0),
    Setting(
      "collector_pauses_per_hour", .number(0...3600), "Times in which no scrape arrives.", default: 0),
    Setting(
      "collector_pause", .span(.duration, 1...86_400), "How long those last, at least and at most.",
      default: usualCampaign.collectorPause.value),
  ]

  private static let memoryLimit = Setting(
    "memory_limit", .bytes(0x1p20...0x1p50),
    "Resident memory at which a replica is killed. Default its limit, else its request.")

  /// Switches of what the faults have in common, with where they go.
  private static var faultFlags: [(Setting, WritableKeyPath<FaultParameters, Bool>)] {
    func flag(_ path: WritableKeyPath<FaultParameters, Bool>, _ key: String, _ summary: String) -> (
      Setting, WritableKeyPath<FaultParameters, Bool>
    ) { (Setting(key, .flag, summary, default: .flag(FaultParameters()[keyPath: path])), path) }
    return [
      flag(
        \.livenessNeedsWorker, "liveness_needs_worker",
        "Whether the liveness probe is answered by a worker, so that it notices a deadlock."),
      flag(\.hasBreaker, "breaker", "Whether the service can answer without its dependency."),
    ]
  }

  /// Numbers of what the faults have in common, with where they go.
  private static var faultNumbers: [(Setting, WritableKeyPath<FaultParameters, Double>)] {
    func number(
      _ path: WritableKeyPath<FaultParameters, Double>, _ key: String, _ form: Setting.Form, _ summary: String
    ) -> (Setting, WritableKeyPath<FaultParameters, Double>) {
      (Setting(key, form, summary, default: .number(FaultParameters()[keyPath: path])), path)
    }
    return [
      number(
        \.fallbackErrors, "fallback_errors", .share(0...1), "Requests that fail while the breaker is open."),
      number(
        \.diskShare, "disk_share", .share(0...1), "Part of the service time that is spent on the disk."),
      number(
        \.connectionsPerWorker, "connections_per_worker", .number(1...1000),
        "Connections of a replica's pool for each of its workers."),
      number(\.diskUsed, "disk_used", .share(0...0.8), "Use of a node's disk when nothing is wrong."),
      number(
        \.diskEviction, "disk_eviction", .share(0.01...1),
        "Use of a node's disk at which replicas are evicted."),
      number(
        \.memoryEviction, "memory_eviction", .share(0.01...1),
        "Use of a node's memory at which replicas are evicted."),
      number(
        \.evictionPeriod, "eviction_period", .duration(1...3600), "From one such eviction to the next."),
      number(
        \.pressureTransition, "pressure_transition", .duration(0...86_400),
        "How long a node counts as under pressure after it has gone."),
      number(
        \.resolverTimeout, "resolver_timeout", .duration(0.01...60),
        "How late a look-up is whose first query was dropped."),
      number(\.tick, "tick", .duration(0.1...60), "How often causes that grow take effect."),
      number(
        \.watchPeriod, "watch_period", .duration(1...600),
        "Between two looks at the service level, for times of recovery."),
      number(
        \.holdTime, "hold_time", .duration(1...3600),
        "How long the service level has to hold to count as restored."),
    ]
  }

  /// The section `faults`; nil where there is none.
  static func faults(_ top: YAMLReader, zones: [String]) -> FaultsSpecification? {
    guard top.isGiven("faults") else { return nil }
    let reader = top.section("faults")
    defer { reader.finish() }
    let pauses = reader.list("collector_pauses").map { pause in
      defer { pause.finish() }
      return BenignEvent.collectorPause(
        at: pause.number("at"),
        seconds: pause.number("length"))
    }
    let deploys = reader.numbers("deploys")
    let episodes = reader.list("episodes").map { episode($0, zones: zones) }
    let campaign = reader.optionalSection("campaign").map(campaign)
    if episodes.isEmpty, campaign == nil, deploys.isEmpty, pauses.isEmpty {
      reader.note(
        "episodes", "missing; one of episodes, campaign, deploys and collector_pauses has to say what happens"
      )
    }
    return FaultsSpecification(
      episodes: episodes, campaign: campaign, benign: deploys.map { .deploy(at: $0) } + pauses,
      parameters: faultParameters(reader.section("parameters")),
      keepsSignals: reader.flag("keep_signals"))
  }

  private static func episode(_ reader: YAMLReader, zones: [String]) -> FaultSpecification {
    defer { reader.finish() }
    let type: AnomalyType = reader.choice("type")
    let fault = FaultSpecification(
      type, onset: reader.number("onset"), duration: reader.number("duration"),
      severity: reader.number("severity"),
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
    case "replicas": return .replicas(reader.whole("replicas"))
    case "replica_share": return .replicaShare(reader.number("replica_share"))
    case "nodes": return .nodes(reader.whole("nodes"))
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
      faultsPerHour: reader.number("faults_per_hour"),
      severity: FaultCampaign.Span(reader.span("severity")),
      duration: FaultCampaign.Span(reader.span("duration")),
      healthyStretch: reader.number("healthy_stretch"), allowsOverlap: reader.flag("overlap"))
    campaign.mix = reader.list("mix").map { share in
      defer { share.finish() }
      return FaultCampaign.Share(share.choice("type"), weight: share.number("weight"))
    }
    campaign.deploysPerHour = reader.number("deploys_per_hour")
    campaign.collectorPausesPerHour = reader.number("collector_pauses_per_hour")
    campaign.collectorPause = FaultCampaign.Span(reader.span("collector_pause"))
    if let problem = campaign.problems.first { reader.note("faults_per_hour", problem) }
    return campaign
  }

  private static func faultParameters(_ reader: YAMLReader) -> FaultParameters {
    defer { reader.finish() }
    var parameters = FaultParameters()
    parameters.memoryLimit = reader.optionalNumber("memory_limit")
    for (setting, path) in faultFlags { parameters[keyPath: path] = reader.flag(setting) }
    for (setting, path) in faultNumbers { parameters[keyPath: path] = reader.number(setting) }
    return parameters
  }
}

extension FaultCampaign.Span {
  fileprivate init(_ range: ClosedRange<Double>) { self.init(range.lowerBound, range.upperBound) }

  fileprivate var value: SettingValue { .numbers([lower, upper]) }
}
