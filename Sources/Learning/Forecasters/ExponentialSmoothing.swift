import Stochastics

/// A fitted exponential smoothing; see `ExponentialSmoothingConfiguration`.
///
/// One forecast starts from the season and trend of the end of training, the level of the oldest points of
/// its history, and runs over the history; so it is stateless, and follows a slow change of season over one
/// period at a time.
public struct ExponentialSmoothing: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "exponential-smoothing"

  /// What it was fitted with.
  public let configuration: ExponentialSmoothingConfiguration
  /// The chosen form with its parameters.
  public let model: SmoothingModel
  /// Variance of an error on the training part; relative for multiplicative errors.
  public let variance: Double
  /// The state at the end of training.
  public let last: SmoothingModel.State
  /// End of training in seconds on the time line; tells the phase of the season.
  public let end: Double
  /// (paths, steps): standard normal numbers, row after row.
  private let normals: [Double]

  private enum CodingKeys: CodingKey { case configuration, model, variance, last, end }

  init(
    configuration: ExponentialSmoothingConfiguration, model: SmoothingModel, variance: Double,
    last: SmoothingModel.State, end: Double
  ) {
    self.configuration = configuration
    self.model = model
    self.variance = variance
    self.last = last
    self.end = end
    let steps = configuration.task.horizonSteps
    var normals: [Double] = []
    normals.reserveCapacity(configuration.paths * steps)
    for path in 0..<configuration.paths {
      var stream = RandomStream(
        seed: configuration.seed, purpose: .forecastPaths, ordinal: UInt64(path / 2))
      // Every second path mirrors the one before, so that the mean has no error of the first order.
      for _ in 0..<steps {
        let draw = normalQuantile(stream.nextOpenUnit())
        normals.append(path % 2 == 0 ? draw : -draw)
      }
    }
    self.normals = normals
  }

  /// Reads a model's JSON; `problem` says whether its contents will do.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let configuration = try values.decode(ExponentialSmoothingConfiguration.self, forKey: .configuration)
    if let problem = configuration.problem {
      throw DecodingError.dataCorruptedError(
        forKey: .configuration, in: values, debugDescription: problem)
    }
    self.init(
      configuration: configuration, model: try values.decode(SmoothingModel.self, forKey: .model),
      variance: try values.decode(Double.self, forKey: .variance),
      last: try values.decode(SmoothingModel.State.self, forKey: .last),
      end: try values.decode(Double.self, forKey: .end))
  }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    let seasonal = model.form.season != .none
    guard last.season.count == (seasonal ? configuration.periodSteps : 0),
      last.phase >= 0, last.phase < max(1, last.season.count)
    else { return "its season must have as many terms as its configuration says." }
    return variance >= 0 ? nil : "its variance must be at least 0."
  }

  /// The name in tables, such as `ets-A,Ad,N`.
  public var name: String { "ets-" + model.form.description }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int {
    configuration.memory ?? (model.form.season == .none ? 60 : configuration.periodSteps + 60)
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == inputLength, "\(inputLength) points expected, \(history.count) given")
    let state = state(after: history, endOfHistory: endOfHistory)
    let steps = task.horizonSteps
    let quantiles = configuration.quantiles
    let path = model.path(from: state, steps: steps)
    if task.target == .stepMean {
      let centre = path[steps - 1]
      guard !quantiles.isEmpty else { return Forecast(value: max(0, centre)) }
      if model.form.isLinear {
        let deviation =
          model.variances(means: path, variance: variance, period: max(1, state.season.count))[steps - 1]
          .squareRoot()
        return Forecast(
          value: max(0, centre),
          quantiles: quantiles.map {
            Forecast.Quantile(probability: $0, value: max(0, centre + deviation * normalQuantile($0)))
          })
      }
    }
    var samples = samples(from: state, path: path)
    var forecast = Forecast(samples: &samples, quantiles: quantiles)
    if task.target == .stepMean { forecast.value = max(0, path[steps - 1]) }
    return forecast
  }

  /// The state at the end of `history`, which ends at `endOfHistory` (seconds).
  public func state(after history: ArraySlice<Double>, endOfHistory: Double) -> SmoothingModel.State {
    var state = last
    let m = state.season.count
    if m > 0 {
      let ahead = Int(((endOfHistory - end) / task.step).rounded()) - history.count
      state.phase = (((last.phase + ahead) % m) + m) % m
    }
    let head = history.prefix(10)
    var sum = 0.0
    for (place, value) in head.enumerated() {
      switch model.form.season {
      case .none: sum += value
      case .additive: sum += value - state.season[(state.phase + place) % m]
      case .multiplicative: sum += value / max(abs(state.season[(state.phase + place) % m]), 1e-3)
      }
    }
    state.level = sum / Double(head.count)
    if model.form.trend == .multiplicative || model.form.season == .multiplicative {
      state.level = max(state.level, 1e-9)
    }
    // A trend from the end of training says nothing of today's; the history brings its own.
    state.trend = model.form.trend == .multiplicative ? 1 : 0
    for value in history { model.update(&state, with: value) }
    return state
  }

  /// The target's figure along each simulated path.
  private func samples(from state: SmoothingModel.State, path: [Double]) -> [Double] {
    let steps = path.count
    let deviation = variance.squareRoot()
    let limit = 1e3 * (abs(state.level) + deviation + 1)
    var values = [Double](repeating: 0, count: steps)
    let additive = model.form.isLinear && !model.form.multiplicativeError
    let response =
      additive ? model.response(steps: steps, period: max(1, state.season.count)) : []
    return (0..<configuration.paths).map { row in
      let draws = normals[row * steps..<(row + 1) * steps]
      if additive {
        for step in 0..<steps {
          var sum = draws[draws.startIndex + step]
          for back in stride(from: 1, through: step, by: 1) {
            sum += response[back - 1] * draws[draws.startIndex + step - back]
          }
          values[step] = path[step] + deviation * sum
        }
      } else {
        var state = state
        for step in 0..<steps {
          let mean = model.mean(state)
          let draw = deviation * draws[draws.startIndex + step]
          let raw = model.form.multiplicativeError ? mean * (1 + draw) : mean + draw
          let value = raw.isFinite ? min(max(raw, 0), limit) : limit
          model.update(&state, with: value)
          values[step] = value
        }
      }
      return max(0, task.reduce(values))
    }
  }
}
