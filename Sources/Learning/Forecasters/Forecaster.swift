/// A trained forecaster of one service's load. An unfitted one does not exist: fitting a configuration makes
/// it.
///
/// Shapes: `T` = `inputLength`, the number of past points that one forecast reads, oldest first.
public protocol Forecaster: Sendable {
  /// The name in tables, such as `lstm-direct` or `persistence`.
  var name: String { get }
  /// What is forecast, from what.
  var task: ForecastTask { get }
  /// How many past points one forecast reads.
  var inputLength: Int { get }

  /// The forecast that follows `history`.
  ///
  /// - Parameters:
  ///   - history: The last `inputLength` points of the load, oldest first, in the load's own unit (requests a
  ///     second), each the mean over `task.step`. Finite and at least 0.
  ///   - endOfHistory: Seconds from the time line's origin to the end of the newest point, for calendar
  ///     features.
  func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast

  /// The forecasts that `forecast` would have given at each of the `count` newest origins, oldest first.
  ///
  /// Forecasters that replay the past share work here; the answers are the same.
  ///
  /// - Parameters:
  ///   - history: `inputLength + count - 1` points, oldest first.
  ///   - endOfHistory: Seconds from the time line's origin to the end of the newest point.
  ///   - count: Number of origins, at least 1.
  func rollingForecasts(history: ArraySlice<Double>, endOfHistory: Double, count: Int) -> [Forecast]

  /// Why it cannot forecast any more, in a sentence; nil while it can. A run that uses it then ends.
  ///
  /// Only a forecaster that asks something outside this process can fail, so the default is nil.
  var failure: String? { get }
}

extension Forecaster {
  /// Nothing fails.
  public var failure: String? { nil }

  /// One call of `forecast` after the other.
  public func rollingForecasts(history: ArraySlice<Double>, endOfHistory: Double, count: Int) -> [Forecast] {
    precondition(
      history.count == inputLength + count - 1,
      "\(inputLength + count - 1) points expected, \(history.count) given")
    return (0..<count).map { index in
      let first = history.startIndex + index
      return forecast(
        history: history[first..<first + inputLength],
        endOfHistory: endOfHistory - Double(count - 1 - index) * task.step)
    }
  }
}

/// What a forecaster predicts: a mean or a maximum, how far ahead, from points of which length.
public struct ForecastTask: Hashable, Sendable, Codable {
  /// Which figure of the future is meant.
  public enum Target: String, Sendable, Codable {
    /// The mean over the one step that begins `horizon - step` seconds after the newest point (the seed's
    /// form).
    case stepMean = "step-mean"
    /// The largest one-step mean among the steps up to `horizon` seconds after the newest point (the direct
    /// form).
    case maximumOverHorizon = "maximum-over-horizon"
  }

  /// Which figure of the future is meant.
  public var target: Target
  /// Length of one point, in seconds.
  public var step: Double
  /// How far ahead, in seconds from the end of the newest point; a whole multiple of `step`.
  public var horizon: Double

  /// A task of the given target, step and horizon (seconds).
  public init(target: Target, step: Double, horizon: Double) {
    self.target = target
    self.step = step
    self.horizon = horizon
  }

  /// Whole steps in the horizon.
  public var horizonSteps: Int { max(1, Int((horizon / step).rounded())) }
}

/// One forecast: a central value and, for forecasters that know their uncertainty, quantiles.
public struct Forecast: Sendable, Hashable {
  /// The central forecast (mean or median, as the forecaster was trained), in the load's unit; at least 0.
  public var value: Double
  /// Quantiles by ascending probability; empty where the forecaster gives none.
  public var quantiles: [Quantile]

  /// One quantile of a forecast.
  public struct Quantile: Sendable, Hashable, Codable {
    /// Probability that the outcome stays at or below `value`, in 0…1.
    public var probability: Double
    /// In the load's unit.
    public var value: Double

    /// The quantile of the given probability.
    public init(probability: Double, value: Double) {
      self.probability = probability
      self.value = value
    }
  }

  /// A forecast of the given value and quantiles.
  public init(value: Double, quantiles: [Quantile] = []) {
    self.value = value
    self.quantiles = quantiles
  }
}
