import Autoscaling
import ClusterSimulation
import Foundation
import Learning

/// A replica predictor judged on the test part, beside the controls, with what its answers rest on and cost.
public struct ReplicaPredictorReport: Sendable {
  /// A predictor or control, and how well it did.
  public typealias Row = (name: String, accuracy: ReplicaAccuracy)

  /// The model.
  public var predictor: ReplicaPredictor
  /// The predictor first, then keeping what there is, what the load measured last demands, and the training part's
  /// commonest number.
  public var rows: [Row]
  /// Steps judged.
  public var count: Int
  /// Seconds of fitting the forest and of the runs that it learned from; nil for a model that was given.
  public var trainingSeconds: Double?
  /// Median and 99th percentile of the microseconds that single rows took.
  public var inferenceMicroseconds: (median: Double, p99: Double)
  /// Each feature's share of the decrease of impurity, and the drop of R² on the test part when it is shuffled.
  public var importance: [(name: String, impurity: Double, permutation: Double)]
  /// The last prediction of the test part, in words.
  public var example: ReplicaPrediction
}

extension ScenarioRunner {
  /// Trains the scenario's replica predictor, or takes the one given, and judges it on the test part under the stock HPA.
  ///
  /// - Parameter given: A trained predictor; nil trains one.
  /// - Throws: `WorkloadError`, `LearningError` or `RunError`, each one sentence.
  public func replicaPredictor(_ given: ReplicaPredictor? = nil) throws -> ReplicaPredictorReport {
    progress("reading \(traces.count) trace file\(traces.count == 1 ? "" : "s")")
    let workload = try prepared()
    let training = ReplicaPredictorTraining(scenario, workload, threads: threads)
    let clock = ContinuousClock()
    let began = clock.now
    progress("training the replica predictor")
    let predictor = try given ?? training.fit()
    try training.check(predictor, name: "replica-predictor")
    let seconds = (clock.now - began) / .seconds(1)
    guard SoundnessCheck.trainOnly([("replica-predictor", predictor.fitting)], workload).holds else {
      throw RunError("the replica predictor saw data after the training part")
    }
    progress("judging it on the test part")
    let test = try training.examples(from: workload.testStart, to: workload.end, explores: false)
    guard let demand = scenario.plant.service.demand, !test.needed.isEmpty else {
      throw RunError("the test part has no step to judge a replica predictor on")
    }
    let answers = (0..<test.loads.count).map { row -> (ReplicaPredictor.Answer, Double) in
      let values = test.rows.row(row)
      let before = clock.now
      let answer = predictor.answer(values, load: test.loads[row])
      return (answer, (clock.now - before) / .microseconds(1))
    }
    let learned = try training.examples(from: .zero, to: workload.validationStart, explores: false)
    var times = answers.map(\.1)
    times.sort()
    let last = answers.count - 1
    let present = test.loads.map { demand.replicas(forRequestsPerSecond: $0) }
    return ReplicaPredictorReport(
      predictor: predictor,
      rows: [
        ("replica predictor", ReplicaAccuracy(predicted: answers.map(\.0.replicas), needed: test.needed)),
        ("keep current", ReplicaAccuracy(predicted: test.current, needed: test.needed)),
        ("measured load", ReplicaAccuracy(predicted: present, needed: test.needed)),
        (
          "commonest number",
          ReplicaAccuracy(
            predicted: Array(
              repeating: ReplicaPredictorReport.commonest(learned.needed), count: answers.count),
            needed: test.needed)
        ),
      ], count: answers.count, trainingSeconds: given == nil ? seconds : nil,
      inferenceMicroseconds: (times[times.count / 2], times[min(last, times.count * 99 / 100)]),
      importance: try importance(predictor, test),
      example: ReplicaPrediction(
        predicted: answers[last].0.replicas, confidence: answers[last].0.confidence,
        current: test.current[last], load: test.loads[last], present: present[last], lead: predictor.lead))
  }

  private func importance(
    _ predictor: ReplicaPredictor, _ test: ReplicaExamples
  ) throws -> [(name: String, impurity: Double, permutation: Double)] {
    // a few thousand rows tell as much as all
    let picked = Array(stride(from: 0, to: test.loads.count, by: max(1, test.loads.count / 4000)))
    var rows = Matrix<Double>(rows: picked.count, columns: test.rows.columns)
    for (place, row) in picked.enumerated() {
      for column in 0..<rows.columns { rows[place, column] = test.rows[row, column] }
    }
    let targets = picked.map { Double(test.needed[$0]) - test.loads[$0] / predictor.ratePerReplica }
    let drops = predictor.forest.permutationImportance(
      try predictor.table(of: rows), targets: targets, repeats: 2, seed: scenario.seed, threads: threads)
    return predictor.features.names.indices.map {
      (predictor.features.names[$0], predictor.forest.impurityImportance[$0], drops[$0].mean)
    }
  }
}

extension ReplicaPredictorTraining {
  /// Throws unless a predictor that was given fits the scenario.
  func check(_ predictor: ReplicaPredictor, name: String) throws {
    guard let rate = scenario.plant.service.demand?.ratePerReplica else {
      throw RunError("the objective cannot be met")
    }
    let step = scenario.plant.control.metricResolution
    guard predictor.features.step == step, predictor.lead == lead,
      abs(predictor.ratePerReplica - rate) <= 1e-9 * rate
    else {
      throw RunError(
        "the model given for '\(name)' was trained for another plant: scrapes every \(predictor.features.step) s, a lead "
          + "of \(predictor.lead) s and \(predictor.ratePerReplica) requests a second and replica, the scenario has "
          + "\(step) s, \(lead) s and \(rate)")
    }
  }
}

extension ReplicaPredictorReport {
  /// The number that occurs most often, the smaller among equals; 0 of none.
  static func commonest(_ values: [Int]) -> Int {
    var counts: [Int: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 0
  }
}
