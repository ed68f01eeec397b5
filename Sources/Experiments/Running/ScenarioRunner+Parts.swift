import ClusterSimulation
import Foundation
import Learning

extension ScenarioRunner {
  /// Trains the LSTM forecaster of the given name and judges it on the test part.
  ///
  /// - Throws: `RunError` if the scenario has no such LSTM forecaster, else what reading and training throw.
  public func train(_ name: String) throws -> (model: LSTMForecaster, result: ModelResult) {
    let names = scenario.forecasters.filter { $0.kind == .lstm }.map(\.name)
    guard let specification = scenario.forecasters.first(where: { $0.name == name && $0.kind == .lstm })
    else {
      throw RunError(
        "'\(name)' is no LSTM forecaster of the scenario; those are \(names.joined(separator: ", "))")
    }
    let workload = try PreparedWorkload(scenario, traces: traces)
    let fitted = try specification.fit(workload, seed: scenario.seed) { epoch, _, loss in
      progress("epoch \(epoch) of at most \(specification.epochs), validation loss \(loss)")
    }
    guard let model = fitted as? LSTMForecaster else {
      throw RunError("'\(name)' did not become an LSTM forecaster")
    }
    return (model, try specification.evaluate(model, workload, seed: scenario.seed))
  }

  /// Judges every forecaster on the test part.
  public func evaluate() throws -> [ModelResult] {
    let workload = try PreparedWorkload(scenario, traces: traces)
    return try trainedForecasters(workload).map { try $0.0.evaluate($0.1, workload, seed: scenario.seed) }
  }

  /// Simulates the whole time line under the first arm, `repetitions` times, and gives the medians as lines of JSON:
  /// wall seconds, and events a second of wall time.
  public func benchmarkMonth(repetitions: Int) throws -> [String] {
    let workload = try PreparedWorkload(scenario, traces: traces)
    let arm = Arm(specification: scenario.arms[0], scenario: scenario, workload: workload, forecaster: nil)
    let days = workload.load.span.seconds / 86_400
    var seconds: [Double] = []
    var events = 0
    for _ in 0..<repetitions {
      let clock = ContinuousClock()
      let began = clock.now
      let output = ClusterSimulation.run(
        arm.inputs(.whole, timelineInterval: 60), policy: try arm.policy(arm.specification))
      let elapsed = clock.now - began
      seconds.append(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
      events = output.events
    }
    let median = seconds.sorted()[seconds.count / 2]
    let parameters = #"{"arm":"\#(arm.specification.name)","days":\#(days),"runs":\#(repetitions)}"#
    return [
      #"{"case":"cluster/month-fluid","metric":"wall","value":\#(median),"unit":"s","params":\#(parameters)}"#,
      #"{"case":"cluster/month-fluid","metric":"rate","value":\#(Double(events) / median),"unit":"events/s","params":\#(parameters)}"#,
    ]
  }
}
