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
    ChartPanels.draw(
      name, runs.map { ChartPanels.Panel(title: $0.arm, rows: points($0, options).map(row)) }, title: title,
      axis: axis, time: "time (days since the start of the trace)", extra: extra, plot: plot)
  }
}
