import Experiments
import Foundation
import Stochastics

/// How much worse a metric may get before it counts as a regression.
public enum ComparisonMargin: Sendable, Equatable {
  /// A share of the baseline, such as 0.01.
  case relative(Double)
  /// So much in the metric's unit.
  case absolute(Double)
}

/// One metric of one arm against a baseline, over all pairs.
///
/// The effect is the log-ratio, except for shares in percent, a margin in the metric's unit and metrics that are 0
/// somewhere: there it is the difference. It is averaged over the seeds and settings of a workload, then over workloads;
/// the interval is Student's t over workloads (docs/decisions/0006-intervals.md).
public struct MetricComparison: Sendable, Equatable {
  /// What the margin says.
  public enum Verdict: String, Sendable, Equatable {
    /// The whole interval is within the margin.
    case noWorse = "no worse"
    /// The whole interval is beyond the margin.
    case worse
    /// The interval holds the margin: it was not shown that the arm is no worse.
    case unclear
    /// The metric has no better direction.
    case none = ""
  }

  /// What is compared.
  public let definition: MetricDefinition
  /// Workloads and pairs that count, and workloads left out since a figure of theirs is undefined.
  public let workloads, pairs, dropped: Int
  /// Means over workloads of the two sides, in the metric's unit.
  public let baselineMean, treatmentMean: Double
  /// Whether the effect is a log-ratio or a difference.
  public let scale: EffectScale
  /// The effect; nil without pairs.
  public let effect: Double?
  /// Its 95 % interval; nil with fewer than two workloads.
  public let interval: ClosedRange<Double>?
  /// The p-value of Wilcoxon's signed-rank test over workloads; nil where there is no interval.
  public let pValue: Double?
  /// The smallest effect that so many workloads of this spread find with 80 % power; nil without any spread. It is searched
  /// for at each call, some hundredths of a second.
  public var detectable: Double? { design?.detectableEffect() }
  private let design: PairedDesign?
  /// The largest worsening still called no worse, on the scale of the effect, not negative.
  public let margin: Double
  /// What the margin says; with a single workload it is the effect alone that is held against it.
  public let verdict: Verdict

  /// Compares the figures of `pairs`; nil where no pair has the metric.
  public init?(_ pairs: RunPairs, _ definition: MetricDefinition, margin: ComparisonMargin) {
    self.init(pairs.observations(of: definition.name), definition, margin: margin)
  }

  /// The same over the seeds of one workload, which speaks of that workload alone.
  static func overSeeds(_ pairs: RunPairs, _ definition: MetricDefinition, margin: ComparisonMargin) -> Self?
  {
    Self(pairs.observations(of: definition.name, unit: \.seed), definition, margin: margin)
  }

  private init?(
    _ compared: (observations: [PairedObservation], dropped: Int), _ definition: MetricDefinition,
    margin: ComparisonMargin
  ) {
    let (observations, dropped) = compared
    guard !observations.isEmpty else { return nil }
    var isDifference =
      definition.unit == "%" || observations.contains { $0.baseline <= 0 || $0.treatment <= 0 }
    if case .absolute = margin { isDifference = true }
    let effects = PairedEffects(observations, scale: isDifference ? .difference : .logRatio)
    self.definition = definition
    self.dropped = dropped
    self.pairs = observations.count
    workloads = effects.workloads.count
    scale = effects.scale
    baselineMean = Self.mean(observations, \.baseline)
    treatmentMean = Self.mean(observations, \.treatment)
    effect = effects.effect
    let estimate = effects.estimate
    interval = estimate?.interval()
    pValue = estimate == nil ? nil : effects.workloadMeans.map { SignedRankTest($0).pValue() }
    design = PairedDesign(effects)
    let isHigherBetter = definition.better == "higher"
    self.margin =
      switch (margin, scale) {
      case (.absolute(let value), _): value
      case (.relative(let share), .difference): share * abs(baselineMean)
      case (.relative(let share), .logRatio): isHigherBetter ? -log(1 - share) : log(1 + share)
      }
    verdict = Self.verdict(effect, interval, self.margin, definition.better)
  }

  private static func mean(
    _ observations: [PairedObservation], _ value: KeyPath<PairedObservation, Double>
  ) -> Double {
    var sums: [String: (sum: Double, count: Double)] = [:]
    var order: [String] = []
    for one in observations {
      if sums[one.workload] == nil { order.append(one.workload) }
      let soFar = sums[one.workload] ?? (0, 0)
      sums[one.workload] = (soFar.sum + one[keyPath: value], soFar.count + 1)
    }
    return order.reduce(0) { $0 + (sums[$1].map { $0.sum / $0.count } ?? 0) } / Double(order.count)
  }

  private static func verdict(
    _ effect: Double?, _ interval: ClosedRange<Double>?, _ margin: Double, _ better: String
  ) -> Verdict {
    guard better != "none", let effect else { return .none }
    let range = interval ?? effect...effect
    let worsening = better == "higher" ? -range.upperBound ... -range.lowerBound : range
    // an effect of exactly 0 is no worsening, whatever the margin
    if worsening.upperBound < margin || worsening.upperBound <= 0 { return .noWorse }
    return worsening.lowerBound >= margin ? .worse : .unclear
  }

  /// A value on the scale of the effect as people read it: a percentage of the baseline, or so much in the metric's unit.
  public func text(_ effect: Double) -> String {
    switch scale {
    case .logRatio: return TextTable.signed(exp(effect) - 1)
    case .difference:
      let sign = effect > 0 ? "+" : ""
      let unit = definition.unit == "%" ? " pp" : definition.unit == "1" ? "" : " \(definition.unit)"
      return sign + TextTable.number(effect) + unit
    }
  }
}
