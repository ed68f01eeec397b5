import Foundation

/// The heat map of a break-even map.
public enum BreakEvenChart {
  /// Draws `map` as SVG, PNG and script into `folder`; returns the paths.
  ///
  /// - Throws: `ChartError` if gnuplot cannot draw.
  public static func write(_ map: BreakEvenMap, folder: String) throws -> [String] {
    try Gnuplot.draw(script(map), into: folder)
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
        labels.append("\(x) \(y) \"\(cell.effect.text(effect).replacingOccurrences(of: " %", with: ""))\"")
        if cell.isUndecided { undecided.append([Double(x) - 0.36, Double(y) + 0.34]) }
        if cell.isBought { bought.append([Double(x) + 0.36, Double(y) + 0.34]) }
      }
    }
    let limit = rows.map { abs($0[2]) }.max() ?? 0
    let range = limit > 0 ? limit : 1
    let isRatio = map.cells.contains { $0.contains { $0?.effect.scale == .logRatio } }
    let unit = isRatio ? "%" : map.metric.unit
    let lines = map.breakEven.map {
      "\($0.from.x) \($0.from.y) \($0.to.x - $0.from.x) \($0.to.y - $0.from.y)"
    }
    var body = [
      "set title \(Gnuplot.quoted("\(map.metric.name): \(map.arm) against \(map.baseline)")) font ',13'",
      "set border 3; set tics nomirror out scale 0.4; unset grid",
      "set xlabel \(Gnuplot.quoted(map.x.shortTitle)); set ylabel \(Gnuplot.quoted(map.y.shortTitle))",
      "set xrange [-0.5:\(Double(map.x.values.count) - 0.5)]; set yrange [-0.5:\(Double(map.y.values.count) - 0.5)]",
      "set xtics (\(tics(map.x.labels))); set ytics (\(tics(map.y.labels)))",
      Palette.diverging,
      "set cbrange [\(-range):\(range)]; set cblabel \(Gnuplot.quoted("change of \(map.metric.name) (\(unit))"))",
      // below the axis: an outside key is laid over the cells where its lines are long
      "set bmargin 8; set key at screen 0.03, screen 0.02 bottom left Left reverse vertical maxrows 3 samplen 1.5",
      Gnuplot.block("cells", ["column", "row", "change (\(unit))"], rows),
      "$labels << END\n\(labels.joined(separator: "\n"))\nEND",
      Gnuplot.block("undecided", ["column", "row"], undecided),
      Gnuplot.block("bought", ["column", "row"], bought),
      "$line << END\n\(lines.joined(separator: "\n"))\nEND",
    ]
    var plots = [
      "$cells using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette fillstyle solid noborder notitle",
      "$labels using 1:2:3 with labels notitle",
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
        "$bought using 1:2 with points pointtype 2 pointsize 1.2 linewidth 1 linecolor rgb '#000000' title \(Gnuplot.quoted("\(map.guarded.name) not shown to be no worse"))"
      )
    }
    body.append("plot \(plots.joined(separator: ", \\\n  "))")
    let name = "map-\(file(map.arm))-\(file(map.metric.name))-\(file(map.x.path))-\(file(map.y.path))"
    return ChartScript(
      name: name, width: max(640, 220 + 80 * map.x.values.count),
      height: max(460, 230 + 50 * map.y.values.count),
      body: body.joined(separator: "\n"))
  }

  private static func tics(_ labels: [String]) -> String {
    labels.enumerated().map { "\(Gnuplot.quotedTic($1)) \($0)" }.joined(separator: ", ")
  }

  /// The last part of a path, as a part of a file's name.
  private static func file(_ path: String) -> String {
    String((path.split(separator: ".").last ?? "").map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" })
  }
}
