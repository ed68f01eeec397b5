import Foundation

/// The heat map of a break-even map.
public enum BreakEvenChart {
  /// Draws `map` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ map: BreakEvenMap, folder: String) throws -> DrawnCharts {
    try DrawnCharts([script(map)], into: folder)
  }

  static func script(_ map: BreakEvenMap) -> ChartScript {
    var rows: [[Double]] = []
    var labels: [String] = []
    var undecided: [[Double]] = []
    var bought: [[Double]] = []
    for (y, row) in map.cells.enumerated() {
      for (x, cell) in row.enumerated() {
        guard let cell, let value = BreakEvenMap.shown(cell), let effect = cell.effect.effect else {
          continue
        }
        rows.append([Double(x), Double(y), value])
        let words = cell.effect.text(effect).replacing(" %", with: "")
        labels.append("set label \(Gnuplot.text(words)) at first \(x), first \(y) center front")
        if cell.isUndecided { undecided.append([Double(x) - 0.36, Double(y) + 0.34]) }
        if cell.isBought { bought.append([Double(x) + 0.36, Double(y) + 0.34]) }
      }
    }
    let limit = rows.map { abs($0[2]) }.max() ?? 0
    let range = limit > 0 ? limit : 1
    let isRatio = map.cells.contains { $0.contains { $0?.effect.scale == .logRatio } }
    let unit = isRatio ? "%" : map.metric.unit
    let lines = map.breakEven.map {
      [$0.from.x, $0.from.y, $0.to.x - $0.from.x, $0.to.y - $0.from.y].map { Double($0) }
    }
    let title = "\(map.metric.name): \(map.arm) against \(map.baseline)"
    let blocks = [
      ChartBlock("cells", ["column", "row", "change (\(unit))"], rows),
      ChartBlock("undecided", ["column", "row"], undecided),
      ChartBlock("bought", ["column", "row"], bought),
      ChartBlock("line", ["from column", "from row", "columns on", "rows on"], lines),
    ]
    var body =
      [
        Gnuplot.title(title),
        "set border 3; set tics nomirror out scale 0.4; unset grid",
        "set xlabel \(Gnuplot.text(map.x.shortTitle)); set ylabel \(Gnuplot.text(map.y.shortTitle))",
        "set xrange [-0.5:\(Double(map.x.values.count) - 0.5)]; set yrange [-0.5:\(Double(map.y.values.count) - 0.5)]",
        "\(tics("x", map.x.labels)); \(tics("y", map.y.labels))",
        Palette.diverging,
        "set cbrange [\(-range):\(range)]; set cblabel \(Gnuplot.text("change of \(map.metric.name) (\(unit))"))",
        // below the axis: an outside key is laid over the cells where its lines are long
        "set bmargin 8; set key at screen 0.03, screen 0.02 bottom left Left reverse vertical maxrows 3 samplen 1.5",
      ] + labels
    var plots = [
      "$cells using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette fillstyle solid noborder notitle"
    ]
    if !lines.isEmpty {
      plots.append(
        "$line using 1:2:3:4 with vectors nohead linecolor rgb '#000000' linewidth 2.5 title 'break-even'")
    }
    if !undecided.isEmpty {
      plots.append(
        "$undecided using 1:2 with points pointtype 6 pointsize 1.4 linewidth 1 linecolor rgb '#000000' title 'interval holds 0'"
      )
    }
    if !bought.isEmpty {
      plots.append(
        "$bought using 1:2 with points pointtype 2 pointsize 1.2 linewidth 1 linecolor rgb '#000000' title \(Gnuplot.text("\(map.guarded.name) not shown to be no worse"))"
      )
    }
    body.append("plot \(plots.joined(separator: ", \\\n  "))")
    let name = "map-\(file(map.arm))-\(file(map.metric.name))-\(file(map.x.path))-\(file(map.y.path))"
    return ChartScript(
      name: name, title: title, width: max(640, 220 + 80 * map.x.values.count),
      height: max(460, 230 + 50 * map.y.values.count),
      blocks: blocks, body: body.joined(separator: "\n"))
  }

  private static func tics(_ axis: String, _ labels: [String]) -> String {
    Gnuplot.tics(axis, labels.enumerated().map { (text: $1, place: $0) })
  }

  /// The last part of a path, as a part of a file's name.
  private static func file(_ path: String) -> String {
    String((path.split(separator: ".").last ?? "").map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" })
  }
}
