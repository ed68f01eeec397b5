import Stochastics

import Glibc

/// A fitted decomposable model; see `DecomposableConfiguration`.
public struct Decomposable: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "decomposable"

  /// What it was fitted with.
  public let configuration: DecomposableConfiguration
  /// Where scaled time is 0, in seconds.
  public let start: Double
  /// Seconds from there to scaled time 1, the newest training point.
  public let span: Double
  /// Divisor of loads.
  public let scale: Double
  /// Scaled times at which the rate may change.
  public let changes: [Double]
  /// Offset, rate, changes of rate, then sine and cosine of each harmonic; in scaled units.
  public internal(set) var coefficients: [Double]
  /// Deviation of the noise, in scaled units.
  public internal(set) var noise: Double
  /// Share of a residual that is left after one step.
  public internal(set) var memory: Double
  /// Deviation of what one step adds to a residual, in the load's unit.
  public internal(set) var innovation: Double

  /// The name in tables.
  public var name: String { configuration.carriesResidual ? "decomposable" : "decomposable-plain" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads; the clock alone decides where no residual is carried on.
  public var inputLength: Int { 1 }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    let expected = 2 + changes.count + configuration.seasons.reduce(0) { $0 + 2 * $1.order }
    guard coefficients.count == expected else {
      return "it must have \(expected) coefficients, has \(coefficients.count)."
    }
    return configuration.problem ?? (span > 0 && scale > 0 ? nil : "its span and scale must be positive.")
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == 1, "1 point expected, \(history.count) given")
    let steps = task.horizonSteps
    let residual =
      configuration.carriesResidual ? history[history.startIndex] - mean(at: endOfHistory) : 0
    var fading = 1.0
    let path = (1...steps).map { step in
      fading *= memory
      return mean(at: endOfHistory + Double(step) * task.step) + fading * residual
    }
    if task.target == .stepMean, configuration.quantiles.isEmpty {
      return Forecast(value: max(0, path[steps - 1]))
    }
    var samples = (0..<configuration.paths).map { futures(path: path, from: endOfHistory, index: $0) }
    var forecast = Forecast(samples: &samples, quantiles: configuration.quantiles)
    if task.target == .stepMean { forecast.value = max(0, path[steps - 1]) }
    return forecast
  }

  /// The target's figure of one simulated future around `path`: new changes of rate come as often, and are as
  /// large, as in the training part (Taylor & Letham, section 3.1.4).
  ///
  /// The trend is certain up to the newest training point or, where the residual is carried on, to the newest
  /// point.
  private func futures(path: [Double], from endOfHistory: Double, index: Int) -> Double {
    var stream = RandomStream(
      seed: configuration.seed, purpose: .forecastPaths, entity: UInt64(index),
      ordinal: UInt64(bitPattern: Int64((endOfHistory / task.step).rounded())))
    let now = (endOfHistory - start) / span
    let step = task.step / span
    let certain = configuration.carriesResidual ? now : min(1, now)
    let last = now + Double(path.count) * step
    let deltas = coefficients[2..<2 + changes.count]
    let size = deltas.isEmpty ? 0 : deltas.reduce(0) { $0 + abs($1) } / Double(deltas.count)
    var (times, sizes): ([Double], [Double]) = ([], [])
    if size > 0 {
      // `changes.count` of them in one unit of scaled time.
      let gap = Exponential(mean: 1 / Double(changes.count))
      var time = certain + gap.sample(from: &stream)
      while time < last, times.count < 10_000 {
        times.append(time)
        let side = stream.nextUnit() < 0.5 ? -1.0 : 1
        sizes.append(side * Exponential(mean: size).sample(from: &stream))
        time += gap.sample(from: &stream)
      }
    }
    var drift = 0.0
    let values = path.indices.map { place in
      let at = now + Double(place + 1) * step
      var bend = 0.0
      for (time, size) in zip(times, sizes) where time < at { bend += size * (at - time) }
      let draw = normalQuantile(stream.nextOpenUnit())
      drift = memory * drift + innovation * draw
      let error = configuration.carriesResidual ? drift : noise * scale * draw
      return path[place] + scale * bend + error
    }
    return max(0, task.reduce(values))
  }

  /// The modelled load at `time` (seconds, the end of a step), in the load's unit; may be negative.
  public func mean(at time: Double) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: coefficients.count) { row in
      row.initialize(repeating: 0)
      guard let base = row.baseAddress else { return 0 }
      fill(time: time, output: base)
      var sum = 0.0
      for column in coefficients.indices { sum += coefficients[column] * base[column] }
      return sum * scale
    }
  }

  /// The design's row for `time`.
  func fill(time: Double, output: UnsafeMutablePointer<Double>) {
    let scaled = (time - start) / span
    output[0] = 1
    output[1] = scaled
    for (place, change) in changes.enumerated() { output[2 + place] = max(0, scaled - change) }
    var column = 2 + changes.count
    for season in configuration.seasons {
      let turns = time / season.period
      let angle = 2 * Double.pi * (turns - turns.rounded(.down))
      for harmonic in 1...season.order {
        output[column] = sin(Double(harmonic) * angle)
        output[column + 1] = cos(Double(harmonic) * angle)
        column += 2
      }
    }
  }
}
