/// Gradient-boosted trees on lags and the clock: one sum of trees for the mean, one for each quantile.
///
/// Trees are grown by XGBoost (Chen & Guestrin, KDD 2016) on gradients given from here: those of the squared
/// error, and for quantiles those of the pinball loss, whose second derivative is 0 almost everywhere and is
/// taken to be 1. As such steps are all of one size, leaves of quantile trees may then be set to the quantile
/// of their residuals (Friedman, Annals of Statistics 29(5), 2001). Growth ends when the validation loss has
/// not improved for `patience` trees.
public struct BoostedTreesConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// In which order nodes are split.
  public enum Growth: String, Hashable, Sendable, Codable {
    /// All nodes of a level, down to `depth`.
    case depthWise = "depth-wise"
    /// The node with the largest gain, up to `leaves` leaves.
    case leafWise = "leaf-wise"
  }

  /// What is forecast.
  public var task: ForecastTask
  /// What is read.
  public var features: LagFeatures
  /// How loads are scaled.
  public var form: LoadScaler.Form
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// In which order nodes are split.
  public var growth: Growth
  /// Most levels of a depth-wise tree, in 1…12.
  public var depth: Int
  /// Most leaves of a leaf-wise tree, in 2…4,096.
  public var leaves: Int
  /// Most trees of one sum, in 1…10,000.
  public var maximumTrees: Int
  /// Trees without a new best validation loss after which growth ends.
  public var patience: Int
  /// Factor of every leaf, in 0…1.
  public var learningRate: Double
  /// Fewest windows in a leaf; at least 1.
  public var leafWindows: Double
  /// Penalty on squared leaves; at least 0.
  public var ridge: Double
  /// Share of the windows that each tree sees, in 0…1.
  public var subsample: Double
  /// Share of the features that each tree sees, in 0…1.
  public var featureShare: Double
  /// Whether leaves of quantile trees become the quantile of their residuals.
  public var renewsLeaves: Bool
  /// Decides which windows and features the trees see.
  public var seed: UInt64
  /// Most windows taken of either series; more are thinned out evenly.
  public var maximumWindows: Int

  /// Boosted trees with defaults for some ten thousand windows.
  public init(
    task: ForecastTask, features: LagFeatures, form: LoadScaler.Form = .minMax, quantiles: [Double] = [],
    growth: Growth = .depthWise, depth: Int = 4, leaves: Int = 16, maximumTrees: Int = 300,
    patience: Int = 20,
    learningRate: Double = 0.1, leafWindows: Double = 20, ridge: Double = 1, subsample: Double = 0.8,
    featureShare: Double = 0.8, renewsLeaves: Bool = true, seed: UInt64 = 1, maximumWindows: Int = 30_000
  ) {
    self.task = task
    self.features = features
    self.form = form
    self.quantiles = quantiles
    self.growth = growth
    self.depth = depth
    self.leaves = leaves
    self.maximumTrees = maximumTrees
    self.patience = patience
    self.learningRate = learningRate
    self.leafWindows = leafWindows
    self.ridge = ridge
    self.subsample = subsample
    self.featureShare = featureShare
    self.renewsLeaves = renewsLeaves
    self.seed = seed
    self.maximumWindows = maximumWindows
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    for (name, value, allowed) in [
      ("depth", depth, 1...12), ("leaves", leaves, 2...4096), ("maximumTrees", maximumTrees, 1...10_000),
      ("patience", patience, 1...10_000), ("maximumWindows", maximumWindows, 1...10_000_000),
    ] where !allowed.contains(value) {
      return "\(name) must be in \(allowed.lowerBound)...\(allowed.upperBound), is \(value)."
    }
    for (name, value) in [
      ("learningRate", learningRate), ("subsample", subsample), ("featureShare", featureShare),
    ] where !(value > 0 && value <= 1) {
      return "\(name) must be above 0 and at most 1, is \(value)."
    }
    if !(leafWindows >= 1 && leafWindows.isFinite) {
      return "leafWindows must be at least 1, is \(leafWindows)."
    }
    if !(ridge >= 0 && ridge.isFinite) { return "ridge must be at least 0, is \(ridge)." }
    return features.problem ?? task.problem ?? quantileProblem(quantiles)
  }

  /// What XGBoost is told.
  var parameters: [(name: String, value: String)] {
    [
      ("tree_method", "hist"), ("grow_policy", growth == .leafWise ? "lossguide" : "depthwise"),
      ("max_depth", growth == .leafWise ? "0" : "\(depth)"),
      ("max_leaves", growth == .leafWise ? "\(leaves)" : "0"), ("eta", "\(learningRate)"),
      ("min_child_weight", "\(leafWindows)"), ("lambda", "\(ridge)"), ("subsample", "\(subsample)"),
      ("colsample_bytree", "\(featureShare)"), ("seed", "\(seed % 2_147_483_648)"),
    ]
  }

  /// Grows the trees on `training`, as many as `validation` likes best. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> BoostedTrees {
    try refuse("boosted trees", problem)
    let length = features.inputLength(for: task)
    try training.check(as: "training", task: task, inputLength: length)
    try validation.check(as: "validation", task: task, inputLength: length)
    let scaler = LoadScaler(form: form, training: training, inputLength: features.lags)
    func design(_ series: LoadSeries) -> LagDesign {
      LagDesign(of: series, task: task, features: features, scaler: scaler, maximum: maximumWindows)
    }
    let (lessons, exam) = (design(training), design(validation))
    // Targets in units of their own spread, so that steps of the pinball gradient mean the same for every
    // series.
    let squares = lessons.targets.reduce(0) { $0 + $1 * $1 } / Double(lessons.targets.count)
    let unit = max(squares.squareRoot(), 1e-9)
    let growing = BoostedTreesGrowth(
      configuration: self, lessons: lessons, exam: exam, unit: unit)
    let mean = try growing.ensemble(for: nil)
    let ensembles = try quantiles.map { try growing.ensemble(for: $0) }
    var model = BoostedTrees(
      configuration: self, scaler: scaler, unit: unit, factor: 1, mean: mean, quantileTrees: ensembles)
    if form == .logRatio {
      let values = lessons.targets.indices.map { row in
        scaler.value(ofLevel: Double(growing.lessonValue(mean, row: row)) * unit + lessons.anchors[row])
      }
      model.factor = LoadScaler.smearing(actuals: lessons.actuals, forecasts: values)
    }
    return model
  }
}
