import Learning
import Stochastics

/// How fast an LSTM is trained and asked, by CPU time on one thread.
///
/// The peers in `benchmarks/learning/lstm` run the same networks on batches of the same sizes and print the same lines.
public enum LSTMBenchmark {
  /// Steps, features and hidden units.
  static let cases = [(steps: 6, inputs: 4, hidden: 32), (steps: 60, inputs: 1, hidden: 64)]

  /// Runs every case and hands each record out as soon as it is known; each is the median of so many runs.
  ///
  /// Training is one step of Adam on the squared error of a batch. A forecast is that of a whole forecaster, with
  /// scaling, of a window without the clock.
  public static func run(repetitions: Int, report: (BenchmarkRecord) throws -> Void) throws {
    for (steps, inputs, hidden) in cases {
      let shape = LSTMShape(inputs: inputs, hidden: hidden, outputs: 1)
      for batch in [64, 256] {
        let rate = KernelBenchmark.median(of: repetitions) { trainingRate(shape, steps: steps, batch: batch) }
        try report(
          BenchmarkRecord(
            name: "lstm", metric: "windows trained per CPU second", value: rate, unit: "1/s",
            parameters: parameters(steps, inputs, hidden, batch: batch)))
      }
      let series = LoadSeries(values: (0..<400).map { 100 + Double($0 % 17) }, step: 60)
      let model = try LSTMConfiguration(
        task: ForecastTask(target: .stepMean, step: 60, horizon: 60), inputLength: steps, hidden: hidden,
        maximumEpochs: 1
      ).fit(training: series, validation: series)
      let time = KernelBenchmark.median(of: repetitions) {
        forecastTime(model, history: series.values[0..<steps])
      }
      try report(
        BenchmarkRecord(
          name: "lstm", metric: "CPU time of one window", value: time * 1e6, unit: "us",
          parameters: parameters(steps, 1, hidden, batch: nil)))
    }
  }

  private static func parameters(
    _ steps: Int, _ inputs: Int, _ hidden: Int, batch: Int?
  ) -> [String: BenchmarkRecord.Parameter] {
    var parameters: [String: BenchmarkRecord.Parameter] = [
      "library": "forescale", "steps": .init(steps), "inputs": .init(inputs), "hidden": .init(hidden),
    ]
    parameters["batch"] = batch.map { .init($0) }
    return parameters
  }

  /// Windows a CPU second of training: forward, loss, backward, a step of Adam.
  static func trainingRate(_ shape: LSTMShape, steps: Int, batch: Int) -> Double {
    var network = LSTMNetwork<Float>(shape: shape, seed: 1)
    let workspace = LSTMWorkspace<Float>(shape: shape, steps: steps, capacity: batch)
    var stream = RandomStream(seed: 1, purpose: .lstmBenchmark)
    for k in 0..<steps * batch * shape.inputs { workspace.input[k] = Float(2 * stream.nextUnit() - 1) }
    for k in 0..<batch { workspace.targets[k] = Float(2 * stream.nextUnit() - 1) }
    var trainer = LSTMTrainer(shape: shape, learningRate: 0.001)
    func train(_ count: Int) {
      for _ in 0..<count { _ = trainer.step(&network, in: workspace, loss: .squared, windows: batch) }
    }
    let count = max(1, 60_000_000 / (batch * steps * shape.parameterCount))
    train(2)
    let start = Stopwatch.cpu
    train(4 * count)
    return Double(4 * count * batch) / (Stopwatch.cpu - start)
  }

  private static func forecastTime(_ model: LSTMForecaster, history: ArraySlice<Double>) -> Double {
    let count = 20_000
    var sum = 0.0
    let start = Stopwatch.cpu
    for _ in 0..<count { sum += model.forecast(history: history, endOfHistory: 0).value }
    let end = Stopwatch.cpu
    precondition(sum.isFinite, "forecasts of a fitted model are finite")
    return (end - start) / Double(count)
  }
}

extension RandomPurpose {
  static let lstmBenchmark = RandomPurpose("benchmark of the LSTM")
}
