import Experiments
import Foundation
import Stochastics

/// The verdicts on claims, and what stands behind them.
public enum ClaimTables {
  /// One row a claim: what was stated, what was measured, what follows.
  public static func verdicts(_ report: ClaimReport, color: Bool) -> String {
    var table = TextTable([
      .init("claim", isLeft: true), .init("verdict", isLeft: true), .init("stated"), .init("measured"),
      .init("interval", isLeft: true), .init("workloads"), .init("detectable"), .init("oracle"),
      .init("of it"), .init("compared", isLeft: true),
    ])
    table.rows = report.claims.map { judged in
      let interval = judged.judgement.map { range($0.interval) } ?? "–"
      return [
        judged.claim.name, judged.verdict.rawValue, TextTable.signed(judged.claim.stated),
        judged.effect.change.map(TextTable.signed) ?? "–", interval,
        "\(judged.effect.effects.workloads.count)",
        judged.detectable.map { TextTable.signed(-$0) } ?? "–",
        judged.oracle.map { TextTable.signed($0.change) } ?? "–",
        judged.oracle.map { TextTable.cell(100 * $0.share, digits: 0) + " %" } ?? "–",
        "\(judged.claim.arm) with \(judged.claim.baseline)",
      ]
    }
    var lines = [table.render(color: color), ""]
    for judged in report.claims {
      for one in judged.guards where one.verdict != .noWorse {
        lines.append(
          "\(judged.claim.name): \(one.definition.name) was not shown to be no worse"
            + (one.interval.map { " (\(one.text($0.lowerBound)) to \(one.text($0.upperBound)))" } ?? "")
            + (judged.judgement?.verdict == .supported ? ", so the claim does not count as supported" : ""))
      }
      if !judged.effect.dropped.isEmpty {
        lines.append(
          "\(judged.claim.name): left out for want of a figure: \(judged.effect.dropped.joined(separator: ", "))"
        )
      }
    }
    if let family = report.claims.compactMap(\.judgement).first {
      lines.append(
        "Intervals are Holm's over \(report.claims.count) claims (the widest \(TextTable.cell(100 * family.confidence, digits: 1)) %); "
          + "with fewer than \(SignedRankTest.fewestPairs(hypotheses: report.claims.count)) workloads nothing can be said."
      )
    }
    return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }

  /// The other comparisons of every claim: conditions, baselines, arms, metrics; not corrected for their number.
  public static func others(_ report: ClaimReport, color: Bool) -> String {
    var table = TextTable([
      .init("claim", isLeft: true), .init("arm", isLeft: true), .init("baseline", isLeft: true),
      .init("metric", isLeft: true), .init("condition", isLeft: true), .init("measured"),
      .init("95 % interval", isLeft: true), .init("workloads"), .init("alone", isLeft: true),
    ])
    for judged in report.claims {
      for effect in [judged.effect] + judged.others {
        table.rows.append([
          judged.claim.name, effect.arm, effect.baseline, effect.metric, effect.condition,
          effect.change.map(TextTable.signed) ?? "–", effect.interval.map { percent($0) } ?? "–",
          "\(effect.effects.workloads.count)",
          effect.metric == judged.claim.metric ? effect.verdict(stated: judged.claim.stated).rawValue : "",
        ])
      }
    }
    return table.render(color: color)
  }

  /// The change of every workload, claim by claim.
  public static func workloads(_ report: ClaimReport, color: Bool) -> String {
    report.claims.map { judged in
      var table = TextTable([
        .init("\(judged.claim.name) by workload", isLeft: true), .init("change"), .init("seeds"),
      ])
      table.rows = zip(judged.effect.changes, judged.effect.effects.workloads).map { row, workload in
        [row.workload, TextTable.signed(row.change), "\(workload.effects.count)"]
      }
      if let middle = median(judged.effect.changes.map(\.change)) {
        table.rows.append(["median", TextTable.signed(middle), ""])
      }
      return table.render(color: color)
    }.joined(separator: "\n\n")
  }

  /// An interval of log-ratios as changes in percent.
  private static func range(_ interval: ClosedRange<Double>) -> String {
    percent(exp(interval.lowerBound) - 1...exp(interval.upperBound) - 1)
  }

  private static func percent(_ interval: ClosedRange<Double>) -> String {
    "\(TextTable.signed(interval.lowerBound)) to \(TextTable.signed(interval.upperBound))"
  }
}
