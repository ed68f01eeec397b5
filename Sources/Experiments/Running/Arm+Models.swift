import Learning

extension Arm {
  /// An arm with all models that it needs.
  ///
  /// - Parameter fit: A forecaster of the scenario, fitted on the training part.
  /// - Throws: What `fit` throws, `RunError` if a replica predictor cannot be trained.
  init(
    _ specification: ArmSpecification, of scenario: Scenario, _ workload: PreparedWorkload,
    fit: (ForecasterSpecification) throws -> any Forecaster
  ) throws {
    let wanted = scenario.forecasters.filter { specification.forecasters.contains($0.name) }
    self.init(
      specification: specification, scenario: scenario, workload: workload,
      forecasters: Dictionary(uniqueKeysWithValues: try wanted.map { ($0.name, try fit($0)) }),
      predictor: specification.needsPredictor ? try ReplicaPredictorTraining(scenario, workload).fit() : nil)
  }

  /// What its models were fitted on, by name: those of forecasters, whether it asks them or not, then its predictor's.
  var fittings: [(name: String, fitting: FittingRecord?)] {
    let fitted = scenario.forecasters.compactMap {
      specification -> (name: String, fitting: FittingRecord?)? in
      guard let forecaster = forecasters[specification.name] as? FittedForecaster,
        (try? specification.isFitted()) == true
      else { return nil }
      return (specification.name, forecaster.fitting)
    }
    return fitted + (predictor.map { [(specification.name, $0.fitting)] } ?? [])
  }
}
