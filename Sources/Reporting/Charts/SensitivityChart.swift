import Foundation

/// What a sweep's parameters do to a metric: a row a parameter, the widest first, from its low to its high values.
enum SensitivityChart {
  static let kind = ChartKind(
    "sensitivity-…", shows: "what each parameter of a sweep does to the node cost, the widest first"
  ) { [draw($0.figures)] }

  /// A parameter and the mean change of a metric at its low and high values against the mean of all runs, in percent.
  struct Bar: Equatable {
    var axis: MapAxis
    var arm: String
    var low: Double, high: Double
  }

  /// Most arms and parameters that are shown.
  private static let mostArms = 4, mostParameters = 12

  /// A chart of the first experiment with two parameters that were varied; nil where there is none.
  static func draw(_ runs: [StoredRun], metric: String = "node_cost", title: String = "node cost") -> Chart? {
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

  private static func chart(_ bars: [Bar], runs: [StoredRun], metric: String, title: String) -> Chart {
    let arms = Array(ArmEffect.ordered(bars, by: { [$0.arm] }).map { $0.0[0] }.prefix(mostArms))
    let shown = bars.filter { arms.contains($0.arm) }
    let widths = ArmEffect.ordered(shown, by: { [$0.axis.path] }).map { path, bars in
      (axis: bars[0].axis, width: bars.map { abs($0.high - $0.low) }.max() ?? 0)
    }
    let axes = Array(
      widths.enumerated().sorted { ($1.element.width, $0.offset) < ($0.element.width, $1.offset) }
        .map(\.element.axis).prefix(mostParameters))
    let columns = [
      Chart.Table.Column("change at low values", "%"), Chart.Table.Column("change at high values", "%"),
      Chart.Table.Column("place"),
    ]
    let (low, high) = (columns[0].name, columns[1].name)
    let marks = arms.enumerated().flatMap { index, arm -> [Chart.Mark] in
      let rows = axes.enumerated().compactMap { place, axis -> [Double]? in
        guard let bar = shown.first(where: { $0.arm == arm && $0.axis.path == axis.path }) else { return nil }
        let offset = (Double(arms.count - 1) / 2 - Double(index)) * 0.8 / Double(arms.count)
        return [bar.low, bar.high, Double(axes.count - 1 - place) + offset]
      }
      let table = Chart.Table("sensitivity\(index)", label: arm, columns, rows)
      let ink = Ink.series(index)
      return [
        .init(.segments(x: (low, high), y: ("place", "place")), of: table, ink, width: 3, title: arm),
        .init(.points(x: low, y: "place"), of: table, ink, width: 1.4, sign: .circle, size: 1.1),
        .init(.points(x: high, y: "place"), of: table, ink, sign: .disc, size: 1.1),
      ]
    }
    let names = axes.map { "\($0.shortTitle): \($0.labels.first ?? "") to \($0.labels.last ?? "")" }
    return Chart(
      name: "sensitivity-" + metric.replacing("_", with: "-"),
      title: "What the parameters do to \(title), n = \(runs.count) runs", width: 820,
      height: 150 + 22 * axes.count * max(1, (arms.count + 1) / 2),
      panels: [
        Chart.Panel(
          x: Chart.Axis("change against the mean of all runs (%); hollow: low values, filled: high values"),
          y: Chart.Axis(
            "parameter", range: .between(-0.6, Double(axes.count) - 0.4),
            tics: Chart.Tics(places: Chart.Tics.rows(names))),
          padding: .shares(left: 0.05, right: 0.05),
          rules: [Chart.Rule(axis: .x, value: 0, ink: .quiet, width: 1)],
          key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }
}
