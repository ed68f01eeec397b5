import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import Synchronization

/// Everything that a scenario came to.
public struct ScenarioOutcome: Sendable {
  /// The load as it was read.
  public var workload: PreparedWorkload
  /// SHA-256 of what these runs have in common: `RunResult.scenarioDigest`.
  public var digest: String
  /// One run an arm on the test part, in the scenario's order.
  public var runs: [RunResult]
  /// One a forecaster, in the scenario's order.
  public var models: [ModelResult]
  /// The fitted forecasters as files, by name, in the scenario's order; then the replica predictors, by arm.
  public var modelFiles: [(name: String, bytes: [UInt8])]
  /// What tuning came to, for the arms that were tuned.
  public var tuning: [TuningResult]
  /// Each arm against the first one, metric by metric.
  public var comparisons: [ComparisonRecord]
  /// The soundness checks.
  public var checks: [SoundnessCheck]
}

/// Runs a scenario: load, forecasters, tuning, arms, checks. A pure function of its inputs but for the wall times.
public struct ScenarioRunner: Sendable {
  /// The version of everything that moves a result: raised with each change that does.
  static let resultsVersion = 1

  /// The scenario.
  public var scenario: Scenario
  /// Paths of the trace files.
  public var traces: [String]
  /// The folder that the scenario's other files are named from.
  public var folder = ""
  /// Runs at a time.
  public var threads: Int
  /// Trained forecasters to use instead of training, by forecaster name.
  public var models: [String: FittedForecaster]
  /// Trained replica predictors to use instead of training, by the name of their arm.
  public var predictors: [String: ReplicaPredictor] = [:]
  /// Trained models that healers use instead of training.
  public var healingModels = HealingModels()
  /// Seconds between points of the timeline.
  public var timelineInterval = 60.0
  /// Given each run of an arm as soon as it is finished; from any thread, one at a time.
  public var finished: @Sendable (RunResult) throws -> Void = { _ in }
  /// Told what goes on, in words; from any thread.
  public var progress: @Sendable (String) -> Void
  /// Told what was odd about the load, a remark at a time, before anything runs.
  public var remarked: @Sendable (String) -> Void = { _ in }
  /// Told how many steps are done and how many there are; from any thread, one call at a time. A step is a model to train
  /// or a run of the simulator: one an arm, and twelve more to tune it.
  public var advanced: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }

  /// A runner of `scenario` on the trace files at `traces`.
  public init(
    _ scenario: Scenario, traces: [String], threads: Int = 1, models: [String: FittedForecaster] = [:],
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.scenario = scenario
    self.traces = traces
    self.threads = threads
    self.models = models
    self.progress = progress
  }

  /// Runs it all.
  ///
  /// - Throws: `WorkloadError`, `LearningError`, `ProcessError` or `RunError`, each one sentence.
  public func run() throws -> ScenarioOutcome {
    progress("reading \(traces.count) trace file\(traces.count == 1 ? "" : "s")")
    let workload = try prepared()
    let steps = StepCounter(total: try stepCount(), told: advanced)
    let forecasters = try trainedForecasters(workload, steps)
    let results = try parallelMap(forecasters, threads: threads) {
      try $0.0.evaluate($0.1, workload)
    }
    let byName = Dictionary(uniqueKeysWithValues: forecasters.map { ($0.0.name, $0.1) })
    let predictors = try trainedPredictors(workload, steps)
    let healers = try trainedHealers(steps)
    let arms = scenario.arms.map { specification in
      Arm(
        specification: specification, scenario: scenario, workload: workload,
        forecasters: byName, predictor: predictors[specification.name],
        healingModels: healers[specification.name])
    }
    let json = try scenario.canonicalJSON()
    let digest = try digest(of: workload)
    let handingOver = Mutex(())
    let finished = try parallelMap(arms, threads: threads) { arm in
      var run = try arm.result(
        scenarioJSON: json, timelineInterval: timelineInterval, progress: progress, stepped: steps.add)
      run.result.scenarioDigest = digest
      try handingOver.withLock { _ in try self.finished(run.result) }
      return run
    }
    let runs = finished.map(\.result)
    let checks = try SoundnessCheck.all(runs: runs, arms: arms, specifications: finished.map(\.specification))
    return ScenarioOutcome(
      workload: workload, digest: digest, runs: runs, models: results,
      modelFiles: try forecasters.compactMap { specification, forecaster in
        try specification.isFitted()
          ? (forecaster as? FittedForecaster).map { (specification.name, $0.encoded()) } : nil
      }
        + scenario.arms.compactMap { arm in predictors[arm.name].map { (arm.name, $0.encoded()) } },
      tuning: finished.compactMap(\.tuning), comparisons: Self.comparisons(runs), checks: checks)
  }

  /// The load, of which what is odd is told.
  func prepared() throws -> PreparedWorkload {
    let workload = try PreparedWorkload(scenario, traces: traces, folder: folder)
    workload.remarks.forEach(remarked)
    return workload
  }

  /// What the runs of this scenario have in common. Its seed is no part of it: runs of several seeds belong together.
  private func digest(of workload: PreparedWorkload) throws -> String {
    struct Identity: Encodable {
      var version: Int
      var scenario: Scenario
      var inputs: [String]
      var models: [String]
      var timeline: Double
    }
    var shared = scenario
    shared.name = ""
    shared.summary = ""
    shared.seed = 0
    // where a file lies does not matter, what is in it does
    shared.workload.forgetPaths()
    var given = models.map { ($0, $1.encoded()) } + predictors.map { ($0, $1.encoded()) }
    given += [healingModels.classifier?.model.encoded(), healingModels.predictor?.model.encoded()]
      .enumerated()
      .map { ("healing \($0)", $1 ?? []) }
    let inputs = workload.inputs + (try scenario.arms.flatMap { try $0.inputs(in: folder) })
    let identity = Identity(
      version: Self.resultsVersion, scenario: shared, inputs: inputs.map(\.sha256),
      models: given.map { "\($0.0) \(Digest.of($0.1))" }.sorted(), timeline: timelineInterval)
    return Digest.of(Data(try identity.canonicalJSON().utf8))
  }

  /// How many steps `advanced` counts to.
  private func stepCount() throws -> Int {
    let trained = try scenario.forecasters.count { try models[$0.name] == nil && $0.isTrained() }
    let learns = scenario.arms.contains { $0.needsPredictor && predictors[$0.name] == nil }
    let lessons = Set(
      scenario.arms.compactMap(\.healing).flatMap { HealingTraining.lessons($0, given: healingModels) })
    return trained + (learns ? 1 : 0) + lessons.count
      + scenario.arms.reduce(0) { $0 + 1 + ($1.tune ? Arm.tuningRuns : 0) }
  }

  /// The predictor of each arm that needs one; those that are not given share one.
  func trainedPredictors(
    _ workload: PreparedWorkload, _ steps: StepCounter
  ) throws -> [String: ReplicaPredictor] {
    let training = ReplicaPredictorTraining(scenario, workload, threads: threads)
    var shared: ReplicaPredictor?
    var all: [String: ReplicaPredictor] = [:]
    for arm in scenario.arms where arm.needsPredictor {
      if let given = predictors[arm.name] {
        try training.check(given, name: arm.name)
        all[arm.name] = given
      } else {
        if shared == nil {
          progress("training \(arm.name)")
          shared = try training.fit()
          steps.add(1)
        }
        all[arm.name] = shared
      }
    }
    return all
  }

  /// What the healer of each arm that has one has learned; what is not given is trained.
  private func trainedHealers(_ steps: StepCounter) throws -> [String: HealingModels] {
    var learned: Set<HealingTraining.Lesson> = []
    var all: [String: HealingModels] = [:]
    for arm in scenario.arms {
      guard let healing = arm.healing else { continue }
      all[arm.name] = try HealingTraining.models(
        healing, given: healingModels, threads: threads, progress: progress)
      steps.add(HealingTraining.lessons(healing, given: healingModels).count { learned.insert($0).inserted })
    }
    return all
  }

  func trainedForecasters(
    _ workload: PreparedWorkload, _ steps: StepCounter? = nil
  ) throws -> [(ForecasterSpecification, any Forecaster)] {
    try parallelMap(scenario.forecasters, threads: threads) { specification in
      if let model = models[specification.name] {
        if let problem = try specification.whyNot(model.model) { throw RunError(problem) }
        return (specification, model)
      }
      let isTrained = try specification.isTrained()
      if isTrained {
        progress("training \(specification.name)")
      }
      let fitted = try specification.fit(workload.endingAtTest, seed: scenario.seed) { epoch, _, validation in
        progress(
          "training \(specification.name): epoch \(epoch), validation loss \(validation)"
        )
      }
      if isTrained { steps?.add(1) }
      return (specification, fitted)
    }
  }

  /// Every later arm against the first, on every metric both have.
  static func comparisons(_ runs: [RunResult]) -> [ComparisonRecord] {
    guard let baseline = runs.first else { return [] }
    return runs.dropFirst().flatMap { run in
      zip(baseline.metrics, run.metrics).compactMap { before, after in
        guard let from = before.value, let to = after.value else { return nil }
        return ComparisonRecord(
          baseline: baseline.arm, arm: run.arm, metric: after.name, difference: to - from,
          ratio: from == 0 ? nil : to / from)
      }
    }
  }
}
