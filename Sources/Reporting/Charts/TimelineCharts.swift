import ClusterSimulation
import Experiments

/// Charts with time on the horizontal axis and a panel an arm.
enum TimelineCharts {
  static func demandAndSupply(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript {
    let highest =
      runs.flatMap { points($0, options) }.map { max($0.demand, max($0.ready, $0.desired)) }.max() ?? 1
    return panels(
      "demand-and-supply", runs, options,
      title: "Replicas demanded (fewest within the SLO), desired and ready", axis: "replicas",
      extra: "set yrange [0:\(Double(highest) * 1.05)]",
      row: { [$0.time / 86_400, Double($0.demand), Double($0.ready), Double($0.desired)] }
    ) { block, color in
      """
      plot \(block) using 1:2 with fillsteps fillcolor rgb '\(Palette.demand)' title 'demand', \\
        \(block) using 1:4 with steps linecolor rgb '\(color)' linewidth 0.7 dashtype 3 title 'desired', \\
        \(block) using 1:3 with steps linecolor rgb '\(color)' linewidth 1.4 title 'ready'
      """
    }
  }

  static func latency(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript {
    panels(
      "latency", runs, options,
      title: "Latency percentile and its target of \(options.latencyTarget) s", axis: "latency (s)",
      extra: "set logscale y; set yrange [0.1:20]",
      row: { [$0.time / 86_400, $0.latency] }
    ) { block, color in
      """
      plot \(block) using 1:2 with lines linecolor rgb '\(color)' linewidth 1 title 'latency', \\
        \(options.latencyTarget) with lines linecolor rgb '\(Palette.limit)' linewidth 1 dashtype 2 title 'target'
      """
    }
  }

  private static func points(_ run: RunResult, _ options: ChartOptions) -> [TimelinePoint] {
    guard let window = options.window else { return run.timeline }
    return run.timeline.filter { window.contains($0.time) }
  }

  private static func panels(
    _ name: String, _ runs: [RunResult], _ options: ChartOptions, title: String, axis: String, extra: String,
    row: (TimelinePoint) -> [Double], plot: (_ block: String, _ color: String) -> String
  ) -> ChartScript {
    let columns = runs.count > 3 ? 2 : 1
    let rows = (runs.count + columns - 1) / columns
    let height = 70 + 150 * rows
    var lines = [
      "set multiplot layout \(rows),\(columns) columnsfirst title \(Gnuplot.quoted(title)) font ',13' "
        + "margins \(columns == 2 ? "0.07,0.985" : "0.1,0.97"),\(45.0 / Double(height)),\(1 - 75.0 / Double(height)) "
        + "spacing 0.06,\(42.0 / Double(height))",
      "\(Gnuplot.axes); \(Gnuplot.timeRange(runs.flatMap { points($0, options) }.map(\.time))); \(extra)",
      "set key off",
    ]
    for (index, run) in runs.enumerated() {
      let block = "panel\(index)"
      let shown = points(run, options)
      let isLast = index % rows == rows - 1 || index == runs.count - 1
      lines += [
        Gnuplot.block(block, shown.map(row)), "set title \(Gnuplot.quoted(run.arm)) offset 0,-0.7",
        "set ylabel '\(axis)' offset 1,0",
        isLast
          ? "set xlabel 'time (days since the start of the trace)' offset 0,0.5; set format x '%g'"
          : "unset xlabel; set format x ''",
        index == 0
          ? "set key at screen 0.98,\(1 - 32.0 / Double(height)) right horizontal samplen 2" : "set key off",
        plot("$" + block, Palette.color(index)),
      ]
    }
    lines.append("unset multiplot")
    return ChartScript(
      name: name, width: columns == 2 ? 900 : 720, height: height, body: lines.joined(separator: "\n"))
  }
}
