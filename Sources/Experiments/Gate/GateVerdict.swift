import Foundation

/// A figure beside its baseline.
public struct GateFinding: Sendable, Hashable {
  /// What was measured.
  public var figure: GateFigure
  /// What was recorded; nil where nothing was.
  public var baseline: Double?
  /// How much worse than the baseline it may be; nil without one.
  public var margin: Double?
  /// Why it fails, in one sentence; nil where it passes.
  public var failure: String?
}

/// All figures of the gate beside their baselines.
public struct GateVerdict: Sendable, Hashable {
  /// In the order of tables.
  public var findings: [GateFinding]
  /// What was not measured.
  public var omissions: [GateOmission]
  /// Sentences on baselines that nothing was measured for.
  public var missing: [String]

  /// Every reason to fail, a sentence each; empty where the gate passes.
  public var failures: [String] { findings.compactMap(\.failure) + missing }
  /// Whether nothing is worse than it may be.
  public var passes: Bool { failures.isEmpty }

  /// Holds a run against a record.
  public init(_ run: GateRun, against record: GateBaselines.Record, omissions: [GateOmission]) {
    self.omissions = omissions
    findings = run.figures.map { figure in
      let recorded = record.figures.first {
        $0.data == figure.data && $0.model == figure.model && $0.metric == figure.metric
      }
      guard let recorded, let metric = GateMetric.named(figure.metric) else {
        return GateFinding(
          figure: figure,
          failure: "\(figure.model) on \(figure.data): \(figure.metric) has no recorded baseline; it is "
            + Self.text(figure.value))
      }
      let margin = recorded.margin(seeds: record.seeds)
      return GateFinding(
        figure: figure, baseline: recorded.mean, margin: margin,
        failure: Self.failure(figure, metric, baseline: recorded.mean, margin: margin))
    }
    let measured = run.figures
    missing = record.figures.compactMap { recorded in
      let isThere =
        measured.contains {
          $0.data == recorded.data && $0.model == recorded.model && $0.metric == recorded.metric
        }
        || omissions.contains { $0.covers(recorded) }
      return isThere
        ? nil
        : "\(recorded.model) on \(recorded.data): \(recorded.metric) was not measured, its baseline is "
          + Self.text(recorded.mean)
    }
  }

  private static func failure(
    _ figure: GateFigure, _ metric: GateMetric, baseline: Double, margin: Double
  ) -> String? {
    // a figure that is not a number is worse than anything
    let isWorse = !(metric.loss(figure.value) <= metric.loss(baseline) + margin)
    let control = figure.data == GateLoad.synthetic ? metric.control : nil
    let isNoBetter = control.map { !(metric.loss(figure.value) < metric.loss($0)) } ?? false
    guard isWorse || isNoBetter else { return nil }
    let allowed =
      switch metric.sense {
      case .higher: "at least \(text(baseline - margin)) is needed"
      case .lower: "at most \(text(baseline + margin)) is allowed"
      case .near(let target):
        "it may be at most \(text(abs(baseline - target) + margin)) away from \(text(target))"
      }
    return "\(figure.model) on \(figure.data) is worse than recorded: \(metric.name) (\(metric.meaning)) is "
      + "\(text(figure.value)), the baseline is \(text(baseline)) and the margin \(text(margin)), so \(allowed)"
      + (isNoBetter ? ", and it is no better than its control at \(text(control ?? 0))" : "")
  }

  /// Four significant digits, without the locale's opinion.
  static func text(_ value: Double) -> String { String(format: "%.4g", value) }
}
