import Foundation
import Writing

extension Chart {
  /// The data of all tables as CSV: the table's label, then its columns, with a header line for each kind of table.
  var csv: String {
    var lines: [String] = []
    var header = ""
    for table in tables {
      let columns = (["data"] + table.columns.map(\.heading)).map(Escape.csv).joined(separator: ",")
      if columns != header {
        header = columns
        lines.append(header)
      }
      let label = Escape.csv(Escape.shortened(table.label))
      lines += table.rows.map { row in
        ([label] + row.map { $0.isFinite ? Chart.number($0) : "" }).joined(separator: ",")
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  /// Nine significant digits, more than any chart can show.
  static func number(_ value: Double) -> String {
    value.isFinite ? String(format: "%.9g", value) : "NaN"
  }
}
