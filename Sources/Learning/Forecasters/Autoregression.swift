/// A fitted autoregression; see `AutoregressionConfiguration`.
public struct Autoregression: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "autoregression"

  /// What it was fitted with.
  public let configuration: AutoregressionConfiguration
  /// (p): factors of the last points, newest first.
  public let coefficients: [Double]
  /// Added to the sum, in the load's unit.
  public let intercept: Double
  /// Quantile function of the one-step residuals on the validation part, at even probabilities from 0 to 1.
  public let innovations: [Double]
  private let errors: ErrorPaths

  private enum CodingKeys: CodingKey { case configuration, coefficients, intercept, innovations }

  init(
    configuration: AutoregressionConfiguration, coefficients: [Double], intercept: Double,
    innovations: [Double]
  ) {
    self.configuration = configuration
    self.coefficients = coefficients
    self.intercept = intercept
    self.innovations = innovations
    errors = ErrorPaths(
      innovations: innovations,
      response: Self.response(coefficients, steps: configuration.task.horizonSteps),
      count: configuration.paths, seed: configuration.seed)
  }

  /// Reads a model's JSON; `problem` says whether its contents will do.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let configuration = try values.decode(AutoregressionConfiguration.self, forKey: .configuration)
    if let problem = configuration.problem {
      throw DecodingError.dataCorruptedError(
        forKey: .configuration, in: values, debugDescription: problem)
    }
    self.init(
      configuration: configuration, coefficients: try values.decode([Double].self, forKey: .coefficients),
      intercept: try values.decode(Double.self, forKey: .intercept),
      innovations: try values.decode([Double].self, forKey: .innovations))
  }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    guard (1...configuration.order.largest).contains(coefficients.count) else {
      return "it must have 1...\(configuration.order.largest) coefficients, has \(coefficients.count)."
    }
    return innovations.count > 1 ? nil : "its innovations are missing."
  }

  /// The name in tables, such as `ar-6`.
  public var name: String { "ar-\(coefficients.count)" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads; p.
  public var inputLength: Int { coefficients.count }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    errors.forecast(around: meanPath(after: history), task: task, quantiles: configuration.quantiles)
  }

  /// The expected load of each step of the horizon, in the load's unit.
  public func meanPath(after history: ArraySlice<Double>) -> [Double] {
    let p = coefficients.count
    precondition(history.count == p, "\(p) points expected, \(history.count) given")
    let steps = task.horizonSteps
    // Far ahead an explosive fit must not become infinite; loads a thousand times the largest point are none.
    let limit = 1e3 * ((history.max() ?? 0) + abs(intercept) + 1)
    var values = Array(history)
    for _ in 0..<steps {
      var mean = intercept
      for lag in 1...p { mean += coefficients[lag - 1] * values[values.count - lag] }
      values.append(min(max(mean, -limit), limit))
    }
    return Array(values.suffix(steps))
  }

  /// ψ₀…: the response to an innovation of 1.
  private static func response(_ coefficients: [Double], steps: Int) -> [Double] {
    var response = [1.0]
    for step in stride(from: 1, to: steps, by: 1) {
      var sum = 0.0
      for lag in 1...coefficients.count where lag <= step {
        sum += coefficients[lag - 1] * response[step - lag]
      }
      response.append(min(max(sum, -1e3), 1e3))
    }
    return response
  }
}
