import ClusterSimulation
import Learning

extension SearchPlan {
  /// Whether larger values of the metric are better.
  public var largerIsBetter: Bool {
    switch specification.target {
    case .forecaster: false
    case .replicaPredictor: specification.metric != "rmse"
    case .arm: MetricCatalogue.all.first { $0.name == specification.metric }?.better == "higher"
    }
  }

  /// A runner of its trials.
  public func runner(
    threads: Int, known: [Int: Trial] = [:], store: @escaping @Sendable (Trial) throws -> Void
  ) -> SearchRunner {
    SearchRunner(
      specification, largerIsBetter: largerIsBetter, threads: threads, known: known, store: store,
      evaluate: finished)
  }

  /// A trial with its value; what cannot be fitted or run has failed.
  func finished(_ trial: Trial) -> Trial {
    var trial = trial
    do {
      switch specification.target {
      case .forecaster(let name): trial.value = try forecasterValue(name, trial)
      case .arm(let name): (trial.value, trial.excess) = try armValue(name, trial)
      case .replicaPredictor: trial.value = try replicaValue(trial)
      }
      guard trial.value?.isFinite == true else {
        throw RunError("\(specification.metric) is not defined for what was fitted or run")
      }
    } catch {
      trial.value = nil
      trial.excess = 0
      trial.reason = "\(error)"
    }
    return trial
  }

  /// Fitted on the training part and the first half of validation, judged on the second half.
  private func forecasterValue(_ name: String, _ trial: Trial) throws -> Double? {
    let scenario = try scenario(trial.settings)
    guard let forecaster = scenario.forecasters.first(where: { $0.name == name }) else {
      throw RunError("the scenario has no forecaster '\(name)'")
    }
    let parts = try workload.series(step: forecaster.task.step)
    let half = parts.validation.values.count / 2
    let (first, second) = (
      parts.validation.part(0..<half), parts.validation.part(half..<parts.validation.values.count)
    )
    let model = try forecaster.fit(training: parts.training, validation: first, seed: scenario.seed)
    let evaluation = try ForecastEvaluation(
      of: model, test: second, training: parts.training, validation: first)
    return evaluation.value(specification.metric)
  }

  /// The arm runs on the validation part, as its own tuning does.
  private func armValue(_ name: String, _ trial: Trial) throws -> (Double?, Double) {
    let scenario = try scenario(trial.settings)
    guard let specified = scenario.arms.first(where: { $0.name == name }) else {
      throw RunError("the scenario has no arm '\(name)'")
    }
    let arm = try Arm(specified, of: scenario, workload) { forecaster in
      try fitted.value(forecaster) {
        try forecaster.fit(workload, seed: scenario.seed) { _, _, _ in }
      }
    }
    let output = try arm.run(specified, on: .validation)
    let values = MetricCatalogue.values(of: output, holdTime: arm.holdTime)
    let violation = Double(output.measurements.violatingWindows) / Double(output.measurements.windows)
    let isBudgeted = !specification.metric.hasPrefix("violation")
    return (
      values.first { $0.name == specification.metric }?.value,
      isBudgeted ? max(0, violation - scenario.violationBudget) : 0
    )
  }

  private func replicaValue(_ trial: Trial) throws -> Double? {
    guard let replicas else { return nil }
    var training = ReplicaPredictorTraining(try scenario([]), workload)
    training.configuration = try ReplicaPredictorConfiguration(
      values: trial.settings, seed: training.scenario.seed)
    let predictor = try training.fit(replicas.lessons)
    let check = SoundnessCheck.trainOnly([("replica-predictor", predictor.fitting)], workload)
    guard check.holds else { throw RunError(check.detail) }
    let accuracy = ReplicaAccuracy(
      predicted: replicas.exam.loads.indices.map {
        predictor.answer(replicas.exam.rows.row($0), load: replicas.exam.loads[$0]).replicas
      }, needed: replicas.exam.needed)
    switch specification.metric {
    case "exact": return accuracy.exact
    case "within-one": return accuracy.withinOne
    default: return accuracy.rmse
    }
  }
}
