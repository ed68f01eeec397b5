import Foundation
import Writing

/// A chart as a gnuplot script without terminal, and the data that it shows.
struct ChartScript {
  /// The file name without extension.
  var name: String
  /// What it shows, as readers see it above the chart.
  var title: String
  /// Size in points; PNG has twice as many pixels.
  var width = 720, height = 400
  /// The data that `body` names.
  var blocks: [ChartBlock] = []
  /// The commands, in which every text that is not ours went through `Gnuplot.text`.
  var body: String
  /// The name with nothing but letters, digits and hyphens, at most 100 of them.
  var fileName: String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(100))
  }
}

/// Named data of a chart: rows of numbers.
struct ChartBlock {
  /// The name under which commands find it, with `$` in front.
  var name: String
  /// What it stands for in the CSV, where the name does not tell; such as an arm.
  var label: String?
  /// The columns with their units.
  var columns: [String]
  var rows: [[Double]]

  init(_ name: String, _ columns: [String], _ rows: [[Double]], label: String? = nil) {
    self.name = name
    self.label = label
    self.columns = columns
    self.rows = rows
  }

  /// As gnuplot reads it: one line a row, columns apart by blanks; the first line, which is passed over, names the columns.
  ///
  /// A line of numbers can be no end of the block, and the first one begins with a sign that no end has.
  var script: String {
    let lines = rows.map { $0.map(Self.number).joined(separator: " ") }
    return "$\(name) << END\n# \(columns.map { Escape.line($0) }.joined(separator: ", "))\n"
      + "\(lines.joined(separator: "\n"))\nEND"
  }

  /// Nine significant digits, more than any chart can show.
  static func number(_ value: Double) -> String {
    value.isFinite ? String(format: "%.9g", value) : "NaN"
  }
}

extension ChartScript {
  /// The height of a chart beside which so many keys stand one below the other.
  static func height(forKeys count: Int) -> Int { max(400, 90 + 19 * count) }

  /// The chart with names for the data blocks `prefix0`, `prefix1` and so on.
  func labelled(_ prefix: String, _ names: [String]) -> ChartScript {
    var chart = self
    for index in blocks.indices {
      let number =
        blocks[index].name.hasPrefix(prefix) ? Int(blocks[index].name.dropFirst(prefix.count)) : nil
      if let number, names.indices.contains(number) { chart.blocks[index].label = names[number] }
    }
    return chart
  }

  /// The data of all blocks as CSV: the block's label, then its columns, with a header line for each kind of block.
  var csv: String {
    var lines: [String] = []
    var header = ""
    for block in blocks {
      let columns = (["data"] + block.columns).map(Escape.csv).joined(separator: ",")
      if columns != header {
        header = columns
        lines.append(header)
      }
      let label = Escape.csv(Escape.shortened(block.label ?? block.name))
      lines += block.rows.map { row in
        ([label] + row.map { $0.isFinite ? ChartBlock.number($0) : "" }).joined(separator: ",")
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}
