/// The figures by which forecasts are judged. With y what came true and ŷ the central forecast:
///
/// - `count`: origins;
/// - `rmse`, `mae`: of ŷ − y, in the load's unit; `bias`: mean of ŷ − y, positive for too much;
/// - `rmse-minmax`: `rmse` over the range of the training part, neither clipped;
/// - `wape`: Σ|y − ŷ| / Σ|y|; `accuracy`: 1 − `wape`;
/// - `smape`: mean of 2|y − ŷ| / (|y| + |ŷ|), in 0…2, with 0/0 = 0;
/// - `mase`: `mae` over the seasonal naive's mean absolute error inside the training part (Hyndman & Koehler,
///   International Journal of Forecasting 22(4), 2006);
/// - `skill-persistence`, `skill-seasonal`: 1 − RMSE / RMSE of the control at the same origins, 1 for
///   perfect;
/// - `under-rate`: share of origins with y > ŷ; `under-depth`: mean of y − ŷ over those, 0 without any;
/// - with quantiles, `pinball-q`: mean of max(q(y − ŷ_q), (q − 1)(y − ŷ_q)); `wql`: twice its sum over
///   origins and quantiles, over Σ|y|;
/// - with two quantiles or more, `coverage`: share of y within the lowest and highest (ends included);
///   `interval-nominal`: what that share should be; `interval-width`: mean distance of the two.
public enum ForecastMetrics {
  typealias Figure = ForecastEvaluation.Figure

  /// All figures, in the order of tables.
  ///
  /// - Parameters:
  ///   - points: At least one, all with quantiles of the same probabilities.
  ///   - persistenceErrors: ŷ − y of persistence at each point.
  ///   - seasonalErrors: The same of the seasonal naive; nil where it lacked history.
  ///   - scale: Denominator of MASE.
  ///   - range: Denominator of `rmse-minmax`.
  static func figures(
    points: [ForecastEvaluation.Point], persistenceErrors: [Double], seasonalErrors: [Double?],
    scale: Double?,
    range: Double?
  ) -> [Figure] {
    let errors = points.map { $0.forecast.value - $0.actual }
    let total = points.reduce(0) { $0 + abs($1.actual) }
    let mae = mean(errors.map { abs($0) })
    let rmse = rootMeanSquare(errors)
    let wape = errors.reduce(0) { $0 + abs($1) } / total
    let shortfalls = errors.filter { $0 < 0 }.map { -$0 }
    let seasonalPairs = zip(errors, seasonalErrors).compactMap { error, seasonal in
      seasonal.map { (error, $0) }
    }
    var figures = [
      Figure(name: "count", value: Double(points.count)),
      Figure(name: "rmse", value: rmse),
      Figure(name: "rmse-minmax", value: rmse / (range ?? .nan)),
      Figure(name: "mae", value: mae),
      Figure(name: "bias", value: mean(errors)),
      Figure(name: "wape", value: wape),
      Figure(name: "accuracy", value: 1 - wape),
      Figure(name: "smape", value: mean(points.map { symmetricError($0.actual, $0.forecast.value) })),
      Figure(name: "mase", value: mae / (scale ?? .nan)),
      Figure(name: "skill-persistence", value: 1 - rmse / rootMeanSquare(persistenceErrors)),
      Figure(
        name: "skill-seasonal",
        value: 1 - rootMeanSquare(seasonalPairs.map(\.0)) / rootMeanSquare(seasonalPairs.map(\.1))),
      Figure(name: "under-rate", value: Double(shortfalls.count) / Double(points.count)),
      Figure(name: "under-depth", value: shortfalls.isEmpty ? 0 : mean(shortfalls)),
    ]
    guard let quantiles = points.first?.forecast.quantiles, let low = quantiles.first,
      let high = quantiles.last
    else { return figures }

    var sumOfLosses = 0.0
    for (index, quantile) in quantiles.enumerated() {
      let losses = points.map {
        pinball(quantile.probability, actual: $0.actual, forecast: $0.forecast.quantiles[index].value)
      }
      sumOfLosses += losses.reduce(0, +)
      figures.append(Figure(name: "pinball-\(quantile.probability)", value: mean(losses)))
    }
    figures.append(Figure(name: "wql", value: 2 * sumOfLosses / total))
    guard quantiles.count > 1 else { return figures }
    let intervals = points.map { point in
      (
        low: point.forecast.quantiles[0].value, high: point.forecast.quantiles[quantiles.count - 1].value,
        actual: point.actual
      )
    }
    let covered = intervals.filter { $0.low <= $0.actual && $0.actual <= $0.high }
    figures += [
      Figure(name: "coverage", value: Double(covered.count) / Double(points.count)),
      Figure(name: "interval-nominal", value: high.probability - low.probability),
      Figure(name: "interval-width", value: mean(intervals.map { $0.high - $0.low })),
    ]
    return figures
  }

  /// max(q(y − ŷ), (q − 1)(y − ŷ)), in the load's unit, for probability `q`, outcome y and forecast ŷ.
  public static func pinball(_ q: Double, actual: Double, forecast: Double) -> Double {
    max(q * (actual - forecast), (q - 1) * (actual - forecast))
  }

  /// 2|y − ŷ| / (|y| + |ŷ|), in 0…2; 0 where both are 0.
  static func symmetricError(_ actual: Double, _ forecast: Double) -> Double {
    let size = abs(actual) + abs(forecast)
    return size > 0 ? 2 * abs(actual - forecast) / size : 0
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double {
    mean(values.map { $0 * $0 }).squareRoot()
  }
}
