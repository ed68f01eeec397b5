import Foundation
import Learning
import Testing

@testable import Experiments

/// A forecaster that saw the test part, saved and given to the run that it is judged in.
@Suite("Models that saw what they are judged on")
struct TrainOnlyTests {
  private static func scenario(_ from: String = "", _ to: String = "") throws -> Scenario {
    let yaml = """
      format: forescale/scenario/v1
      name: s
      workload: {generator: {kind: self-similar, mean: 100, coefficient_of_variation: 20%}, span: 16h}
      service:
        replica: {cpu: 1, memory: 2Gi, max: 10}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
      split: {train: 50%, validation: 25%, test: 25%}
      forecasters:
        - {name: lags, kind: linear-lags, input_length: 8}
        - {name: average, kind: moving-average}
        - {name: margin, kind: conformal, of: [lags], quantiles: [90%]}
        - {name: both, kind: experts, of: [lags, average]}
        - {name: newest, kind: persistence}
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70}
        - {name: ahead, policy: proactive, forecaster: lags}
      """
    return try Scenario(
      yaml: from.isEmpty ? yaml : yaml.replacingOccurrences(of: from, with: to), file: "s.yaml")
  }

  /// The forecaster `lags` of a scenario, through its file.
  private static func lags(of scenario: Scenario) throws -> FittedForecaster {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ScenarioRunner(scenario, traces: []).train("lags").model.write(to: path)
    return try FittedForecaster(contentsOf: path)
  }

  private static func check(_ models: [String: FittedForecaster] = [:]) throws -> SoundnessCheck {
    let outcome = try ScenarioRunner(scenario(), traces: [], threads: 2, models: models).run()
    return try #require(outcome.checks.first { $0.name == "train only" })
  }

  @Test("what a run fits itself is covered, every kind that fits anything, and passes")
  func inProcess() throws {
    let check = try Self.check()
    #expect(check.holds)
    #expect(check.detail == "no model saw more than the training part: average, both, lags, margin")
    let same = try Self.check(["lags": Self.lags(of: Self.scenario())])
    #expect(same == check)
  }

  /// 16 h: the honest training part ends after 8 h, the test part begins after 12 h.
  @Test(
    "a saved model that was fitted or chosen on the test part is caught by name, and at any scale of the load"
  )
  func planted() throws {
    let split = "{train: 50%, validation: 25%, test: 25%}"
    let fitted = try Self.lags(
      of: Self.scenario(split, "{train: 80%, validation: 10%, test: 10%}"))
    let found = try Self.check(["lags": fitted])
    #expect(!found.holds)
    #expect(found.detail == "lags was fitted on data up to 12.8 h, the training part ends at 8.0 h")
    let chosen = try Self.lags(of: Self.scenario(split, "{train: 50%, validation: 40%, test: 10%}"))
    #expect(
      try Self.check(["lags": chosen]).detail
        == "lags was chosen with data up to 14.4 h, the test part begins at 12.0 h")
    // everything, as a reviewer with bad intent would fit it
    let workload = try PreparedWorkload(Self.scenario(), traces: [], folder: "")
    let all = try workload.wholeSeries(step: 60)
    let specification = try #require(try Self.scenario().forecasters.first)
    let model = try specification.fit(training: all, validation: all, seed: 1)
    var thrice = all
    for index in thrice.values.indices { thrice.values[index] *= 3 }
    for series in [all, thrice] {
      let everything = FittedForecaster(model, fitting: FittingRecord(training: series, validation: series))
      #expect(
        try Self.check(["lags": everything]).detail
          == "lags was fitted on data up to 16.0 h, the training part ends at 8.0 h")
    }
    // and what says nothing is not trusted
    #expect(
      try Self.check(["lags": FittedForecaster(model, fitting: nil)]).detail
        == "lags does not say what it was fitted on")
  }

  @Test("a model of another load is not refused for its instants")
  func otherLoad() throws {
    var other = try Self.scenario(
      "{train: 50%, validation: 25%, test: 25%}", "{train: 80%, validation: 10%, test: 10%}")
    other.seed = 77
    let check = try Self.check(["lags": Self.lags(of: other)])
    #expect(check.holds)
    #expect(check.detail.hasSuffix("; fitted on another load: lags"))
  }
}
