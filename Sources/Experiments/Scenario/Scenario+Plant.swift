import Autoscaling
import ClusterSimulation

/// Reading of services and nodes.
extension Scenario {
  static func plant(_ top: YAMLReader, service reader: YAMLReader) -> ClusterParameters {
    let nodes = top.section("nodes")
    let control = top.section("control")
    defer { for reader in [nodes, control] { reader.finish() } }
    let named = nodes.list("pools", required: false)
    let pools =
      named.isEmpty
      ? [pool(nodes, name: "nodes")]
      : named.map { reader in
        defer { reader.finish() }
        return pool(reader, name: reader.text("name"))
      }
    return ClusterParameters(
      service: service(reader), pools: pools,
      autoscaler: AutoscalerParameters(
        scanInterval: nodes.quantity("scan", .duration, default: 10, in: 1...3600),
        unneededTime: nodes.quantity("unneeded", .duration, default: 600, in: 0...86_400),
        utilizationThreshold: nodes.quantity("utilization_threshold", .share, default: 0, in: 0...1),
        delayAfterAdd: nodes.quantity("delay_after_add", .duration, default: 0, in: 0...86_400),
        expander: nodes.choice("expander", default: ExpanderChoice.leastWaste).expander,
        coreQuota: nodes.optionalQuantity("core_quota", .cores, in: 0.001...1e9)),
      placement: nodes.choice("placement", default: PlacementChoice.mostAllocated).strategy,
      cpuPricePerHour: nodes.quantity("cpu_price_per_hour", .number, default: 0, in: 0...1e6),
      memoryPricePerHour: nodes.quantity("memory_gib_price_per_hour", .number, default: 0, in: 0...1e6),
      control: ControlParameters(
        metricResolution: control.quantity("metric_resolution", .duration, default: 15, in: 1...3600),
        metricLag: control.quantity("metric_lag", .duration, default: 15, in: 0...3600),
        syncPeriod: control.quantity("sync", .duration, default: 15, in: 1...3600),
        metricLoss: control.quantity("metric_loss", .share, default: 0, in: 0...0.99)))
  }

  private static func pool(_ nodes: YAMLReader, name: String) -> PoolParameters {
    let minimum = nodes.whole("min", default: 1, in: 0...100_000)
    let maximum = nodes.whole("max", in: 1...100_000)
    if maximum < minimum { nodes.note("max", "\(maximum) is less than min, which is \(minimum)") }
    let boot = nodes.quantity("boot", .duration, default: 150, in: 0...86_400)
    let variation = nodes.quantity("boot_variation", .share, default: 0, in: 0...3)
    var terms: SpotTerms?
    if nodes.isGiven("spot") {
      let spot = nodes.section("spot")
      terms = SpotTerms(
        pricePerHour: spot.quantity("price_per_hour", .number, in: 0...1e6),
        meanLife: spot.quantity("mean_life", .duration, in: 60...1e9),
        notice: spot.quantity("notice", .duration, default: 120, in: 0...3600))
      spot.finish()
    }
    return PoolParameters(
      name: name,
      capacity: Resources(
        cpu: nodes.quantity("cpu", .cores, in: 0.001...4096),
        memory: nodes.quantity("memory", .bytes, in: 0x1p20...0x1p50)),
      zones: nodes.isGiven("zones") ? nodes.strings("zones") : ["a"],
      taints: nodes.isGiven("taints") ? nodes.strings("taints") : [],
      pricePerHour: nodes.quantity("price_per_hour", .number, in: 0...1e6), spot: terms,
      boot: boot > 0 && variation > 0 ? .logNormal(mean: boot, variation: variation) : .constant(boot),
      minNodes: minimum, maxNodes: maximum,
      priority: nodes.whole("priority", default: 0, in: -1_000_000...1_000_000),
      pullBandwidth: nodes.quantity("pull_bandwidth", .bytes, default: 0x1p20 * 100, in: 1...1e15))
  }

  /// One service: replica, requests, objective.
  ///
  /// - Parameter level: Its level of detail unless it says otherwise.
  static func service(_ service: YAMLReader, level: ServiceLevelOfDetail = .fluid) -> ServiceParameters {
    let replica = service.section("replica")
    let request = service.section("request")
    let objective = service.section("objective")
    defer { for reader in [replica, request, objective] { reader.finish() } }
    let minimum = replica.whole("min", default: 1, in: 0...100_000)
    let maximum = replica.whole("max", in: 1...100_000)
    if maximum < minimum { replica.note("max", "\(maximum) is less than min, which is \(minimum)") }
    var parameters = ServiceParameters(
      cpuRequest: replica.quantity("cpu", .cores, in: 0.001...1024),
      memoryRequest: replica.quantity("memory", .bytes, in: 0x1p20...0x1p50),
      memoryUse: replica.quantity("memory_use", .share, default: 0.5, in: 0...1),
      concurrency: replica.whole("concurrency", default: 10, in: 1...10_000),
      serviceTime: request.quantity("service_time", .duration, in: 1e-6...3600),
      cpuTime: request.quantity("cpu_time", .duration, in: 1e-9...3600),
      timeout: request.quantity("timeout", .duration, default: 10, in: 1e-3...3600),
      startUp: replica.quantity("start_up", .duration, default: 60, in: 0.001...3600),
      startUpVariation: replica.quantity("start_up_variation", .share, default: 0, in: 0...3),
      terminationGrace: replica.quantity("termination_grace", .duration, default: 30, in: 0...3600),
      objective: ServiceLevelObjective(
        percentile: objective.quantity("percentile", .share, default: 0.95, in: 0.5...0.9999),
        latencyTarget: objective.quantity("latency_target", .duration, in: 1e-6...3600)),
      minReplicas: minimum, maxReplicas: maximum)
    parameters.level = service.choice("level", default: level)
    parameters.image = image(replica)
    parameters.readiness = probe(replica, "readiness")
    parameters.liveness = probe(replica, "liveness")
    parameters.priority = replica.whole("priority", default: 0, in: -1_000_000_000...1_000_000_000)
    parameters.tolerations = replica.isGiven("tolerations") ? replica.strings("tolerations") : []
    parameters.zoneSkew = replica.isGiven("zone_skew") ? replica.whole("zone_skew", in: 1...1000) : nil
    parameters.budget = replica.optionalQuantity("min_available", .share, in: 0...1).map {
      .minAvailable(.percent(Int(($0 * 100).rounded())))
    }
    parameters.requests = requests(request)
    if parameters.requests.clients != nil, parameters.level == .fluid {
      request.note("clients", "a fluid has no clients; level: request is needed")
    }
    parameters.cpuLimit = replica.optionalQuantity("cpu_limit", .cores, in: 0.001...1024)
    parameters.memoryLimit = replica.optionalQuantity("memory_limit", .bytes, in: 0x1p20...0x1p50)
    parameters.requestMemory = request.quantity("memory", .bytes, default: 0, in: 0...0x1p50)
    if let limit = parameters.memoryLimit, limit < parameters.memory(requestsInside: 0) {
      replica.note("memory_limit", "is less than what an idle replica uses")
    }
    return parameters
  }

  private static func image(_ reader: YAMLReader) -> ContainerImage? {
    guard reader.isGiven("image") else { return nil }
    let image = reader.section("image")
    defer { image.finish() }
    return ContainerImage(
      name: image.text("name"), bytes: image.quantity("size", .bytes, in: 1...1e15),
      pullFailure: image.quantity("pull_failure", .share, default: 0, in: 0...0.99))
  }

  /// New versions of the measured service; neighbours have none.
  static func rollouts(_ service: YAMLReader) -> [Rollout] {
    service.list("rollouts", required: false).map { reader in
      defer { reader.finish() }
      var rollout = Rollout(after: reader.quantity("after", .duration, in: 0...1e8))
      rollout.image = image(reader)
      rollout.startUp = reader.optionalQuantity("start_up", .duration, in: 0.001...3600)
      rollout.rollBackAbove = reader.optionalQuantity("roll_back_above", .share, in: 0...1)
      if reader.isGiven("canary") {
        let canary = reader.section("canary")
        rollout.canary = CanaryPlan(
          steps: canary.quantities("steps", .share, default: [0.1], in: 0.01...0.99).map {
            Int(($0 * 100).rounded())
          }, pause: canary.quantity("pause", .duration, default: 300, in: 1...86_400))
        canary.finish()
      }
      return rollout
    }
  }

  private static func probe(_ replica: YAMLReader, _ key: String) -> Probe? {
    guard replica.isGiven(key) else { return nil }
    let probe = replica.section(key)
    defer { probe.finish() }
    return Probe(
      initialDelay: probe.quantity("initial_delay", .duration, default: 0, in: 0...3600),
      period: probe.quantity("period", .duration, default: 10, in: 0.1...3600),
      failureThreshold: probe.whole("failures", default: 3, in: 1...1000))
  }

  private static func requests(_ request: YAMLReader) -> RequestDetails {
    var details = RequestDetails()
    details.law = request.choice("law", default: .exponential)
    details.variation = request.quantity("variation", .share, default: 1, in: 0.01...100)
    if details.law == .hyperexponential, details.variation <= 1 {
      request.note("variation", "a hyperexponential law needs a variation above 100%")
    }
    details.balancer = request.choice("balancer", default: .random)
    details.sharesProcessor = request.flag("processor_sharing", default: false)
    details.queueLimit =
      request.isGiven("queue_limit") ? request.whole("queue_limit", in: 0...1_000_000) : nil
    details.clients = request.isGiven("clients") ? request.whole("clients", in: 1...10_000_000) : nil
    details.thinkTime = request.quantity("think_time", .duration, default: 1, in: 1e-3...86_400)
    details.attempts = request.whole("attempts", default: 1, in: 1...100)
    details.backOff = request.quantity("back_off", .duration, default: 0.1, in: 0...60)
    details.retryBudget = request.optionalQuantity("retry_budget", .share, in: 0...10)
    details.hasCircuitBreaker = request.flag("circuit_breaker", default: false)
    return details
  }

  /// The calls that a service makes, by the names of its neighbours; a service calls those behind it alone, so that no
  /// call comes back.
  static func calls(_ service: YAMLReader, from number: Int, to names: [String]) -> [[RequestDetails.Call]] {
    defer { service.finish() }
    return service.list("calls", required: false).map { call in
      defer { call.finish() }
      let name = call.text("to")
      let index = names.firstIndex(of: name).map { $0 + 1 } ?? 0
      if index <= number {
        let allowed = names.dropFirst(number)
        call.note(
          "to",
          "'\(name)' is no service behind this one; "
            + (allowed.isEmpty ? "there is none" : "allowed are \(allowed.joined(separator: ", "))"))
      }
      return [
        RequestDetails.Call(
          neighbour: max(index, 1), count: call.whole("count", default: 1, in: 1...100),
          probability: call.quantity("probability", .share, default: 1, in: 0...1))
      ]
    }
  }

  private enum ExpanderChoice: String, CaseIterable {
    case leastWaste = "least-waste"
    case price, priority, random

    var expander: Expander {
      switch self {
      case .leastWaste: .leastWaste
      case .price: .price
      case .priority: .priority
      case .random: .random
      }
    }
  }

  private enum PlacementChoice: String, CaseIterable {
    case mostAllocated = "most-allocated"
    case leastAllocated = "least-allocated"

    var strategy: PlacementStrategy { self == .mostAllocated ? .mostAllocated : .leastAllocated }
  }
}

extension PoolParameters {
  /// Whether a replica fits an empty node of this pool.
  func takes(_ service: ServiceParameters) -> Bool {
    service.cpuRequest <= capacity.cores && service.memoryRequest <= Double(capacity.memory)
      && taints.allSatisfy(service.tolerations.contains)
  }
}
