import ClusterSimulation
import Foundation

extension Arm {
  /// Tunes the arm, if it is to be tuned, and runs it on the test part.
  ///
  /// - Throws: `RunError` if it cannot be run.
  func result(
    scenarioJSON: String, timelineInterval: Double, progress: (String) -> Void
  ) throws -> (result: RunResult, specification: ArmSpecification, tuning: TuningResult?) {
    var tuned = specification
    var tuning: TuningResult?
    if tuned.tune {
      progress("tuning \(tuned.name) on the validation part")
      (tuned, tuning) = try tune()
    }
    progress("running \(tuned.name)")
    let clock = ContinuousClock()
    let began = clock.now
    let output = try run(tuned, on: .test, timelineInterval: timelineInterval)
    let elapsed = clock.now - began
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
