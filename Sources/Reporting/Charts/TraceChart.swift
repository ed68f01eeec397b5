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
      var chart = script(one, name: "trace-" + one.name.prefix(40), title: title)
      // what the file is called has to differ, not what the series is called
      while !used.insert(chart.fileName).inserted { chart.name += "-" }
      return chart
    }
    return try DrawnCharts(charts, into: folder)
  }

  static func script(_ series: MeasuredSeries, name: String, title: String) -> ChartScript {
    let unit = series.quantity.unit
    let axis = unit.isEmpty ? "value" : unit
    let present = series.values.compactMap(\.self).sorted()
    let correlations = correlations(series)
    let tail = tail(present)
    let step = (Double(series.step) / 1e6).formatted(digits: series.step % 1_000_000 == 0 ? 0 : 3)
    let heading =
      "\(title): \(series.name), \(present.count) of \(series.values.count) steps of \(step) s"
    let clock = clock(of: series)
    let anomalous = anomalous(series, hours: clock.hours)
    // Over less than a decade a logarithmic axis has one tick or none.
    let isNarrow = (tail.map { $0[0] }.max() ?? 0) < 10 * (tail.map { $0[0] }.min() ?? 0)
    let blocks =
      [
        ChartBlock(
          "course",
          ["time (\(clock.name))", "least (\(axis))", "mean (\(axis))", "largest (\(axis))"],
          course(series, hours: clock.hours)),
        ChartBlock("correlation", ["lag (h)", "autocorrelation"], correlations),
      ]
      + (anomalous.isEmpty
        ? [] : [ChartBlock("anomalous", ["time (\(clock.name))", "largest (\(axis))"], anomalous)])
      + [ChartBlock("tail", [axis, "share of steps above"], tail)]
    let body = """
      set multiplot title \(Gnuplot.text(heading)) font ',13'
      \(Gnuplot.axes); set key off
      set lmargin at screen 0.1; set rmargin at screen 0.97
      set tmargin at screen 0.9; set bmargin at screen 0.58
      set xlabel 'time (\(clock.name) since the first step)' offset 0,0.5; set ylabel \(Gnuplot.text(axis)) offset 1,0
      set key at screen 0.97,0.935 right horizontal samplen 2; set autoscale xfix
      plot $course using 1:2:4 with filledcurves fillcolor rgb '\(Palette.demand)' title 'least to largest', \\
        $course using 1:3 with lines linecolor rgb '\(Palette.color(0))' linewidth 1.2 title 'mean'\(anomalous.isEmpty ? "" : ", $anomalous using 1:2 with points pointtype 7 pointsize 0.4 linecolor rgb '\(Palette.color(5))' title 'labelled anomalous'")
      set key off
      set rmargin at screen 0.47; set tmargin at screen 0.44; set bmargin at screen 0.11
      set xlabel 'lag (hours)' offset 0,0.5; set ylabel 'autocorrelation' offset 1,0; set yrange [-1:1]
      set xrange [0:*]
      \(correlations.isEmpty ? "set label 1 'too short' at graph 0.5,0.5 center; plot 0 with lines linecolor rgb '#CCCCCC'; unset label 1" : "plot 0 with lines linecolor rgb '#999999', $correlation using 1:2 with lines linecolor rgb '\(Palette.color(0))' linewidth 1.2")
      unset yrange; set autoscale
      set lmargin at screen 0.58; set rmargin at screen 0.97
      set xlabel \(Gnuplot.text(axis)) offset 0,0.5; set ylabel 'share of steps above' offset 1,0
      set logscale y; set format y '10^{%L}'
      \(isNarrow ? "set xtics autofreq; set autoscale xfix" : "set logscale x; set format x '10^{%L}'")
      \(tail.isEmpty ? "unset logscale; set label 1 'no positive values' at graph 0.5,0.5 center; plot 0 with lines linecolor rgb '#CCCCCC'" : "plot $tail using 1:2 with lines linecolor rgb '\(Palette.color(5))' linewidth 1.4")
      unset multiplot
      """
    return ChartScript(name: name, title: heading, width: 900, height: 560, blocks: blocks, body: body)
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
