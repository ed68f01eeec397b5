import Experiments

/// A confusion matrix as a field of shades, each row as shares of its cases.
enum ConfusionChart {
  static func draw(_ matrix: ConfusionMatrix, names: [String], name: String, title: String) -> ChartScript {
    let count = names.count
    var rows: [[Double]] = []
    var labels: [String] = []
    for truth in 0..<count {
      let cases = matrix.counts[truth].reduce(0, +)
      for said in 0..<count {
        let share = cases > 0 ? Double(matrix.counts[truth][said]) / Double(cases) : 0
        rows.append([Double(said), Double(truth), 100 * share])
        if share >= 0.005 {
          let color = share > 0.55 ? "white" : "black"
          labels.append(
            "set label \"\((100 * share).formatted(digits: 0))\" at \(said),\(truth) center front font ',7' "
              + "textcolor rgb '\(color)'")
        }
      }
    }
    let tics = names.enumerated().map { (text: $1, place: $0) }
    return ChartScript(
      name: name, title: title, width: 860, height: 760,
      blocks: [ChartBlock("share", ["diagnosis", "truth", "share (%)"], rows)],
      body: """
        \(Gnuplot.title(title, size: 12))
        set xrange [-0.5:\(Double(count) - 0.5)]
        set yrange [\(Double(count) - 0.5):-0.5]
        \(Gnuplot.tics("x", tics)) rotate by -60 left font ',8' scale 0
        \(Gnuplot.tics("y", tics)) font ',8' scale 0
        set xlabel 'said' offset 0,0.3; set ylabel 'truth' offset 1,0
        set palette defined (0 '#FFFFFF', 1 '#D6E6F2', 30 '#8FBBDB', 60 '#3F86BC', 100 '#0B3C6F')
        set cbrange [0:100]; set cblabel 'percent of the cases of a row'
        set border 3; unset key
        set rmargin at screen 0.86; set lmargin at screen 0.21; set bmargin at screen 0.21
        \(labels.joined(separator: "\n"))
        plot $share using 1:2:3 with image pixels
        """)
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
