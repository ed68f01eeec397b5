import Foundation
import Stochastics

/// Charts of arms against a baseline, over workloads, seeds and conditions.
enum EffectCharts {
  /// Most rows of a forest plot.
  private static let most = 40

  /// A forest plot of the effects on `metric`: value, interval and verdict by colour and shape; nil where there is none.
  static func forest(_ effects: [ArmEffect], metric: String, title: String) -> ChartScript? {
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
    let kinds: [(verdict: ArmEffect.Verdict, color: String, point: Int)] = [
      (.better, Palette.series[2], 7), (.worse, Palette.under, 5), (.undecided, Palette.series[7], 13),
      (.single, "#555555", 6),
    ]
    var blocks: [ChartBlock] = []
    var curves: [String] = []
    for (index, kind) in kinds.enumerated() {
      let rows = shown.enumerated().filter { $0.element.verdict == kind.verdict }.map {
        place, effect -> [Double] in
        let range = effect.interval ?? effect.value...effect.value
        return [effect.value, Double(shown.count - 1 - place), range.lowerBound, range.upperBound]
      }
      guard !rows.isEmpty else { continue }
      blocks.append(
        ChartBlock(
          "effect\(index)",
          ["change (\(first.unit))", "place", "lower (\(first.unit))", "upper (\(first.unit))"], rows))
      curves.append(
        "$effect\(index) using 1:2:3:4 with xerrorbars pointtype \(kind.point) pointsize 1 linecolor rgb "
          + "'\(kind.color)' linewidth 1.6 title '\(kind.verdict.words)'")
    }
    guard !curves.isEmpty else { return nil }
    let tics = labels.enumerated().map {
      (text: shortened($0.element), place: shown.count - 1 - $0.offset)
    }
    let sizes = Set(all.map(\.units)).sorted()
    let size = sizes.count <= 2 ? ", " + sizes.joined(separator: " or ") : ""
    let baseline = Set(all.map(\.baseline)).count == 1 ? first.baseline : "the baseline"
    let heading =
      "\(title) against \(baseline)\(all.count > most ? ", first \(most) of \(all.count) effects" : size)"
    let body = """
      \(Gnuplot.title(heading))
      \(Gnuplot.axes); \(Gnuplot.tics("y", tics))
      set yrange [-0.6:\(Double(shown.count) - 0.4)]; set ylabel 'arm'
      set xlabel \(Gnuplot.text(first.isRatio ? "change (%), 95 % interval where drawn" : "difference (\(first.unit == "%" ? "percentage points" : first.unit)), 95 % interval where drawn"))
      set offsets graph 0.06, graph 0.06, 0, 0; set key outside right top Left reverse samplen 1; set xrange [*<0:0<*]
      set arrow from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#555555' linewidth 1
      plot \(curves.joined(separator: ", \\\n  "))
      """
    let name = "effects-" + metric.map { $0 == "_" ? "-" : String($0) }.joined()
    return ChartScript(
      name: name, title: heading, height: 150 + 24 * shown.count, blocks: blocks, body: body)
  }

  /// Dolan and Moré's profiles of node cost over workloads, seeds and conditions; nil with fewer than two problems.
  static func profiles(_ runs: [StoredRun]) -> ChartScript? {
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
    let blocks = profiles.enumerated().map { index, profile in
      ChartBlock(
        "profile\(index)", ["factor above the cheapest", "share of problems"],
        zip(profile.thresholds, profile.shares).map { [$0, $1] })
    }
    let curves = arms.enumerated().map { index, arm in
      "$profile\(index) using 1:2 with steps linecolor rgb '\(Palette.color(index))' linewidth 1.8 "
        + "dashtype \(1 + index / 4 % 3) title \(Gnuplot.text(arm))"
    }
    let title = "Performance profiles of node cost, n = \(problems.count) problems"
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); set xrange [1:2]; set yrange [0:1.02]; set key outside right top Left reverse samplen 2
      set xlabel 'node cost over that of the cheapest arm (factor)'; set ylabel 'share of problems within the factor'
      plot \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "performance-profiles", title: title, height: ChartScript.height(forKeys: arms.count),
      blocks: blocks,
      body: body
    ).labelled("profile", arms)
  }

  private static func shortened(_ text: String) -> String { text.count > 42 ? text.prefix(41) + "…" : text }
}
