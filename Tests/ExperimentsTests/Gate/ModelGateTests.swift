import Autoscaling
import Foundation
import Stochastics
import Testing

@testable import Experiments
@testable import Learning

extension RandomPurpose {
  fileprivate static let shuffledLabels = RandomPurpose("shuffled labels")
}

@Suite("The gate of the models")
struct ModelGateTests {
  /// The data of the small gate, made once.
  static let prepared = Result { try ModelGate(size: .quick, data: nil, threads: 2) }

  /// The recorded baselines of the small gate.
  static func record() throws -> GateBaselines.Record {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let all = try GateBaselines(path: root.appendingPathComponent("results/gate.json").path)
    return try #require(all.sizes["quick"])
  }

  static func verdict(of gate: ModelGate) throws -> GateVerdict {
    let run = try #require(try gate.runs(seeds: [1]).first)
    let models = gate.wanted.map { Array($0) } ?? []
    return GateVerdict(run, against: try record().selecting(models: models), omissions: gate.omissions)
  }

  @Test("passes unchanged, and says what it left out")
  func unchanged() throws {
    let verdict = try Self.verdict(of: try Self.prepared.get())
    #expect(verdict.failures == [])
    #expect(Set(verdict.findings.map(\.figure.model)) == Set(ModelGate.models))
    // tests are built without optimization
    #expect(verdict.omissions.map(\.metric) == ["training-rate"])
  }

  /// A fault, the model that it is planted in, and the metric that has to tell it.
  struct Fault: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var model: String
    var metric: String
    var plant: @Sendable (inout GateMakers) -> Void
  }

  static let faults = [
    Fault(testDescription: "the LSTM is untrained", model: "lstm", metric: "skill-persistence") {
      $0.forecaster = { specification, series, seed in
        var idle = specification
        idle.hyperparameters["epochs"] = .whole(1)
        idle.hyperparameters["learning_rate"] = .number(1e-6)
        return try GateMakers().forecaster(idle, series, seed)
      }
    },
    Fault(
      testDescription: "the scaler is fitted on everything", model: "lstm", metric: "unseen-influence"
    ) {
      $0.forecaster = { specification, series, seed in
        let fitted = try #require(
          try GateMakers().forecaster(specification, series, seed) as? LSTMForecaster)
        let all = LoadSeries(
          values: series.training.values + series.validation.values + series.test.values, step: 60)
        return LSTMForecaster(
          configuration: fitted.configuration,
          scaler: LoadScaler(form: fitted.scaler.form, training: all, inputLength: fitted.inputLength),
          network: fitted.network)
      }
    },
    Fault(testDescription: "the classifier's labels are shuffled", model: "classifier", metric: "macro-f1") {
      $0.classifier = { training, validation, configuration in
        var stream = RandomStream(seed: 1, purpose: .shuffledLabels)
        var classes = training.classes
        stream.shuffle(&classes)
        let shuffled = try LabelledTable(training.table, classes: classes, classCount: training.classCount)
        return try GateMakers().classifier(shuffled, validation, configuration)
      }
    },
    Fault(
      testDescription: "the replica predictor's labels are shuffled", model: "replica-predictor",
      metric: "within-one"
    ) {
      $0.predictor = { examples, training in
        var stream = RandomStream(seed: 1, purpose: .shuffledLabels)
        var shuffled = examples
        stream.shuffle(&shuffled.needed)
        return try GateMakers().predictor(shuffled, training)
      }
    },
    Fault(
      testDescription: "the replica predictor is cut to one tree", model: "replica-predictor",
      metric: "exact"
    ) {
      $0.predictor = { examples, training in
        var single = training
        single.configuration.forest.treeCount = 1
        return try GateMakers().predictor(examples, single)
      }
    },
    Fault(
      testDescription: "the isolation forest is cut to one tree", model: "isolation-forest", metric: "vus-pr"
    ) {
      $0.detector = {
        SeriesIsolationForest(IsolationForestConfiguration(treeCount: 1, seed: $0), lags: 5)
      }
    },
    Fault(testDescription: "the detector is constant", model: "isolation-forest", metric: "vus-pr-lead") {
      $0.detector = { _ in ConstantScore() }
    },
  ]

  @Test("fails with a sentence on model and metric", arguments: faults)
  func planted(_ fault: Fault) throws {
    var gate = try Self.prepared.get()
    gate.wanted = [fault.model]
    fault.plant(&gate.makers)
    let verdict = try Self.verdict(of: gate)
    let sentence = "\(fault.model) on synthetic is worse than recorded: \(fault.metric) ("
    #expect(verdict.failures.contains { $0.hasPrefix(sentence) }, "\(verdict.failures)")
  }
}
