import Learning

/// The loads that forecasters and the replica predictor are judged on, as scenarios: one made of a few numbers, and
/// recorded ones.
struct GateLoad: Sendable {
  /// What tables call the data that are made of a few numbers and fixed seeds.
  static let synthetic = "synthetic"
  /// Recorded loads: a name, and where the file lies in the folder of real data.
  static let recorded = [
    (name: "crane input2", file: "crane-metrics-1min/input2.csv.gz")
  ]

  /// What tables call it.
  let name: String
  let scenario: Scenario
  let workload: PreparedWorkload
  /// The parts on the grid of the forecasters.
  let series: GateSeries

  /// The synthetic load, or that of the recording at `path`.
  init(_ name: String, path: String?, size: GateSize) throws {
    self.name = name
    scenario = try Scenario(yaml: Self.yaml(size, isRecorded: path != nil), file: "the gate's scenario")
    workload = try PreparedWorkload(scenario, traces: path.map { [$0] } ?? [], folder: "")
    let parts = try workload.series(step: 60)
    series = GateSeries(training: parts.training, validation: parts.validation, test: parts.test)
  }

  /// Days with noise that fades in minutes and a surge every few hours; a service of some thirty replicas.
  private static func yaml(_ size: GateSize, isRecorded: Bool) -> String {
    let load =
      isRecorded
      ? "{traces: [recording], mean_requests_per_second: 2400, resolution: 60s}"
      : """
      {generator: {kind: seasonal, mean: 2400, amplitude: 45%, week: [],
                     noise: {coefficient_of_variation: 10%, correlation_time: 10m}},
           span: \(size.days)d, resolution: 60s,
           surges: [{shape: ramp, start: 3h, rise: 6m, hold: 15m, fall: 10m, factor: [1.2, 1.6], every: 5h, jitter: 2h}]}
      """
    return """
      format: forescale/scenario/v1
      name: gate
      seed: 20261121
      workload: \(load)
      service:
        replica: {cpu: 1, memory: 2Gi, start_up: 90s, start_up_variation: 20%, min: 2, max: 150}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
      control: {metric_resolution: 60s, metric_lag: 15s, sync: 15s}
      warm_up: 1h
      forecasters:
        - {name: lstm, kind: lstm, input_length: \(size.inputLength), hidden: \(size.hidden), epochs: \(size.epochs),
           quantiles: [5%, 50%, 95%]}
        - {name: linear-lags, kind: linear-lags, input_length: \(size.inputLength), quantiles: [5%, 50%, 95%]}
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70}
        - {name: proactive, policy: proactive, forecaster: linear-lags, quantile: 95%}
        - {name: proactive-lstm, policy: proactive, forecaster: lstm, quantile: 95%}
      """
  }
}

/// A load divided in time; makers of models are given all of it, and shown to use only what they may.
struct GateSeries: Sendable {
  var training, validation, test: LoadSeries

  /// The same with every second value tripled in the test part, and in the validation part too where `validation` says so.
  func changingUnseen(validation changesValidation: Bool) -> GateSeries {
    func changed(_ series: LoadSeries) -> LoadSeries {
      var series = series
      for index in stride(from: 0, to: series.values.count, by: 2) { series.values[index] *= 3 }
      return series
    }
    return GateSeries(
      training: training, validation: changesValidation ? changed(validation) : validation,
      test: changed(test))
  }
}
