import Experiments
import Foundation
import Stochastics

/// A forest plot: the change of every workload, the mean with its interval, and the number that was stated.
enum ClaimCharts {
  static func forest(_ judged: ClaimReport.Judged) -> ChartScript? {
    let changes = judged.effect.changes
    guard !changes.isEmpty, let mean = judged.effect.change else { return nil }
    let rows = changes.sorted { ($0.change, $0.workload) < ($1.change, $1.workload) }
    let height = 145 + 22 * (rows.count + 1)
    let interval = judged.judgement.map {
      exp($0.interval.lowerBound) - 1...exp($0.interval.upperBound) - 1
    }
    let color: String =
      switch judged.verdict {
      case .supported: Palette.series[2]
      case .refuted: Palette.limit
      case .inconclusive: Palette.series[1]
      }
    // workloads from the top down, the mean below them
    let points = rows.enumerated().map { [100 * $1.change, Double(rows.count - $0)] }
    let labels = rows.enumerated().map { (text: $1.workload, place: rows.count - $0) } + [("mean", 0)]
    let ends = interval.map { [100 * $0.lowerBound, 100 * $0.upperBound] } ?? [100 * mean, 100 * mean]
    let all = points.map { $0[0] } + ends + [0, 100 * judged.claim.stated]
    let (low, high) = (all.min() ?? -1, all.max() ?? 1)
    let air = max(1, 0.06 * (high - low))
    let title =
      "\(judged.claim.name): \(judged.verdict.rawValue) (\(judged.claim.arm) with \(judged.claim.baseline), "
      + "\(rows.count) workloads)"
    let blocks = [
      ChartBlock("workloads", ["change (%)", "place"], points),
      ChartBlock(
        "mean", ["mean change (%)", "place", "lower (%)", "upper (%)"], [[100 * mean, 0, ends[0], ends[1]]]),
    ]
    let body = [
      "\(Gnuplot.axes); set title \(Gnuplot.text(title)); set title offset -11,3.2; set key at graph 1, screen \(1 - 38.0 / Double(height)) right top horizontal maxrows 2 samplen 2",
      "set lmargin 27; set tmargin 5.4; set yrange [-0.7:\(Double(rows.count) + 0.7)]; set xrange [\(low - air):\(high + air)]",
      "\(Gnuplot.tics("y", labels)); set xlabel \(Gnuplot.text("change of \(judged.claim.metric.replacing("_", with: " ")) (%)")); set ylabel 'workload' offset 1,0",
      "set arrow from 0, graph 0 to 0, graph 1 nohead linecolor rgb '#888888'",
      "set arrow from \(100 * judged.claim.stated), graph 0 to \(100 * judged.claim.stated), graph 1 nohead linecolor rgb '\(Palette.series[0])' dashtype 2 linewidth 1.4",
      """
      plot $workloads using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb '#555555' title 'workload', \\
        $mean using 1:2:3:4 with xerrorbars pointtype 7 pointsize 1 linewidth 2 linecolor rgb '\(color)' title 'mean with interval', \\
        NaN with lines dashtype 2 linewidth 1.4 linecolor rgb '\(Palette.series[0])' title 'stated'
      """,
    ]
    return ChartScript(
      name: "claim-\(judged.claim.name)", title: title, height: height, blocks: blocks,
      body: body.joined(separator: "\n"))
  }
}

extension Charts {
  /// Draws a forest plot of each claim that has a figure.
  ///
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(claims report: ClaimReport, folder: String) throws -> DrawnCharts {
    try DrawnCharts(report.claims.compactMap(ClaimCharts.forest), into: folder)
  }
}
