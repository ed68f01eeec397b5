import ClusterSimulation
import Experiments

/// Charts with time on the horizontal axis and a panel an arm.
enum TimelineCharts {
  static func demandAndSupply(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript {
    let highest =
      runs.flatMap { points($0, options) }.map { max($0.demand, max($0.ready, $0.desired)) }.max() ?? 1
    return panels(
      "demand-and-supply", runs, options,
      title: "Replicas demanded (fewest within the SLO) and ready, over- and under-provisioned",
      axis: "replicas",
      extra: "set yrange [0:\(Double(highest) * 1.05)]",
      columns: [
        "time (days)", "until (days)", "demand (replicas)", "ready (replicas)", "desired (replicas)",
      ],
      rows: { steps($0) { [$0.demand, $0.ready, $0.desired].map(Double.init) } }
    ) { block, _ in
      """
      plot \(block) using 1:($4 > $3 ? $3 : NaN):1:2:3:4 with boxxyerror fillcolor rgb '\(Palette.over)' title 'over', \\
        \(block) using 1:($4 < $3 ? $3 : NaN):1:2:4:3 with boxxyerror fillcolor rgb '\(Palette.under)' title 'under', \\
        \(block) using 1:3 with steps linecolor rgb '#000000' linewidth 1 title 'demand', \\
        \(block) using 1:4 with steps linecolor rgb '#0072B2' linewidth 1 title 'ready'
      """
    }
  }

  static func latency(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript {
    panels(
      "latency", runs, options,
      title: "Latency percentile of the objective and its target of \(options.latencyTarget) s",
      axis: "latency (s)",
      extra: "set logscale y; set yrange [\(options.latencyTarget / 8):\(options.latencyTarget * 40)]",
      columns: ["time (days)", "latency (s)"],
      rows: { $0.map { [$0.time / 86_400, $0.latency] } }
    ) { block, color in
      """
      plot \(block) using 1:2 with lines linecolor rgb '\(color)' linewidth 1 title 'latency', \\
        \(options.latencyTarget) with lines linecolor rgb '\(Palette.limit)' linewidth 1 dashtype 2 title 'target'
      """
    }
  }

  /// Latency percentiles as every scrape said them; nil where no signals were kept.
  static func percentiles(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript? {
    let shown = runs.filter { !($0.faults?.health.isEmpty ?? true) }
    guard !shown.isEmpty else { return nil }
    let targetLine =
      "\(options.latencyTarget) with lines linecolor rgb '\(Palette.limit)' linewidth 1 dashtype 2 title 'target'"
    return ChartPanels.draw(
      "latency-percentiles",
      shown.map { run in
        let health = (run.faults?.health ?? []).filter { options.window?.contains($0.timestamp) ?? true }
        return ChartPanels.Panel(
          title: run.arm,
          rows: health.map {
            [$0.timestamp / 86_400, $0.service.p50, $0.service.p95, $0.service.p99].map { $0 > 0 ? $0 : .nan }
          })
      },
      title: "Latency percentiles of every scrape and the target of \(options.latencyTarget) s",
      axis: "latency (s)", time: time,
      extra: "set logscale y; set yrange [\(options.latencyTarget / 50):\(options.latencyTarget * 40)]",
      columns: ["time (days)", "p50 (s)", "p95 (s)", "p99 (s)"]
    ) { block, _ in
      """
      plot \(block) using 1:4 with lines linecolor rgb '\(Palette.series[1])' linewidth 0.8 title 'p99', \\
        \(block) using 1:3 with lines linecolor rgb '\(Palette.series[0])' linewidth 1 title 'p95', \\
        \(block) using 1:2 with lines linecolor rgb '\(Palette.series[2])' linewidth 1 title 'p50', \(targetLine)
      """
    }
  }

  /// What each arm has paid up to each moment.
  static func cost(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript {
    let blocks = runs.enumerated().map { index, run in
      let stride = max(1, run.timeline.count / 400)
      let rows = run.timeline.enumerated().filter {
        $0.offset % stride == 0 || $0.offset == run.timeline.count - 1
      }
      .map { [$0.element.time / 86_400, $0.element.cost] }
      return ChartBlock("cost\(index)", ["time (days)", "node cost (USD)"], rows)
    }
    let title = "Node cost since the start of the measured part, \(Count.of(runs.count, "arm"))"
    let curves = runs.enumerated().map { index, run in
      "$cost\(index) using 1:2 with lines linecolor rgb '\(Palette.color(index))' linewidth 1.6 "
        + "dashtype \(1 + index / 4 % 3) title \(Gnuplot.text(run.arm))"
    }
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); \(Gnuplot.timeRange(runs.flatMap { [$0.timeline.first?.time, $0.timeline.last?.time].compactMap(\.self) }))
      set xlabel '\(time)'; set ylabel 'node cost (USD)'; set yrange [0:*]
      set key outside right top Left reverse samplen 2
      plot \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "cost-over-time", title: title, height: ChartScript.height(forKeys: runs.count), blocks: blocks,
      body: body
    ).labelled("cost", runs.map(\.arm))
  }

  /// When each arm scaled, and which way.
  static func decisions(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript? {
    let moves = runs.map { run in
      run.decisions.filter { $0.desired != $0.current && options.window?.contains($0.time) ?? true }
    }
    guard moves.contains(where: { !$0.isEmpty }) else { return nil }
    let count = runs.count
    let names = runs.enumerated().map { (text: $0.element.arm, place: count - 1 - $0.offset) }
    var blocks: [ChartBlock] = []
    for (index, decisions) in moves.enumerated() {
      blocks.append(
        ChartBlock(
          "moves\(index)", ["time (days)", "place", "change (replicas)"],
          decisions.map { [$0.time / 86_400, Double(count - 1 - index), Double($0.desired - $0.current)] }))
    }
    let drawn = moves.indices.filter { !moves[$0].isEmpty }
    let curves = drawn.flatMap { index in
      [
        "$moves\(index) using 1:($3 > 0 ? $2 : NaN):(0):(0.08 + 0.34 * (1 - exp(-$3 / 4.0))) with vectors nohead "
          + "linecolor rgb '\(Palette.under)' linewidth 1.2 \(index == drawn[0] ? "title 'up'" : "notitle")",
        "$moves\(index) using 1:($3 < 0 ? $2 : NaN):(0):(-0.08 - 0.34 * (1 - exp($3 / 4.0))) with vectors nohead "
          + "linecolor rgb '\(Palette.series[0])' linewidth 1.2 \(index == drawn[0] ? "title 'down'" : "notitle")",
      ]
    }
    let total = moves.reduce(0) { $0 + $1.count }
    let title = "Scaling decisions that changed the replicas, n = \(total)"
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); \(Gnuplot.timeRange(moves.flatMap { $0.map(\.time) }))
      set xlabel '\(time)'; set ylabel 'arm (height: replicas changed)' offset 1,0
      set yrange [-0.6:\(Double(count) - 0.2)]; \(Gnuplot.tics("y", names))
      set key top right horizontal samplen 2
      plot \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "scaling-decisions", title: title, height: 130 + 34 * count, blocks: blocks, body: body
    )
    .labelled("moves", runs.map(\.arm))
  }

  static let time = "time (days since the start of the trace)"

  static func points(_ run: RunResult, _ options: ChartOptions) -> [TimelinePoint] {
    guard let window = options.window else { return run.timeline }
    return run.timeline.filter { window.contains($0.time) }
  }

  /// Step functions as stretches without a change: beginning and end in days, then the values. gnuplot's filled curves would draw
  /// a hair down to the axis at each change.
  private static func steps(_ points: [TimelinePoint], _ values: (TimelinePoint) -> [Double]) -> [[Double]] {
    var rows: [[Double]] = []
    for (index, point) in points.enumerated() {
      let (day, now) = (point.time / 86_400, values(point))
      if !rows.isEmpty { rows[rows.count - 1][1] = day }
      if rows.last.map({ Array($0.dropFirst(2)) }) != now || index == points.count - 1 {
        rows.append([day, day] + now)
      }
    }
    return rows
  }

  private static func panels(
    _ name: String, _ runs: [RunResult], _ options: ChartOptions, title: String, axis: String, extra: String,
    columns: [String], rows: ([TimelinePoint]) -> [[Double]],
    plot: (_ block: String, _ color: String) -> String
  ) -> ChartScript {
    ChartPanels.draw(
      name, runs.map { ChartPanels.Panel(title: $0.arm, rows: rows(points($0, options))) }, title: title,
      axis: axis, time: time, extra: extra, columns: columns, plot: plot)
  }
}

/// A number and its noun.
enum Count {
  static func of(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
