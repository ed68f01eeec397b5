import Experiments
import Foundation

/// Charts of how good forecasts and their intervals were.
enum ForecastCharts {
  /// How often intervals held what came, by tenths of the forecast; nil where no forecaster gives intervals.
  static func coverage(_ models: [ModelResult]) -> ChartScript? {
    let shown = models.filter { $0.forecasts.filter { $0.lower != nil && $0.upper != nil }.count >= 100 }
    guard !shown.isEmpty else { return nil }
    var blocks: [ChartBlock] = []
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
      blocks.append(
        ChartBlock("coverage\(index)", ["mean forecast (requests/s)", "inside (%)", "forecasts"], rows))
    }
    let nominal = shown.compactMap { value("interval_nominal", $0) }.max() ?? 0.9
    let curves = shown.enumerated().map { index, model in
      "$coverage\(index) using 1:2 with linespoints pointtype \(5 + 2 * (index % 5)) pointsize 0.9 linecolor rgb "
        + "'\(Palette.color(index))' linewidth 1.4 title \(Gnuplot.text("\(model.name), n = \(model.forecasts.count)"))"
    }
    let title = "Calibration: what came inside the interval, by tenths of the forecast"
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); set yrange [0:105]; set key bottom left Left reverse samplen 2
      set xlabel 'mean forecast of the tenth (requests/s)'; set ylabel 'inside the interval (%)'
      plot \(100 * nominal) with lines linecolor rgb '\(Palette.limit)' dashtype 2 linewidth 1.2 title 'nominal \((100 * nominal).formatted(digits: 0)) %', \\
        \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "calibration", title: title, height: ChartScript.height(forKeys: shown.count + 1), blocks: blocks,
      body: body
    ).labelled("coverage", shown.map(\.name))
  }

  /// The absolute error by how far ahead each forecaster looked: median and quartiles of it as a share of what came.
  static func errorByHorizon(_ models: [ModelResult]) -> ChartScript? {
    let shown = models.filter { !$0.forecasts.isEmpty }
    guard !shown.isEmpty else { return nil }
    var blocks: [ChartBlock] = []
    // many of them stay near their horizon
    let spacing = min(0.3, 3 / Double(shown.count))
    for (index, model) in shown.enumerated() {
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
      blocks.append(
        ChartBlock(
          "horizon\(index)",
          [
            "place (min)", "median error (%)", "lower quartile (%)", "upper quartile (%)", "horizon (s)",
            "forecasts",
          ], rows))
    }
    let curves = shown.enumerated().map { index, model in
      "$horizon\(index) using 1:2:3:4 with yerrorbars pointtype \(5 + 2 * (index % 5)) pointsize 1.1 linecolor rgb "
        + "'\(Palette.color(index))' linewidth 1.6 title \(Gnuplot.text("\(model.name), n = \(model.forecasts.count)"))"
    }
    let title = "Forecast error by horizon: median and quartiles"
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); set yrange [0:*]; set offsets 1, 1, 0, 0; set key outside right top Left reverse samplen 1
      set xlabel 'horizon (minutes ahead)'; set ylabel 'absolute error (% of what came)'
      plot \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "error-by-horizon", title: title, height: ChartScript.height(forKeys: shown.count),
      blocks: blocks,
      body: body
    ).labelled("horizon", shown.map(\.name))
  }

  private static func value(_ name: String, _ model: ModelResult) -> Double? {
    model.quality.first { $0.name == name }?.value
  }
}

/// Recovery by type of fault.
enum RecoveryChart {
  /// Longest time that counts, in seconds.
  private static let horizon = 1800.0

  /// A row a type with a point an arm, joined by a line; nil where nothing went wrong.
  static func draw(_ runs: [RunResult]) -> ChartScript? {
    let shown = runs.filter { !($0.faults?.outcomes.isEmpty ?? true) }
    let outcomes = shown.map { $0.faults?.outcomes ?? [] }
    let types = Set(outcomes.flatMap { $0.map(\.record.specification.type.rawValue) }).sorted()
    guard !types.isEmpty else { return nil }
    let means: [[Double?]] = outcomes.map { outcomes in
      types.map { type in
        let times = outcomes.filter { $0.record.specification.type.rawValue == type }
          .map { $0.isCensored ? horizon : min(horizon, $0.recovery) }
        return times.isEmpty ? nil : times.reduce(0, +) / Double(times.count)
      }
    }
    let counts = types.map { type in
      outcomes[0].filter { $0.record.specification.type.rawValue == type }.count
    }
    let top = types.count - 1
    let spans = types.indices.compactMap { type -> [Double]? in
      let times = means.compactMap { $0[type] }
      guard let low = times.min(), let high = times.max() else { return nil }
      return [low, Double(top - type), high - low]
    }
    var blocks = [ChartBlock("spans", ["shortest (s)", "place", "spread (s)"], spans)]
    for (index, times) in means.enumerated() {
      let rows = times.enumerated().compactMap { type, time in time.map { [$0, Double(top - type)] } }
      blocks.append(ChartBlock("recovery\(index)", ["mean recovery (s)", "place"], rows))
    }
    let tics = types.indices.map { (text: "\(types[$0]) (n = \(counts[$0]))", place: top - $0) }
    let curves = shown.enumerated().map { index, run in
      "$recovery\(index) using 1:2 with points pointtype \(5 + 2 * (index % 5)) pointsize 1.4 linecolor rgb "
        + "'\(Palette.color(index))' title \(Gnuplot.text(run.arm))"
    }
    let title = "Mean recovery by type of fault, restricted to \(Int(horizon)) s"
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); \(Gnuplot.tics("y", tics)); set yrange [-0.6:\(Double(top) + 0.6)]
      set xlabel 'recovery after the onset (s); 0: the service level was kept'; set ylabel 'fault (n an arm)' offset 1,0
      set xrange [0:*]; set xtics 300; set key outside right top Left reverse samplen 1
      plot $spans using 1:2:3:(0) with vectors nohead linecolor rgb '#BBBBBB' linewidth 3 notitle, \\
        \(curves.joined(separator: ", \\\n  "))
      """
    return ChartScript(
      name: "recovery-by-fault", title: title, height: 150 + 24 * types.count, blocks: blocks, body: body
    )
    .labelled("recovery", shown.map(\.arm))
  }
}
