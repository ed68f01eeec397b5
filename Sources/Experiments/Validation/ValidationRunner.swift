import ClusterSimulation
import Foundation
import Learning
import Synchronization

/// Runs a study.
public struct ValidationRunner: Sendable {
  /// What is run.
  public let study: ValidationStudy
  /// What its paths are relative to.
  public let folder: String
  /// Runs at the same time.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Told how many runs of how many are done.
  public var advanced: @Sendable (Int, Int) -> Void = { _, _ in }

  private let cases: [ValidationCase]
  private let measured: MeasuredRuns

  /// One run of a condition.
  public struct Run: Sendable {
    /// The condition and the seed.
    public var condition: String, seed: UInt64
    /// Its figures.
    public var figures: [ValidationFigure: Double]
    /// Its seconds.
    public var points: [ServicePoint]
    /// Its timeline.
    public var timeline: [TimelinePoint]
  }

  /// Reads everything that a study names.
  ///
  /// - Throws: `WorkloadError` or `RunError`, one sentence.
  public init(_ study: ValidationStudy, folder: String) throws {
    self.study = study
    self.folder = folder
    cases = try study.conditions.map { try ValidationCase(study, $0, folder: folder) }
    measured = try MeasuredRuns(study, folder: folder)
  }

  /// All files that it reads.
  public var files: [String] {
    var seen: Set<String> = []
    let named =
      study.conditions.map { $0.load.path(in: folder) }
      + study.arms.flatMap { $0.recordedForecasts(in: folder) } + measured.files
    return named.filter { seen.insert($0).inserted }
  }

  /// A run as the results database stores it, with its figures as metrics and all that the study reads as its inputs.
  public func result(_ run: Run, inputs: [InputFile], digest: String) throws -> RunResult {
    guard let condition = study.conditions.first(where: { $0.name == run.condition }) else {
      throw RunError("the study \(study.name) has no condition '\(run.condition)'")
    }
    var result = RunResult(
      scenario: study.name, arm: run.condition, policyJSON: try study.arms[condition.arm].canonicalJSON(),
      scenarioJSON: try study.plant.canonicalJSON(), part: "whole", seed: run.seed, inputs: inputs,
      metrics: ValidationFigure.allCases.compactMap { figure in
        run.figures[figure].map { MetricValue(name: figure.rawValue, value: $0) }
      }, timeline: run.timeline, decisions: [], wallSeconds: 0)
    result.scenarioDigest = digest
    return result
  }

  /// What the figures mean.
  public static let definitions = ValidationFigure.allCases.map {
    MetricDefinition(
      name: $0.rawValue, unit: $0.unit, better: "none",
      summary: "A figure of validations; docs/validation.md says what it means.")
  }

  /// Runs every condition under every seed, and compares.
  ///
  /// Seeds of different conditions differ, as the repetitions of different conditions on a real cluster do: what chance does to one
  /// tells nothing of the other.
  ///
  /// - Throws: `RunError` or `ProcessError` of the first run, in order, that failed.
  public func run() throws -> (report: ValidationReport, runs: [Run]) {
    let clock = ContinuousClock()
    let began = clock.now
    let oracles = try cases.map { try $0.oracle() }
    let total = cases.count * study.seeds
    let done = Mutex(0)
    let runs: [Result<Run, any Error>] = parallelMap(count: total, threads: threads) { index in
      let (place, repetition) = (index / study.seeds, index % study.seeds)
      let seed = UInt64(cases[place].condition.place) << 20 | UInt64(repetition + 1)
      let result = Result {
        let output = try cases[place].run(seed: seed)
        return Run(
          condition: cases[place].condition.name, seed: seed,
          figures: cases[place].figures(of: output, oracle: oracles[place]), points: output.service.points,
          timeline: output.timeline)
      }
      let count = done.withLock {
        $0 += 1
        return $0
      }
      advanced(count, total)
      return result
    }
    let all = try runs.map { try $0.get() }
    let elapsed = clock.now - began
    let simulated = Dictionary(grouping: all, by: \.condition).mapValues { $0.map(\.figures) }
    let report = ValidationReport(
      study, simulated: simulated, measured: measured,
      wallSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    return (report, all)
  }
}
