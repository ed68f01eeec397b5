/// The table of a break-even map: a row for each value of y, a column for each of x.
public enum BreakEvenTable {
  /// The table of `map`, with the largest y on top as on the chart.
  public static func render(_ map: BreakEvenMap, color: Bool) -> String {
    var table = TextTable(
      [.init(map.y.title, isLeft: true)] + map.x.labels.map { .init($0) })
    for row in map.cells.indices.reversed() {
      table.rows.append(
        [map.y.labels[row]]
          + map.cells[row].map { cell in
            guard let cell, let effect = cell.effect.effect else { return "–" }
            return cell.effect.text(effect) + (cell.isUndecided ? "○" : " ") + (cell.isBought ? "×" : " ")
          })
    }
    let decided = map.cells.flatMap { $0.compactMap(\.self) }
    let lower = decided.filter { !$0.isUndecided && ($0.effect.effect ?? 0) < 0 }.count
    let higher = decided.filter { !$0.isUndecided && ($0.effect.effect ?? 0) > 0 }.count
    let undecided = decided.filter(\.isUndecided).count
    return """
      \(map.metric.name) of \(map.arm) against \(map.baseline); columns: \(map.x.title)

      \(table.render(color: color))

      \(lower) of \(decided.count) cells lower, \(higher) higher, \(undecided) undecided
      ○ the interval holds 0   × \(map.guarded.name) was not shown to be no worse
      \(map.notes.joined(separator: "\n"))
      """
  }
}
