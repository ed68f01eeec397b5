import Experiments
import Foundation
import Mustache
import Writing

/// A results database as something to read: one HTML page that needs nothing else, or tables in Markdown or LaTeX.
public struct ResultsReport {
  var overview: ResultsOverview

  /// Reads `database`, of which anything between one run and tens of thousands may be there.
  ///
  /// - Parameters:
  ///   - database: The results.
  ///   - baseline: The arm that others are held against; the scenario's first where nil.
  ///   - set: The only set of runs that counts, by its name; the newest of each scenario and experiment where nil.
  /// - Throws: `ResultsDatabaseError` for a baseline that no run has, or a file without runs.
  public init(_ database: ResultsDatabase, baseline: String? = nil, set: String? = nil) throws {
    overview = try ResultsOverview(database, baseline: baseline, set: set)
  }

  /// Sentences on what is in the file and not told of.
  public var leftOut: [String] { overview.leftOut }

  /// Tables of verdicts, effects, arms, forecasters, faults and checks in Markdown.
  public func markdown() -> String {
    (["# \(Escape.markdown(title))"] + leftOut.map { Escape.markdown($0) + "." } + [
      headlines().map { "- " + Escape.markdown($0.text) }.joined(separator: "\n")
    ]
      + brief().map { "## \(Escape.markdown($0.caption))\n\n\($0.markdown)\n\nSource: \($0.source)." })
      .joined(
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
      overview.claimTable(), tallyTable(), overview.effects.isEmpty ? nil : overview.effectTable(),
      overview.armTable(),
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

  /// What an arm costs and misses against the baseline, in a sentence.
  struct Headline {
    var text: String
    var mark: String
  }

  /// A sentence an arm and condition; none where there would be too many to read, see `tallyTable`.
  func headlines() -> [Headline] {
    let cells = ArmEffect.ordered(overview.effects, by: { [$0.group, $0.condition, $0.arm] })
    guard cells.count <= Self.mostHeadlines else { return [] }
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

  private static let mostHeadlines = 12

  /// How often each arm was cheaper over the conditions of a large sweep; nil where `headlines` tells each one.
  func tallyTable() -> ReportTable? {
    let cells = Set(overview.effects.map { [$0.group, $0.condition, $0.arm] })
    guard cells.count > Self.mostHeadlines else { return nil }
    let severalGroups = Set(overview.effects.map(\.group)).count > 1
    var table = ReportTable(
      id: "tallies", caption: "Node cost of each arm against the baseline, over the conditions",
      source: "the table of effects, whose 95 % intervals tell lower, higher and not told apart",
      columns: [.init("arm", isNumber: false), .init("against", isNumber: false)]
        + (severalGroups ? [.init("scenario", isNumber: false)] : [])
        + [
          .init("conditions"), .init("median", unit: "%"), .init("lowest", unit: "%"),
          .init("highest", unit: "%"), .init("lower in"), .init("higher in"), .init("not told apart in"),
        ])
    for (key, effects) in ArmEffect.ordered(
      overview.effects.filter({ $0.metric == "node_cost" && $0.isRatio }), by: { [$0.group, $0.arm] })
    {
      let values = effects.map(\.value).sorted()
      let count = values.count
      let median = (values[(count - 1) / 2] + values[count / 2]) / 2
      table.rows.append(
        [.init(key[1]), .init(effects[0].baseline)] + (severalGroups ? [.init(key[0])] : [])
          + [.init(Double(count), digits: 0)]
          + [median, values[0], values[count - 1]].map { .init($0, digits: 1) }
          + [ArmEffect.Verdict.better, .worse].map { verdict in
            let number = effects.count { $0.verdict == verdict }
            var cell = ReportTable.Cell(Double(number), digits: 0)
            cell.mark = number > 0 ? verdict.rawValue : ""
            return cell
          }
          + [.init(Double(effects.count { $0.verdict == .undecided || $0.verdict == .single }), digits: 0)])
    }
    return table.rows.isEmpty ? nil : table
  }
}
