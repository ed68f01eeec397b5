import Experiments
import Foundation
import Stochastics
import Writing

/// What a validation found, as text and as tables of other programs.
public enum ValidationTable {
  /// The report as text: figures that have to be exact in a sentence, the others in a table, then the contrasts.
  public static func render(_ report: ValidationReport, color: Bool) -> String {
    var lines: [String] = []
    let exact = report.rows.filter { $0.isExact && $0.holds != nil }
    let others = report.rows.filter { !($0.isExact && $0.holds != nil) }
    if !exact.isEmpty {
      let wrong = exact.filter { $0.holds == false }
      lines.append(
        "\(exact.count - wrong.count) of \(exact.count) figures that the study states to be exact are (to 1e-5)."
      )
      lines += wrong.map {
        "  NO: \($0.condition) \($0.figure.rawValue): measured \(number($0.measured?.mean)), simulated \(range($0.simulated))"
      }
      lines.append("")
    }
    if !others.isEmpty { lines += [figures(others, color: color), ""] }
    if !report.contrasts.isEmpty { lines += [contrasts(report.contrasts, color: color), ""] }
    if report.contrasts.contains(where: {
      max($0.measured?.count ?? 0, $0.simulated?.count ?? 0) > SignFlipTest.mostPairs
    }) {
      lines.append(
        "Of more than \(SignFlipTest.mostPairs) pairs p is that of Student's t; of fewer the sign-flip test's, exact."
      )
    }
    let judged = report.rows.count { $0.holds != nil } + report.contrasts.count
    lines.append(
      "\(judged - report.failures) of \(judged) statements hold; \(report.seeds) seeds a condition, "
        + "\(TextTable.cell(report.wallSeconds, digits: 1)) s.")
    for (title, sentences) in [("Calibrated", report.calibrated), ("Not modelled", report.notModelled)] {
      lines += sentences.map { "\(title): \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  private static func figures(_ rows: [ValidationReport.Row], color: Bool) -> String {
    var table = TextTable([
      .init("condition", isLeft: true), .init("figure", isLeft: true), .init("runs"), .init("measured"),
      .init("least to largest"),
      .init("simulated"), .init("least to largest"), .init("difference"), .init("in range"),
      .init("equivalent"),
      .init("holds"),
    ])
    for row in rows where row.measured != nil || row.simulated != nil {
      table.rows.append([
        row.condition, row.figure.rawValue, String(row.measured?.count ?? 0), number(row.measured?.mean),
        span(row.measured),
        number(row.simulated?.mean), span(row.simulated), number(row.difference), verdict(row.isInRange),
        verdict(row.isEquivalent), row.holds == false ? "NO" : verdict(row.holds),
      ])
    }
    return table.render(color: color)
  }

  private static func contrasts(_ rows: [ValidationReport.ContrastRow], color: Bool) -> String {
    var table = TextTable([
      .init("contrast", isLeft: true), .init("figure", isLeft: true), .init("pairs"), .init("measured"),
      .init("95 %"),
      .init("p"),
      .init("simulated"), .init("95 %"), .init("p"), .init("Holm"), .init("expected"), .init("holds"),
    ])
    for row in rows {
      table.rows.append([
        row.name, row.figure.rawValue, String(row.measured?.count ?? 0), number(row.measured?.mean),
        interval(row.measured), p(row.measuredP),
        number(row.simulated?.mean), interval(row.simulated), p(row.simulatedP), p(row.simulatedHolm),
        row.expected.rawValue, row.holds ? "yes" : "NO",
      ])
    }
    return table.render(color: color)
  }

  private static func verdict(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "–" }

  private static func p(_ value: Double?) -> String { TextTable.cell(value, digits: 4) }

  /// A number with about four digits.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "–" }
    let size = abs(value)
    return TextTable.cell(value, digits: size == size.rounded() || size >= 1000 ? 0 : size >= 10 ? 1 : 3)
  }

  private static func range(_ estimate: ValidationReport.Estimate?) -> String {
    guard let estimate else { return "–" }
    return estimate.least == estimate.largest ? number(estimate.mean) : span(estimate)
  }

  private static func span(_ estimate: ValidationReport.Estimate?) -> String {
    estimate.map { "\(number($0.least)) … \(number($0.largest))" } ?? "–"
  }

  private static func interval(_ estimate: ValidationReport.Estimate?) -> String {
    guard let estimate, let lower = estimate.lower, let upper = estimate.upper else { return "–" }
    return "\(number(lower)) … \(number(upper))"
  }

  /// All rows as CSV, figures and contrasts one below the other.
  public static func csv(_ report: ValidationReport) -> String {
    func fields(_ estimate: ValidationReport.Estimate?) -> [String] {
      [
        estimate.map { String($0.count) } ?? "", exact(estimate?.mean), exact(estimate?.least),
        exact(estimate?.largest), exact(estimate?.lower), exact(estimate?.upper),
      ]
    }
    let names = ["n", "mean", "min", "max", "ci95_low", "ci95_high"]
    var lines = [
      (["kind", "name", "figure"] + names.map { "measured_\($0)" } + names.map { "simulated_\($0)" } + [
        "difference", "in_range", "equivalent", "measured_p", "simulated_p", "simulated_holm", "expected",
        "holds",
      ]).joined(separator: ",")
    ]
    func flag(_ value: Bool?) -> String { value.map { $0 ? "1" : "0" } ?? "" }
    for row in report.rows {
      lines.append(
        (["figure", Escape.csv(row.condition), row.figure.rawValue] + fields(row.measured)
          + fields(row.simulated) + [
            exact(row.difference), flag(row.isInRange), flag(row.isEquivalent), "", "", "", "",
            flag(row.holds),
          ]).joined(separator: ","))
    }
    for row in report.contrasts {
      lines.append(
        (["contrast", Escape.csv(row.name), row.figure.rawValue] + fields(row.measured)
          + fields(row.simulated) + [
            "", "", "", exact(row.measuredP), exact(row.simulatedP), exact(row.simulatedHolm),
            row.expected.rawValue,
            flag(row.holds),
          ]).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every second of every run as CSV.
  public static func seconds(_ runs: [ValidationRunner.Run]) -> String {
    var lines = ["condition,seed,second,offered,completed,failed,p50_ms,p95_ms,p99_ms,required,desired,ready"]
    for run in runs {
      for point in run.points {
        let latencies = [point.p50, point.p95, point.p99].map {
          $0.map { String(format: "%.3f", $0 * 1000) } ?? ""
        }
        lines.append(
          ([
            Escape.csv(run.condition), String(run.seed), String(Int(point.time.rounded()) - 1),
            String(Int(point.offered)), String(Int(point.completed)), String(Int(point.failed)),
          ] + latencies + [String(point.required), String(point.desired), String(point.ready)]).joined(
            separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func exact(_ value: Double?) -> String { value.map { String(format: "%.9g", $0) } ?? "" }
}
