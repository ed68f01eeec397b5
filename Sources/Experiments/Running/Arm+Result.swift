import ClusterSimulation
import Foundation

extension Arm {
  /// Tunes the arm, if it is to be tuned, and runs it on the test part.
  ///
  /// - Parameters:
  ///   - scenarioJSON: The resolved scenario, to be kept with the run.
  ///   - timelineInterval: Seconds between points of the timeline.
  ///   - progress: Told what goes on, in words.
  ///   - stepped: Told how many more runs are done or will not be needed: 1 in all, or 1 and `tuningRuns`.
  /// - Throws: `RunError` if it cannot be run.
  func result(
    scenarioJSON: String, timelineInterval: Double, progress: (String) -> Void,
    stepped: (Int) -> Void = { _ in }
  ) throws -> (result: RunResult, specification: ArmSpecification, tuning: TuningResult?) {
    var tuned = specification
    var tuning: TuningResult?
    if tuned.tune {
      progress("tuning \(tuned.name) on the validation part")
      (tuned, tuning) = try tune(stepped)
    }
    progress("running \(tuned.name)")
    let clock = ContinuousClock()
    let began = clock.now
    let output = try run(tuned, on: .test, timelineInterval: timelineInterval)
    let elapsed = clock.now - began
    stepped(1)
    let figures =
      MetricCatalogue.values(of: output, holdTime: holdTime) + (tuning.map(MetricCatalogue.values) ?? [])
    let result = RunResult(
      scenario: scenario.name, arm: tuned.name, policyJSON: try tuned.canonicalJSON(),
      scenarioJSON: scenarioJSON, part: Part.test.rawValue, seed: scenario.seed,
      inputs: workload.inputs + (try tuned.inputs(in: workload.folder)),
      metrics: figures, timeline: output.timeline,
      decisions: output.decisions, faults: output.faults,
      wallSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    return (result, tuned, tuning)
  }
}
