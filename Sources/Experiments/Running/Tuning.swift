import ClusterSimulation

/// What tuning an arm to the violation budget came to.
public struct TuningResult: Sendable, Hashable {
  /// The arm's name.
  public var arm: String
  /// The knob found, 0 (leanest) to 1 (most generous).
  public var knob: Double
  /// Violating windows on the validation part at that knob, in percent.
  public var violation: Double
  /// Whether the budget was met there. If not even the most generous setting meets it, that setting stays.
  public var feasible: Bool
  /// Simulator runs spent.
  public var runs: Int
}

extension Arm {
  /// Runs that tuning one arm may spend; the same for every arm.
  static let tuningRuns = 12

  /// The leanest setting that keeps the violation budget on the validation part, by bisection of the knob.
  ///
  /// - Parameter stepped: Told after each run how many of `tuningRuns` are done or will not be needed since the last call.
  func tune(_ stepped: (Int) -> Void = { _ in }) throws -> (
    specification: ArmSpecification, result: TuningResult
  ) {
    func violation(_ knob: Double) throws -> Double {
      let output = try run(tuned(to: knob), on: .validation)
      return Double(output.measurements.violatingWindows) / Double(output.measurements.windows)
    }
    var lean = 0.0
    var generous = 1.0
    var best = try violation(generous)
    let feasible = best <= scenario.violationBudget
    var runs = 1
    stepped(feasible ? 1 : Self.tuningRuns)
    while feasible, runs < Self.tuningRuns {
      let middle = (lean + generous) / 2
      let value = try violation(middle)
      runs += 1
      stepped(1)
      if value <= scenario.violationBudget {
        generous = middle
        best = value
      } else {
        lean = middle
      }
    }
    return (
      tuned(to: generous),
      TuningResult(
        arm: specification.name, knob: generous, violation: 100 * best, feasible: feasible, runs: runs)
    )
  }
}
