/// Charts of equal panels, one below the other or in two columns, with time in days on the horizontal axis.
enum ChartPanels {
  /// One panel: its title and its data, whose first column is the time in days.
  struct Panel {
    var title: String
    var rows: [[Double]]
  }

  /// A chart of `panels`, one at least.
  ///
  /// - Parameters:
  ///   - y: The vertical axis of all panels.
  ///   - time: What the time is counted from, for the label below.
  ///   - columns: The columns of the panels' rows.
  ///   - marks: What a panel shows of its table, in which colour of its own.
  static func draw(
    _ name: String, _ panels: [Panel], title: String, note: String = "", y: Chart.Axis, time: String,
    columns names: [Chart.Table.Column], marks: (_ table: Chart.Table, _ ink: Ink) -> [Chart.Mark]
  ) -> Chart {
    let columns = panels.count > 3 ? 2 : 1
    let rows = (panels.count + columns - 1) / columns
    let height = 80 + 150 * rows
    let grid = Grid(columns: columns, rows: rows, height: Double(height))
    let times = Chart.Axis.days(panels.flatMap { $0.rows.map { $0[0] * 86_400 } })
    var drawn: [Chart.Panel] = []
    for (index, panel) in panels.enumerated() {
      let table = Chart.Table("panel\(index)", label: panel.title, names, panel.rows)
      let isLast = index % rows == rows - 1 || index == panels.count - 1
      var y = y
      y.nudge = (1, 0)
      drawn.append(
        Chart.Panel(
          title: panel.title, frame: grid.frame(index),
          x: isLast
            ? Chart.Axis(time, nudge: (0, 0.5), range: times, tics: Chart.Tics(format: .short))
            : Chart.Axis(range: times, tics: Chart.Tics(format: .none)),
          y: y,
          key: index == 0
            ? Chart.Key(
              place: .at(x: 0.98, y: 1 - 32 / Double(height), .topRight), isHorizontal: true, rows: 1,
              sample: columns == 2 ? 1 : 2) : nil,
          marks: marks(table, .series(index))))
    }
    return Chart(
      name: name, title: title, note: note, width: columns == 2 ? 900 : 720, height: height, panels: drawn)
  }

  /// Where panels stand that fill columns from the top down.
  private struct Grid {
    var columns: Int, rows: Int
    /// Of the chart, in points.
    var height: Double

    func frame(_ index: Int) -> Chart.Frame {
      let (left, right) = columns == 2 ? (0.07, 0.985) : (0.1, 0.97)
      let (below, above) = (45 / height, 1 - 75 / height)
      let (across, down) = (0.06, 42 / height)
      let width = (right - left - Double(columns - 1) * across) / Double(columns)
      let size = (above - below - Double(rows - 1) * down) / Double(rows)
      let x = left + Double(index / rows) * (width + across)
      let y = above - Double(index % rows) * (size + down)
      return Chart.Frame(
        left: .share(x), right: .share(x + width), top: .share(y), bottom: .share(y - size))
    }
  }
}
