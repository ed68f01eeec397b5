/// A fitted ridge regression; see `RidgeLagsConfiguration`.
public struct RidgeLags: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "ridge-lags"

  /// What it was fitted with.
  public let configuration: RidgeLagsConfiguration
  /// The chosen features.
  public let features: LagFeatures
  /// Fitted on the training part alone, of the chosen form.
  public let scaler: LoadScaler
  /// (D): factors of the features.
  public let coefficients: [Double]
  /// Added to the sum, in scaled units.
  public let intercept: Double
  /// Makes the training part's mean forecast right after a logarithm; 1 otherwise.
  public internal(set) var factor: Double
  /// Quantiles of the validation residuals, in scaled units, one for each of the configuration's
  /// probabilities.
  public internal(set) var residualQuantiles: [Double]

  /// The name in tables.
  public var name: String { "ridge-lags" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { features.inputLength(for: task) }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    guard coefficients.count == features.count, residualQuantiles.count == configuration.quantiles.count
    else {
      return "its coefficients and quantiles must be as many as its configuration says."
    }
    return configuration.problem ?? features.problem
      ?? (scaler.isValid ? nil : "its scaler must have positive divisors.")
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == inputLength, "\(inputLength) points expected, \(history.count) given")
    let (anchor, sum) = withUnsafeTemporaryAllocation(of: Double.self, capacity: coefficients.count) { row in
      row.initialize(repeating: 0)
      guard let base = row.baseAddress else { return (0.0, 0.0) }
      let anchor = features.fill(
        history: history, endOfHistory: endOfHistory, task: task, scaler: scaler, output: base)
      return (anchor, output(of: base))
    }
    return Forecast(
      value: factor * scaler.value(ofLevel: sum + anchor),
      quantiles: zip(configuration.quantiles, residualQuantiles).map {
        Forecast.Quantile(probability: $0, value: scaler.value(ofLevel: sum + $1 + anchor))
      })
  }

  /// The level of the forecast minus the anchor.
  private func output(of row: UnsafePointer<Double>) -> Double {
    var sum = intercept
    for column in coefficients.indices { sum += coefficients[column] * row[column] }
    return sum
  }

  func outputs(of design: LagDesign) -> [Double] {
    design.features.elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return [] }
      return design.targets.indices.map { output(of: base + $0 * coefficients.count) }
    }
  }

  /// The forecasts of a design's rows, in the load's unit.
  func values(of design: LagDesign) -> [Double] {
    zip(outputs(of: design), design.anchors).map { factor * scaler.value(ofLevel: $0 + $1) }
  }
}
