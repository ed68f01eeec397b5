import Experiments
import Stochastics

/// An arm against a baseline: every metric asked for, and what could not be paired.
public struct ArmComparison: Sendable {
  /// The arm under test.
  public var arm: String
  /// The arm compared against.
  public var baseline: String
  /// The metrics, in the order asked for; those that no pair has are absent.
  public var metrics: [MetricComparison]
  /// How soon the two got over their faults; nil where they have none in common, or nobody asked for them.
  public var recovery: RecoveryComparison?
  /// How many pairs there are.
  public var pairs: Int
  /// Sentences about what could not be compared.
  public var notes: [String]

  /// Whether a metric was not shown to be no worse.
  public var hasRegressed: Bool { metrics.contains { $0.verdict == .worse || $0.verdict == .unclear } }

  /// Compares the runs of two arms.
  ///
  /// - Parameters:
  ///   - treatment: The runs of the arm under test.
  ///   - baseline: The runs compared against.
  ///   - definitions: The metrics to compare.
  ///   - margin: How much worse each may get, by metric.
  public init(
    treatment: [StoredRun], baseline: [StoredRun], definitions: [MetricDefinition],
    margin: (String) -> ComparisonMargin
  ) {
    arm = treatment.first?.arm ?? ""
    self.baseline = baseline.first?.arm ?? ""
    let paired = RunPairs(baseline: baseline, treatment: treatment)
    pairs = paired.pairs.count
    recovery = RecoveryComparison(paired)
    metrics = definitions.compactMap { MetricComparison(paired, $0, margin: margin($0.name)) }
    notes = []
    for (runs, name) in [(paired.unpairedTreatment, arm), (paired.unpairedBaseline, self.baseline)] {
      guard let first = runs.first else { continue }
      let settings = first.settings.isEmpty || first.settings == "{}" ? "" : " with \(first.settings)"
      notes.append(
        "\(runs.count) run\(runs.count == 1 ? "" : "s") of \(name) \(runs.count == 1 ? "has" : "have") no partner, "
          + "the first is \(first.family), seed \(first.seed)\(settings)")
    }
    for metric in metrics where metric.dropped > 0 {
      notes.append(
        "\(metric.definition.name): \(metric.dropped) workload\(metric.dropped == 1 ? "" : "s") left out, "
          + "since a figure is undefined in one of its runs")
    }
    for definition in definitions where !metrics.contains(where: { $0.definition.name == definition.name }) {
      notes.append("\(definition.name): no pair has it on both sides")
    }
    let fewest = SignedRankTest.fewestPairs(hypotheses: 1)
    if let workloads = metrics.map(\.workloads).max() {
      if workloads == 1 {
        notes.append(
          "one workload: there is no interval, the effect alone is held against the margin (seeds and settings of one "
            + "trace are no independent workloads)")
      } else if workloads < fewest {
        notes.append(
          "\(workloads) workloads: Wilcoxon's test cannot reject anything at 5 % with fewer than \(fewest)")
      }
    }
  }

  /// Every arm under test against its baseline.
  ///
  /// - Parameters:
  ///   - before: The runs compared against.
  ///   - after: The runs under test; the same where one file has both.
  ///   - arm: The only arm under test; nil for every one of `after` that has a baseline.
  ///   - baseline: The arm compared against; nil for the arm of the same name, which is then in `before`.
  ///   - files: What errors call the two.
  ///   - definitions: The metrics that are compared, with their units and better directions.
  ///   - margin: The change of the named metric that makes no difference.
  /// - Throws: `ResultsDatabaseError` if an arm is not there or nothing can be paired.
  public static func all(
    before: [StoredRun], after: [StoredRun], arm: String?, baseline: String?, files: (String, String),
    definitions: [MetricDefinition], margin: (String) -> ComparisonMargin
  ) throws -> [ArmComparison] {
    let treatments = Dictionary(grouping: after, by: \.arm)
    let baselines = Dictionary(grouping: before, by: \.arm)
    try [(arm, treatments, files.1), (baseline, baselines, files.0)].forEach { name, runs, file in
      if let name, runs[name] == nil {
        throw ResultsDatabaseError(
          path: file, reason: ResultsDatabase.absence("arm", name, among: runs.keys.sorted()))
      }
    }
    let arms = arm.map { [$0] } ?? treatments.keys.sorted().filter { $0 != baseline || files.0 != files.1 }
    let found = arms.compactMap { name -> ArmComparison? in
      guard let runs = treatments[name], let partners = baselines[baseline ?? name] else { return nil }
      return ArmComparison(treatment: runs, baseline: partners, definitions: definitions, margin: margin)
    }
    guard found.contains(where: { $0.pairs > 0 }) else {
      throw ResultsDatabaseError(
        path: files.1,
        reason: "no run has a partner in \(files.0) with the same experiment, settings, seed and input files"
          + (found.first?.notes.first.map { "; \($0)" } ?? ""))
    }
    return found
  }

  /// Sentences on what is not compared, and on scenarios and experiments that are not the same in two files: what is found then
  /// is the difference of both together.
  ///
  /// - Parameters:
  ///   - databases: One, or those before and after.
  ///   - set: The only set of runs that counts.
  public static func notes(on databases: [ResultsDatabase], set: String?) throws -> [String] {
    var notes = try databases.flatMap { database in
      try database.leftOut(of: set).map { databases.count > 1 ? "\(database.path): \($0)" : $0 }
    }
    guard databases.count == 2 else { return notes }
    let (before, after) = (try databases[0].sets(), try databases[1].sets())
    for new in after where !new.isEarlier {
      guard let old = before.first(where: { $0.kind == new.kind && $0.name == new.name }),
        old.digest != new.digest
      else { continue }
      notes.append(
        "the \(new.kind.rawValue) \(new.name) is another one in the two files (digest \(old.words) before, \(new.words) after), "
          + "so effects are of that too")
    }
    return notes
  }

  /// The notes of all `comparisons`, each once with the arms that it is about in front.
  public static func notes(of comparisons: [ArmComparison]) -> [String] {
    var order: [String] = []
    var arms: [String: [String]] = [:]
    for comparison in comparisons {
      for note in comparison.notes {
        if arms[note] == nil { order.append(note) }
        arms[note, default: []].append(comparison.arm)
      }
    }
    return order.map { "\(arms[$0, default: []].joined(separator: ", ")): \($0)" }
  }
}
