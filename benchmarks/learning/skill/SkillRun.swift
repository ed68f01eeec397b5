import Foundation
import Learning
import Stochastics

/// All forecasters on one series and task.
struct SkillRun {
  let name: String
  let series: LoadSeries
  let task: ForecastTask

  private static let probabilities = [0.05, 0.5, 0.95]

  /// A fitted forecaster with its squared error on the validation part.
  private struct Entry {
    var name: String
    var forecaster: RememberedForecaster
    var validationRMSE: Double
    var seconds: Double
  }

  func run() throws {
    let n = series.values.count
    let (training, validation) = (series.part(0..<n / 2), series.part(n / 2..<n * 3 / 4))
    let test = series.part(n * 3 / 4..<n)
    let before = series.part(0..<n * 3 / 4)
    var entries: [Entry] = []
    for (name, configuration) in candidates() {
      let clock = Date()
      do {
        let fitted = try configuration.fit(training: training, validation: validation)
        let seconds = Date().timeIntervalSince(clock)
        let forecaster = RememberedForecaster(fitted, series: series)
        let onValidation = try evaluate(forecaster, on: validation, after: training)
        entries.append(
          Entry(
            name: name, forecaster: forecaster, validationRMSE: onValidation.value("rmse") ?? .nan,
            seconds: seconds))
      } catch let error as LearningError {
        FileHandle.standardError.write(Data("\(self.name) \(name): \(error)\n".utf8))
      }
    }
    for naive in [Persistence(task: task) as any StoredForecaster, SeasonalNaive(task: task)]
    where naive.inputLength <= n / 2 {
      let control = RememberedForecaster(naive, series: series)
      let onValidation = try evaluate(control, on: validation, after: training)
      entries.append(
        Entry(
          name: control.name, forecaster: control, validationRMSE: onValidation.value("rmse") ?? .nan,
          seconds: 0))
    }
    // Combinations: chosen and weighted among all, on validation only.
    let order = entries.indices.sorted { (entries[$0].validationRMSE, $0) < (entries[$1].validationRMSE, $1) }
    let ranked = order.map { entries[$0] }
    for (name, kept, rule) in [
      ("chosen", 1, ExpertRule.bestRecent), ("experts-2", 2, .exponentialWeights(rate: 1)),
      ("experts-3", 3, .exponentialWeights(rate: 5)), ("mean-3", 3, .exponentialWeights(rate: 0)),
      ("mean-5", 5, .exponentialWeights(rate: 0)), ("recent-3", 3, .bestRecent),
    ] {
      let combined = try ExpertForecaster(
        members: ranked.prefix(kept).map(\.forecaster), rule: rule, window: 120)
      let experts = RememberedForecaster(combined, series: series, reach: 1500)
      guard experts.inputLength <= n / 2 else { continue }
      let onValidation = try evaluate(experts, on: validation, after: training)
      entries.append(
        Entry(
          name: name, forecaster: experts, validationRMSE: onValidation.value("rmse") ?? .nan, seconds: 0))
    }
    for entry in entries {
      let evaluation = try evaluate(entry.forecaster, on: test, after: before)
      var line: [(String, String)] = [
        ("series", "\"\(name)\""), ("target", "\"\(task.target.rawValue)\""),
        ("steps", "\(task.horizonSteps)"), ("forecaster", "\"\(entry.name)\""),
        ("model", "\"\(entry.forecaster.name)\""), ("validation", "\(entry.validationRMSE)"),
        ("rmse", "\(evaluation.value("rmse") ?? .nan)"), ("mae", "\(evaluation.value("mae") ?? .nan)"),
        ("wape", "\(evaluation.value("wape") ?? .nan)"), ("fit", "\(entry.seconds)"),
      ]
      if let coverage = coverage(evaluation) { line.append(("q95", "\(coverage)")) }
      for (label, method) in [
        ("split", ConformalMethod.split), ("adaptive", .adaptive),
        ("tracking", .tracking(gain: 0.02, steps: 240)),
      ] {
        if let margin = try conformal(
          entry.forecaster, method: method, validation: validation, training: training, test: test,
          before: before)
        {
          line.append((label, "\(margin.coverage)"))
          line.append((label + "-pinball", "\(margin.pinball)"))
        }
      }
      line.append(("microseconds", "\(microseconds(entry.forecaster.base, before))"))
      let text = "{" + line.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}\n"
      FileHandle.standardOutput.write(Data(text.utf8))
    }
  }

  private func conformal(
    _ base: some StoredForecaster, method: ConformalMethod, validation: LoadSeries, training: LoadSeries,
    test: LoadSeries, before: LoadSeries
  ) throws -> (coverage: Double, pinball: Double)? {
    let context = min(training.values.count, base.inputLength)
    let calibration = series.part(
      training.values.count - context..<training.values.count + validation.values.count)
    let wrapped = try ConformalForecaster(
      base, calibration: calibration, scoredFrom: context, quantiles: [0.95], method: method, relative: false)
    guard wrapped.inputLength <= before.values.count else { return nil }
    let evaluation = try evaluate(wrapped, on: test, after: before)
    return coverage(evaluation).map { ($0, evaluation.value("pinball-0.95") ?? .nan) }
  }

  private func evaluate(_ forecaster: some Forecaster, on test: LoadSeries, after context: LoadSeries) throws
    -> ForecastEvaluation
  {
    try ForecastEvaluation(of: forecaster, test: test, context: context)
  }

  /// Share of outcomes at or below the forecast of probability 0.95.
  private func coverage(_ evaluation: ForecastEvaluation) -> Double? {
    var covered = 0
    for point in evaluation.points {
      guard let upper = point.forecast.quantiles.first(where: { $0.probability == 0.95 }) else { return nil }
      if point.actual <= upper.value { covered += 1 }
    }
    return Double(covered) / Double(evaluation.points.count)
  }

  private func microseconds(_ forecaster: any Forecaster, _ series: LoadSeries) -> Double {
    guard forecaster.inputLength <= series.values.count else { return .nan }
    let history = series.values.suffix(forecaster.inputLength)
    let clock = Date()
    for _ in 0..<20 { _ = forecaster.forecast(history: history, endOfHistory: series.end) }
    return Date().timeIntervalSince(clock) / 20 * 1e6
  }

  private func candidates() -> [(String, any ForecasterConfiguration)] {
    let q = Self.probabilities
    let plain = LagFeatures(lags: 30, averages: [60])
    let clock = LagFeatures(lags: 30, averages: [60], calendar: true)
    let daily = LagFeatures(lags: 30, averages: [60], period: 86_400, calendar: true)
    let short = LagFeatures(lags: 10, averages: [30, 60], period: 86_400)
    func trees(_ features: LagFeatures, _ growth: BoostedTreesConfiguration.Growth, _ form: LoadScaler.Form)
      -> BoostedTreesConfiguration
    {
      BoostedTreesConfiguration(
        task: task, features: features, form: form, quantiles: q, growth: growth, maximumWindows: 6000)
    }
    typealias Form = SmoothingModel.Form
    return [
      ("ar-6", AutoregressionConfiguration(task: task, order: .fixed(6), quantiles: q)),
      (
        "ar-aicc",
        AutoregressionConfiguration(task: task, order: .selected(maximum: 30), method: .burg, quantiles: q)
      ),
      ("moving-average", MovingAverageTrendConfiguration(task: task, quantiles: q)),
      (
        "ets",
        ExponentialSmoothingConfiguration(
          task: task,
          forms: [
            Form(), Form(trend: .additive, damped: true), Form(multiplicativeError: true),
            Form(multiplicativeError: true, trend: .additive, damped: true),
            Form(trend: .multiplicative, damped: true),
          ], quantiles: q, maximumPoints: 8000)
      ),
      ("holt-winters", ExponentialSmoothingConfiguration.holtWinters(task: task, quantiles: q)),
      (
        "decomposable-plain",
        DecomposableConfiguration(task: task, carriesResidual: false, quantiles: q, paths: 50)
      ),
      ("decomposable", DecomposableConfiguration(task: task, quantiles: q, paths: 50)),
      (
        "linear-lags",
        LinearLagsConfiguration(task: task, inputLength: 30, form: .minMax, quantiles: q)
      ),
      (
        "ridge-lags",
        RidgeLagsConfiguration(task: task, features: [plain, clock, daily, short], quantiles: q)
      ),
      ("trees-depth", trees(clock, .depthWise, .minMax)),
      ("trees-leaf", trees(clock, .leafWise, .minMax)),
      ("trees-daily", trees(daily, .leafWise, .minMax)),
      ("trees-log", trees(clock, .leafWise, .logRatio)),
      ("lstm", recurrent(hidden: 24)),
      ("lstm-large", recurrent(hidden: 48)),
      ("lstm-cnn", recurrent(hidden: 24, convolution: .init(channels: 16, width: 3))),
      ("lstm-change", recurrent(hidden: 24, scaling: .change)),
      ("lstm-ratio", recurrent(hidden: 24, scaling: .logRatio)),
      ("lstm-patient", recurrent(hidden: 48, scaling: .change, epochs: 60, patience: 10)),
    ]
  }

  /// Both forms of the claims: the step mean by squared error, the maximum by pinball loss.
  private func recurrent(
    hidden: Int, scaling: LoadScaler.Form? = nil, convolution: LSTMShape.Convolution? = nil, epochs: Int = 20,
    patience: Int = 4
  ) -> LSTMConfiguration {
    let isDirect = task.target == .maximumOverHorizon
    return LSTMConfiguration(
      task: task, scaling: scaling, inputLength: 30, hidden: hidden, convolution: convolution,
      calendar: isDirect,
      quantiles: isDirect ? Self.probabilities : [], batchSize: isDirect ? 128 : 64, maximumEpochs: epochs,
      patience: patience)
  }
}
