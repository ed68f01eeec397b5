/// Plain hyperparameters that fitting turns into a forecaster.
public protocol ForecasterConfiguration: Sendable {
  /// What fitting makes.
  associatedtype Fitted: StoredForecaster

  /// Fits on `training` and chooses on `validation`; nothing of any later part is seen.
  ///
  /// Throws `LearningError` where a hyperparameter or a series will not do.
  func fit(training: LoadSeries, validation: LoadSeries) throws -> Fitted
}
