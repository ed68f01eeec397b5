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

  /// What of it was fitted, by name.
  var models: [(name: String, model: any FittedModel)] {
    let fitted = specification.forecasters.compactMap { name in
      (forecasters[name] as? any FittedModel).map { (name, $0) }
    }
    return fitted + (predictor.map { [(specification.name, $0 as any FittedModel)] } ?? [])
  }
}
