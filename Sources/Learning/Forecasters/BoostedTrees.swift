/// Fitted boosted trees; see `BoostedTreesConfiguration`.
///
/// The trees are walked here, not by XGBoost: forecasts take no lock, and are the same from every thread.
public struct BoostedTrees: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "boosted-trees"

  /// What it was fitted with.
  public let configuration: BoostedTreesConfiguration
  /// Fitted on the training part alone.
  public let scaler: LoadScaler
  /// Scaled units in one unit of the trees.
  public let unit: Double
  /// Makes the training part's mean forecast right after a logarithm; 1 otherwise.
  public internal(set) var factor: Double
  /// The trees of the value.
  public let mean: TreeEnsemble
  /// The trees of each quantile.
  public let quantileTrees: [TreeEnsemble]

  /// The name in tables.
  public var name: String { "boosted-trees" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { configuration.features.inputLength(for: configuration.task) }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    if let problem = configuration.problem { return problem }
    guard quantileTrees.count == configuration.quantiles.count, scaler.isValid else {
      return "its quantiles must be as many as its configuration says and its scaler valid."
    }
    let count = configuration.features.count
    for ensemble in [mean] + quantileTrees {
      for tree in ensemble.trees {
        if let problem = tree.problem(features: count) { return problem }
      }
    }
    return nil
  }

  /// The forecast that follows `history`; see `Forecaster`. Quantiles that cross are put in order.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == inputLength, "\(inputLength) points expected, \(history.count) given")
    let features = configuration.features
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: features.count) { row in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: features.count) { floats in
        row.initialize(repeating: 0)
        guard let base = row.baseAddress, let single = floats.baseAddress else {
          return Forecast(value: .nan)
        }
        let anchor = features.fill(
          history: history, endOfHistory: endOfHistory, task: task, scaler: scaler, output: base)
        for column in 0..<features.count { floats.initializeElement(at: column, to: Float(row[column])) }
        func load(_ ensemble: TreeEnsemble) -> Double {
          scaler.value(ofLevel: Double(ensemble.value(of: single)) * unit + anchor)
        }
        let values = quantileTrees.map(load).sorted()
        return Forecast(
          value: factor * load(mean),
          quantiles: zip(configuration.quantiles, values).map {
            Forecast.Quantile(probability: $0, value: $1)
          })
      }
    }
  }
}
