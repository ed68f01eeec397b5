import Experiments

/// A confusion matrix as a field of shades, each row as shares of its cases.
enum ConfusionChart {
  static func draw(_ matrix: ConfusionMatrix, names: [String], name: String, title: String) -> Chart {
    let count = names.count
    var rows: [[Double]] = []
    var texts: [Chart.Text] = []
    for truth in 0..<count {
      let cases = matrix.counts[truth].reduce(0, +)
      for said in 0..<count {
        let share = cases > 0 ? Double(matrix.counts[truth][said]) / Double(cases) : 0
        rows.append([Double(said), Double(truth), 100 * share])
        if share >= 0.005 {
          texts.append(
            Chart.Text(
              text: (100 * share).formatted(digits: 0), place: .values(x: Double(said), y: Double(truth)),
              ink: Ink(share > 0.55 ? "white" : "black"), size: 7))
        }
      }
    }
    let table = Chart.Table("share", [.init("diagnosis"), .init("truth"), .init("share", "%")], rows)
    let end = Double(count) - 0.5
    return Chart(
      name: name, title: title, width: 860, height: 760, heading: Chart.Heading(size: 12),
      panels: [
        Chart.Panel(
          frame: Chart.Frame(left: .share(0.21), right: .share(0.86), bottom: .share(0.21)),
          x: Chart.Axis(
            "said", nudge: (0, 0.3), range: .between(-0.5, end),
            tics: Chart.Tics(places: Chart.Tics.names(names), size: 8, turn: -60, length: 0)),
          // the first row is at the top
          y: Chart.Axis(
            "truth", nudge: (1, 0), range: .between(end, -0.5),
            tics: Chart.Tics(places: Chart.Tics.names(names), size: 8, length: 0)),
          shades: Chart.Shades(
            gradient: [
              (0, Ink("#FFFFFF")), (1, Ink("#D6E6F2")), (30, Ink("#8FBBDB")), (60, Ink("#3F86BC")),
              (100, Ink("#0B3C6F")),
            ], range: 0...100, label: "percent of the cases of a row"),
          hasGrid: false, texts: texts,
          marks: [
            .init(
              .cells(x: .around("diagnosis", half: 0.5), y: .around("truth", half: 0.5), value: "share"),
              of: table, .black)
          ])
      ])
  }
}

extension Charts {
  /// Draws a confusion matrix.
  ///
  /// - Parameters:
  ///   - confusion: Counts by truth and what was said.
  ///   - names: A name a class.
  ///   - name: The file name without extension.
  ///   - title: What stands above.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(
    confusion: ConfusionMatrix, names: [String], name: String, title: String, folder: String
  ) throws -> DrawnCharts {
    try DrawnCharts([ConfusionChart.draw(confusion, names: names, name: name, title: title)], into: folder)
  }
}
