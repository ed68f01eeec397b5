import Foundation

/// The heat map of a break-even map.
public enum BreakEvenChart {
  /// Draws `map` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ map: BreakEvenMap, folder: String) throws -> DrawnCharts {
    try DrawnCharts([chart(map)], into: folder)
  }

  static func chart(_ map: BreakEvenMap) -> Chart {
    var rows: [[Double]] = []
    var texts: [Chart.Text] = []
    var undecided: [[Double]] = []
    var bought: [[Double]] = []
    for (y, row) in map.cells.enumerated() {
      for (x, cell) in row.enumerated() {
        guard let cell, let value = BreakEvenMap.shown(cell), let effect = cell.effect.effect else {
          continue
        }
        rows.append([Double(x), Double(y), value])
        texts.append(
          Chart.Text(
            text: cell.effect.text(effect).replacing(" %", with: ""),
            place: .values(x: Double(x), y: Double(y))))
        if cell.isUndecided { undecided.append([Double(x) - 0.36, Double(y) + 0.34]) }
        if cell.isBought { bought.append([Double(x) + 0.36, Double(y) + 0.34]) }
      }
    }
    let limit = rows.map { abs($0[2]) }.max() ?? 0
    let range = limit > 0 ? limit : 1
    let isRatio = map.cells.contains { $0.contains { $0?.effect.scale == .logRatio } }
    let unit = isRatio ? "%" : map.metric.unit
    let places = [Chart.Table.Column("column"), Chart.Table.Column("row")]
    var marks = [
      Chart.Mark(
        .cells(x: .around("column", half: 0.5), y: .around("row", half: 0.5), value: "change"),
        of: Chart.Table("cells", places + [.init("change", unit)], rows), .black)
    ]
    func add(_ name: String, _ rows: [[Double]], _ sign: Chart.Mark.Sign, size: Double, title: String) {
      guard !rows.isEmpty else { return }
      marks.append(
        .init(
          .points(x: "column", y: "row"), of: Chart.Table(name, places, rows), .black, width: 1, sign: sign,
          size: size, title: title))
    }
    let lines = map.breakEven.map { [$0.from.x, $0.from.y, $0.to.x, $0.to.y].map { Double($0) } }
    if !lines.isEmpty {
      let table = Chart.Table(
        "line", [.init("from column"), .init("from row"), .init("to column"), .init("to row")], lines)
      marks.append(
        .init(
          .segments(x: ("from column", "to column"), y: ("from row", "to row")), of: table, .black,
          width: 2.5,
          title: "break-even"))
    }
    add("undecided", undecided, .circle, size: 1.4, title: "interval holds 0")
    add("bought", bought, .cross, size: 1.2, title: "\(map.guarded.name) not shown to be no worse")
    return Chart(
      name: "map-\(file(map.arm))-\(file(map.metric.name))-\(file(map.x.path))-\(file(map.y.path))",
      title: "\(map.metric.name): \(map.arm) against \(map.baseline)",
      width: max(640, 220 + 80 * map.x.values.count), height: max(460, 230 + 50 * map.y.values.count),
      panels: [
        Chart.Panel(
          // below the axis: an outside key is laid over the cells where its lines are long
          frame: Chart.Frame(bottom: .letters(8)), x: axis(map.x), y: axis(map.y),
          shades: Chart.Shades(
            gradient: Ink.diverging, range: -range...range, label: "change of \(map.metric.name) (\(unit))"),
          hasGrid: false, outerTics: 0.4, texts: texts,
          key: Chart.Key(place: .at(x: 0.03, y: 0.02, .bottomLeft), rows: 3, sample: 1.5), marks: marks)
      ])
  }

  /// An axis of cells with the values that were tried.
  private static func axis(_ axis: MapAxis) -> Chart.Axis {
    Chart.Axis(
      axis.shortTitle, range: .between(-0.5, Double(axis.values.count) - 0.5),
      tics: Chart.Tics(places: Chart.Tics.names(axis.labels)))
  }

  /// The last part of a path, as a part of a file's name.
  private static func file(_ path: String) -> String {
    String((path.split(separator: ".").last ?? "").map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" })
  }
}
