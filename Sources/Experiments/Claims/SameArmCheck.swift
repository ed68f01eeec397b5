import Synchronization

extension SoundnessCheck {
  /// A/A: an arm of `point` run again under another name leaves figures that differ by exactly 0 from those stored.
  ///
  /// - Parameters:
  ///   - arm: The arm's name.
  ///   - point: The point of the sweep that is run again.
  ///   - plan: The sweep.
  ///   - stored: The figures of the run that was stored, by name.
  /// - Throws: `RunError` if the arm cannot be run.
  public static func sameArm(
    _ arm: String, at point: SweepPoint, of plan: SweepPlan, stored: [String: Double]
  ) throws -> SoundnessCheck {
    var copy = point
    copy.scenario.arms = point.scenario.arms.filter { $0.name == arm }.map { specification in
      var again = specification
      again.name += " again"
      return again
    }
    copy.runs = [SweepRun(point: point.index, arm: arm + " again", digest: "")]
    let outcome = Mutex(Result<RunResult, RunError>.failure(RunError("\(arm) did not run again")))
    try SweepRunner(plan, points: [copy], threads: 1, done: []) { one in outcome.withLock { $0 = one.result }
    }.run()
    let figures = try outcome.withLock { try $0.get() }.metrics.compactMap { figure in
      figure.value.map { (figure.name, $0) }
    }
    let largest = figures.reduce(0.0) { max($0, abs($1.1 - (stored[$1.0] ?? .infinity))) }
    return SoundnessCheck(
      name: "A/A", holds: largest == 0 && figures.count == stored.count,
      detail:
        "\(arm) of \(plan.experiment.name) against itself: largest difference \(largest) over \(figures.count) metrics"
    )
  }
}
