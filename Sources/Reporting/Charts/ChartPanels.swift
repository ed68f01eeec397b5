/// Charts of equal panels, one below the other or in two columns, with time in days on the horizontal axis.
enum ChartPanels {
  /// One panel: its title and its data, whose first column is the time in days.
  struct Panel {
    var title: String
    var rows: [[Double]]
  }

  /// A chart of `panels`, one at least; `plot` gives the plot command of a panel for its data block and colour.
  static func draw(
    _ name: String, _ panels: [Panel], title: String, axis: String, time: String, extra: String,
    columns names: [String],
    plot: (_ block: String, _ color: String) -> String
  ) -> ChartScript {
    let columns = panels.count > 3 ? 2 : 1
    let rows = (panels.count + columns - 1) / columns
    let height = 80 + 150 * rows
    let times = panels.flatMap { $0.rows.map { $0[0] * 86_400 } }
    var lines = [
      "set multiplot layout \(rows),\(columns) columnsfirst title \(Gnuplot.text(title)) font ',13' "
        + "margins \(columns == 2 ? "0.07,0.985" : "0.1,0.97"),\(45.0 / Double(height)),\(1 - 75.0 / Double(height)) "
        + "spacing 0.06,\(42.0 / Double(height))",
      "\(Gnuplot.axes); \(Gnuplot.timeRange(times)); \(extra)",
      "set key off",
    ]
    var blocks: [ChartBlock] = []
    for (index, panel) in panels.enumerated() {
      let block = "panel\(index)"
      let isLast = index % rows == rows - 1 || index == panels.count - 1
      blocks.append(ChartBlock(block, names, panel.rows, label: panel.title))
      lines += [
        "set title \(Gnuplot.text(panel.title)) offset 0,-0.7",
        "set ylabel '\(axis)' offset 1,0",
        isLast
          ? "set xlabel '\(time)' offset 0,0.5; set format x '%g'" : "set xlabel ''; set format x ''",
        index == 0
          ? "set key at screen 0.98,\(1 - 32.0 / Double(height)) right horizontal maxrows 1 samplen \(columns == 2 ? 1 : 2)"
          : "set key off",
        plot("$" + block, Palette.color(index)),
      ]
    }
    lines.append("unset multiplot")
    return ChartScript(
      name: name, title: title, width: columns == 2 ? 900 : 720, height: height, blocks: blocks,
      body: lines.joined(separator: "\n"))
  }
}
