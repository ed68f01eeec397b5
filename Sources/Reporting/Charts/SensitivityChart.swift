import Foundation

/// What a sweep's parameters do to a metric: a row a parameter, the widest first, from its low to its high values.
enum SensitivityChart {
  /// A parameter and the mean change of a metric at its low and high values against the mean of all runs, in percent.
  struct Bar: Equatable {
    var axis: MapAxis
    var arm: String
    var low: Double, high: Double
  }

  /// Most arms and parameters that are shown.
  private static let mostArms = 4, mostParameters = 12

  /// A chart of the first experiment with two parameters that were varied; nil where there is none.
  static func draw(_ runs: [StoredRun], metric: String = "node_cost", title: String = "node cost")
    -> ChartScript?
  {
    for (_, family) in ArmEffect.ordered(runs, by: { [$0.family] }) {
      let bars = bars(family, metric: metric)
      guard Set(bars.map(\.axis.path)).count >= 2 else { continue }
      return chart(bars, runs: family, metric: metric, title: title)
    }
    return nil
  }

  /// The bars of one experiment: geometric means over the runs whose value is in the lowest or highest third of those that
  /// were tried, over the mean of all.
  static func bars(_ runs: [StoredRun], metric: String) -> [Bar] {
    var tried: [String: [String]] = [:]
    for run in runs {
      for (path, value) in run.values where !path.hasPrefix("arms[") && tried[path]?.contains(value) != true {
        tried[path, default: []].append(value)
      }
    }
    // names of workloads and other words have no low and high
    let axes = tried.filter {
      $0.value.count > 1 && $0.value.allSatisfy { Double($0.prefix { $0.isNumber }) != nil }
    }
    .sorted { $0.key < $1.key }.map { MapAxis(path: $0.key, values: $0.value) }
    return ArmEffect.ordered(runs, by: { [$0.arm] }).flatMap { arm, own in
      axes.compactMap { axis -> Bar? in
        let third = max(1, axis.values.count / 3)
        func mean(_ values: [String]?) -> Double? {
          let logs = own.compactMap { run -> Double? in
            guard values?.contains(run.values[axis.path] ?? "") ?? true, let figure = run.figures[metric],
              figure > 0
            else { return nil }
            return log(figure)
          }
          return logs.isEmpty ? nil : logs.reduce(0, +) / Double(logs.count)
        }
        guard let all = mean(nil), let low = mean(Array(axis.values.prefix(third))),
          let high = mean(Array(axis.values.suffix(third)))
        else { return nil }
        return Bar(
          axis: axis, arm: arm[0], low: 100 * (exp(low - all) - 1), high: 100 * (exp(high - all) - 1))
      }
    }
  }

  private static func chart(_ bars: [Bar], runs: [StoredRun], metric: String, title: String) -> ChartScript {
    let arms = Array(ArmEffect.ordered(bars, by: { [$0.arm] }).map { $0.0[0] }.prefix(mostArms))
    let shown = bars.filter { arms.contains($0.arm) }
    let widths = ArmEffect.ordered(shown, by: { [$0.axis.path] }).map { path, bars in
      (axis: bars[0].axis, width: bars.map { abs($0.high - $0.low) }.max() ?? 0)
    }
    let axes = Array(
      widths.enumerated().sorted { ($1.element.width, $0.offset) < ($0.element.width, $1.offset) }
        .map(\.element.axis).prefix(mostParameters))
    var blocks: [ChartBlock] = []
    var curves: [String] = []
    for (index, arm) in arms.enumerated() {
      let rows = axes.enumerated().compactMap { place, axis -> [Double]? in
        guard let bar = shown.first(where: { $0.arm == arm && $0.axis.path == axis.path }) else { return nil }
        let offset = (Double(arms.count - 1) / 2 - Double(index)) * 0.8 / Double(arms.count)
        return [bar.low, bar.high, Double(axes.count - 1 - place) + offset]
      }
      blocks.append(
        ChartBlock(
          "sensitivity\(index)", ["change at low values (%)", "change at high values (%)", "place"], rows))
      let color = "linecolor rgb '\(Palette.color(index))'"
      curves += [
        "$sensitivity\(index) using 1:3:($2-$1):(0) with vectors nohead \(color) linewidth 3 title \(Gnuplot.text(arm))",
        "$sensitivity\(index) using 1:3 with points pointtype 6 pointsize 1.1 linewidth 1.4 \(color) notitle",
        "$sensitivity\(index) using 2:3 with points pointtype 7 pointsize 1.1 \(color) notitle",
      ]
    }
    let tics = axes.enumerated().map { place, axis in
      (
        text: "\(axis.shortTitle): \(axis.labels.first ?? "") to \(axis.labels.last ?? "")",
        place: axes.count - 1 - place
      )
    }
    let heading = "What the parameters do to \(title), n = \(runs.count) runs"
    let body = """
      \(Gnuplot.title(heading))
      \(Gnuplot.axes); \(Gnuplot.tics("y", tics)); set yrange [-0.6:\(Double(axes.count) - 0.4)]
      set xlabel 'change against the mean of all runs (%); hollow: low values, filled: high values'; set ylabel 'parameter'
      set offsets graph 0.05, graph 0.05, 0, 0; set key outside right top Left reverse samplen 1
      set arrow from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#555555' linewidth 1
      plot \(curves.joined(separator: ", \\\n  "))
      """
    let name = "sensitivity-" + metric.replacing("_", with: "-")
    return ChartScript(
      name: name, title: heading, width: 820, height: 150 + 22 * axes.count * max(1, (arms.count + 1) / 2),
      blocks: blocks, body: body
    )
    .labelled("sensitivity", arms)
  }
}
