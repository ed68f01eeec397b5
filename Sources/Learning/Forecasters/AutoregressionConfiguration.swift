import Glibc

/// An autoregression of the load on its last p points, forecast step by step.
///
/// With quantiles, or for a maximum, paths are simulated from the one-step residuals of the validation part.
/// AR(6) is a control of every table.
public struct AutoregressionConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// How p is found.
  public enum Order: Hashable, Sendable, Codable {
    /// This p, at least 1.
    case fixed(Int)
    /// The p up to this one whose AICc on the training part is least (Hurvich & Tsai, Biometrika 76(2),
    /// 1989).
    case selected(maximum: Int)

    var largest: Int {
      switch self {
      case .fixed(let order): order
      case .selected(let maximum): maximum
      }
    }
  }

  /// How the coefficients are found.
  public enum Method: String, Hashable, Sendable, Codable {
    /// Burg's recursion on the forward and backward errors: always stationary (Burg, PhD thesis, Stanford,
    /// 1975).
    case burg
    /// Least squares on the p lags and a constant, by Cholesky's factorisation.
    case leastSquares = "least-squares"
  }

  /// What is forecast.
  public var task: ForecastTask
  /// How p is found.
  public var order: Order
  /// How the coefficients are found.
  public var method: Method
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// Simulated paths, even, in 2…10,000.
  public var paths: Int
  /// Decides the simulated paths.
  public var seed: UInt64

  /// An autoregression for the given task.
  public init(
    task: ForecastTask, order: Order = .fixed(6), method: Method = .leastSquares, quantiles: [Double] = [],
    paths: Int = 256, seed: UInt64 = 1
  ) {
    self.task = task
    self.order = order
    self.method = method
    self.quantiles = quantiles
    self.paths = paths
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    if !(1...1000).contains(order.largest) { return "the order must be in 1...1000, is \(order.largest)." }
    if !(2...10_000).contains(paths) || paths % 2 != 0 {
      return "paths must be even and in 2...10000, is \(paths)."
    }
    return task.problem ?? quantileProblem(quantiles)
  }

  /// Fits on `training`, takes the innovations from `validation`. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> Autoregression {
    try refuse("autoregression", problem)
    try training.check(as: "training", task: task, inputLength: 2 * order.largest + 1)
    try validation.check(as: "validation", task: task, inputLength: order.largest)
    let values = training.values
    let (coefficients, intercept): ([Double], Double)
    switch order {
    case .fixed(let p): (coefficients, intercept) = try Self.estimate(values, order: p, method: method)
    case .selected(let maximum):
      var best: (criterion: Double, fit: ([Double], Double))?
      for p in 1...maximum {
        let fit = try Self.estimate(values, order: p, method: method)
        // All orders are held to the same points, those after the largest order.
        let residuals = Self.residuals(values, coefficients: fit.0, intercept: fit.1, from: maximum)
        let n = Double(residuals.count)
        let parameters = Double(p + 2)
        guard n > parameters + 1 else { continue }
        let variance = max(residuals.reduce(0) { $0 + $1 * $1 } / n, 1e-300)
        let criterion = n * log(variance) + 2 * parameters * n / (n - parameters - 1)
        if criterion < best?.criterion ?? .infinity { best = (criterion, fit) }
      }
      guard let best else { throw LearningError("The training series is too short to select an order.") }
      (coefficients, intercept) = best.fit
    }
    let residuals = Self.residuals(
      validation.values, coefficients: coefficients, intercept: intercept, from: coefficients.count)
    return Autoregression(
      configuration: self, coefficients: coefficients, intercept: intercept,
      innovations: ErrorPaths.quantileFunction(of: residuals))
  }

  /// Coefficients, newest lag first, and the constant.
  static func estimate(_ values: [Double], order: Int, method: Method) throws -> ([Double], Double) {
    switch method {
    case .burg:
      let mean = values.reduce(0, +) / Double(values.count)
      let coefficients = burg(values.map { $0 - mean }, order: order)
      return (coefficients, mean * (1 - coefficients.reduce(0, +)))
    case .leastSquares:
      let n = values.count - order
      var design = Matrix<Double>(rows: n, columns: order + 1)
      for row in 0..<n {
        for lag in 1...order { design[row, lag - 1] = values[row + order - lag] }
        design[row, order] = values[row + order]
      }
      // A constant series has no variance; the tiny penalty keeps the equations regular.
      guard let line = RidgeRegression(design: design).solution(penalty: nil) else {
        throw LearningError("The autoregression's equations are singular.")
      }
      return (line.coefficients, line.intercept)
    }
  }

  /// Burg's coefficients of the centred `values`, newest lag first.
  public static func burg(_ values: [Double], order: Int) -> [Double] {
    var coefficients: [Double] = []
    var forward = values
    var backward = values
    for m in 0..<order {
      var numerator = 0.0
      var denominator = 0.0
      for t in stride(from: m + 1, to: values.count, by: 1) {
        numerator += 2 * forward[t] * backward[t - 1]
        denominator += forward[t] * forward[t] + backward[t - 1] * backward[t - 1]
      }
      let reflection = denominator > 0 ? numerator / denominator : 0
      let old = coefficients
      for k in 0..<m { coefficients[k] = old[k] - reflection * old[m - 1 - k] }
      coefficients.append(reflection)
      for t in stride(from: values.count - 1, to: m, by: -1) {
        let f = forward[t]
        forward[t] = f - reflection * backward[t - 1]
        backward[t] = backward[t - 1] - reflection * f
      }
    }
    return coefficients
  }

  private static func residuals(
    _ values: [Double], coefficients: [Double], intercept: Double, from first: Int
  ) -> [Double] {
    (first..<values.count).map { t in
      var mean = intercept
      for lag in 1...coefficients.count { mean += coefficients[lag - 1] * values[t - lag] }
      return values[t] - mean
    }
  }
}
