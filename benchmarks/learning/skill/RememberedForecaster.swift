import Foundation
import Learning

/// A forecaster that made all its forecasts of one series beforehand, so that judging it many times costs
/// nothing.
struct RememberedForecaster: StoredForecaster {
  static let fileKind = "remembered"
  let base: any StoredForecaster
  let name: String
  let task: ForecastTask
  let inputLength: Int
  private let first: Int
  private let forecasts: [Forecast]
  private let start: Double

  /// All forecasts of the second half of `series`, and of `reach` points before it.
  init(_ base: any StoredForecaster, series: LoadSeries, reach: Int = 3000) {
    self.base = base
    name = base.name
    task = base.task
    inputLength = base.inputLength
    start = series.start
    let n = series.values.count
    first = min(n - 1, max(base.inputLength - 1, n / 2 - reach))
    forecasts = base.rollingForecasts(
      history: series.values[max(0, first + 1 - base.inputLength)...], endOfHistory: series.end,
      count: n - first)
  }

  func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    let origin = Int(((endOfHistory - start) / task.step).rounded()) - 1
    return forecasts[origin - first]
  }

  func encoded() -> [UInt8] { base.encoded() }
  init(bytes: [UInt8], source: String) throws { throw CocoaError(.featureUnsupported) }
}
