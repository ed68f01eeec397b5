import Foundation
import InputFiles
import Writing
import Stochastics

/// The figures that models are held against: those of the recorded seeds, by size of the gate.
public struct GateBaselines: Sendable, Hashable, Codable {
  /// The version of the format that this program reads.
  public static let format = "forescale/gate/v1"

  /// A figure over the recorded seeds.
  public struct Figure: Sendable, Hashable, Codable {
    /// Which data, model and metric.
    public var data, model, metric: String
    /// Mean over the seeds: the baseline.
    public var mean: Double
    /// Standard deviation over the seeds, of how bad a figure is (for coverage, of its distance from the nominal one).
    public var deviation: Double
    /// The smallest and the largest of the seeds.
    public var least, largest: Double
  }

  /// What was recorded at one size.
  public struct Record: Sendable, Hashable, Codable {
    /// Why it was recorded, in words.
    public var reason: String
    /// How many seeds, from 1 on.
    public var seeds: Int
    /// The figures, in the order of tables.
    public var figures: [Figure]
  }

  /// The format's name.
  public var format = Self.format
  /// Records by the name of the size.
  public var sizes: [String: Record] = [:]

  /// No baselines.
  public init() {}

  /// The baselines in the file at `path`.
  ///
  /// - Throws: `RunError` for a file that is absent or no file of baselines.
  public init(path: String) throws {
    let data: Data
    do { data = try RegularFile.contents(path, limit: 1 << 26) } catch {
      throw RunError(
        error.problem == .absent
          ? "\(path): there is no such file of baselines; gate --record --reason TEXT writes one" : "\(error)"
      )
    }
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
      throw RunError("\(path): is no file of baselines of the format \(Self.format)")
    }
    guard format == Self.format else {
      throw RunError("\(path): has the format '\(format)'; this program reads \(Self.format)")
    }
    for figure in sizes.values.flatMap(\.figures) where GateMetric.named(figure.metric) == nil {
      let known = GateMetric.all.map(\.name).joined(separator: ", ")
      throw RunError("\(path): '\(figure.metric)' is no metric of the gate; those are \(known)")
    }
  }

  /// Writes the baselines to `path`, keys in order.
  ///
  /// - Throws: What Foundation throws for a place that cannot be written.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Output.write(Array(encoder.encode(self)) + [0x0A], to: path)
  }
}

extension GateBaselines.Record {
  /// The record of some models alone; of all for none.
  public func selecting(models: [String]) -> Self {
    var record = self
    if !models.isEmpty { record.figures.removeAll { !models.contains($0.model) } }
    return record
  }

  /// Sums up runs under different seeds.
  ///
  /// - Parameters:
  ///   - runs: At least three; all have the same figures.
  ///   - reason: Why they are recorded; not empty.
  /// - Throws: `RunError` where there is too little to find a spread from, or a model is no better than its control.
  public init(_ runs: [GateRun], reason: String) throws {
    let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !reason.isEmpty else {
      throw RunError("a new baseline needs its reason: --reason \"...\" says why the old one no longer holds")
    }
    guard runs.count >= 3, let first = runs.first else {
      throw RunError("a baseline needs the spread of at least 3 seeds, found \(runs.count)")
    }
    self.reason = reason
    seeds = runs.count
    figures = try first.figures.enumerated().map { index, figure in
      guard let metric = GateMetric.named(figure.metric) else {
        throw RunError("'\(figure.metric)' is no metric of the gate")
      }
      let values = runs.map { $0.figures[index].value }
      let losses = values.map(metric.loss)
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      let center = mean(losses)
      let squares = losses.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      let recorded = GateBaselines.Figure(
        data: figure.data, model: figure.model, metric: figure.metric, mean: mean(values),
        deviation: (squares / Double(values.count - 1)).squareRoot(), least: values.min() ?? 0,
        largest: values.max() ?? 0)
      if let control = metric.control, figure.data == GateLoad.synthetic,
        metric.loss(recorded.mean) >= metric.loss(control)
      {
        throw RunError(
          "\(figure.model) on \(figure.data) is not recorded: its \(metric.name) is \(recorded.mean), no better than the "
            + "control's \(control)")
      }
      return recorded
    }
  }
}

extension GateBaselines.Figure {
  /// The chance that one figure of an unchanged model under a fresh seed is beyond its margin, if figures are normal.
  public static let chance = 3e-5

  /// How much worse than the baseline a figure may be: the one-sided prediction interval for one more seed,
  /// t · s · √(1 + 1/n) at the level 1 − `chance`, but never less than the metric's least margin.
  public func margin(seeds: Int) -> Double {
    guard let metric = GateMetric.named(metric) else { return 0 }
    let t = studentTQuantile(1 - Self.chance, degreesOfFreedom: Double(seeds - 1))
    let spread = t * deviation * (1 + 1 / Double(seeds)).squareRoot()
    return max(spread, metric.leastMargin, metric.leastShare * abs(mean))
  }
}
