import Stochastics

/// The growing of sums of trees on one pair of designs.
struct BoostedTreesGrowth {
  let configuration: BoostedTreesConfiguration
  private let lessonRows: [Float]
  private let examRows: [Float]
  private let lessonTargets: [Float]
  private let examTargets: [Float]
  private let width: Int

  /// - Parameters:
  ///   - configuration: Decides all.
  ///   - lessons: Windows that trees are grown on.
  ///   - exam: Windows that say when to stop.
  ///   - unit: Divisor of the targets.
  init(configuration: BoostedTreesConfiguration, lessons: LagDesign, exam: LagDesign, unit: Double) {
    self.configuration = configuration
    lessonRows = lessons.features.elements.map { Float($0) }
    examRows = exam.features.elements.map { Float($0) }
    lessonTargets = lessons.targets.map { Float($0 / unit) }
    examTargets = exam.targets.map { Float($0 / unit) }
    width = lessons.features.columns
  }

  func lessonValue(_ ensemble: TreeEnsemble, row: Int) -> Float {
    lessonRows.withUnsafeBufferPointer { ensemble.value(of: $0.baseAddress! + row * width) }
  }

  /// The sum of trees for quantile `q`, or for the mean.
  func ensemble(for q: Double?) throws -> TreeEnsemble {
    let n = lessonTargets.count
    let base = Float(
      q.map { quantile(ofSorted: lessonTargets.map(Double.init).sorted(), $0) }
        ?? lessonTargets.reduce(0.0) { $0 + Double($1) } / Double(n))
    var ensemble = TreeEnsemble(base: base, trees: [])
    var values = [Float](repeating: base, count: n)
    var examValues = [Float](repeating: base, count: examTargets.count)
    let trainer = try XGBoostTrainer(
      features: lessonRows, rows: n, parameters: configuration.parameters)
    var curvatures = [Float](repeating: 1, count: n)
    var gradients = values
    var bestLoss = loss(examValues, q)
    var bestCount = 0
    for round in 1...configuration.maximumTrees {
      for row in 0..<n {
        let error = values[row] - lessonTargets[row]
        if let q {
          // Where forecast and target are equal any slope between the two will do; none is taken.
          gradients[row] = error > 0 ? Float(1 - q) : (error < 0 ? Float(-q) : 0)
        } else {
          gradients[row] = error
        }
      }
      var tree = try trainer.grow(gradients: &gradients, curvatures: &curvatures)
      let places = leaves(tree, rows: lessonRows, count: n)
      if let q, configuration.renewsLeaves { renew(&tree, places: places, values: values, q: q) }
      for row in 0..<n { values[row] += tree.values[places[row]] }
      for (row, place) in leaves(tree, rows: examRows, count: examTargets.count).enumerated() {
        examValues[row] += tree.values[place]
      }
      ensemble.trees.append(tree)
      let current = loss(examValues, q)
      guard current.isFinite else {
        throw LearningError("Boosting diverged after \(round) trees: the validation loss is not finite.")
      }
      if current < bestLoss {
        bestLoss = current
        bestCount = round
      } else if round - bestCount >= configuration.patience {
        break
      }
    }
    ensemble.trees.removeLast(ensemble.trees.count - bestCount)
    return ensemble
  }

  private func leaves(_ tree: RegressionTree, rows: [Float], count: Int) -> [Int] {
    rows.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return [] }
      return (0..<count).map { tree.leaf(of: base + $0 * width) }
    }
  }

  /// Sets each leaf to the quantile of what is left of its windows' targets, times the learning rate.
  private func renew(_ tree: inout RegressionTree, places: [Int], values: [Float], q: Double) {
    var residuals = [[Double]](repeating: [], count: tree.values.count)
    for row in places.indices { residuals[places[row]].append(Double(lessonTargets[row] - values[row])) }
    for leaf in residuals.indices where !residuals[leaf].isEmpty {
      residuals[leaf].sort()
      tree.values[leaf] = Float(configuration.learningRate * quantile(ofSorted: residuals[leaf], q))
    }
  }

  private func loss(_ values: [Float], _ q: Double?) -> Double {
    var sum = 0.0
    for row in values.indices {
      let error = Double(examTargets[row] - values[row])
      sum += q.map { max($0 * error, ($0 - 1) * error) } ?? error * error
    }
    return sum / Double(max(values.count, 1))
  }
}
