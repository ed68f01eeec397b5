import Stochastics

/// What matters only where requests are simulated one by one.
public struct RequestDetails: Sendable, Hashable, Codable {
  /// The shape of the service time, whose mean is the service's.
  public enum ServiceTimeLaw: String, Sendable, Hashable, Codable, CaseIterable {
    /// Memoryless.
    case exponential
    /// The same for every request.
    case constant
    /// Lognormal with the given variation.
    case logNormal = "log-normal"
    /// Gamma with the given variation.
    case gamma
    /// Two-phase hyperexponential with balanced means and the given variation, above 1.
    case hyperexponential
  }

  /// How a request finds its replica.
  public enum Balancer: String, Sendable, Hashable, Codable, CaseIterable {
    /// One replica after the other.
    case roundRobin = "round-robin"
    /// Each with the same probability.
    case random
    /// The one with the fewest requests.
    case leastOutstanding = "least-outstanding"
    /// The one with fewer requests of two drawn at random.
    case powerOfTwo = "power-of-two"
  }

  /// A call to a neighbour.
  public struct Call: Sendable, Hashable, Codable {
    /// The neighbour's number, from 1.
    public var neighbour: Int
    /// Calls at the same time, at least 1.
    public var count: Int
    /// The probability of each, 0...1.
    public var probability: Double

    /// A call to the neighbour of the given number.
    public init(neighbour: Int, count: Int = 1, probability: Double = 1) {
      self.neighbour = neighbour
      self.count = count
      self.probability = probability
    }
  }

  /// The shape of the service time.
  public var law = ServiceTimeLaw.exponential
  /// Standard deviation over mean of the service time, where the law leaves it open.
  public var variation = 1.0
  /// How requests find their replicas.
  public var balancer = Balancer.random
  /// Whether the requests of a replica share its `concurrency` workers (processor sharing), instead of queueing for them.
  public var sharesProcessor = false
  /// So many clients that think, send a request, wait for its end and think again, instead of open arrivals; nil for those.
  public var clients: Int?
  /// Mean time a closed client thinks, in seconds; exponential.
  public var thinkTime = 1.0
  /// Requests that wait at a replica at most; further ones are rejected. Nil for no limit.
  public var queueLimit: Int?
  /// Attempts that a client makes in all, at least 1.
  public var attempts = 1
  /// Seconds before the first repetition; doubles each time, and a uniform part of it is left out.
  public var backOff = 0.1
  /// Repetitions in parts of the calls, at most; nil for no budget.
  public var retryBudget: Double?
  /// Whether a circuit breaker opens at half failures in 10 s.
  public var hasCircuitBreaker = false
  /// Calls to neighbours: those of a step at the same time, the steps one after another.
  public var calls: [[Call]] = []
  /// Share of the starts that take any that waits; nil for none.
  public var outOfOrder: Double?
  /// Whether a request fails at once where the service has no endpoint, as kube-proxy rejects it; nil and false let it wait.
  public var refusesWithoutReplica: Bool?
  /// Length of the periods in which the CPU limit throttles, in seconds; nil spreads the limit evenly.
  public var cpuPeriod: Double?
  /// The least and the most time from a change of readiness to the balancer's hearing of it (endpoint controller and proxies), in
  /// seconds, uniform; nil for none.
  public var routeDelay: ClosedRange<Double>?
  /// Times from the first readiness of a replica to the first request that it gets, in seconds, of which one is drawn; nil for the
  /// route's delay.
  public var firstAnswerTimes: [Double]?

  /// Exponential service times, a random replica, no limits, no repetitions, no calls.
  public init() {}
}

extension ServiceParameters {
  /// The service as its requests see it.
  var requestLevel: RequestServiceParameters {
    let balancer: RequestBalancer =
      switch requests.balancer {
      case .roundRobin: .roundRobin
      case .random: .random
      case .leastOutstanding: .leastOutstanding
      case .powerOfTwo: .powerOfTwoChoices
      }
    let retries = RetryParameters(
      attempts: requests.attempts, initialBackOff: requests.backOff,
      budget: requests.retryBudget.map { RetryBudgetParameters(share: $0) })
    var parameters = RequestServiceParameters(
      demand: demandLaw, workers: requests.sharesProcessor ? nil : concurrency, cores: sharedWorkers,
      queueLimit: requests.queueLimit,
      balancer: balancer,
      source: requests.clients.map {
        .closed(clients: $0, thinkTime: .exponential(mean: requests.thinkTime))
      } ?? .open(rate: 0),
      client: RequestClientParameters(
        timeout: timeout, retries: requests.attempts > 1 ? retries : nil,
        breaker: requests.hasCircuitBreaker ? CircuitBreakerParameters() : nil),
      calls: requests.calls.map { step in
        step.map { RequestCall(to: $0.neighbour, count: $0.count, probability: $0.probability) }
      },
      latencyTarget: objective.latencyTarget)
    parameters.outOfOrder = requests.outOfOrder ?? 0
    parameters.refusesWithoutReplica = requests.refusesWithoutReplica ?? false
    if let period = requests.cpuPeriod, let cpuLimit {
      // in terms of a worker's time, like all work
      parameters.throttling = CPUBandwidth(limit: cpuLimit * serviceTime / cpuTime, period: period)
    }
    return parameters
  }

  /// How many requests of a replica may proceed at full speed, where they slow each other down; nil where they do not.
  private var sharedWorkers: Double? {
    // a limit that throttles lets a burst run at full speed
    let byCPU = requests.cpuPeriod == nil ? cpuLimit.map { $0 * serviceTime / cpuTime } : nil
    guard requests.sharesProcessor else { return byCPU.flatMap { $0 < Double(concurrency) ? $0 : nil } }
    return min(Double(concurrency), byCPU ?? .infinity)
  }

  private var demandLaw: ServiceDemand {
    let squared = requests.variation * requests.variation
    switch requests.law {
    case .exponential: return .exponential(mean: serviceTime)
    case .constant: return .constant(serviceTime)
    case .logNormal:
      return .logNormal(LogNormal(mean: serviceTime, coefficientOfVariation: requests.variation))
    case .gamma: return .gamma(Gamma(shape: 1 / squared, scale: serviceTime * squared))
    case .hyperexponential:
      return .hyperexponential(
        Hyperexponential(mean: serviceTime, coefficientOfVariation: requests.variation))
    }
  }
}
