import Experiments

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
