import Glibc

/// Everything that, with its data, decides a boosted classifier to the last bit.
///
/// One tree a class and round, grown by XGBoost (Chen & Guestrin, KDD 2016, library version 1.7.4) along the first and
/// second derivatives of the cross entropy of the softmax, which are those of its objective `multi:softprob`. Growth
/// ends when the validation loss has not improved for `patience` rounds.
public struct BoostedClassifierConfiguration: Hashable, Sendable, Codable {
  /// Most levels of a tree, in 1…12.
  public var depth: Int
  /// Most rounds, in 1…10,000.
  public var maximumRounds: Int
  /// Rounds without a new best validation loss after which growth ends; at least 1.
  public var patience: Int
  /// Factor of every leaf, above 0 and at most 1.
  public var learningRate: Double
  /// Least sum of second derivatives in a leaf; at least 0.
  public var leafWeight: Double
  /// Penalty on squared leaves; at least 0.
  public var ridge: Double
  /// Share of the rows that each tree sees, above 0 and at most 1.
  public var subsample: Double
  /// Share of the features that each tree sees, above 0 and at most 1.
  public var featureShare: Double
  /// Decides which rows and features the trees see.
  public var seed: UInt64

  /// A configuration with defaults for some ten thousand rows and some dozen classes.
  public init(
    depth: Int = 4, maximumRounds: Int = 120, patience: Int = 8, learningRate: Double = 0.15,
    leafWeight: Double = 1, ridge: Double = 1, subsample: Double = 0.8, featureShare: Double = 0.4,
    seed: UInt64 = 1
  ) {
    self.depth = depth
    self.maximumRounds = maximumRounds
    self.patience = patience
    self.learningRate = learningRate
    self.leafWeight = leafWeight
    self.ridge = ridge
    self.subsample = subsample
    self.featureShare = featureShare
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    for (name, value, allowed) in [
      ("depth", depth, 1...12), ("maximumRounds", maximumRounds, 1...10_000),
      ("patience", patience, 1...10_000),
    ] where !allowed.contains(value) {
      return "\(name) must be in \(allowed.lowerBound)...\(allowed.upperBound), is \(value)."
    }
    for (name, value) in [
      ("learningRate", learningRate), ("subsample", subsample), ("featureShare", featureShare),
    ] where !(value > 0 && value <= 1) {
      return "\(name) must be above 0 and at most 1, is \(value)."
    }
    for (name, value) in [("leafWeight", leafWeight), ("ridge", ridge)] where !(value >= 0 && value.isFinite)
    {
      return "\(name) must be at least 0, is \(value)."
    }
    return nil
  }

  /// Fits a classifier.
  ///
  /// - Parameters:
  ///   - training: Rows that trees are grown on.
  ///   - validation: Rows that say when to stop; of the same features and classes.
  /// - Throws: `LearningError` for a wrong hyperparameter or tables that do not fit together.
  public func fit(training: LabelledTable, validation: LabelledTable) throws -> BoostedClassifier {
    if let problem { throw LearningError("The boosted classifier cannot be fitted: \(problem)") }
    try validation.check(against: training)
    let (classes, n) = (training.classCount, training.table.rowCount)
    let lessons = training.table.rowMajor
    let exam = validation.table.rowMajor
    let trainer = try XGBoostTrainer(
      features: lessons, rows: n, outputs: classes,
      parameters: [
        ("tree_method", "hist"), ("max_depth", "\(depth)"), ("eta", "\(learningRate)"),
        ("min_child_weight", "\(leafWeight)"), ("lambda", "\(ridge)"), ("subsample", "\(subsample)"),
        ("colsample_bytree", "\(featureShare)"), ("seed", "\(seed % 2_147_483_648)"),
      ])
    var model = BoostedClassifier(
      configuration: self, featureCount: training.table.featureCount, classCount: classes, trees: [])
    var margins = [Float](repeating: 0, count: n * classes)
    var examMargins = [Float](repeating: 0, count: validation.table.rowCount * classes)
    var gradients = margins
    var curvatures = margins
    var (bestLoss, bestRound) = (Double.infinity, 0)
    for round in 1...maximumRounds {
      for row in 0..<n {
        let p = softmax(margins[row * classes..<(row + 1) * classes].map(Double.init))
        let weight = training.weight(row)
        for label in 0..<classes {
          let y = training.classes[row] == label ? 1.0 : 0
          gradients[row * classes + label] = Float(weight * (p[label] - y))
          // twice the diagonal of the second derivative, a bound for the whole of it, as multi:softprob has it
          curvatures[row * classes + label] = Float(max(2 * weight * p[label] * (1 - p[label]), 1e-16))
        }
      }
      let grown = try trainer.growRound(gradients: &gradients, curvatures: &curvatures)
      add(grown, rows: lessons, to: &margins)
      add(grown, rows: exam, to: &examMargins)
      model.trees += grown
      let loss = Self.loss(examMargins, validation)
      guard loss.isFinite else {
        throw LearningError("Boosting diverged after \(round) rounds: the validation loss is not finite.")
      }
      if loss < bestLoss { (bestLoss, bestRound) = (loss, round) }
      if round - bestRound >= patience { break }
    }
    model.trees.removeLast(model.trees.count - bestRound * classes)
    return model
  }

  private func add(_ trees: [RegressionTree], rows: [Float], to margins: inout [Float]) {
    let classes = trees.count
    guard !margins.isEmpty else { return }
    let width = rows.count / (margins.count / classes)
    rows.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      for (label, tree) in trees.enumerated() {
        for row in 0..<margins.count / classes {
          margins[row * classes + label] += tree.values[tree.leaf(of: base + row * width)]
        }
      }
    }
  }

  /// Mean cross entropy, by weight.
  private static func loss(_ margins: [Float], _ table: LabelledTable) -> Double {
    let classes = table.classCount
    var (sum, total) = (0.0, 0.0)
    for row in table.classes.indices {
      let p = softmax(margins[row * classes..<(row + 1) * classes].map(Double.init))[table.classes[row]]
      sum -= table.weight(row) * log(max(p, 1e-15))
      total += table.weight(row)
    }
    return sum / total
  }
}
