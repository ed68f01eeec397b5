import Foundation
import Stochastics
import Workloads

/// What a trace looks like: its course, how it resembles itself later, its tail.
public enum TraceChart {
  /// Most points along the course; each stands for the steps it covers.
  private static let columns = 900

  /// Draws the first `limit` of the series into `folder`; nothing without a series.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(
    _ series: [MeasuredSeries], title: String, folder: String, limit: Int = 6
  ) throws -> DrawnCharts {
    let shown = series.prefix(limit).map { $0.isCounter ? $0.rate() : $0 }.filter {
      $0.values.contains { $0 != nil }
    }
    var used: Set<String> = []
    let charts = shown.map { one in
      var chart = chart(one, name: "trace-" + one.name.prefix(40), title: title)
      // what the file is called has to differ, not what the series is called
      while !used.insert(chart.fileName).inserted { chart.name += "-" }
      return chart
    }
    return try DrawnCharts(charts, into: folder)
  }

  static func chart(_ series: MeasuredSeries, name: String, title: String) -> Chart {
    let unit = series.quantity.unit
    let axis = unit.isEmpty ? "value" : unit
    let present = series.values.compactMap(\.self).sorted()
    let step = (Double(series.step) / 1e6).formatted(digits: series.step % 1_000_000 == 0 ? 0 : 3)
    return Chart(
      name: name,
      title: "\(title): \(series.name), \(present.count) of \(series.values.count) steps of \(step) s",
      width: 900, height: 560,
      panels: [coursePanel(series, axis), correlationPanel(series), tailPanel(tail(present), axis)])
  }

  private static func coursePanel(_ series: MeasuredSeries, _ axis: String) -> Chart.Panel {
    let clock = clock(of: series)
    let time = Chart.Table.Column("time", clock.name)
    let table = Chart.Table(
      "course", [time, .init("least", axis), .init("mean", axis), .init("largest", axis)],
      course(series, hours: clock.hours))
    let anomalous = anomalous(series, hours: clock.hours)
    var marks = [
      Chart.Mark(
        .band(x: "time", low: "least", high: "largest"), of: table, .demand, title: "least to largest"),
      Chart.Mark(.line(x: "time", y: "mean"), of: table, .series(0), width: 1.2, title: "mean"),
    ]
    if !anomalous.isEmpty {
      marks.append(
        .init(
          .points(x: "time", y: "largest"),
          of: Chart.Table("anomalous", [time, .init("largest", axis)], anomalous), .series(5), sign: .disc,
          size: 0.4, title: "labelled anomalous"))
    }
    return Chart.Panel(
      frame: Chart.Frame(left: .share(0.1), right: .share(0.97), top: .share(0.9), bottom: .share(0.58)),
      x: Chart.Axis("time (\(clock.name) since the first step)", nudge: (0, 0.5), range: .exact),
      y: Chart.Axis(axis, nudge: (1, 0)),
      key: Chart.Key(place: .at(x: 0.97, y: 0.935, .topRight), isHorizontal: true), marks: marks)
  }

  private static func correlationPanel(_ series: MeasuredSeries) -> Chart.Panel {
    let correlations = correlations(series)
    let isEmpty = correlations.isEmpty
    let table = Chart.Table("correlation", [.init("lag", "h"), .init("autocorrelation")], correlations)
    let curve = Chart.Mark(.line(x: "lag", y: "autocorrelation"), of: table, .series(0), width: 1.2)
    return Chart.Panel(
      frame: Chart.Frame(left: .share(0.1), right: .share(0.47), top: .share(0.44), bottom: .share(0.11)),
      x: Chart.Axis("lag (hours)", nudge: (0, 0.5), range: .from(0)),
      y: Chart.Axis("autocorrelation", nudge: (1, 0), range: .between(-1, 1)),
      texts: isEmpty ? [.init(text: "too short", place: .middle, ink: .black)] : [],
      marks: [.init(.level(0), isEmpty ? .grid : .base)] + (isEmpty ? [] : [curve]))
  }

  /// - Parameters:
  ///   - tail: Values and the share of steps above them.
  ///   - axis: What the values are called.
  private static func tailPanel(_ tail: [[Double]], _ axis: String) -> Chart.Panel {
    var panel = Chart.Panel(
      frame: Chart.Frame(left: .share(0.58), right: .share(0.97), top: .share(0.44), bottom: .share(0.11)),
      x: Chart.Axis(axis, nudge: (0, 0.5)), y: Chart.Axis("share of steps above", nudge: (1, 0)))
    guard let least = tail.map({ $0[0] }).min(), let largest = tail.map({ $0[0] }).max() else {
      panel.texts = [.init(text: "no positive values", place: .middle, ink: .black)]
      panel.marks = [.init(.level(0), .grid)]
      return panel
    }
    (panel.y.isLogarithmic, panel.y.tics.format) = (true, .powers)
    // over less than a decade a logarithmic axis has one tick or none
    if largest < 10 * least {
      panel.x.range = .exact
    } else {
      (panel.x.isLogarithmic, panel.x.tics.format) = (true, .powers)
    }
    let table = Chart.Table("tail", [.init(axis), .init("share of steps above")], tail)
    panel.marks = [.init(.line(x: axis, y: "share of steps above"), of: table, .series(5), width: 1.4)]
    return panel
  }

  /// The unit of time that a series as long as this one is drawn in, and its hours.
  private static func clock(of series: MeasuredSeries) -> (name: String, hours: Double) {
    let hours = Double(series.values.count) * Double(series.step) / 3600e6
    return hours >= 48 ? ("days", 24) : hours >= 2 ? ("hours", 1) : ("minutes", 1.0 / 60)
  }

  /// The steps that each point covers, and its middle in units of so many hours.
  private static func points(_ series: MeasuredSeries, hours: Double) -> [(
    range: Range<Int>, middle: Double
  )] {
    let count = min(columns, series.values.count)
    return (0..<count).map { column in
      let range = column * series.values.count / count..<(column + 1) * series.values.count / count
      let middle = Double(range.lowerBound + range.upperBound) / 2
      return (range, middle * Double(series.step) / (3600e6 * hours))
    }
  }

  /// Time and largest value of the points that cover a step labelled anomalous.
  private static func anomalous(_ series: MeasuredSeries, hours: Double) -> [[Double]] {
    guard let labels = series.labels else { return [] }
    return points(series, hours: hours).compactMap { range, middle in
      guard labels[range].contains(true) else { return nil }
      return series.values[range].compactMap(\.self).max().map { [middle, $0] }
    }
  }

  /// Time, least, mean and largest of what each point covers; nothing where nothing was measured.
  private static func course(_ series: MeasuredSeries, hours: Double) -> [[Double]] {
    points(series, hours: hours).map { range, middle in
      let values = series.values[range].compactMap(\.self)
      guard let low = values.min(), let high = values.max() else { return [middle, .nan, .nan, .nan] }
      return [middle, low, values.reduce(0, +) / Double(values.count), high]
    }
  }

  /// Lags in hours up to eight days or a third of the series, of at least 30 pairs of steps, and the correlation there.
  private static func correlations(_ series: MeasuredSeries) -> [[Double]] {
    let hours = Double(series.step) / 3600e6
    let longest = min(series.values.count / 3, series.values.count - 30, Int(192 / hours))
    guard longest >= 2 else { return [] }
    let dense = series.values.map { $0 ?? .nan }
    let stride = max(1, longest / 400)
    return Swift.stride(from: stride, through: longest, by: stride).compactMap { lag in
      autocorrelation(dense, lag: lag).map { [Double(lag) * hours, $0] }
    }
  }

  /// Values and the share above them, thinned evenly in the logarithm of the share.
  private static func tail(_ sorted: [Double]) -> [[Double]] {
    let positive = sorted.filter { $0 > 0 }
    guard positive.count >= 2 else { return [] }
    var ranks: [Int] = []
    var rank = 1.0
    while Int(rank) < positive.count {
      if ranks.last != Int(rank) { ranks.append(Int(rank)) }
      rank = max(rank + 1, rank * 1.03)
    }
    return ranks.map { [positive[positive.count - $0], Double($0) / Double(sorted.count)] }
  }
}
