import Experiments
import Foundation
import Stochastics

/// What an arm did to one metric against the baseline, under one condition.
struct ArmEffect {
  /// How an effect reads.
  enum Verdict: String {
    /// The whole interval is on the better or worse side of no change.
    case better, worse
    /// The interval holds no change.
    case undecided
    /// There is no interval.
    case single
    /// The metric has no better direction.
    case neutral

    var words: String {
      switch self {
      case .better: "better"
      case .worse: "worse"
      case .undecided: "not told apart"
      case .single: "no interval"
      case .neutral: "differs"
      }
    }
  }

  var group: String, condition: String, arm: String, baseline: String, metric: String, unit: String
  /// Relative change in percent, or the difference in the metric's unit.
  var value: Double
  var interval: ClosedRange<Double>?
  /// Whether `value` is a change in percent.
  var isRatio: Bool
  /// What was resampled, in words, such as `8 workloads`.
  var units: String
  var verdict: Verdict

  /// The metrics that effects are told of.
  static let metrics = [
    "node_cost", "replica_cost", "violation_windows", "violation_requests", "scaling_time", "recovery_time",
  ]

  /// The effects of all arms against their family's baseline, each setting on its own.
  ///
  /// Workloads are the units of inference, as for `MetricComparison`; where there is one workload, its seeds are, and the
  /// effect speaks of that workload alone.
  static func all(_ runs: [StoredRun], baselines: [String: String], definitions: [MetricDefinition])
    -> [ArmEffect]
  {
    var effects: [ArmEffect] = []
    let told = metrics.compactMap { name in definitions.first { $0.name == name } }
    for (_, cell) in ordered(runs, by: { [$0.family, $0.condition, $0.part] }) {
      guard let name = baselines[cell[0].family] else { continue }
      let baseline = cell.filter { $0.arm == name }
      for (arm, treatment) in ordered(cell.filter { $0.arm != name }, by: { [$0.arm] }) {
        let pairs = RunPairs(baseline: baseline, treatment: treatment)
        let isSingle = pairs.workloads == 1
        for definition in told {
          // one scale for a metric in all conditions, so that a chart can show them on one axis
          let margin = definition.unit == "USD" ? ComparisonMargin.relative(0) : .absolute(0)
          let compared =
            isSingle
            ? MetricComparison.overSeeds(pairs, definition, margin: margin)
            : MetricComparison(pairs, definition, margin: margin)
          guard let compared, let effect = compared.effect else { continue }
          let isRatio = compared.scale == .logRatio
          let natural = { (x: Double) in isRatio ? 100 * (exp(x) - 1) : x }
          let interval = compared.interval.map { natural($0.lowerBound)...natural($0.upperBound) }
          effects.append(
            ArmEffect(
              group: cell[0].family, condition: cell[0].condition, arm: arm[0], baseline: name,
              metric: definition.name, unit: isRatio ? "%" : definition.unit, value: natural(effect),
              interval: interval, isRatio: isRatio,
              units: (isSingle
                ? Count.of(compared.workloads, "seed") + " of one workload"
                : Count.of(compared.workloads, "workload")
                  + (compared.pairs > compared.workloads ? ", \(compared.pairs) pairs" : ""))
                + (compared.dropped > 0 ? ", \(compared.dropped) left out" : ""),
              verdict: verdict(natural(effect), interval, better: definition.better)))
        }
      }
    }
    return effects
  }

  private static func verdict(_ value: Double, _ interval: ClosedRange<Double>?, better: String) -> Verdict {
    guard let interval else { return .single }
    if interval.contains(0) { return .undecided }
    switch better {
    case "lower": return value < 0 ? .better : .worse
    case "higher": return value > 0 ? .better : .worse
    default: return .neutral
    }
  }

  /// The elements by key, keys in the order of their first element.
  static func ordered<Element>(_ elements: [Element], by key: (Element) -> [String]) -> [(
    [String], [Element]
  )] {
    var places: [[String]: Int] = [:]
    var groups: [([String], [Element])] = []
    for element in elements {
      let name = key(element)
      if let place = places[name] {
        groups[place].1.append(element)
      } else {
        places[name] = groups.count
        groups.append((name, [element]))
      }
    }
    return groups
  }

  /// Digits after the point that readers are shown.
  var digits: Int { isRatio || unit == "s" ? 1 : unit == "%" ? 2 : 3 }

  /// The value with its sign and unit, and the interval where there is one.
  var text: String {
    let digits = digits
    func signed(_ x: Double) -> String { (x > 0 ? "+" : "") + x.formatted(digits: digits) }
    let unit = self.unit == "%" && !isRatio ? "points" : self.unit
    return signed(value) + (unit.isEmpty || unit == "1" ? "" : " \(unit)")
      + (interval.map { " [\(signed($0.lowerBound)), \(signed($0.upperBound))]" } ?? "")
  }
}
