import Experiments

/// Cost against violation: what an arm pays and what it gets.
enum CostChart {
  static let kind = ChartKind(
    "cost-and-violation", shows: "each arm's cost and violation, with the budget"
  ) { [costAndViolation($0.runs, $0.options)] }

  /// Nil where no arm has both figures.
  static func costAndViolation(_ runs: [RunResult], _ options: ChartOptions) -> Chart? {
    let shown = runs.filter { $0.value("node_cost").isFinite && $0.value("violation_windows").isFinite }
    guard !shown.isEmpty else { return nil }
    // a logarithmic axis has no zero: arms without a violation stand at the floor, as the axis says
    let floor = 0.01
    let budget = max(floor, options.violationBudget)
    let marks = shown.enumerated().map { index, run in
      let violation = run.value("violation_windows")
      let table = Chart.Table(
        "arm\(index)", label: run.arm,
        [.init("node cost", "USD"), .init("violating windows", "%"), .init("drawn at", "%")],
        [[run.value("node_cost"), violation, max(floor, violation)]])
      return Chart.Mark(
        .points(x: "node cost", y: "drawn at"), of: table, .series(index), sign: .filled(index),
        size: 1.6, title: run.arm)
    }
    return Chart(
      name: "cost-and-violation", title: "Cost and violation, test part, \(shown.count) arms",
      height: Chart.height(forKeys: shown.count),
      panels: [
        Chart.Panel(
          x: Chart.Axis("node cost (USD)"),
          y: Chart.Axis(
            "violating 60-s windows (%)", range: .between(floor * 0.7, 100), isLogarithmic: true,
            tics: Chart.Tics(places: .and([("0", floor)]), format: .short)),
          padding: .shares(left: 0.08, right: 0.12),
          rules: [Chart.Rule(axis: .y, value: budget, ink: .limit, width: 1.5, dash: 2)],
          texts: [
            Chart.Text(
              text: "budget \(options.violationBudget) %", place: .share(x: 0.99, y: budget * 1.6),
              isBefore: true, ink: .limit)
          ],
          key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }
}

/// A forecast with its interval against what came.
enum ForecastChart {
  static let kind = ChartKind("forecast-…", shows: "a forecast with its interval against what came") {
    source in
    [
      source.models.first { $0.forecasts.contains { $0.upper != nil } }.map { fan($0, source.options) }
    ]
  }

  static func fan(_ model: ModelResult, _ options: ChartOptions) -> Chart {
    let shown = model.forecasts.filter { options.window?.contains($0.validAt) ?? true }
    let unit = "requests/s"
    let table = Chart.Table(
      "forecast",
      [
        .init("time", "days"), .init("forecast", unit), .init("lower", unit), .init("upper", unit),
        .init("actual", unit),
      ],
      shown.map { [$0.validAt / 86_400, $0.value, $0.lower ?? $0.value, $0.upper ?? $0.value, $0.actual] })
    return Chart(
      name: "forecast-\(model.name)",
      title: "Forecast by \(model.name) against what came, n = \(shown.count)",
      width: 900,
      panels: [
        Chart.Panel(
          x: Chart.Axis(TimelineCharts.time, range: Chart.Axis.days(shown.map(\.validAt))),
          y: Chart.Axis("load (requests/s)", range: .from(0)),
          key: Chart.Key(place: .inside(.topLeft), isHorizontal: true, isOpaque: true),
          marks: [
            .init(.band(x: "time", low: "lower", high: "upper"), of: table, .over, title: "interval"),
            .init(.line(x: "time", y: "actual"), of: table, .quiet, width: 0.8, title: "actual"),
            .init(.line(x: "time", y: "forecast"), of: table, .blue, width: 1.2, title: "forecast"),
          ])
      ])
  }
}
