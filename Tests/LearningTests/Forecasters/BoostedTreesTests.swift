import Foundation
import Stochastics
import Testing

@testable import Learning

@Suite("Boosted trees") struct BoostedTreesTests {
  static let known = ForecastersReference.shared.trees

  @Test("trees on given gradients predict as Python's XGBoost with the same objective")
  func sameAsPython() throws {
    for known in Self.known.cases {
      let depthWise = known.growth == "depthwise"
      let trainer = try XGBoostTrainer(
        features: Self.known.rows.flatMap { $0 }, rows: Self.known.rows.count,
        parameters: [
          ("tree_method", "hist"), ("grow_policy", known.growth), ("max_depth", depthWise ? "3" : "0"),
          ("max_leaves", depthWise ? "0" : "6"), ("eta", "0.3"), ("min_child_weight", "5"), ("lambda", "1"),
          ("subsample", "0.7"), ("seed", "1"),
        ])
      var ensemble = TreeEnsemble(base: 0, trees: [])
      var ones = [Float](repeating: 1, count: Self.known.rows.count)
      for _ in 0..<12 {
        var gradients = zip(Self.known.rows, Self.known.target).map { row, target -> Float in
          let error = row.withUnsafeBufferPointer { ensemble.value(of: $0.baseAddress!) } - target
          return error > 0 ? Float(1 - known.q) : (error < 0 ? Float(-known.q) : 0)
        }
        ensemble.trees.append(try trainer.grow(gradients: &gradients, curvatures: &ones))
      }
      for (row, wanted) in zip(Self.known.rows, known.predictions) {
        let got = row.withUnsafeBufferPointer { ensemble.value(of: $0.baseAddress!) }
        #expect(abs(got - wanted) < 1e-5)
      }
    }
  }

  /// A load whose next step doubles after a point above 120 and which is noise otherwise.
  static func thresholdSeries(_ count: Int) -> LoadSeries {
    var stream = RandomStream(seed: 6, purpose: .test)
    var values = [100.0]
    while values.count < count {
      let last = values[values.count - 1]
      let noise = 25 * (stream.nextUnit() - 0.5)
      values.append(last > 108 ? 60 + noise : 100 + noise)
    }
    return LoadSeries(values: values, step: 60)
  }

  @Test(
    "trees learn a threshold that no line can",
    arguments: [BoostedTreesConfiguration.Growth.depthWise, .leafWise])
  func threshold(_ growth: BoostedTreesConfiguration.Growth) throws {
    let series = Self.thresholdSeries(1200)
    let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)
    let configuration = BoostedTreesConfiguration(
      task: task, features: LagFeatures(lags: 2), quantiles: [0.1, 0.5, 0.9], growth: growth, depth: 2,
      leaves: 4,
      maximumTrees: 25, patience: 5, learningRate: 0.3)
    let model = try configuration.fit(training: series.part(0..<600), validation: series.part(600..<900))
    let line = try LinearLagsConfiguration(task: task, inputLength: 2, form: .minMax).fit(
      training: series.part(0..<600), validation: series.part(600..<900))
    let test = series.part(900..<1200)
    let trees = try ForecastEvaluation(of: model, test: test)
    let linear = try ForecastEvaluation(of: line, test: test)
    // Uniform noise of width 25 has deviation 25/√12 = 7.2.
    #expect(try #require(trees.value("rmse")) < 9)
    #expect(try #require(linear.value("rmse")) > 11)
    // 80 % nominal; 298 origins, standard error 0.023.
    #expect(abs(try #require(trees.value("coverage")) - 0.8) < 0.1)
  }

  @Test("the seed decides the trees")
  func seeds() throws {
    let series = Self.thresholdSeries(400)
    func trees(_ seed: UInt64) throws -> [TreeEnsemble] {
      let configuration = BoostedTreesConfiguration(
        task: ForecastTask(target: .stepMean, step: 60, horizon: 60), features: LagFeatures(lags: 4),
        quantiles: [0.9], maximumTrees: 5, seed: seed)
      let fitted = try configuration.fit(training: series.part(0..<300), validation: series.part(300..<400))
      return [fitted.mean] + fitted.quantileTrees
    }
    let (first, again, other) = (try trees(1), try trees(1), try trees(2))
    #expect(first == again)
    #expect(first != other)
  }

  @Test("constant series and huge loads give finite trees", arguments: [0, 1, 1e12])
  func extremes(_ load: Double) throws {
    let series = LoadSeries(values: Array(repeating: load, count: 100), step: 60)
    for form in [LoadScaler.Form.minMax, .logRatio] {
      let configuration = BoostedTreesConfiguration(
        task: ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120),
        features: LagFeatures(lags: 3),
        form: form, quantiles: [0.5, 0.95], maximumTrees: 3)
      let model = try configuration.fit(training: series, validation: series)
      let forecast = model.forecast(history: series.values[0..<3], endOfHistory: 0)
      #expect(abs(forecast.value - load) <= 1e-6 * load)
      #expect(forecast.quantiles.allSatisfy { abs($0.value - load) <= 1e-6 * load })
    }
  }

  @Test("a tree that leads nowhere is refused")
  func brokenTree() {
    let loop = RegressionTree(features: [0, -1], values: [0, 1], left: [0, -1], right: [1, -1])
    #expect(loop.problem(features: 1) == "a tree has a feature or a child that is not there.")
    let short = RegressionTree(features: [-1], values: [], left: [-1], right: [-1])
    #expect(short.problem(features: 1) == "a tree must have as many children and values as nodes.")
    let infinite = RegressionTree(features: [-1], values: [.infinity], left: [-1], right: [-1])
    #expect(infinite.problem(features: 1) == "a tree has a value that is not finite.")
  }
}
