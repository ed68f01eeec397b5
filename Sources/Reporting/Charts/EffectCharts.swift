import Foundation
import Stochastics

/// Charts of arms against a baseline, over workloads, seeds and conditions.
enum EffectCharts {
  static let forests = ChartKind(
    "effects-…", shows: "forest plot of a metric's changes; colour and shape tell how the interval lies"
  ) { source in
    [("node_cost", "Node cost"), ("violation_windows", "Violating windows"), ("recovery_time", "Recovery")]
      .map { forest(source.effects, metric: $0, title: $1) }
  }

  static let profiles = ChartKind(
    "performance-profiles",
    shows: "share of problems within a factor of the cheapest arm, from two problems up"
  ) { [profiles($0.figures)] }

  /// Most rows of a forest plot.
  private static let most = 40

  /// A forest plot of the effects on `metric`: value, interval and verdict by colour and shape; nil where there is none.
  static func forest(_ effects: [ArmEffect], metric: String, title: String) -> Chart? {
    let finite = effects.filter { $0.metric == metric && $0.value.isFinite }
    guard let first = finite.first else { return nil }
    // a cost of 0 has no ratio; what is told as a difference there stands in the table
    let all = finite.filter { $0.isRatio == first.isRatio }
    let shown = Array(all.prefix(most))
    let several = Set(all.map { $0.group + $0.condition }).count > 1
    let labels = shown.map {
      several && !$0.condition.isEmpty
        ? "\($0.arm), \($0.condition)" : several ? "\($0.arm), \($0.group)" : $0.arm
    }
    let kinds: [(verdict: ArmEffect.Verdict, ink: Ink, sign: Chart.Mark.Sign)] = [
      (.better, .green, .disc), (.worse, .under, .filledSquare), (.undecided, .grey, .filledDiamond),
      (.single, .quiet, .circle),
    ]
    let unit = first.unit
    let columns = [
      Chart.Table.Column("change", unit), .init("place"), .init("lower", unit), .init("upper", unit),
    ]
    let marks = kinds.enumerated().compactMap { index, kind -> Chart.Mark? in
      let rows = shown.enumerated().filter { $0.element.verdict == kind.verdict }.map {
        place, effect -> [Double] in
        let range = effect.interval ?? effect.value...effect.value
        return [effect.value, Double(shown.count - 1 - place), range.lowerBound, range.upperBound]
      }
      guard !rows.isEmpty else { return nil }
      return Chart.Mark(
        .horizontalBars(x: "change", y: "place", low: "lower", high: "upper"),
        of: Chart.Table("effect\(index)", columns, rows), kind.ink, width: 1.6, sign: kind.sign, size: 1,
        title: kind.verdict.words)
    }
    guard !marks.isEmpty else { return nil }
    let sizes = Set(all.map(\.units)).sorted()
    let size = sizes.count <= 2 ? ", " + sizes.joined(separator: " or ") : ""
    let baseline = Set(all.map(\.baseline)).count == 1 ? first.baseline : "the baseline"
    let scale =
      first.isRatio ? "change (%)" : "difference (\(unit == "%" ? "percentage points" : unit))"
    return Chart(
      name: "effects-" + metric.map { $0 == "_" ? "-" : String($0) }.joined(),
      title:
        "\(title) against \(baseline)\(all.count > most ? ", first \(most) of \(all.count) effects" : size)",
      section: .effects, height: 150 + 24 * shown.count,
      panels: [
        Chart.Panel(
          x: Chart.Axis("\(scale), 95 % interval where drawn", range: .holding(0)),
          y: Chart.Axis(
            "arm", range: .between(-0.6, Double(shown.count) - 0.4),
            tics: Chart.Tics(places: Chart.Tics.rows(labels.map(shortened)))),
          padding: .shares(left: 0.06, right: 0.06),
          rules: [Chart.Rule(axis: .x, value: 0, ink: .quiet, width: 1)],
          key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }

  /// Dolan and Moré's profiles of node cost over workloads, seeds and conditions; nil with fewer than two problems.
  static func profiles(_ runs: [StoredRun]) -> Chart? {
    let arms = ArmEffect.ordered(runs, by: { [$0.arm] }).map { $0.0[0] }
    let problems = ArmEffect.ordered(runs, by: \.point)
      .map { $0.1 }.filter { problem in
        arms.allSatisfy { arm in problem.contains { $0.arm == arm && $0.figures["node_cost", default: 0] > 0 }
        }
      }
    guard problems.count >= 2, arms.count >= 2 else { return nil }
    let costs = arms.map { arm in
      problems.map { $0.first { $0.arm == arm }?.figures["node_cost"] ?? .infinity }
    }
    let factors = (0...100).map { 1 + Double($0) / 100 }
    let profiles = PerformanceProfile.ofCostRatios(costs, factors: factors)
    let (factor, share) = ("factor above the cheapest", "share of problems")
    let marks = zip(arms, profiles).enumerated().map { index, pair in
      let (arm, profile) = pair
      let table = Chart.Table(
        "profile\(index)", label: arm, [.init(factor), .init(share)],
        zip(profile.thresholds, profile.shares).map { [$0, $1] })
      return Chart.Mark(
        .steps(x: factor, y: share), of: table, .series(index), width: 1.8, dash: Chart.Mark.dash(index),
        title: arm)
    }
    return Chart(
      name: "performance-profiles",
      title: "Performance profiles of node cost, n = \(problems.count) problems",
      section: .effects, height: Chart.height(forKeys: arms.count),
      panels: [
        Chart.Panel(
          x: Chart.Axis("node cost over that of the cheapest arm (factor)", range: .between(1, 2)),
          y: Chart.Axis("share of problems within the factor", range: .between(0, 1.02)),
          key: Chart.Key(place: .beside), marks: marks)
      ])
  }

  private static func shortened(_ text: String) -> String { text.count > 42 ? text.prefix(41) + "…" : text }
}
