import ClusterSimulation
import Learning
import SimulationKernel
import Workloads

extension SoundnessCheck {
  /// Look-ahead: an arm of `point`, fitted, tuned and run as always, decides the same up to an instant when the load after
  /// that instant is another one; and none of its models says that it was fitted on more than the training part.
  ///
  /// Whatever leaks leaks here, be it through a policy, a forecaster, a scaler or the tuning: on the second half of the test
  /// part the load is in turn thrice and a third of what it was, so that what was fitted on it is far off.
  ///
  /// - Throws: `RunError` if the arm cannot be run.
  public static func lookAhead(
    _ arm: String, at point: SweepPoint, of plan: SweepPlan
  ) throws -> [SoundnessCheck] {
    let cache = WorkloadCache()
    let load = try cache.prepared(point.scenario, traces: point.traces, folder: plan.folder).workload
    guard let specification = point.scenario.arms.first(where: { $0.name == arm }) else {
      throw RunError("the scenario has no arm '\(arm)'")
    }
    return try lookAhead(
      of: plan.experiment.name, load
    ) { workload in
      try Arm(specification, of: point.scenario, workload) {
        try $0.fit(workload, seed: point.scenario.seed) { _, _, _ in }
      }
    }
  }

  /// The same for whatever arm `make` makes for a load.
  static func lookAhead(
    of experiment: String, _ load: PreparedWorkload, make: (PreparedWorkload) throws -> Arm
  ) throws -> [SoundnessCheck] {
    let cut = load.testStart + .seconds(rounding: (load.end - load.testStart).seconds / 2)
    let arms = try [load, load.changed(after: cut)].map(make)
    let paths = try arms.map { try $0.path(until: cut) }
    let name = arms[0].specification.name
    let other = zip(paths[0].points, paths[1].points).first { $0 != $1 }
    let problem: String? =
      if paths[0].settings != paths[1].settings {
        "is tuned otherwise when the test part is another one"
      } else if let time = other?.0.time {
        "decides otherwise from \(hours(time)) on, though the load is another one from \(hours(cut.seconds)) on alone"
      } else {
        nil
      }
    let check = SoundnessCheck(
      name: "look-ahead", holds: problem == nil,
      detail: "\(experiment): \(name) "
        + (problem
          ?? "decides the same for \(paths[0].points.count) min whatever comes after \(hours(cut.seconds))"))
    let models = arms[0].fittings
    return [check] + (models.isEmpty ? [] : [trainOnly(models, load)])
  }

  private static func hours(_ seconds: Double) -> String { "\((seconds / 360).rounded() / 10) h" }
}

extension Arm {
  /// What it was tuned to, and the plant under it each minute of the test part until `end`.
  fileprivate func path(until end: SimulationTime) throws -> (
    settings: ArmSpecification, points: [TimelinePoint]
  ) {
    let (result, settings, _) = try result(scenarioJSON: "", timelineInterval: 60) { _ in }
    return (settings, result.timeline.filter { $0.time <= end.seconds })
  }
}

extension PreparedWorkload {
  /// The same up to an instant; what comes after it in turn thrice and a third as high, five minutes each, recorded requests
  /// left out.
  fileprivate func changed(after cut: SimulationTime) -> PreparedWorkload {
    var changed = self
    let first = Int(cut.sinceOrigin / load.resolution) + 1
    let turn = max(1, Int(SimulationDuration.minutes(5) / load.resolution))
    let later = load.rates[first...].enumerated().map { $0 / turn % 2 == 0 ? 3 * $1 : $1 / 3 }
    changed.load = LoadProfile(resolution: load.resolution, rates: load.rates[..<first] + later)
    changed.arrivals = arrivals.map { $0.filter { $0.time <= cut.seconds } }
    return changed
  }
}
