import Writing

/// A table of a report, rendered as HTML, Markdown or LaTeX, and as CSV for the download.
struct ReportTable {
  struct Column {
    var title: String, unit: String
    var isNumber: Bool

    init(_ title: String, unit: String = "", isNumber: Bool = true) {
      self.title = Escape.shortened(title)
      self.unit = unit == "1" ? "" : Escape.shortened(unit)
      self.isNumber = isNumber
    }

    /// Title and unit in one.
    var heading: String { unit.isEmpty ? title : "\(title) (\(unit))" }
  }
  /// What stands in a cell; `mark` is a class of the style sheet, such as a verdict's.
  struct Cell {
    var text: String
    var value: Double?
    var mark = ""

    init(_ text: String, mark: String = "") {
      self.text = Escape.shortened(text, limit: 1000)
      self.mark = mark
    }

    init(_ value: Double?, digits: Int) {
      text = TextTable.cell(value, digits: digits)
      self.value = value?.isFinite == true ? value : nil
    }
  }

  /// Its identifier in the page.
  var id: String
  /// What it shows, and of how many.
  var caption: String
  /// The query, command or rule that the numbers come from.
  var source: String
  var columns: [Column]
  var rows: [[Cell]] = []

  /// Everything as CSV: numbers unrounded.
  var csv: String {
    ([columns.map { Escape.csv($0.heading) }]
      + rows.map {
        $0.map { $0.value.map { String(describing: $0) } ?? Escape.csv($0.text == "–" ? "" : $0.text) }
      })
      .map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  /// The table in Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(Escape.markdown).joined(separator: " | ") + " |"
    }
    return
      ([
        line(columns.map(\.heading)),
        "| " + columns.map { $0.isNumber ? "---:" : "---" }.joined(separator: " | ") + " |",
      ]
      + rows.map { line($0.map(\.text)) }).joined(separator: "\n")
  }

  /// The table in LaTeX, for the package booktabs.
  var latex: String {
    let lines = rows.map { $0.map { Escape.latex($0.text) }.joined(separator: " & ") + " \\\\" }
    return """
      \\begin{table}
        \\caption{\(Escape.latex(caption))}
        \\begin{tabular}{\(columns.map { $0.isNumber ? "r" : "l" }.joined())}
          \\toprule
          \(columns.map { Escape.latex($0.title) }.joined(separator: " & ")) \\\\
          \(columns.map { Escape.latex($0.unit) }.joined(separator: " & ")) \\\\
          \\midrule
          \(lines.joined(separator: "\n    "))
          \\bottomrule
        \\end{tabular}
      \\end{table}
      """
  }
}
