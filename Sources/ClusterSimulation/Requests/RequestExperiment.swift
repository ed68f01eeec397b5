import SimulationKernel
import Stochastics

/// A request network with replicas that stay, measured after a warm-up: what queueing theory speaks of.
public struct RequestExperiment: Sendable {
  /// The network.
  public var parameters: RequestNetworkParameters
  /// Replicas of each service, all at speed 1.
  public var replicas: [Int]
  /// Seconds left out at the beginning.
  public var warmUp: Double
  /// Seconds in all.
  public var duration: Double

  /// A network with `replicas[i]` replicas of service i, run for `duration` seconds and measured after
  /// `warmUp`.
  public init(_ parameters: RequestNetworkParameters, replicas: [Int], warmUp: Double, duration: Double) {
    precondition(
      replicas.count == parameters.services.count,
      "\(parameters.services.count) services need as many numbers of replicas, there are \(replicas.count)")
    precondition(
      warmUp >= 0 && duration > warmUp, "a run of \(duration) s cannot follow a warm-up of \(warmUp) s")
    self.parameters = parameters
    self.replicas = replicas
    self.warmUp = warmUp
    self.duration = duration
  }

  /// What a run measured.
  public struct Results: Sendable {
    /// Of each service, after the warm-up.
    public var totals: [RequestTotals]
    /// Events handled from the very beginning.
    public var events: Int
  }

  private struct Model: EventHandler {
    var network: RequestNetwork
    mutating func handle(_ event: RequestEvent, scheduler: inout Scheduler<RequestEvent>) {
      network.handle(event, scheduler: &scheduler)
    }
  }

  /// Runs the network from empty; the same seed gives the same results.
  public func run(seed: UInt64) -> Results {
    var model = Model(network: RequestNetwork(parameters, seed: seed))
    var scheduler = Scheduler<RequestEvent>(start: .zero)
    for (service, number) in replicas.enumerated() {
      for _ in 0..<number { _ = model.network.addReplica(to: service, scheduler: &scheduler) }
    }
    model.network.begin(&scheduler)
    let start = SimulationTime.zero + .seconds(rounding: warmUp)
    let end = SimulationTime.zero + .seconds(rounding: duration)
    model.run(&scheduler, until: start)
    for service in replicas.indices { _ = model.network.takeTotals(service, at: start) }
    model.run(&scheduler, until: end)
    let totals = replicas.indices.map { model.network.takeTotals($0, at: end) }
    return Results(totals: totals, events: scheduler.handled)
  }

  /// Runs one service and returns what was measured of it.
  public static func run(
    _ service: RequestServiceParameters, replicas: Int = 1, warmUp: Double, duration: Double, seed: UInt64
  ) -> RequestTotals {
    let experiment = RequestExperiment(
      RequestNetworkParameters(services: [service]), replicas: [replicas], warmUp: warmUp, duration: duration)
    return experiment.run(seed: seed).totals[0]
  }
}
