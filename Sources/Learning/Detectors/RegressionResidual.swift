/// What boosted trees did not expect: each signal is predicted from the others of now and from the past of all, and the
/// score is the largest residual in standard deviations of the residuals.
///
/// Trees are grown by XGBoost on the first 70 % of the prefix; the deviation is that of the residuals on the rest of it,
/// which the trees have not seen. A score above `sigmas` is an anomaly.
public struct RegressionResidual: SeriesDetectorConfiguration {
  /// What tables call it.
  public let name = "regression residual"
  /// Past points that a prediction reads, at least 1.
  public var lags: Int
  /// Trees of a signal, in 1…1,000.
  public var treeCount: Int
  /// Most levels of a tree, in 1…12.
  public var depth: Int
  /// Residuals of more standard deviations than this are anomalies.
  public var sigmas: Double

  /// A detector with defaults for some thousand points.
  public init(lags: Int = 10, treeCount: Int = 60, depth: Int = 4, sigmas: Double = 4) {
    self.lags = lags
    self.treeCount = treeCount
    self.depth = depth
    self.sigmas = sigmas
  }

  /// One sum of trees a signal.
  public func fit(_ prefix: FeatureTable) throws -> any SeriesDetector {
    guard lags >= 1, (1...1000).contains(treeCount), (1...12).contains(depth),
      prefix.rowCount >= 3 * lags + 10
    else {
      throw LearningError(
        "A regression residual needs lags of at least 1, treeCount in 1...1000, depth in 1...12 and a prefix of at "
          + "least 3 × lags + 10 points; they are \(lags), \(treeCount), \(depth) and \(prefix.rowCount).")
    }
    let d = prefix.featureCount
    let rows = (0..<prefix.rowCount).map(prefix.row)
    let models = try (0..<d).map { signal -> (TreeEnsemble, Double) in
      var design: [Float] = []
      var targets: [Float] = []
      for time in lags..<rows.count {
        design += Self.predictors(rows[time - lags..<time].flatMap { $0 }, rows[time], signal: signal)
        targets.append(rows[time][signal])
      }
      return try model(design, targets)
    }
    return RegressionResidualDetector(
      lags: lags, featureCount: d, models: models.map(\.0), deviations: models.map(\.1))
  }

  /// The past, oldest first, and the other signals of now.
  static func predictors(_ past: [Float], _ now: [Float], signal: Int) -> [Float] {
    past + now[..<signal] + now[(signal + 1)...]
  }

  private func model(_ design: [Float], _ targets: [Float]) throws -> (TreeEnsemble, Double) {
    let (n, width) = (targets.count, design.count / targets.count)
    let lessons = n * 7 / 10
    let base = targets[..<lessons].reduce(Float(0), +) / Float(lessons)
    var ensemble = TreeEnsemble(base: base, trees: [])
    let spread = targets[..<lessons].reduce(Float(0)) { max($0, abs($1 - base)) }
    var values = [Float](repeating: base, count: n)
    if spread > 0 {
      let trainer = try XGBoostTrainer(
        features: Array(design[..<(lessons * width)]), rows: lessons,
        parameters: [
          ("tree_method", "hist"), ("max_depth", "\(depth)"), ("eta", "0.1"), ("min_child_weight", "5"),
          ("lambda", "1"),
        ])
      var curvatures = [Float](repeating: 1, count: lessons)
      for _ in 0..<treeCount {
        var gradients = (0..<lessons).map { values[$0] - targets[$0] }
        let tree = try trainer.grow(gradients: &gradients, curvatures: &curvatures)
        design.withUnsafeBufferPointer { buffer in
          guard let first = buffer.baseAddress else { return }
          for row in 0..<n { values[row] += tree.values[tree.leaf(of: first + row * width)] }
        }
        ensemble.trees.append(tree)
      }
    }
    let squares = (lessons..<n).reduce(0.0) { sum, row in
      let residual = Double(targets[row] - values[row])
      return sum + residual * residual
    }
    // a signal without any residual would make every later one infinite
    let deviation = max(
      (squares / Double(max(1, n - lessons))).squareRoot(), 1e-6 * max(1, Double(abs(base))))
    return (ensemble, deviation)
  }
}

private struct RegressionResidualDetector: SeriesDetector {
  let lags: Int
  let featureCount: Int
  let models: [TreeEnsemble]
  let deviations: [Double]
  private var past: [Float] = []

  init(lags: Int, featureCount: Int, models: [TreeEnsemble], deviations: [Double]) {
    self.lags = lags
    self.featureCount = featureCount
    self.models = models
    self.deviations = deviations
  }

  mutating func score(_ row: [Float]) -> Double {
    defer {
      past += row
      if past.count > lags * featureCount { past.removeFirst(featureCount) }
    }
    guard past.count == lags * featureCount else { return 0 }
    var highest = 0.0
    for signal in 0..<featureCount {
      let predictors = RegressionResidual.predictors(past, row, signal: signal)
      let expected = predictors.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { models[signal].value(of: $0) } ?? models[signal].base
      }
      highest = max(highest, abs(Double(row[signal] - expected)) / deviations[signal])
    }
    return highest
  }
}
