import Foundation
import Learning
import Testing

@testable import Experiments

@Suite("Kinds of forecasters") struct ForecasterKindTests {
  /// A scenario with one forecaster of every kind, small enough to fit in a test, and a proactive arm for each.
  static let everyKind: String = {
    let short = ", input_length: 6"
    let small = [
      "lstm": short + ", hidden: 4, epochs: 1", "boosted-trees": short + ", averages: [9], trees: 3",
      "lstm-cnn": short + ", hidden: 4, epochs: 1, head: gaussian, layers: 2, dropout: 10%",
      "linear-lags": short, "ridge-lags": short + ", averages: [9]", "moving-average": ", windows: [2, 5]",
      "conformal": ", of: [linear-lags], memory: 8, steps: 4", "ar": ", estimation: burg",
      "experts": ", of: [linear-lags, ar], window: 5",
    ]
    let kinds = ForecasterKind.all.map(\.name)
    let lines = kinds.map { "  - {name: \($0), kind: \($0), horizon: 1h, step: 1h\(small[$0] ?? "")}" }
    let arms = kinds.map { "  - {name: by-\($0), policy: proactive, forecaster: \($0), quantile: 95%}" }
    let start = SmallScenario.yaml.range(of: "forecasters:")!.lowerBound
    return SmallScenario.yaml[..<start]
      + (["forecasters:"] + lines + ["arms:", "  - {name: stock, policy: hpa, cpu_utilization: 70}"] + arms)
      .joined(separator: "\n")
  }()

  @Test("every kind is trained, judged, saved, loaded and used by the proactive policy")
  func everyKindWorks() throws {
    var scenario = try Scenario(yaml: Self.everyKind, file: "kinds.yaml")
    let outcome = try ScenarioRunner(scenario, traces: [SmallScenario.trace]).run()
    #expect(outcome.models.map(\.name) == ForecasterKind.all.map(\.name))
    #expect(outcome.runs.count == ForecasterKind.all.count + 1)
    for model in outcome.models {
      let rmse = model.quality.first { $0.name == "rmse" }?.value
      #expect(rmse.map { $0.isFinite && $0 < 200 } == true, "\(model.name): RMSE \(String(describing: rmse))")
    }
    // Each file, read by whoever does not know its kind, gives the same figures without training.
    let models = try outcome.modelFiles.map {
      ($0.name, try FittedForecaster(bytes: $0.bytes, source: $0.name))
    }
    #expect(models.count == ForecasterKind.all.count - 2)
    scenario.arms = Array(scenario.arms.prefix(1))
    let again = try ScenarioRunner(
      scenario, traces: [SmallScenario.trace], models: Dictionary(uniqueKeysWithValues: models)
    ).evaluate()
    #expect(again.map(\.quality) == outcome.models.map(\.quality))
    for file in outcome.modelFiles {
      let rows = try ModelInspection(bytes: file.bytes, source: file.name).rows
      #expect(rows.contains { $0.name == "forecasts" && $0.value == "maximum-over-horizon" })
    }
    // A model of one kind does not pass for another.
    let wrong = try #require(models.first { $0.0 == "linear-lags" }).1
    #expect(throws: RunError.self) {
      try ScenarioRunner(scenario, traces: [SmallScenario.trace], models: ["lstm": wrong]).evaluate()
    }
  }

  @Test(
    "a hyperparameter that will not do is named with what is allowed",
    arguments: [
      (
        "kind: linear-lags, input_length: 10", "kind: linear-lags, input_lenght: 10",
        "forecasters[2].input_lenght: unknown key; did you mean 'input_length'?"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: linear-lags, hidden: 10",
        "forecasters[2].hidden: unknown key; allowed are horizon, input_length, kind, name, quantiles, ridge, step, target"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: ar, order: 0",
        "forecasters[2].order: expected a whole number from 1 to 1000, found '0'"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: ar, estimation: burgg",
        "forecasters[2].estimation: 'burgg' is not known; allowed are least-squares, burg (did you mean 'burg'?)"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: conformal, of: [lasst]",
        "forecasters[2].of[0]: 'lasst' is not among the forecasters before this one, which are lstm, last (did you mean 'last'?)"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: conformal, of: [lstm, last]",
        "forecasters[2].of: 1 at most, found 2"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: experts, of: [last], horizon: 10m",
        "forecasters[2].of[0]: 'last' forecasts something else; target, step and horizon have to be the same"
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: lstm-cnn, input_length: 4, width: 5",
        "forecasters[2]: convolution.width must be in 1...4, is 5."
      ),
      (
        "kind: linear-lags, input_length: 10", "kind: ar, quantiles: [90%, 10%]",
        "forecasters[2]: quantiles must be ascending probabilities between 0 and 1, are [0.9, 0.1]."
      ),
    ])
  func mistakes(from: String, to: String, sentence: String) {
    let yaml = SmallScenario.yaml.replacingOccurrences(of: from, with: to)
    let error = #expect(throws: ScenarioError.self) { try Scenario(yaml: yaml, file: "s.yaml") }
    #expect(error?.issues == [sentence])
  }
}
