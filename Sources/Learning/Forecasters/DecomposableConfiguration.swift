import Glibc

/// A piecewise linear trend and Fourier seasons, after Prophet, by greatest posterior density.
///
/// Source: Taylor & Letham, "Forecasting at Scale", The American Statistician 72(1), 2018. Time runs from 0
/// to 1 over the training part and loads are divided by their largest; then rate and offset of the trend have
/// normal priors with deviation 5, changes of rate a Laplace prior, seasonal coefficients normal ones, and
/// the noise a half-normal one with deviation ½. Unlike Prophet a forecast may carry on the newest residuals
/// (`carriesResidual`).
public struct DecomposableConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// One season.
  public struct Season: Hashable, Sendable, Codable {
    /// Seconds.
    public var period: Double
    /// Harmonics, at least 1.
    public var order: Int

    /// The season of the given period with the given number of harmonics.
    public init(period: Double, order: Int) {
      self.period = period
      self.order = order
    }
  }

  /// What is forecast.
  public var task: ForecastTask
  /// Possible changes of the trend's rate, evenly over `changepointRange` of the training part.
  public var changepoints: Int
  /// Share of the training part in which the rate may change, in 0…1.
  public var changepointRange: Double
  /// Scale of the Laplace prior.
  public var changepointScale: Double
  /// Seasons; a day of order 4 and a week of order 3 unless told.
  public var seasons: [Season]
  /// Deviation of the prior of seasonal coefficients.
  public var seasonScale: Double
  /// Whether the newest residual is carried on, fading as those of the validation part do.
  public var carriesResidual: Bool
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// Simulated futures, in 2…10,000.
  public var paths: Int
  /// Decides the simulated futures.
  public var seed: UInt64

  /// A decomposable model for the given task.
  public init(
    task: ForecastTask, changepoints: Int = 25, changepointRange: Double = 0.8,
    changepointScale: Double = 0.05,
    seasons: [Season] = [Season(period: 86_400, order: 4), Season(period: 604_800, order: 3)],
    seasonScale: Double = 10, carriesResidual: Bool = true, quantiles: [Double] = [], paths: Int = 200,
    seed: UInt64 = 1
  ) {
    self.task = task
    self.changepoints = changepoints
    self.changepointRange = changepointRange
    self.changepointScale = changepointScale
    self.seasons = seasons
    self.seasonScale = seasonScale
    self.carriesResidual = carriesResidual
    self.quantiles = quantiles
    self.paths = paths
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    if !(0...500).contains(changepoints) { return "changepoints must be in 0...500, is \(changepoints)." }
    if !(changepointRange > 0 && changepointRange <= 1) {
      return "changepointRange must be above 0 and at most 1, is \(changepointRange)."
    }
    for (name, scale) in [("changepointScale", changepointScale), ("seasonScale", seasonScale)]
    where !(scale > 0 && scale.isFinite) {
      return "\(name) must be positive and finite, is \(scale)."
    }
    if seasons.contains(where: { !($0.period > 0 && $0.period.isFinite && (1...100).contains($0.order)) }) {
      return "seasons must have a positive period and an order in 1...100."
    }
    if !(2...10_000).contains(paths) { return "paths must be in 2...10000, is \(paths)." }
    return task.problem ?? quantileProblem(quantiles)
  }

  /// Fits on `training`; of `validation` only how fast residuals fade is taken, where they are carried on.
  /// Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> Decomposable {
    try refuse("decomposable model", problem)
    try training.check(as: "training", task: task, inputLength: 2)
    try validation.check(as: "validation", task: task, inputLength: 2)
    let n = training.values.count
    let span = Double(n - 1) * training.step
    let scale = max(training.values.max() ?? 1, 1e-12)
    // Prophet's grid: the changes stand at points of the history, evenly by index, the first point left out.
    let history = Int((Double(n) * changepointRange).rounded(.down))
    let count = min(changepoints, max(0, history - 1))
    let times = (0..<max(count, 0)).map { k in
      (Double(k + 1) * Double(history - 1) / Double(count)).rounded(.toNearestOrEven) / Double(n - 1)
    }
    var model = Decomposable(
      configuration: self, start: training.end(of: 0), span: span, scale: scale, changes: times,
      coefficients: [], noise: 0.1, memory: 0, innovation: 0)
    let columns = 2 + times.count + seasons.reduce(0) { $0 + 2 * $1.order }
    var design = Matrix<Double>(rows: n, columns: columns + 1)
    design.elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for row in 0..<n {
        model.fill(time: training.end(of: row), output: base + row * (columns + 1))
        base[row * (columns + 1) + columns] = training.values[row] / scale
      }
    }
    let products = design.transposedTimes(design)
    let posterior = DecomposablePosterior(
      products: products, rows: n, changes: 2..<2 + times.count, changeScale: changepointScale,
      seasonScale: seasonScale)
    (model.coefficients, model.noise) = posterior.mode()
    if carriesResidual {
      // On the validation part the trend is already extrapolated, as it will be in use.
      let residuals = validation.values.indices.map {
        validation.values[$0] - model.mean(at: validation.end(of: $0))
      }
      var (product, square) = (0.0, 0.0)
      for (now, next) in zip(residuals, residuals.dropFirst()) {
        product += now * next
        square += now * now
      }
      model.memory = square > 0 ? min(max(product / square, 0), 1) : 0
      let left = zip(residuals, residuals.dropFirst()).map { $1 - model.memory * $0 }
      model.innovation = (left.reduce(0) { $0 + $1 * $1 } / Double(max(left.count, 1))).squareRoot()
    }
    return model
  }
}
