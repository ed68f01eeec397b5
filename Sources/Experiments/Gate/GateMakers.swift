import Autoscaling
import ClusterSimulation
import Learning

/// How the gate makes each model. Tests put faulty makers in their place; users cannot.
struct GateMakers: Sendable {
  /// A forecaster of the specification. It is given the whole load and may use the first two parts.
  var forecaster: @Sendable (ForecasterSpecification, GateSeries, UInt64) throws -> any StoredForecaster = {
    specification, series, seed in
    try specification.fit(training: series.training, validation: series.validation, seed: seed)
  }
  /// A detector that is fitted on the healthy beginning of a series.
  var detector: @Sendable (UInt64) -> any SeriesDetectorConfiguration = { seed in
    SeriesIsolationForest(IsolationForestConfiguration(seed: seed), lags: 5)
  }
  /// A replica predictor of examples of the training part.
  var predictor: @Sendable (ReplicaExamples, ReplicaPredictorTraining) throws -> ReplicaPredictor = {
    examples, training in
    try training.fit(examples)
  }
  /// A classifier of anomalies.
  var classifier:
    @Sendable (LabelledTable, LabelledTable, ClassifierEnsembleConfiguration) throws -> ClassifierEnsemble = {
      training, validation, configuration in
      try configuration.fit(
        training: training, validation: validation, classNames: AnomalyClassifier.classNames,
        featureNames: HealthFeatures.names)
    }
}
