import Foundation
import Stochastics

/// The table of comparisons: a row for each arm and metric.
public enum ComparisonTable {
  /// The table of `comparisons`; p-values are Wilcoxon's after Holm's correction over all of its rows.
  public static func render(_ comparisons: [ArmComparison], color: Bool) -> String {
    var table = TextTable([
      .init("arm", isLeft: true), .init("against", isLeft: true), .init("metric", isLeft: true),
      .init("unit", isLeft: true), .init("baseline"), .init("arm"), .init("effect"), .init("95 % interval"),
      .init("p", unit: "Holm"), .init("detectable", unit: "80 % power"), .init("workloads"), .init("pairs"),
      .init("margin"), .init("verdict", isLeft: true),
    ])
    let adjusted = adjustedPValues(comparisons)
    var place = 0
    for comparison in comparisons {
      for metric in comparison.metrics {
        let unit = metric.definition.unit
        table.rows.append([
          comparison.arm, comparison.baseline, metric.definition.name, unit == "1" ? "" : unit,
          TextTable.number(metric.baselineMean), TextTable.number(metric.treatmentMean),
          metric.effect.map(metric.text) ?? "–",
          metric.interval.map { "\(metric.text($0.lowerBound)) … \(metric.text($0.upperBound))" } ?? "–",
          adjusted[place].map(pValue) ?? "–",
          metric.detectable.map { "±" + metric.text($0).drop { $0 == "+" } } ?? "–",
          "\(metric.workloads)", "\(metric.pairs)", metric.verdict == .none ? "" : metric.text(metric.margin),
          metric.verdict.rawValue,
        ])
        place += 1
      }
    }
    return table.render(color: color)
  }

  /// The recoveries of all comparisons that have some, a row each; nil where none has.
  public static func recoveries(_ comparisons: [ArmComparison], color: Bool) -> String? {
    var table = TextTable([
      .init("recovery", isLeft: true), .init("against", isLeft: true), .init("faults"),
      .init("baseline", unit: "recovered"), .init("arm", unit: "recovered"),
      .init("baseline", unit: "s, ≤ 1800"), .init("arm", unit: "s, ≤ 1800"), .init("χ²", unit: "log-rank"),
      .init("p", unit: "log-rank"),
    ])
    table.rows = comparisons.compactMap { comparison in
      comparison.recovery.map { recovery in
        [
          comparison.arm, comparison.baseline, "\(recovery.faults)", "\(recovery.baseline.recovered)",
          "\(recovery.treatment.recovered)", mean(recovery.baseline), mean(recovery.treatment),
          TextTable.cell(recovery.test.statistic, digits: 2), pValue(recovery.test.pValue),
        ]
      }
    }
    return table.rows.isEmpty ? nil : table.render(color: color)
  }

  private static func mean(_ side: RecoveryComparison.Side) -> String {
    (side.mean.isExtrapolated ? "≤ " : "") + TextTable.cell(side.mean.value, digits: 1)
  }

  /// Wilcoxon's p-values after Holm's correction, row by row.
  static func adjustedPValues(_ comparisons: [ArmComparison]) -> [Double?] {
    let raw = comparisons.flatMap { $0.metrics.map(\.pValue) }
    var adjusted = holmAdjusted(raw.compactMap(\.self))[...]
    return raw.map { $0 == nil ? nil : adjusted.removeFirst() }
  }

  private static func pValue(_ value: Double) -> String {
    value < 0.001 ? "< 0.001" : TextTable.cell(value, digits: 3)
  }

  /// The same as one JSON document; effects of log-ratios are ratios.
  ///
  /// - Throws: What the encoder throws.
  public static func json(_ comparisons: [ArmComparison]) throws -> String {
    let adjusted = adjustedPValues(comparisons)
    var place = 0
    let rows = comparisons.flatMap { comparison in
      comparison.metrics.map { metric in
        defer { place += 1 }
        let shown = { (effect: Double) in metric.scale == .logRatio ? exp(effect) : effect }
        return Row(
          arm: comparison.arm, baseline: comparison.baseline, metric: metric.definition.name,
          unit: metric.definition.unit, scale: metric.scale == .logRatio ? "ratio" : "difference",
          baselineMean: metric.baselineMean, armMean: metric.treatmentMean, effect: metric.effect.map(shown),
          interval: metric.interval.map { [shown($0.lowerBound), shown($0.upperBound)] }, p: metric.pValue,
          pHolm: adjusted[place], detectable: metric.detectable.map(shown), workloads: metric.workloads,
          pairs: metric.pairs, dropped: metric.dropped, margin: shown(metric.margin),
          verdict: metric.verdict.rawValue)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let document = Document(
      comparisons: rows,
      recoveries: comparisons.compactMap { comparison in
        comparison.recovery.map { recovery in
          Recovery(
            arm: comparison.arm, baseline: comparison.baseline, faults: recovery.faults,
            baselineRecovered: recovery.baseline.recovered, armRecovered: recovery.treatment.recovered,
            baselineMean: recovery.baseline.mean.value, armMean: recovery.treatment.mean.value,
            chiSquare: recovery.test.statistic, p: recovery.test.pValue)
        }
      }, notes: comparisons.flatMap(\.notes),
      regressed: comparisons.contains(where: \.hasRegressed))
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  private struct Document: Encodable {
    var comparisons: [Row]
    var recoveries: [Recovery]
    var notes: [String]
    var regressed: Bool
  }

  private struct Recovery: Encodable {
    var arm, baseline: String
    var faults, baselineRecovered, armRecovered: Int
    var baselineMean, armMean, chiSquare, p: Double
  }

  private struct Row: Encodable {
    var arm, baseline, metric, unit, scale: String
    var baselineMean, armMean: Double
    var effect: Double?
    var interval: [Double]?
    var p, pHolm, detectable: Double?
    var workloads, pairs, dropped: Int
    var margin: Double
    var verdict: String
  }
}
