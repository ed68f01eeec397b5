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

  /// The metrics that effects are told of, and their scale: costs are positive, misses may be 0.
  static let metrics: [(name: String, scale: EffectScale)] = [
    ("node_cost", .logRatio), ("replica_cost", .logRatio), ("violation_windows", .difference),
    ("violation_requests", .difference), ("scaling_time", .difference), ("recovery_time", .difference),
  ]

  /// The effects of all arms against their group's baseline.
  ///
  /// Runs are paired by workload and seed. Workloads are the units of inference; where there is one workload, its seeds are,
  /// and the effect speaks of that workload alone. The interval is Student's t (decision 6).
  static func all(
    _ runs: [ReportedRun], baselines: [String: String], definitions: [String: (unit: String, better: String)]
  )
    -> [ArmEffect]
  {
    var effects: [ArmEffect] = []
    for (_, cell) in ordered(runs, by: { [$0.group, $0.condition, $0.part] }) {
      guard let baseline = baselines[cell[0].group] else { continue }
      let base = Dictionary(
        cell.filter { $0.arm == baseline }.map { ([$0.workload, $0.seed], $0.values) },
        uniquingKeysWith: { $1 })
      for (arm, members) in ordered(cell.filter { $0.arm != baseline }, by: { [$0.arm] }) {
        for (metric, scale) in metrics {
          var seen: Set<[String]> = []
          let pairs = members.compactMap { run -> PairedObservation? in
            let key = [run.workload, run.seed]
            guard let here = run.values[metric], let there = base[key]?[metric], seen.insert(key).inserted
            else {
              return nil
            }
            return PairedObservation(
              workload: run.workload, seed: UInt64(run.seed) ?? 0, baseline: there, treatment: here)
          }
          let workloads = Set(pairs.map(\.workload)).count
          let seeds = Set(pairs.map(\.seed)).count
          // one workload: its seeds are all that can be resampled
          let units =
            workloads > 1
            ? pairs
            : pairs.map {
              PairedObservation(
                workload: String($0.seed), seed: $0.seed, baseline: $0.baseline, treatment: $0.treatment)
            }
          let paired = PairedEffects(units, scale: scale)
          guard let value = paired.effect else { continue }
          let natural = { (x: Double) in scale == .logRatio ? 100 * (exp(x) - 1) : x }
          let interval = paired.estimate.map { estimate in
            let range = estimate.interval()
            return natural(range.lowerBound)...natural(range.upperBound)
          }
          let definition = definitions[metric] ?? ("", "none")
          effects.append(
            ArmEffect(
              group: cell[0].group, condition: cell[0].condition, arm: arm[0], baseline: baseline,
              metric: metric,
              unit: scale == .logRatio ? "%" : definition.unit, value: natural(value), interval: interval,
              isRatio: scale == .logRatio,
              units: workloads > 1
                ? Count.of(workloads, "workload") + (pairs.count > workloads ? ", \(pairs.count) pairs" : "")
                : Count.of(seeds, "seed") + " of one workload",
              verdict: verdict(natural(value), interval, better: definition.better)))
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

  /// The value with its sign and unit, and the interval where there is one.
  var text: String {
    let digits = isRatio ? 1 : 3
    func signed(_ x: Double) -> String { (x > 0 ? "+" : "") + x.formatted(digits: digits) }
    let unit = self.unit == "%" && !isRatio ? "points" : self.unit
    return signed(value) + (unit.isEmpty || unit == "1" ? "" : " \(unit)")
      + (interval.map { " [\(signed($0.lowerBound)), \(signed($0.upperBound))]" } ?? "")
  }
}
