import Experiments
import Foundation
import Mustache

/// A results database as something to read: one HTML page that needs nothing else, or tables in Markdown or LaTeX.
public struct ResultsReport {
  let overview: ResultsOverview

  /// Reads `database`, of which anything between one run and tens of thousands may be there.
  ///
  /// - Parameters:
  ///   - database: The results.
  ///   - baseline: The arm that others are held against; the scenario's first where nil.
  /// - Throws: `ResultsDatabaseError` for a baseline that no run has, or a file without runs.
  public init(_ database: ResultsDatabase, baseline: String? = nil) throws {
    overview = try ResultsOverview(database, baseline: baseline)
  }

  /// Tables of verdicts, effects, arms, forecasters, faults and checks in Markdown.
  public func markdown() -> String {
    (["# \(title)", headlines().map { "- " + $0.text.replacing("<", with: "&lt;") }.joined(separator: "\n")]
      + brief().map { "## \($0.caption)\n\n\($0.markdown)\n\nSource: \($0.source)." }).joined(
        separator: "\n\n") + "\n"
  }

  /// The same tables in LaTeX, for the package booktabs.
  public func latex() -> String {
    brief().map { "% source: \($0.source)\n\($0.latex)\n" }.joined(separator: "\n")
  }

  var title: String {
    let names = ArmEffect.ordered(overview.runs, by: { [$0.family] }).map { $0.0[0] }
    return names.count > 3 ? "\(names.count) scenarios" : names.joined(separator: ", ")
  }

  private func brief() -> [ReportTable] {
    let tables = [
      overview.claimTable(), overview.effects.isEmpty ? nil : overview.effectTable(), overview.armTable(),
      overview.forecasterTable(), overview.faultTable(), overview.checkTable(),
    ]
    return tables.compactMap { table in
      guard var table else { return nil }
      if table.rows.count > ResultsOverview.mostRows {
        table.caption += ", first \(ResultsOverview.mostRows) of \(table.rows.count) rows"
        table.rows = Array(table.rows.prefix(ResultsOverview.mostRows))
      }
      return table
    }
  }

  /// A sentence an arm: what it costs and misses against the baseline.
  struct Headline {
    var text: String
    var mark: String
  }

  func headlines() -> [Headline] {
    let cells = ArmEffect.ordered(overview.effects, by: { [$0.group, $0.condition, $0.arm] })
    if cells.count > 12 { return tallies() }
    return cells.compactMap { key, effects in
      guard let cost = effects.first(where: { $0.metric == "node_cost" }) else { return nil }
      let place = [key[1], overview.baselines.count > 1 ? key[0] : ""].filter { !$0.isEmpty }.joined(
        separator: ", ")
      var text =
        "\(key[2])\(place.isEmpty ? "" : " (\(place))"): node cost \(cost.text) against \(cost.baseline)"
      if let missed = effects.first(where: { $0.metric == "violation_windows" }) {
        text += "; violating windows \(missed.text)"
      }
      if let recovery = effects.first(where: { $0.metric == "recovery_time" }) {
        text += "; recovery \(recovery.text)"
      }
      text += ". \(cost.units)" + (cost.interval == nil ? ", so no interval." : ".")
      return Headline(text: text, mark: cost.verdict.rawValue)
    }
  }

  /// How often each arm was cheaper, over the conditions of a large sweep.
  private func tallies() -> [Headline] {
    ArmEffect.ordered(overview.effects.filter { $0.metric == "node_cost" }, by: { [$0.group, $0.arm] }).map {
      key, effects in
      let values = effects.map(\.value).sorted()
      func count(_ verdict: ArmEffect.Verdict) -> Int { effects.count { $0.verdict == verdict } }
      return Headline(
        text:
          "\(key[1]) against \(effects[0].baseline) in \(key[0]), node cost over \(Count.of(effects.count, "condition")): "
          + "median \(values[values.count / 2].formatted(digits: 1)) %, from \(values[0].formatted(digits: 1)) to "
          + "\(values[values.count - 1].formatted(digits: 1)) %; lower in \(count(.better)), higher in \(count(.worse)), "
          + "not told apart in \(count(.undecided)), without interval in \(count(.single)).",
        mark: "neutral")
    }
  }
}
