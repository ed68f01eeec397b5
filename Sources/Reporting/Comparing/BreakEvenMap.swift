import Experiments
import Foundation
import Stochastics

/// Where an arm pays: its effect against a baseline in every cell of two varied parameters.
///
/// Each cell is a paired comparison of its own over the cell's workloads; further parameters and the seeds of a trace are
/// averaged within them.
public struct BreakEvenMap: Sendable {
  /// One cell.
  public struct Cell: Sendable, Equatable {
    /// The metric's comparison.
    public var effect: MetricComparison
    /// The same of the guarded metric; nil where no pair has it.
    public var guardrail: MetricComparison?

    /// Whether the interval holds 0, so that neither side was shown to be better.
    public var isUndecided: Bool { effect.interval?.contains(0) ?? false }
    /// Whether the guarded metric was not shown to be no worse: what is saved may have been bought with it.
    public var isBought: Bool { guardrail.map { $0.verdict == .worse || $0.verdict == .unclear } ?? false }
  }

  /// The arm and what it is compared with.
  public let arm, baseline: String
  /// The metric, and the metric that must not get worse.
  public let metric, guarded: MetricDefinition
  /// The axes.
  public let x, y: MapAxis
  /// Rows of y values with a cell an x value; nil where no pair is.
  public let cells: [[Cell?]]
  /// Sentences about what the map does not tell.
  public let notes: [String]

  /// The map of the given pairs.
  ///
  /// - Parameters:
  ///   - pairs: The runs of both arms.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - metric: What cells show.
  ///   - guarded: What must not get worse by more than `margin`.
  ///   - margin: The change of `guarded` that is accepted.
  /// - Precondition: there is a pair.
  public init(
    _ pairs: RunPairs, x: MapAxis, y: MapAxis, metric: MetricDefinition, guarded: MetricDefinition,
    margin: ComparisonMargin
  ) {
    precondition(!pairs.pairs.isEmpty, "a map needs a pair")
    arm = pairs.pairs[0].treatment.arm
    baseline = pairs.pairs[0].baseline.arm
    self.metric = metric
    self.guarded = guarded
    self.x = x
    self.y = y
    var groups: [[String]: [RunPairs.Pair]] = [:]
    for pair in pairs.pairs {
      let values = pair.treatment.values
      guard let column = values[x.path], let row = values[y.path] else { continue }
      groups[[column, row], default: []].append(pair)
    }
    cells = y.values.map { row in
      x.values.map { column in
        guard let group = groups[[column, row]] else { return nil }
        let paired = RunPairs(pairs: group)
        return MetricComparison(paired, metric, margin: .relative(0)).map {
          Cell(effect: $0, guardrail: MetricComparison(paired, guarded, margin: margin))
        }
      }
    }
    let present = cells.flatMap { $0.compactMap(\.self) }
    var notes: [String] = []
    let counts = present.map(\.effect.workloads)
    if let fewest = counts.min(), let most = counts.max() {
      let count = fewest == most ? "\(most)" : "\(fewest) to \(most)"
      notes.append("each cell: \(count) workload\(most == 1 ? "" : "s"), interval of 95 %")
      if fewest == 1 {
        notes.append("a cell with one workload has no interval, so nothing marks it as undecided")
      }
    }
    let scales = Set(present.map(\.effect.scale.rawValue))
    if scales.count > 1 { notes.append("some cells show differences, since a figure of theirs is 0") }
    self.notes = notes
  }

  /// The map of two arms among `runs`, by the ends of the axes' keys.
  ///
  /// - Throws: `ResultsDatabaseError` for an arm or key that is not there, keys of several experiments, or nothing to pair;
  ///   `file` is what it calls the database.
  public init(
    _ runs: [StoredRun], arm: String, baseline: String, x: String, y: String, metric: MetricDefinition,
    guarded: MetricDefinition, margin: ComparisonMargin, file: String
  ) throws {
    let names = Set(runs.map(\.arm)).sorted()
    for name in [arm, baseline] where !names.contains(name) {
      throw ResultsDatabaseError(path: file, reason: ResultsDatabase.absence("arm", name, among: names))
    }
    let (columns, rows) = (try MapAxis(x, in: runs, file: file), try MapAxis(y, in: runs, file: file))
    let shown = runs.filter { $0.values[columns.path] != nil && $0.values[rows.path] != nil }
    let families = Set(shown.map(\.family)).sorted()
    guard families.count == 1 else {
      throw ResultsDatabaseError(
        path: file,
        reason: families.isEmpty
          ? "no experiment varies both \(columns.path) and \(rows.path)"
          : "\(families.joined(separator: " and ")) vary these keys; --experiment names one")
    }
    let pairs = RunPairs(
      baseline: shown.filter { $0.arm == baseline }, treatment: shown.filter { $0.arm == arm })
    guard !pairs.pairs.isEmpty else {
      throw ResultsDatabaseError(
        path: file, reason: "no run of \(arm) has a partner among those of \(baseline)")
    }
    self.init(pairs, x: columns, y: rows, metric: metric, guarded: guarded, margin: margin)
  }

  /// The effect of a cell in percent for ratios, else in the metric's unit.
  static func shown(_ cell: Cell) -> Double? {
    cell.effect.effect.map { cell.effect.scale == .logRatio ? 100 * (exp($0) - 1) : $0 }
  }

  /// The line where the effect is 0, as segments in units of cells: the middle of the first cell is (0, 0).
  public var breakEven: [ContourSegment] {
    contour(cells.map { $0.map { $0.flatMap(Self.shown) } }, level: 0)
  }
}
