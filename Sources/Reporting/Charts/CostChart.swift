import Experiments

/// Cost against violation: what an arm pays and what it gets.
enum CostChart {
  /// Nil where no arm has both figures.
  static func costAndViolation(_ runs: [RunResult], _ options: ChartOptions) -> ChartScript? {
    let shown = runs.filter { $0.value("node_cost").isFinite && $0.value("violation_windows").isFinite }
    guard !shown.isEmpty else { return nil }
    // a logarithmic axis has no zero: arms without a violation stand at the floor, as the axis says
    let floor = 0.01
    let budget = max(floor, options.violationBudget)
    let title = "Cost and violation, test part, \(shown.count) arms"
    var lines = [
      Gnuplot.title(title),
      "\(Gnuplot.axes)",
      "set logscale y; set yrange [\(floor * 0.7):100]; set format y '%g'",
      "set ytics add ('0' \(floor))",
      "set xlabel 'node cost (USD)'", "set ylabel 'violating 60-s windows (%)'",
      "set offsets graph 0.08, graph 0.12, 0, 0", "set key outside right top Left reverse samplen 1",
      "set arrow from graph 0, first \(budget) to graph 1, first \(budget) nohead "
        + "linecolor rgb '\(Palette.limit)' dashtype 2 linewidth 1.5",
      "set label 'budget \(options.violationBudget) %' at graph 0.99, first \(budget * 1.6) right "
        + "textcolor rgb '\(Palette.limit)'",
    ]
    let blocks = shown.enumerated().map { index, run in
      ChartBlock(
        "arm\(index)", ["node cost (USD)", "violating windows (%)"],
        [[run.value("node_cost"), max(floor, run.value("violation_windows"))]], label: run.arm)
    }
    let curves = shown.enumerated().map { index, run in
      "$arm\(index) using 1:2 with points pointtype \(5 + 2 * (index % 5)) pointsize 1.6 "
        + "linecolor rgb '\(Palette.color(index))' title \(Gnuplot.text(run.arm))"
    }
    lines.append("plot \(curves.joined(separator: ", \\\n  "))")
    return ChartScript(
      name: "cost-and-violation", title: title, height: ChartScript.height(forKeys: shown.count),
      blocks: blocks,
      body: lines.joined(separator: "\n"))
  }
}

/// A forecast with its interval against what came.
enum ForecastChart {
  static func fan(_ model: ModelResult, _ options: ChartOptions) -> ChartScript {
    let shown = model.forecasts.filter { options.window?.contains($0.validAt) ?? true }
    let rows = shown.map {
      [$0.validAt / 86_400, $0.value, $0.lower ?? $0.value, $0.upper ?? $0.value, $0.actual]
    }
    let title = "Forecast by \(model.name) against what came, n = \(shown.count)"
    let block = ChartBlock(
      "forecast",
      [
        "time (days)", "forecast (requests/s)", "lower (requests/s)", "upper (requests/s)",
        "actual (requests/s)",
      ], rows)
    let lines = [
      Gnuplot.title(title),
      "\(Gnuplot.axes); \(Gnuplot.timeRange(shown.map(\.validAt)))",
      "set xlabel 'time (days since the start of the trace)'", "set ylabel 'load (requests/s)'",
      "set key top left horizontal opaque samplen 2", "set yrange [0:*]",
      """
      plot $forecast using 1:3:4 with filledcurves fillcolor rgb '#9ECAE9' title 'interval', \\
        $forecast using 1:5 with lines linecolor rgb '#555555' linewidth 0.8 title 'actual', \\
        $forecast using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.2 title 'forecast'
      """,
    ]
    return ChartScript(
      name: "forecast-\(model.name)", title: title, width: 900, blocks: [block],
      body: lines.joined(separator: "\n"))
  }
}
