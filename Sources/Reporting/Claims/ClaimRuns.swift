import Experiments

/// The stored runs of a claim's experiment, by condition and arm.
struct ClaimRuns {
  /// One combination of the conditions' values.
  struct Condition: Hashable {
    /// The values by key, in the order of the keys.
    var values: [ExperimentSetting]

    /// The values in words; empty where there are no conditions.
    var text: String { values.map { "\($0.path) \($0.value)" }.joined(separator: ", ") }
  }

  /// Every combination, the primary one first.
  let conditions: [Condition]
  private let runs: [Condition: [String: [StoredRun]]]

  init(_ stored: [StoredRun], conditions axes: [ExperimentAxis]) {
    conditions = axes.reduce([Condition(values: [])]) { soFar, axis in
      soFar.flatMap { left in
        axis.values.map { Condition(values: left.values + [ExperimentSetting(path: axis.path, value: $0)]) }
      }
    }
    var runs: [Condition: [String: [StoredRun]]] = [:]
    for run in stored {
      let values = run.values
      let condition = Condition(
        values: axes.map { ExperimentSetting(path: $0.path, value: values[$0.path] ?? "") })
      runs[condition, default: [:]][run.arm, default: []].append(run)
    }
    self.runs = runs
  }

  /// The first value of each key.
  var primary: Condition { conditions[0] }

  /// The runs of two arms side by side.
  func pairs(_ arm: String, _ baseline: String, in condition: Condition) -> [RunPairs.Pair] {
    RunPairs(baseline: runs[condition]?[baseline] ?? [], treatment: runs[condition]?[arm] ?? []).pairs
  }
}
