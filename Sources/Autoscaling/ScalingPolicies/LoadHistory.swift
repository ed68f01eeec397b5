import Learning
import SimulationKernel

/// Past load in points of a forecaster's step, made of the scrapes that a policy saw.
///
/// A scrape that was lost, or that another replaced before the next sync, leaves a gap; the next scrape seen stands for it.
struct LoadHistory: Sendable {
  let step: SimulationDuration
  let length: Int
  /// The end of the newest full point.
  private(set) var end = SimulationTime.zero
  private var values: [Double] = []
  private var requests = 0.0
  private var covered = SimulationDuration.zero
  private var lastSample: SimulationTime?

  init(step: SimulationDuration, length: Int) {
    self.step = step
    self.length = length
  }

  /// A history of as many points as `forecaster` reads.
  init(for forecaster: any Forecaster) {
    self.init(step: .seconds(rounding: forecaster.task.step), length: forecaster.inputLength)
  }

  /// The last `length` full points, oldest first; nil until there are as many.
  var points: ArraySlice<Double>? { values.count >= length ? values.suffix(length) : nil }

  /// Adds a scrape; true if it completed a point. A scrape seen before is passed over.
  mutating func add(_ sample: ServiceSample) -> Bool {
    if let lastSample, sample.timestamp <= lastSample { return false }
    var from = lastSample ?? (sample.timestamp - sample.window)
    lastSample = sample.timestamp
    let rate = max(0, sample.requestsPerSecond)
    var isNew = false
    while from < sample.timestamp {
      // points end on whole steps of the time line, as those of the training data do
      let boundary = SimulationTime.zero + step * (from.sinceOrigin / step + 1)
      let until = min(boundary, sample.timestamp)
      requests += rate * (until - from).seconds
      covered = covered + (until - from)
      from = until
      guard until == boundary else { break }
      if covered == step {
        values.append(requests / step.seconds)
        end = boundary
        isNew = true
      }
      requests = 0
      covered = .zero
    }
    if values.count > 4 * length + 64 { values.removeFirst(values.count - length) }
    return isNew
  }
}

extension Forecast {
  /// The quantile nearest to `probability`, or the central value where none is asked for or given.
  func value(atQuantile probability: Double?) -> Double {
    guard let probability,
      let nearest = quantiles.min(by: {
        abs($0.probability - probability) < abs($1.probability - probability)
      })
    else { return value }
    return nearest.value
  }
}

/// A forecaster with the history that it reads: what a policy keeps of each.
struct LiveForecaster: Sendable {
  let forecaster: any Forecaster
  let quantile: Double?
  private var history: LoadHistory
  /// The newest forecast in requests a second, at least 0; nil where there is none that is finite.
  private(set) var expected: Double?

  init(_ forecaster: any Forecaster, quantile: Double?) {
    self.forecaster = forecaster
    self.quantile = quantile
    history = LoadHistory(for: forecaster)
  }

  /// Forecasts anew if the scrape completed a point.
  mutating func see(_ sample: ServiceSample) {
    guard history.add(sample), let points = history.points else { return }
    let value = forecaster.forecast(history: points, endOfHistory: history.end.seconds)
      .value(atQuantile: quantile)
    expected = value.isFinite ? max(0, value) : nil
  }
}
