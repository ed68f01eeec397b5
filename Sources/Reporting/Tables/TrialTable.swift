import Experiments

/// Trials of a search as a table for a terminal.
public enum TrialTable {
  /// The scenario as it is, then the best trials, each key a column.
  public static func render(
    _ trials: [Trial], of specification: SearchSpecification, largerIsBetter: Bool, most: Int, color: Bool
  ) -> String {
    let paths = specification.space.parameters.map(\.path)
    let isHalving = specification.method == .halving
    var table = TextTable(
      [.init("trial")] + (isHalving ? [.init("resource")] : []) + [.init(specification.metric)]
        + paths.map { TextTable.Column(short($0)) } + [.init("", isLeft: true)])
    let ranked = trials.filter { $0.position > 0 }.sorted {
      // later rungs first: their values are of more of the resource
      (-($0.rung ?? 0), $0.score(largerIsBetter: largerIsBetter), $0.position)
        < (-($1.rung ?? 0), $1.score(largerIsBetter: largerIsBetter), $1.position)
    }
    for trial in trials.filter({ $0.position == 0 }) + ranked.prefix(most) {
      let values = paths.map { path in trial.settings.first { $0.path == path }?.value ?? "–" }
      let note =
        trial.reason.map { "failed: \($0)" } ?? (trial.excess > 0 ? "misses the violation budget" : "")
      table.rows.append(
        [String(trial.position)] + (isHalving ? [trial.resource.map(String.init) ?? "–"] : [])
          + [TextTable.number(trial.value)] + values
          + [trial.position == 0 ? "as given" + (note.isEmpty ? "" : ", " + note) : note])
    }
    return table.render(color: color)
  }

  /// The last part of a path.
  private static func short(_ path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
  }
}
