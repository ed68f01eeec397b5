import Foundation
import Workloads

/// What `forescale trace inspect` prints.
public enum InspectionText {
  /// The lines about one file.
  public static func text(of inspection: TraceInspection, color: Bool) -> String {
    var lines = [
      "\(inspection.path): \(inspection.format), \(inspection.rows) rows, \(inspection.samples) samples"
    ]
    if let start = inspection.start, let end = inspection.end {
      let from = inspection.startText ?? "\(Double(start) / 1e6) s"
      let to = inspection.endText ?? "\(Double(end) / 1e6) s"
      lines.append("from \(from) to \(to) (\(span(end - start)))")
    }
    if !inspection.unread.isEmpty { lines.append("not read: \(inspection.unread)") }
    for oddity in inspection.oddities { lines.append("odd: \(oddity.count) \(oddity.what)") }
    for note in inspection.notes { lines.append("note: \(note)") }
    if !inspection.series.isEmpty {
      lines += ["", figures(inspection.series, color: color), "", correlations(inspection, color: color)]
      let hidden = inspection.seriesCount - inspection.series.count
      if hidden > 0 { lines.append("and \(hidden) more series") }
    }
    // Quantiles of fewer series say less than the series themselves.
    if let summary = inspection.summary, inspection.seriesCount >= 5 {
      lines += ["", all(summary, inspection.seriesCount)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func figures(_ series: [SeriesInspection], color: Bool) -> String {
    var table = TextTable([
      .init("series", isLeft: true), .init("unit", isLeft: true), .init("step", unit: "s"), .init("steps"),
      .init("coverage", unit: "%"), .init("gaps"), .init("longest", unit: "steps"), .init("mean"),
      .init("sd"),
      .init("5 %"), .init("median"), .init("95 %"), .init("max"), .init("peak/mean"),
      .init("zeros", unit: "%"),
      .init("constant", unit: "steps"), .init("tail index"),
    ])
    let areLabelled = series.contains { $0.anomalousShare != nil }
    if areLabelled { table.columns.append(.init("anomalous", unit: "%")) }
    table.rows = series.map { one in
      let percentile = { (percent: Double) in one.percentiles.first { $0.percent == percent }?.value }
      return [
        shortened(one.name), one.quantity.unit + (one.isRate ? " a second" : ""),
        TextTable.number(Double(one.step) / 1e6),
        String(one.steps), TextTable.cell(100 * one.coverage, digits: 2), String(one.gaps.count),
        String(one.gaps.longest), TextTable.number(one.mean), TextTable.number(one.standardDeviation),
        TextTable.number(percentile(5)),
        TextTable.number(percentile(50)), TextTable.number(percentile(95)), TextTable.number(one.maximum),
        TextTable.cell(one.peakToMean, digits: 1), TextTable.cell(100 * one.zeroShare, digits: 1),
        String(one.longestConstant), tailIndex(one.tails.last?.index),
      ] + (areLabelled ? [TextTable.cell(one.anomalousShare.map { 100 * $0 }, digits: 2)] : [])
    }
    return table.render(color: color)
  }

  /// Hill's estimate; beyond 10 it says that no tail of a power is there and nothing else.
  private static func tailIndex(_ index: Double?) -> String {
    index.map { $0 > 10 ? ">10" : TextTable.cell($0, digits: 2) } ?? TextTable.cell(nil, digits: 2)
  }

  private static func correlations(_ inspection: TraceInspection, color: Bool) -> String {
    let lags = inspection.series.reduce(into: [String]()) { lags, one in
      for correlation in one.firmAutocorrelations where !lags.contains(correlation.lag) {
        lags.append(correlation.lag)
      }
    }
    guard !lags.isEmpty else { return "no series varies and is long enough for an autocorrelation" }
    var table = TextTable([.init("autocorrelation at", isLeft: true)] + lags.map { .init($0) })
    let remember = inspection.series.contains { $0.memory != nil }
    if remember { table.columns += [.init("Hurst"), .init("±")] }
    table.rows = inspection.series.map { one in
      [shortened(one.name)]
        + lags.map { lag in
          TextTable.cell(one.firmAutocorrelations.first { $0.lag == lag }?.value, digits: 2)
        }
        + (remember
          ? [
            TextTable.cell(one.memory?.hurst, digits: 2),
            TextTable.cell(one.memory?.standardError, digits: 2),
          ] : [])
    }
    return table.render(color: color)
  }

  private static func all(_ summary: TraceInspection.Summary, _ count: Int) -> String {
    func spread(_ name: String, _ spread: TraceInspection.Spread?) -> String? {
      spread.map {
        "\(name) \(TextTable.number($0.low10)), \(TextTable.number($0.median)), \(TextTable.number($0.high90))"
      }
    }
    let parts =
      [
        spread("mean", summary.mean), spread("coverage", summary.coverage),
        spread("peak/mean", summary.peakToMean), spread("zeros", summary.zeroShare),
      ].compactMap(\.self)
      + summary.autocorrelations.compactMap { spread("autocorrelation at \($0.lag)", $0.spread) }
    return "all \(count) series, 10 %, median and 90 % of each figure:\n  " + parts.joined(separator: "\n  ")
  }

  private static func shortened(_ name: String) -> String {
    name.count > 28 ? name.prefix(25) + "…" : name
  }

  private static func span(_ microseconds: Int64) -> String {
    let seconds = Double(microseconds) / 1e6
    if seconds >= 172_800 { return "\((seconds / 86_400).formatted(digits: 1)) days" }
    if seconds >= 7200 { return "\((seconds / 3600).formatted(digits: 1)) h" }
    return "\(TextTable.number(seconds)) s"
  }
}
