import Foundation
import Stochastics
import Testing

@testable import Learning

@Suite("Exponential smoothing") struct SmoothingModelTests {
  static let reference = ForecastersReference.shared

  /// `A,Ad,M` and so on.
  static func form(_ text: String) -> SmoothingModel.Form {
    let parts = text.split(separator: ",").map(String.init)
    func component(_ letter: Character?) -> SmoothingModel.Component {
      letter == "A" ? .additive : (letter == "M" ? .multiplicative : .none)
    }
    return SmoothingModel.Form(
      multiplicativeError: parts[0] == "M", trend: component(parts[1].first), damped: parts[1].hasSuffix("d"),
      season: component(parts[2].first))
  }

  static func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-8) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test(
    "errors, likelihood, forecasts and variances are those of statsmodels or of the table",
    arguments: reference.ets)
  func sameParameters(_ known: ForecastersReference.Smoothing) {
    let form = Self.form(known.form)
    #expect(form.description == known.form)
    let model = SmoothingModel(
      form: form, alpha: known.alpha, beta: known.beta, gamma: known.gamma, phi: known.phi)
    let first = SmoothingModel.State(level: known.level, trend: known.trend, season: known.season)
    let pass = model.pass(over: Self.reference.series, from: first)
    #expect(Self.close(pass.squares, known.squares))
    #expect(Self.close(pass.logLikelihood, known.likelihood))
    let path = model.path(from: pass.state, steps: known.forecasts.count)
    for (got, wanted) in zip(path, known.forecasts) { #expect(Self.close(got, wanted)) }
    // statsmodels simulates the variance of multiplicative errors; those have a test of their own.
    guard !form.multiplicativeError, let variances = known.variances else { return }
    let ours = model.variances(means: path, variance: pass.variance, period: Self.reference.period)
    for (got, wanted) in zip(ours, variances) { #expect(Self.close(got, wanted)) }
  }

  @Test("the likelihood found is at least that of statsmodels' optimiser", arguments: reference.ets)
  func fitted(_ known: ForecastersReference.Smoothing) throws {
    let found = SmoothingModel.fitted(
      to: Self.reference.series, form: Self.form(known.form), period: Self.reference.period,
      estimatesState: true)
    let (model, first) = try #require(found)
    let likelihood = model.pass(over: Self.reference.series, from: first).logLikelihood
    #expect(likelihood >= known.fitted_likelihood - 0.01)
  }

  @Test(
    "the variance of a multiplicative error is that of simulated futures", arguments: ["M,A,N", "M,Ad,A"])
  func multiplicativeVariance(_ text: String) {
    let model = SmoothingModel(
      form: Self.form(text), alpha: 0.3, beta: 0.05, gamma: 0.2, phi: text.contains("d") ? 0.9 : 1)
    let state = SmoothingModel.State(level: 100, trend: 2, season: text.hasSuffix("A") ? [5, -5] : [])
    let path = model.path(from: state, steps: 4)
    let variance = model.variances(means: path, variance: 0.0025, period: 2)[3]
    var stream = RandomStream(seed: 3, purpose: .test)
    let normal = Normal(mean: 0, standardDeviation: 0.05)
    let draws = (0..<40_000).map { _ in
      var state = state
      var value = 0.0
      for _ in 0..<4 {
        value = model.mean(state) * (1 + normal.sample(from: &stream))
        model.update(&state, with: value)
      }
      return (value - path[3]) * (value - path[3])
    }
    let simulated = SampleMean(draws)
    #expect(abs(simulated.mean - variance) < 4 * simulated.standardError)
    // Sister: without the error's growth along the path, Σ c² left out, the bound is broken.
    #expect(abs(simulated.mean - 0.0025 * path[3] * path[3]) > 4 * simulated.standardError)
  }

  @Test(
    "Holt–Winters goes on with a season that it knows",
    arguments: [ForecastTask.Target.stepMean, .maximumOverHorizon])
  func season(_ target: ForecastTask.Target) throws {
    let task = ForecastTask(target: target, step: 60, horizon: 300)
    let configuration = ExponentialSmoothingConfiguration.holtWinters(
      task: task, period: 25 * 60, quantiles: [0.1, 0.9])
    let model = try configuration.fit(training: sine(0..<200), validation: sine(200..<300))
    let evaluation = try ForecastEvaluation(of: model, test: sine(300..<500), season: 25 * 60)
    // Persistence errs by some 50 · 2 sin(π · 5/25) / √2 = 42 at five steps; the season is exact.
    #expect(try #require(evaluation.value("rmse")) < 2)
  }

  @Test("AICc picks a season where there is one and none where there is none")
  func selection() throws {
    let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)
    let forms = [SmoothingModel.Form(), SmoothingModel.Form(season: .additive)]
    let configuration = ExponentialSmoothingConfiguration(task: task, forms: forms, period: 8 * 60)
    var stream = RandomStream(seed: 9, purpose: .test)
    var walk = 100.0
    let plain = (0..<160).map { _ in
      walk += Normal().sample(from: &stream)
      return max(0, walk)
    }
    let seasonal = plain.indices.map { plain[$0] + 20 * Double($0 % 8) }
    for (values, season) in [(plain, SmoothingModel.Component.none), (seasonal, .additive)] {
      let series = LoadSeries(values: values, step: 60)
      #expect(try configuration.fit(training: series, validation: series).model.form.season == season)
    }
  }

  @Test("normal intervals hold their share on a local level")
  func coverage() throws {
    // ETS(A,N,N) with α = 0.4 and normal errors of deviation 2.
    var stream = RandomStream(seed: 5, purpose: .test)
    var state = SmoothingModel.State(level: 200)
    let truth = SmoothingModel(form: SmoothingModel.Form(), alpha: 0.4)
    let values = (0..<3000).map { _ in
      let value = truth.mean(state) + Normal(mean: 0, standardDeviation: 2).sample(from: &stream)
      truth.update(&state, with: value)
      return value
    }
    let series = LoadSeries(values: values.map { max($0, 0) }, step: 60)
    let configuration = ExponentialSmoothingConfiguration(
      task: ForecastTask(target: .stepMean, step: 60, horizon: 60), forms: [SmoothingModel.Form()],
      quantiles: [0.05, 0.95])
    let model = try configuration.fit(training: series.part(0..<1000), validation: series.part(1000..<1100))
    #expect(abs(model.model.alpha - 0.4) < 0.1)
    let evaluation = try ForecastEvaluation(of: model, test: series.part(1100..<3000))
    // 1,840 origins: standard error √(0.9 · 0.1 / 1840) = 0.007; four of them, and 0.012 for the parameters'
    // own.
    #expect(abs(try #require(evaluation.value("coverage")) - 0.9) < 0.04)
  }
}
