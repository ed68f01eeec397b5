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
    let workload = try PreparedWorkload(scenario, traces: traces, folder: folder)
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
    let workload = try PreparedWorkload(scenario, traces: traces, folder: folder)
    return try trainedForecasters(workload).map { try $0.0.evaluate($0.1, workload, seed: scenario.seed) }
  }
}
