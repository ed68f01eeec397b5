import Autoscaling
import ClusterSimulation
import Learning

/// A check that has to hold whatever the result; a run in which one fails proves nothing.
public struct SoundnessCheck: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// Whether it held.
  public var holds: Bool
  /// What was seen, with the numbers.
  public var detail: String

  /// A check and what it came to.
  public init(name: String, holds: Bool, detail: String) {
    self.name = name
    self.holds = holds
    self.detail = detail
  }

  /// All checks that a scenario's runs allow.
  static func all(runs: [RunResult], arms: [Arm], specifications: [ArmSpecification]) throws
    -> [SoundnessCheck]
  {
    var checks = [try sameArmTwice(runs, arms, specifications)]
    let models = arms.flatMap(\.fittings)
    if !models.isEmpty { checks.append(trainOnly(models, arms[0].workload)) }
    // the bounds are bounds of a service whose capacity is what was asked for, which faults make untrue
    guard arms[0].scenario.faults == nil else { return checks }
    if let oracle = arms.firstIndex(where: { $0.specification.kind == OraclePolicy.self }) {
      checks.append(oracleIsBest(runs, runs[oracle]))
    }
    if let mean = arms.firstIndex(where: { $0.specification.settings.text("size") == "mean" }) {
      let answering = zip(runs, arms).filter { $1.specification.kind != DoNothingPolicy.self }.map(\.0)
      checks.append(
        noneIsWorse(
          answering, than: runs[mean], name: "static at mean", what: "the service sized for its mean load"))
    }
    if let nothing = arms.firstIndex(where: { $0.specification.kind == DoNothingPolicy.self }) {
      let answering = zip(runs, arms).filter { $1.specification.kind != StaticPolicy.self }.map(\.0)
      checks.append(
        noneIsWorse(answering, than: runs[nothing], name: "do nothing", what: "doing nothing"))
    }
    return checks
  }

  /// Every model was fitted on the training part alone and chosen without the test part, or on another load.
  static func trainOnly(
    _ models: [(name: String, fitting: FittingRecord?)], _ workload: PreparedWorkload
  ) -> SoundnessCheck {
    let (validation, test) = (workload.validationStart.seconds, workload.testStart.seconds)
    func hours(_ seconds: Double) -> String { "\((seconds / 360).rounded() / 10) h" }
    var seen: [String: FittingRecord?] = [:]
    var (names, foreign, leaks): ([String], [String], [String]) = ([], [], [])
    for (name, fitting) in models where seen[name] != .some(fitting) {
      seen[name] = .some(fitting)
      names.append(name)
      guard let fitting else {
        leaks.append("\(name) does not say what it was fitted on")
        continue
      }
      if let load = fitting.load {
        guard let series = try? workload.wholeSeries(step: load.step), fitting.isFitted(on: series) else {
          foreign.append(name)
          continue
        }
      }
      if fitting.trainedTo > validation {
        leaks.append(
          "\(name) was fitted on data up to \(hours(fitting.trainedTo)), the training part ends at "
            + hours(validation))
      } else if let selected = fitting.selectedTo, selected > test {
        leaks.append(
          "\(name) was chosen with data up to \(hours(selected)), the test part begins at \(hours(test))")
      }
    }
    return SoundnessCheck(
      name: "train only", holds: leaks.isEmpty,
      detail: leaks.isEmpty
        ? "no model saw more than the training part: \(names.sorted().joined(separator: ", "))"
          + (foreign.isEmpty ? "" : "; fitted on another load: \(foreign.sorted().joined(separator: ", "))")
        : leaks.joined(separator: "; "))
  }

  /// A/A: the first arm again under another name, with the same random numbers, differs by exactly 0.
  private static func sameArmTwice(
    _ runs: [RunResult], _ arms: [Arm], _ specifications: [ArmSpecification]
  ) throws -> SoundnessCheck {
    var again = specifications[0]
    again.name += " again"
    let output = try arms[0].run(again, on: .test)
    let metrics = MetricCatalogue.values(of: output, holdTime: arms[0].holdTime)
    let measured = runs[0].metrics.prefix(metrics.count)
    let largest = zip(measured, metrics).reduce(0.0) { worst, pair in
      max(worst, abs((pair.0.value ?? 0) - (pair.1.value ?? 0)))
    }
    return SoundnessCheck(
      name: "A/A", holds: metrics.elementsEqual(measured),
      detail: "\(runs[0].arm) against itself: largest difference \(largest) over \(metrics.count) metrics")
  }

  /// No arm that costs at most as much as the oracle violates less.
  private static func oracleIsBest(_ runs: [RunResult], _ oracle: RunResult) -> SoundnessCheck {
    let better = runs.filter {
      $0.arm != oracle.arm && $0.value("violation_windows") < oracle.value("violation_windows")
        && $0.value("node_cost") <= oracle.value("node_cost")
    }
    return SoundnessCheck(
      name: "oracle", holds: better.isEmpty,
      detail: better.isEmpty
        ? "no arm violates less than the oracle at its cost or less"
        : "better than the oracle at its cost or less: \(better.map(\.arm).joined(separator: ", "))")
  }

  /// No arm that costs at least as much as one that never answers the load violates more.
  private static func noneIsWorse(
    _ runs: [RunResult], than bound: RunResult, name: String, what: String
  ) -> SoundnessCheck {
    let worse = runs.filter {
      $0.value("violation_windows") > bound.value("violation_windows")
        && $0.value("node_cost") >= bound.value("node_cost")
    }
    return SoundnessCheck(
      name: name, holds: worse.isEmpty,
      detail: worse.isEmpty
        ? "no arm violates more than \(what), at its cost or more"
        : "worse than \(what) at its cost or more: \(worse.map(\.arm).joined(separator: ", "))")
  }
}

extension RunResult {
  /// The figure of the given name; NaN where it is undefined.
  public func value(_ name: String) -> Double { metrics.first { $0.name == name }?.value ?? .nan }
}
