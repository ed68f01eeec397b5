/// Which stretch of the time line a model learned from, in seconds from its origin; kept with the model, so that a run
/// can refuse one that saw what it is judged on.
public struct FittingRecord: Hashable, Sendable, Codable {
  /// Where the data begin that parameters and scalers were fitted on.
  public var trainedFrom: Double
  /// Where they end; labels that look ahead end here too.
  public var trainedTo: Double
  /// Where the data end that stopped training or chose between models; nil where there were none.
  public var selectedTo: Double?

  /// A record of the given instants.
  public init(trainedFrom: Double, trainedTo: Double, selectedTo: Double? = nil) {
    self.trainedFrom = trainedFrom
    self.trainedTo = trainedTo
    self.selectedTo = selectedTo
  }

  /// The record of a model fitted on these series.
  public init(training: LoadSeries, validation: LoadSeries? = nil) {
    self.init(trainedFrom: training.start, trainedTo: training.end, selectedTo: validation?.end)
  }
}

/// A model that knows what it was fitted on.
public protocol FittedModel: Sendable {
  /// What it was fitted on.
  var fitting: FittingRecord { get }
}
