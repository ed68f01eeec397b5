import Experiments

/// Charts of how good forecasts and their intervals were.
enum ForecastCharts {
  static let coverage = ChartKind(
    "calibration", shows: "how often intervals held what came, by level of the forecast"
  ) { [coverage($0.models)] }

  static let errorByHorizon = ChartKind("error-by-horizon", shows: "errors by how far ahead was looked") {
    [errorByHorizon($0.models)]
  }

  /// How often intervals held what came, by tenths of the forecast; nil where no forecaster gives intervals.
  static func coverage(_ models: [ModelResult]) -> Chart? {
    let shown = models.filter { $0.forecasts.filter { $0.lower != nil && $0.upper != nil }.count >= 100 }
    guard !shown.isEmpty else { return nil }
    let nominal = 100 * (shown.compactMap { value("interval_nominal", $0) }.max() ?? 0.9)
    var marks = [
      Chart.Mark(
        .level(nominal), .limit, width: 1.2, dash: 2, title: "nominal \(nominal.formatted(digits: 0)) %")
    ]
    for (index, model) in shown.enumerated() {
      let sorted = model.forecasts.filter { $0.lower != nil && $0.upper != nil }.sorted {
        ($0.value, $0.issuedAt) < ($1.value, $1.issuedAt)
      }
      let rows = (0..<10).map { tenth -> [Double] in
        let part = sorted[tenth * sorted.count / 10..<(tenth + 1) * sorted.count / 10]
        let inside = part.filter { $0.actual >= $0.lower ?? .infinity && $0.actual <= $0.upper ?? -.infinity }
        return [
          part.map(\.value).reduce(0, +) / Double(part.count),
          100 * Double(inside.count) / Double(part.count),
          Double(part.count),
        ]
      }
      let table = Chart.Table(
        "coverage\(index)", label: model.name,
        [.init("mean forecast", "requests/s"), .init("inside", "%"), .init("forecasts")], rows)
      marks.append(
        .init(
          .lineWithPoints(x: "mean forecast", y: "inside"), of: table, .series(index), width: 1.4,
          sign: .filled(index), size: 0.9, title: "\(model.name), n = \(model.forecasts.count)"))
    }
    return Chart(
      name: "calibration", title: "Calibration: what came inside the interval, by tenths of the forecast",
      height: Chart.height(forKeys: shown.count + 1),
      panels: [
        Chart.Panel(
          x: Chart.Axis("mean forecast of the tenth (requests/s)"),
          y: Chart.Axis("inside the interval (%)", range: .between(0, 105)),
          key: Chart.Key(place: .inside(.bottomLeft)), marks: marks)
      ])
  }

  /// The absolute error by how far ahead each forecaster looked: median and quartiles of it as a share of what came.
  static func errorByHorizon(_ models: [ModelResult]) -> Chart? {
    let shown = models.filter { !$0.forecasts.isEmpty }
    guard !shown.isEmpty else { return nil }
    // many of them stay near their horizon
    let spacing = min(0.3, 3 / Double(shown.count))
    let columns = [
      Chart.Table.Column("place", "min"), .init("median error", "%"), .init("lower quartile", "%"),
      .init("upper quartile", "%"), .init("horizon", "s"), .init("forecasts"),
    ]
    let marks = shown.enumerated().map { index, model in
      let byHorizon = Dictionary(grouping: model.forecasts) { $0.validAt - $0.issuedAt }
      let rows = byHorizon.keys.sorted().compactMap { horizon -> [Double]? in
        let errors = (byHorizon[horizon] ?? []).filter { $0.actual > 0 }.map {
          100 * abs($0.value - $0.actual) / $0.actual
        }
        .sorted()
        guard !errors.isEmpty else { return nil }
        func at(_ share: Double) -> Double {
          errors[min(errors.count - 1, Int(share * Double(errors.count)))]
        }
        // side by side, so that forecasters of one horizon do not hide each other
        let place = horizon / 60 + (Double(index) - Double(shown.count - 1) / 2) * spacing
        return [place, at(0.5), at(0.25), at(0.75), horizon, Double(errors.count)]
      }
      return Chart.Mark(
        .verticalBars(x: "place", y: "median error", low: "lower quartile", high: "upper quartile"),
        of: Chart.Table("horizon\(index)", label: model.name, columns, rows), .series(index), width: 1.6,
        sign: .filled(index), size: 1.1, title: "\(model.name), n = \(model.forecasts.count)")
    }
    return Chart(
      name: "error-by-horizon", title: "Forecast error by horizon: median and quartiles",
      height: Chart.height(forKeys: shown.count),
      panels: [
        Chart.Panel(
          x: Chart.Axis("horizon (minutes ahead)"),
          y: Chart.Axis("absolute error (% of what came)", range: .from(0)),
          padding: .units(left: 1, right: 1), key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }

  private static func value(_ name: String, _ model: ModelResult) -> Double? {
    model.quality.first { $0.name == name }?.value
  }
}
