import Experiments
import Foundation
import Stochastics

/// A forest plot: the change of every workload, the mean with its interval, and the number that was stated.
enum ClaimCharts {
  static func forest(_ judged: ClaimReport.Judged) -> Chart? {
    let changes = judged.effect.changes
    guard !changes.isEmpty, let mean = judged.effect.change else { return nil }
    let rows = changes.sorted { ($0.change, $0.workload) < ($1.change, $1.workload) }
    let height = 145 + 22 * (rows.count + 1)
    let interval = judged.judgement.map {
      exp($0.interval.lowerBound) - 1...exp($0.interval.upperBound) - 1
    }
    let ink: Ink =
      switch judged.verdict {
      case .supported: .green
      case .refuted: .limit
      case .inconclusive: .orange
      }
    // workloads from the top down, the mean below them
    let points = rows.enumerated().map { [100 * $1.change, Double(rows.count - $0)] }
    let labels = rows.map(\.workload) + ["mean"]
    let ends = interval.map { [100 * $0.lowerBound, 100 * $0.upperBound] } ?? [100 * mean, 100 * mean]
    let all = points.map { $0[0] } + ends + [0, 100 * judged.claim.stated]
    let (low, high) = (all.min() ?? -1, all.max() ?? 1)
    let air = max(1, 0.06 * (high - low))
    let stated = 100 * judged.claim.stated
    let workloads = Chart.Table("workloads", [.init("change", "%"), .init("place")], points)
    let summary = Chart.Table(
      "mean", [.init("mean change", "%"), .init("place"), .init("lower", "%"), .init("upper", "%")],
      [[100 * mean, 0, ends[0], ends[1]]])
    return Chart(
      name: "claim-\(judged.claim.name)",
      title:
        "\(judged.claim.name): \(judged.verdict.rawValue) (\(judged.claim.arm) with \(judged.claim.baseline), "
        + "\(rows.count) workloads)",
      height: height, heading: Chart.Heading(size: nil, nudge: (-11, 3.2)),
      panels: [
        Chart.Panel(
          frame: Chart.Frame(left: .letters(27), top: .letters(5.4)),
          x: Chart.Axis(
            "change of \(judged.claim.metric.replacing("_", with: " ")) (%)",
            range: .between(low - air, high + air)
          ),
          y: Chart.Axis(
            "workload", nudge: (1, 0), range: .between(-0.7, Double(rows.count) + 0.7),
            tics: Chart.Tics(places: Chart.Tics.rows(labels))),
          rules: [
            Chart.Rule(axis: .x, value: 0, ink: .zero),
            Chart.Rule(axis: .x, value: stated, ink: .blue, width: 1.4, dash: 2),
          ],
          key: Chart.Key(place: .overRight(y: 1 - 38 / Double(height)), isHorizontal: true, rows: 2),
          marks: [
            .init(
              .points(x: "change", y: "place"), of: workloads, .quiet, sign: .disc, size: 0.6,
              title: "workload"),
            .init(
              .horizontalBars(x: "mean change", y: "place", low: "lower", high: "upper"), of: summary, ink,
              width: 2, sign: .disc, size: 1, title: "mean with interval"),
            .init(.sample, .blue, width: 1.4, dash: 2, title: "stated"),
          ])
      ])
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
