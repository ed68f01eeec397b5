import Autoscaling
import ClusterSimulation
import InputFiles

/// Services: replicas, requests, objective, new versions and calls.
extension Scenario {
  /// Of a service, measured or a neighbour.
  static let serviceKeys = [
    Setting("replica", .section(replicaKeys), "One replica.", isRequired: true),
    Setting("request", .section(requestKeys), "One request.", isRequired: true),
    Setting(
      "objective",
      .section([
        Setting(
          "percentile", .share(0.5...0.9999), "Share of requests that has to be faster than the target.",
          default: 0.95),
        Setting(
          "latency_target", .duration(1e-6...3600), "The target.", isRequired: true, example: "500ms"),
      ]), "The service level objective.", isRequired: true),
    Setting(
      "level", .choice(of: ServiceLevelOfDetail.self),
      "How closely requests are simulated: as a fluid, or one by one; of neighbours as of the measured service.",
      default: .text(ServiceLevelOfDetail.fluid.rawValue)),
    Setting(
      "capacity", .quantities(.number, 0.001...1e9),
      "Measured requests a second that 1, 2, 3 … replicas carry within the objective, rising: what policies size by and metrics "
        + "judge by, instead of the queue's own map."),
    Setting(
      "calls",
      .table([
        Setting("to", .text, "Name of a neighbour behind this service.", isRequired: true),
        Setting("count", .whole(1...100), "Calls at the same time.", default: 1),
        Setting("probability", .share(0...1), "Probability of each.", default: 1),
      ]),
      "Calls that a request makes once its own work is done, one after another; where requests are simulated one by one."
    ),
  ]

  private static let imageKeys = [
    Setting("name", .text, "Images of one name are the same.", isRequired: true),
    Setting("size", .bytes(1...1e15), "What has to be pulled.", isRequired: true, example: "512Mi"),
    Setting(
      "pull_failure", .share(0...0.99), "Chance that a pull fails and is tried again after a back-off.",
      default: 0),
  ]

  private static let probeKeys = [
    Setting(
      "initial_delay", .duration(0...3600), "From the container's start to the first check.",
      default: .number(Probe().initialDelay)),
    Setting("period", .duration(0.1...3600), "Between two checks.", default: .number(Probe().period)),
    Setting(
      "failures", .whole(1...1000), "Checks in a row that have to fail.",
      default: .whole(Probe().failureThreshold)),
    Setting(
      "timeout", .duration(0.001...3600),
      "How long an answer may take: the check is then a request that waits at the replica behind others, so that an overload "
        + "can fail it. Where requests are simulated one by one. Default a check that only a container fails that hangs."
    ),
    Setting(
      "successes", .whole(1...1000),
      "With `timeout`: answers in a row that make a replica ready again. Default 1."),
    Setting("work", .duration(0...60), "With `timeout`: time of a worker that a check takes. Default 1ms."),
  ]

  private static let replicaKeys = [
    Setting("cpu", .cores(0.001...1024), "CPU request in cores.", isRequired: true, example: "0.5"),
    Setting("memory", .bytes(0x1p20...0x1p50), "Memory request.", isRequired: true, example: "512Mi"),
    Setting(
      "memory_use", .share(0...1),
      "Memory that a running replica uses, as a share of its request; only an HPA on memory looks at it.",
      default: 0.5),
    Setting("concurrency", .whole(1...10_000), "Requests served at once.", default: 10),
    Setting("start_up", .duration(0.001...3600), "From start to ready, mean.", default: 60),
    Setting(
      "start_up_variation", .share(0...3), "Coefficient of variation of the start-up time.", default: 0),
    Setting(
      "termination_grace", .duration(0...3600), "How long a replica that leaves still exists.", default: 30),
    Setting(
      "min", .whole(0...100_000), "Fewest replicas; 0 lets those go to none that can come back.", default: 1),
    Setting("max", .whole(1...100_000), "Most replicas.", isRequired: true),
    Setting(
      "image", .section(imageKeys),
      "What has to be on the node before a replica starts; pulled once a node."),
    Setting(
      "readiness", .section(probeKeys),
      "Readiness probe: a replica gets requests from its first success on. Without it, from the moment it can serve."
    ),
    Setting("liveness", .section(probeKeys), "Liveness probe: restarts a replica that hangs."),
    Setting(
      "priority", .whole(-1_000_000_000...1_000_000_000),
      "Higher priorities are placed first and may push out lower ones.", default: 0),
    Setting("tolerations", .texts, "Names of taints that the replicas put up with."),
    Setting("zone_skew", .whole(1...1000), "By how many replicas zones may differ at most."),
    Setting(
      "min_available", .share(0...1),
      "Disruption budget: share of the replicas that evictions must leave ready."),
    Setting(
      "cpu_limit", .cores(0.001...1024),
      "CPU that a replica may use at most, in cores: its workers are slowed down together beyond it."),
    Setting(
      "cpu_period", .duration(0.001...10),
      "With `cpu_limit`, where requests are simulated one by one: the limit is a quota of such periods, as Linux keeps it (100ms): "
        + "below it a burst runs at full speed, beyond it nothing runs until the next period. Default an even slow-down."
    ),
    Setting(
      "start_up_times", .quantities(.duration, 0...3600),
      "Measured times from placement to ready, of which each start draws one, instead of `start_up`."),
    Setting(
      "route_delay", .span(.duration, 0...600),
      "From a change of readiness to the balancer's hearing of it (endpoint slices, kube-proxy): the least and the most, uniform. "
        + "Where requests are simulated one by one. Default none.", example: "[300ms, 1300ms]"),
    Setting(
      "first_answer_times", .quantities(.duration, 0...600),
      "Measured times from ready to the first request that a new replica gets, of which each draws one, instead of `route_delay`."
    ),
    Setting(
      "memory_limit", .bytes(0x1p20...0x1p50),
      "Memory that a replica may use at most: its container is killed beyond it. Looked at with every scrape."
    ),
  ]

  private static let usual = RequestDetails()

  private static let requestKeys = [
    Setting(
      "service_time", .duration(1e-6...3600), "Mean time a worker is busy, exponential.", isRequired: true,
      example: "100ms"),
    Setting("cpu_time", .duration(1e-9...3600), "CPU time used, mean.", isRequired: true, example: "20ms"),
    Setting("timeout", .duration(1e-3...3600), "A request that takes longer fails.", default: 10),
    Setting(
      "law", .choice(of: RequestDetails.ServiceTimeLaw.self),
      "Shape of the service time, where requests are simulated one by one.",
      default: .text(usual.law.rawValue)),
    Setting(
      "variation", .share(0.01...100),
      "Standard deviation over mean of the service time, where the law leaves it open.",
      default: .number(usual.variation)),
    Setting(
      "balancer", .choice(of: RequestDetails.Balancer.self), "How a request finds its replica.",
      default: .text(usual.balancer.rawValue)),
    Setting(
      "processor_sharing", .flag,
      "Whether the requests of a replica share its workers instead of queueing for them.", default: false),
    Setting(
      "queue_limit", .whole(0...1_000_000),
      "Requests that wait at a replica at most; further ones are rejected."),
    Setting(
      "clients", .whole(1...10_000_000),
      "So many closed clients instead of the load of the workload: each thinks, sends a request, waits for its end, and "
        + "thinks again. Where requests are simulated one by one."),
    Setting(
      "think_time", .duration(1e-3...86_400), "Mean time that a closed client thinks, exponential.",
      default: .number(usual.thinkTime)),
    Setting(
      "attempts", .whole(1...100), "Attempts that a client makes in all.",
      default: .whole(usual.attempts)),
    Setting(
      "back_off", .duration(0...60),
      "Before the first repetition; doubles each time, with full jitter.", default: .number(usual.backOff)),
    Setting("retry_budget", .share(0...10), "Repetitions as a share of the calls, at most."),
    Setting(
      "circuit_breaker", .flag, "Whether clients stop calling for a while at half failures in 10 s.",
      default: false),
    Setting(
      "memory", .bytes(0...0x1p50), "Memory that a request needs while it is inside.", default: 0),
    Setting(
      "out_of_order", .share(0...1),
      "Share of the starts that take any request that waits instead of the next, where requests are simulated one by one: "
        + "schedulers steal and preempt. Default 0%."
    ),
    Setting(
      "refuse_without_replica", .flag,
      "Whether a request fails at once where no replica takes requests, as kube-proxy rejects it, instead of waiting for one. "
        + "Default false."),
  ]

  /// Of the measured service alone.
  static let rolloutKeys = [
    Setting(
      "rollouts",
      .table([
        Setting(
          "after", .duration(0...1e8), "After the start of the measured window.", isRequired: true,
          example: "6h"),
        Setting("image", .section(imageKeys), "Its image."),
        Setting("start_up", .duration(0.001...3600), "The new version's mean start-up."),
        Setting(
          "canary",
          .section([
            Setting(
              "steps", .quantities(.share, 0.01...0.99), "Shares of the replicas that run the new version.",
              default: .numbers([0.1])),
            Setting("pause", .duration(1...86_400), "How long each step is watched.", default: 300),
          ]), "Steps on the way."),
        Setting(
          "roll_back_above", .share(0...1),
          "Share of late or failed requests in a 60-s window above which it is rolled back. Default never."),
      ]), "New versions that are rolled out on the way.")
  ]

  /// One service: replica, requests, objective.
  ///
  /// - Parameter level: Its level of detail unless it says otherwise.
  static func service(_ service: YAMLReader, level: ServiceLevelOfDetail? = nil) -> ServiceParameters {
    let replica = service.section("replica")
    let request = service.section("request")
    let objective = service.section("objective")
    defer { for reader in [replica, request, objective] { reader.finish() } }
    let minimum = replica.whole("min")
    let maximum = replica.whole("max")
    if maximum < minimum { replica.note("max", "\(maximum) is less than min, which is \(minimum)") }
    var parameters = ServiceParameters(
      cpuRequest: replica.number("cpu"), memoryRequest: replica.number("memory"),
      memoryUse: replica.number("memory_use"), concurrency: replica.whole("concurrency"),
      serviceTime: request.number("service_time"), cpuTime: request.number("cpu_time"),
      timeout: request.number("timeout"), startUp: replica.number("start_up"),
      startUpVariation: replica.number("start_up_variation"),
      terminationGrace: replica.number("termination_grace"),
      objective: ServiceLevelObjective(
        percentile: objective.number("percentile"), latencyTarget: objective.number("latency_target")),
      minReplicas: minimum, maxReplicas: maximum)
    parameters.level = service.choice("level", default: level)
    parameters.image = image(replica)
    parameters.readiness = probe(replica, "readiness")
    parameters.liveness = probe(replica, "liveness")
    parameters.priority = replica.whole("priority")
    parameters.tolerations = replica.optionalStrings("tolerations")
    parameters.zoneSkew = replica.optionalWhole("zone_skew")
    parameters.budget = replica.optionalNumber("min_available").map {
      .minAvailable(.percent(Int(($0 * 100).rounded())))
    }
    parameters.requests = requests(request)
    if parameters.requests.clients != nil, parameters.level == .fluid {
      request.note("clients", "a fluid has no clients; level: request is needed")
    }
    parameters.cpuLimit = replica.optionalNumber("cpu_limit")
    parameters.memoryLimit = replica.optionalNumber("memory_limit")
    parameters.requestMemory = request.number("memory")
    measured(&parameters, service, replica, request)
    if let limit = parameters.memoryLimit, limit < parameters.memory(requestsInside: 0) {
      replica.note("memory_limit", "is less than what an idle replica uses")
    }
    return parameters
  }

  /// What was measured of a cluster, and the mechanisms of a real one that are off by default.
  private static func measured(
    _ parameters: inout ServiceParameters, _ service: YAMLReader, _ replica: YAMLReader, _ request: YAMLReader
  ) {
    func times(_ key: String) -> [Double]? { replica.isGiven(key) ? replica.numbers(key) : nil }
    parameters.startUpTimes = times("start_up_times")
    parameters.requests.firstAnswerTimes = times("first_answer_times")
    for key in ["start_up_times", "first_answer_times"]
    where replica.isGiven(key) && times(key)?.isEmpty == true {
      replica.note(key, "at least one time is needed")
    }
    parameters.requests.cpuPeriod = replica.optionalNumber("cpu_period")
    if parameters.requests.cpuPeriod != nil, parameters.cpuLimit == nil {
      replica.note("cpu_period", "there is no cpu_limit that it could be the period of")
    }
    if replica.isGiven("route_delay") { parameters.requests.routeDelay = replica.span("route_delay") }
    parameters.requests.outOfOrder = request.optionalNumber("out_of_order")
    if request.isGiven("refuse_without_replica") {
      parameters.requests.refusesWithoutReplica = request.flag("refuse_without_replica")
    }
    if service.isGiven("capacity") {
      let rates = service.numbers("capacity")
      parameters.capacity = CapacityTable(rates: rates)
      if parameters.capacity == nil { service.note("capacity", "the rates have to rise") }
    }
    guard parameters.level == .fluid else { return }
    for (key, isGiven) in [
      ("cpu_period", parameters.requests.cpuPeriod != nil),
      ("route_delay", parameters.requests.routeDelay != nil),
      ("first_answer_times", parameters.requests.firstAnswerTimes != nil),
      ("readiness.timeout", parameters.readiness?.timeout != nil),
      ("liveness.timeout", parameters.liveness?.timeout != nil),
    ] where isGiven {
      replica.note(key, "a fluid has no single requests; level: request is needed")
    }
    for key in ["out_of_order", "refuse_without_replica"] where request.isGiven(key) {
      request.note(key, "a fluid has no single requests; level: request is needed")
    }
  }

  private static func image(_ reader: YAMLReader) -> ContainerImage? {
    reader.optionalSection("image").map { image in
      defer { image.finish() }
      return ContainerImage(
        name: image.text("name"), bytes: image.number("size"), pullFailure: image.number("pull_failure"))
    }
  }

  /// New versions of the measured service; neighbours have none.
  static func rollouts(_ service: YAMLReader) -> [Rollout] {
    service.list("rollouts").map { reader in
      defer { reader.finish() }
      var rollout = Rollout(after: reader.number("after"))
      rollout.image = image(reader)
      rollout.startUp = reader.optionalNumber("start_up")
      rollout.rollBackAbove = reader.optionalNumber("roll_back_above")
      rollout.canary = reader.optionalSection("canary").map { canary in
        defer { canary.finish() }
        return CanaryPlan(
          steps: canary.numbers("steps").map { Int(($0 * 100).rounded()) }, pause: canary.number("pause"))
      }
      return rollout
    }
  }

  private static func probe(_ replica: YAMLReader, _ key: String) -> Probe? {
    replica.optionalSection(key).map { probe in
      defer { probe.finish() }
      var parameters = Probe(
        initialDelay: probe.number("initial_delay"), period: probe.number("period"),
        failureThreshold: probe.whole("failures"))
      parameters.timeout = probe.optionalNumber("timeout")
      parameters.successThreshold = probe.optionalWhole("successes")
      parameters.work = probe.optionalNumber("work")
      return parameters
    }
  }

  private static func requests(_ request: YAMLReader) -> RequestDetails {
    var details = RequestDetails()
    details.law = request.choice("law")
    details.variation = request.number("variation")
    if details.law == .hyperexponential, details.variation <= 1 {
      request.note("variation", "a hyperexponential law needs a variation above 100%")
    }
    details.balancer = request.choice("balancer")
    details.sharesProcessor = request.flag("processor_sharing")
    details.queueLimit = request.optionalWhole("queue_limit")
    details.clients = request.optionalWhole("clients")
    details.thinkTime = request.number("think_time")
    details.attempts = request.whole("attempts")
    details.backOff = request.number("back_off")
    details.retryBudget = request.optionalNumber("retry_budget")
    details.hasCircuitBreaker = request.flag("circuit_breaker")
    return details
  }

  /// The calls that a service makes, by the names of its neighbours; a service calls those behind it alone, so that no
  /// call comes back.
  static func calls(_ service: YAMLReader, from number: Int, to names: [String]) -> [[RequestDetails.Call]] {
    defer { service.finish() }
    return service.list("calls").map { call in
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
          neighbour: max(index, 1), count: call.whole("count"),
          probability: call.number("probability"))
      ]
    }
  }
}
