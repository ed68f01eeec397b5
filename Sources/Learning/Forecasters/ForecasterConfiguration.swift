/// Plain hyperparameters that fitting turns into a forecaster.
public protocol ForecasterConfiguration: Sendable {
  /// What fitting makes.
  associatedtype Fitted: StoredForecaster

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  var problem: String? { get }

  /// Fits on `training` and chooses on `validation`; nothing of any later part is seen.
  ///
  /// Throws `LearningError` where a hyperparameter or a series will not do.
  func fit(training: LoadSeries, validation: LoadSeries) throws -> Fitted

  /// The same, told by those who learn in epochs how far they are.
  func fit(training: LoadSeries, validation: LoadSeries, progress: TrainingProgress) throws -> Fitted
}

extension ForecasterConfiguration {
  /// Fits without a word.
  public func fit(training: LoadSeries, validation: LoadSeries, progress: TrainingProgress) throws -> Fitted {
    try fit(training: training, validation: validation)
  }
}
