import Autoscaling
import Foundation
import Learning
import SimulationKernel

/// How long one decision of each policy takes: a service of thirty replicas over two days of a daily wave, a sync and a
/// scrape every 15 s. Forecasting policies have the newest load as their forecast, so that the figures are the policies'
/// own; the replica predictor has its forest of 200 trees.
public enum PolicyBenchmark {
  private static let decisions = 11_520

  /// One figure a policy, in microseconds of CPU time a decision; for a process outside this one, of wall time.
  ///
  /// - Parameters:
  ///   - repetitions: Measurements, of which the median counts.
  ///   - external: The command of an external policy to be measured too, and its folder; nil for none.
  ///   - report: Given each figure as soon as it is known.
  /// - Throws: What making a policy throws.
  public static func run(
    repetitions: Int, external: (command: [String], folder: String)? = nil,
    report: (BenchmarkRecord) throws -> Void
  ) throws {
    let observations = observations()
    var shared = try context()
    shared.predictor = try predictor(observations, shared)
    for kind in PolicyRegistry.kinds {
      var settings = kind.example
      var context = shared
      if kind == ExternalPolicy.self {
        guard let external else { continue }
        settings["command"] = .array(external.command.map { .string($0) })
        context.folder = external.folder
      }
      var asked = 0
      let time = try Stopwatch.median(of: repetitions) {
        var policy = try policy(kind, settings, context, observations)
        for observation in observations { asked &+= policy.decide(observation).desiredReplicas }
        if let failure = policy.failure { throw ProcessError(failure) }
      }
      precondition(asked > 0, "nothing was asked for")
      let isExternal = kind == ExternalPolicy.self
      try report(
        BenchmarkRecord(
          name: "policies/\(kind.name)", metric: isExternal ? "wall" : "cpu",
          value: (isExternal ? time.wall : time.cpu) / Double(decisions) * 1e6, unit: "us/decision",
          parameters: ["pods": 30, "decisions": .init(decisions), "runs": .init(repetitions)]))
    }
  }

  /// A policy of the kind; one that follows a recorded forecast has what is observed as its forecast.
  private static func policy(
    _ kind: any PolicyKind.Type, _ settings: PolicySettings, _ context: PolicyContext,
    _ observations: [Observation]
  ) throws -> any ScalingPolicy {
    let entries = observations.compactMap { observation in
      observation.service.map {
        RecordedForecast.Entry(
          issued: observation.now.seconds, target: observation.now.seconds, value: $0.requestsPerSecond)
      }
    }
    guard kind == RecordedPolicy.self, let forecast = RecordedForecast(entries) else {
      return try kind.policy(settings, context)
    }
    return RecordedPolicy.policy(settings, context, forecast: forecast)
  }

  /// A replica predictor that was taught on what is observed: each scrape, and the replicas that the largest rate of it and
  /// of the seven after it needs.
  static func predictor(
    _ observations: [Observation], _ context: PolicyContext, treeCount: Int = 200
  ) throws -> ReplicaPredictor {
    let samples = observations.compactMap(\.service)
    var features = ReplicaFeatures(step: context.metricResolution)
    var rows: [Double] = []
    for sample in samples where features.add(sample) { rows += features.row }
    let needed = samples.indices.map { index in
      let ahead = samples[index..<min(index + 8, samples.count)]
      return context.demand.replicas(
        forRequestsPerSecond: ahead.reduce(0) { max($0, $1.requestsPerSecond) })
    }
    return try ReplicaPredictorConfiguration(seed: context.seed, treeCount: treeCount).fit(
      ReplicaExamples(
        rows: Matrix(rows: samples.count, columns: features.set.count, elements: rows),
        loads: samples.map(\.requestsPerSecond), current: observations.map(\.specReplicas), needed: needed),
      step: context.metricResolution.seconds, lead: 120, ratePerReplica: context.demand.ratePerReplica,
      fitting: FittingRecord(trainedFrom: 0, trainedTo: observations.last?.now.seconds ?? 0))
  }

  private static func context() throws -> PolicyContext {
    guard
      let demand = ReplicaDemand(
        queue: MultiServerQueue(servers: 10, serviceTime: 0.1),
        objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5))
    else { throw RunError("the objective cannot be met") }
    func second(_ count: Int64) -> SimulationDuration { .seconds(count) }
    var context = PolicyContext(
      limits: 1...100, demand: demand, cpuRequest: 1, memoryRequest: 0x1p30, cpuTime: 0.01,
      syncPeriod: second(15), metricResolution: second(15), metricLag: second(15), lead: second(105),
      longestLead: second(280), seed: 1)
    let task = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120)
    context.forecasters = ["last": Persistence(task: task)]
    let path = LoadPath(rates: (0..<decisions).map { rate(at: $0) }, resolution: second(15))
    context.training = path
    context.future = path
    return context
  }

  private static func rate(at index: Int) -> Double {
    1500 + 1000 * sin(Double(index) * 15 / 86_400 * 2 * .pi) + Double(index * 7919 % 101)
  }

  private static func observations() -> [Observation] {
    (1...decisions).map { index in
      let now = SimulationTime.seconds(Int64(index) * 15)
      let rate = rate(at: index - 1)
      let usage = PodUsage(cpu: Int64(rate * 10 / 30), timestamp: now, window: .seconds(15))
      return Observation(
        now: now, specReplicas: 30, statusReplicas: 30,
        pods: (0..<30).map { _ in
          PodObservation(
            phase: .running, readiness: .ready, startTime: .zero, readySince: .zero, usage: usage)
        },
        service: ServiceSample(
          timestamp: now, window: .seconds(15), requestsPerSecond: rate, cpuCores: rate / 100,
          violationShare: 0, queueLength: 0))
    }
  }
}
