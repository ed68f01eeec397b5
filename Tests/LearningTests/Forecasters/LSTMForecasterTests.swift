import Foundation
import Learning
import Testing

/// 100 + 50 sin, with a period of 25 steps.
func sine(_ range: Range<Int>, step: Double = 60) -> LoadSeries {
  LoadSeries(
    values: range.map { 100 + 50 * sin(2 * .pi * Double($0) / 25) }, step: step,
    start: Double(range.lowerBound) * step)
}

func small(_ target: ForecastTask.Target, seed: UInt64 = 1, epochs: Int = 2) -> LSTMConfiguration {
  LSTMConfiguration(
    task: ForecastTask(target: target, step: 60, horizon: 180), inputLength: 8, hidden: 8, calendar: true,
    quantiles: target == .stepMean ? [] : [0.1, 0.5, 0.9], learningRate: 0.01, batchSize: 32,
    maximumEpochs: epochs, seed: seed)
}

@Suite struct LSTMForecasterTests {
  static let targets: [ForecastTask.Target] = [.stepMean, .maximumOverHorizon]

  @Test("single-window inference agrees with the batch network", arguments: targets)
  func inference(target: ForecastTask.Target) throws {
    let series = sine(0..<200)
    let model = try small(target).fit(training: series, validation: series)
    let shape = model.network.shape
    let workspace = LSTMWorkspace<Float>(shape: shape, steps: 8, capacity: 1)
    for origin in stride(from: 7, to: 190, by: 13) {
      let newest = model.scaler.level(series.values[origin])
      let anchor = target == .stepMean ? 0 : newest
      for step in 0..<8 {
        let index = origin - 7 + step
        let angle = 2 * Double.pi * series.end(of: index) / 86_400
        workspace.input[step * 3] = Float(model.scaler.level(series.values[index]) - anchor)
        workspace.input[step * 3 + 1] = Float(sin(angle))
        workspace.input[step * 3 + 2] = Float(cos(angle))
      }
      workspace.forward(model.network, windows: 1)
      let expected = (0..<shape.outputs).map {
        model.scaler.value(ofLevel: Double(workspace.output[$0]) + anchor)
      }.sorted()
      let forecast = model.forecast(
        history: series.values[origin - 7...origin], endOfHistory: series.end(of: origin))
      let values = forecast.quantiles.isEmpty ? [forecast.value] : forecast.quantiles.map(\.value)
      for (got, wanted) in zip(values, expected) { #expect(abs(got / wanted - 1) < 1e-5) }
      #expect(forecast.quantiles.isEmpty || forecast.value == forecast.quantiles[1].value)
    }
  }

  @Test("the seed decides the model to the byte", arguments: targets)
  func seeds(target: ForecastTask.Target) throws {
    let series = sine(0..<150)
    func bytes(_ seed: UInt64) throws -> [UInt8] {
      try small(target, seed: seed).fit(training: series, validation: series).encoded()
    }
    let (first, again, other) = (try bytes(1), try bytes(1), try bytes(2))
    #expect(first == again)
    // The seed stands in the header too, so the weights are compared for being different.
    let weights = try [first, other].map {
      try LSTMForecaster(bytes: $0, source: "memory").network.parameters
    }
    #expect(weights[0] != weights[1])
  }

  @Test("a sine is learned far better than by persistence", arguments: targets)
  func learning(target: ForecastTask.Target) throws {
    // Ten hours are less than a day, so the time of day would be another in each part.
    var configuration = small(target, epochs: 30)
    configuration.calendar = false
    var losses: [Double] = []
    let model = try configuration.fit(training: sine(0..<600), validation: sine(600..<800)) { _, loss, _ in
      losses.append(loss)
    }
    let evaluation = try ForecastEvaluation(of: model, test: sine(800..<1000), season: 25 * 60)
    let skill = try #require(evaluation.value("skill-persistence"))
    #expect(skill > 0.7)
    #expect(try #require(losses.last) < 0.5 * losses[0])
  }

  /// A sine on a slope: the test part lies 50 % above all that was trained on.
  @Test("levels never seen are followed by differences to the newest point, not by scaled loads")
  func growth() throws {
    func climbing(_ range: Range<Int>) -> LoadSeries {
      var series = sine(range)
      for (place, step) in range.enumerated() { series.values[place] += 0.5 * Double(step) }
      return series
    }
    func skill(_ scaling: LoadScaler.Form) throws -> Double {
      var configuration = small(.stepMean, epochs: 30)
      configuration.calendar = false
      configuration.scaling = scaling
      let model = try configuration.fit(training: climbing(0..<600), validation: climbing(600..<800))
      let evaluation = try ForecastEvaluation(of: model, test: climbing(1000..<1200), season: 25 * 60)
      return try #require(evaluation.value("skill-persistence"))
    }
    #expect(try skill(.change) > 0.7)
    #expect(try skill(.minMax) < 0.2)
  }

  @Test("every level has its load back", arguments: [LoadScaler.Form.minMax, .logRatio, .change])
  func levels(form: LoadScaler.Form) {
    let scaler = LoadScaler(form: form, training: sine(0..<100), inputLength: 8)
    for load in [0, 0.1, 50, 149, 1000] {
      #expect(abs(scaler.value(ofLevel: scaler.level(load)) - load) < 1e-9 * (1 + load))
    }
    #expect(scaler.value(ofLevel: scaler.level(0) - 1) == 0)
  }

  @Test("the scaler knows the training part alone", arguments: targets)
  func scaler(target: ForecastTask.Target) throws {
    let training = sine(0..<150)
    var tenfold = sine(150..<250)
    let one = try small(target, epochs: 1).fit(training: training, validation: tenfold)
    tenfold.values = tenfold.values.map { 10 * $0 }
    let two = try small(target, epochs: 1).fit(training: training, validation: tenfold)
    #expect(one.scaler == two.scaler)
    var other = training
    other.values[70] = 1000
    #expect(try small(target, epochs: 1).fit(training: other, validation: tenfold).scaler != one.scaler)
    #expect(one.scaler.maximum == training.values.max())
  }

  @Test("early stopping ends training and keeps the best weights")
  func earlyStopping() throws {
    var configuration = small(.stepMean, epochs: 60)
    configuration.patience = 2
    configuration.learningRate = 0.3
    var losses: [Double] = []
    let model = try configuration.fit(training: sine(0..<300), validation: sine(300..<400)) {
      losses.append($2)
    }
    let best = try #require(losses.min())
    #expect(losses.firstIndex(of: best) == losses.count - 3 || losses.count == 60)
    var exact = configuration
    exact.maximumEpochs = try #require(losses.firstIndex(of: best)) + 1
    let cut = try exact.fit(training: sine(0..<300), validation: sine(300..<400))
    #expect(cut.network == model.network)
  }

  @Test("wrong hyperparameters and series are refused in one sentence")
  func refusals() {
    func message(_ change: (inout LSTMConfiguration) -> Void, series: LoadSeries = sine(0..<100)) -> String {
      var configuration = small(.stepMean)
      change(&configuration)
      do {
        _ = try configuration.fit(training: series, validation: series)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(message { $0.hidden = 0 } == "The LSTM cannot be trained: hidden must be in 1...1024, is 0.")
    #expect(
      message { $0.quantiles = [0.5, 0.1] }
        == "The LSTM cannot be trained: quantiles must be at most 100 ascending probabilities between 0 and 1, "
        + "are [0.5, 0.1].")
    #expect(
      message({ _ in }, series: sine(0..<10))
        == "The training series has 10 points, but one window needs 11.")
    var broken = sine(0..<100)
    broken.values[3] = -1
    #expect(
      message({ _ in }, series: broken)
        == "Point 3 of the training series is -1.0, but loads are finite and at least 0.")
  }
}
