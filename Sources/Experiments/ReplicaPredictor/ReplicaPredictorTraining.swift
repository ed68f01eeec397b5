import Autoscaling
import ClusterSimulation
import Learning
import SimulationKernel
import Workloads

/// Makes the replica predictor of a scenario: simulator runs on a part of its load, with what policies see as features and
/// what the true load demands as labels.
struct ReplicaPredictorTraining: Sendable {
  let scenario: Scenario
  let workload: PreparedWorkload
  var threads = 1
  var configuration: ReplicaPredictorConfiguration

  init(_ scenario: Scenario, _ workload: PreparedWorkload, threads: Int = 1) {
    self.scenario = scenario
    self.workload = workload
    self.threads = threads
    configuration = ReplicaPredictorConfiguration(seed: scenario.seed)
  }

  /// How far ahead labels look: the actuation lead, in whole minutes as forecasters' horizons are by default.
  var lead: Double { (scenario.plant.actuationLead / 60).rounded(.up) * 60 }

  private func demand() throws -> ReplicaDemand {
    guard let demand = scenario.plant.service.demand else { throw RunError("the objective cannot be met") }
    return demand
  }

  /// The predictor, fitted on the training part: nothing else of the load is there to be read.
  ///
  /// Half of the examples come from the stock HPA, half from a scaler whose answers are multiplied by factors drawn anew every
  /// ten minutes, so that services too small and too large are seen too.
  func fit() throws -> ReplicaPredictor { try fit(try trainingExamples()) }

  /// What both policies saw of the training part.
  func trainingExamples() throws -> ReplicaExamples {
    let training = ReplicaPredictorTraining.limited(self, to: workload.endingAtValidation)
    let span = SimulationTime.zero..<workload.validationStart
    let parts = try parallelMap([false, true], threads: threads) { explores in
      try training.examples(from: span.lowerBound, to: span.upperBound, explores: explores)
    }
    var all = parts[0]
    all.rows = Matrix(
      rows: parts.reduce(0) { $0 + $1.rows.rows }, columns: all.rows.columns,
      elements: parts.flatMap(\.rows.elements))
    all.loads = parts.flatMap(\.loads)
    all.current = parts.flatMap(\.current)
    all.needed = parts.flatMap(\.needed)
    return all
  }

  /// The predictor of examples of the training part.
  func fit(_ examples: ReplicaExamples) throws -> ReplicaPredictor {
    let span = SimulationTime.zero..<workload.validationStart
    let load = try? workload.series(step: workload.load.resolution.seconds).training
    return try configuration.fit(
      examples, step: scenario.plant.control.metricResolution, lead: lead,
      ratePerReplica: try demand().ratePerReplica,
      fitting: FittingRecord(
        trainedFrom: span.lowerBound.seconds, trainedTo: span.upperBound.seconds,
        load: load.map { LoadIdentity($0) }),
      threads: threads)
  }

  private static func limited(_ training: Self, to workload: PreparedWorkload) -> Self {
    var limited = Self(training.scenario, workload, threads: training.threads)
    limited.configuration = training.configuration
    return limited
  }

  /// What a policy saw between two instants, at each new scrape, with the fewest replicas that the lead needed. Steps whose
  /// lead ends later than the second instant are left out.
  func examples(from: SimulationTime, to: SimulationTime, explores: Bool) throws -> ReplicaExamples {
    let demand = try demand()
    let step = SimulationDuration.seconds(rounding: scenario.plant.control.metricResolution)
    let log = RecordingPolicy.Log()
    let warmUp = SimulationDuration.seconds(rounding: scenario.warmUp)
    var inputs = ClusterSimulation.Inputs(
      parameters: scenario.plant, load: workload.load, neighbours: try scenario.neighbours(workload.load),
      cell: workload.cell, start: max(.zero, from - warmUp), measureFrom: from, end: to, seed: scenario.seed,
      timelineInterval: 0, keepsDecisions: false)
    inputs.arrivals = workload.arrivals
    let behaviour = explores ? Self.reactive : Self.stock
    let policy = try behaviour.policy(try scenario.context(of: scenario.plant.service))
    _ = ClusterSimulation.run(
      inputs,
      policy: RecordingPolicy(policy, step: step, log: log, exploration: explores ? scenario.seed : nil))
    let ahead = SimulationDuration.seconds(rounding: lead)
    let entries = log.entries.filter { $0.now >= from && $0.now + ahead <= to }
    let width = FeatureCatalogue.replicaPredictor(step: step.seconds).count
    return ReplicaExamples(
      rows: Matrix(rows: entries.count, columns: width, elements: entries.flatMap(\.row)),
      loads: entries.map(\.load), current: entries.map(\.current),
      needed: entries.map { needed(from: $0.now, over: ahead, demand) })
  }

  /// The fewest replicas that meet the objective under the largest true load from `now` on.
  private func needed(from now: SimulationTime, over ahead: SimulationDuration, _ demand: ReplicaDemand)
    -> Int
  {
    let rates = workload.load.rates
    let first = min(Int(now.sinceOrigin / workload.load.resolution), rates.count - 1)
    // the piece that begins at the end of the lead is not part of it
    let end = now + ahead - SimulationDuration(nanoseconds: 1)
    let last = min(Int(end.sinceOrigin / workload.load.resolution), rates.count - 1)
    return demand.replicas(forRequestsPerSecond: rates[first...last].reduce(0, max))
  }

  private static let stock = ArmSpecification(
    name: "stock", policy: HorizontalPodAutoscalerPolicy.name, settings: ["cpu_utilization": 70])
  private static let reactive = ArmSpecification(
    name: "reactive", policy: ReactPlusPolicy.name, settings: ["headroom": 1.1])
}

extension PreparedWorkload {
  /// The load as far as the training part goes: what models are fitted on.
  var endingAtValidation: PreparedWorkload { ending(at: validationStart) }

  /// The load without its test part: what models are fitted and chosen on.
  var endingAtTest: PreparedWorkload { ending(at: testStart) }

  private func ending(at instant: SimulationTime) -> PreparedWorkload {
    var part = self
    let pieces = Int(instant.sinceOrigin / load.resolution)
    part.load = LoadProfile(resolution: load.resolution, rates: Array(load.rates.prefix(pieces)))
    part.arrivals = arrivals.map { $0.filter { $0.time < instant.seconds } }
    return part
  }
}
