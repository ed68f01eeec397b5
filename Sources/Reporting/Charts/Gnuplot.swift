import CGnuplot
import Foundation

/// Why a chart could not be drawn: one sentence.
public struct ChartError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String
}

/// A chart as a gnuplot script without terminal: its data stand inside as named blocks.
struct ChartScript {
  /// The file name without extension.
  var name: String
  /// Size in points; PNG has twice as many pixels.
  var width = 720, height = 400
  /// Data blocks and plot commands.
  var body: String
  /// The name with nothing but letters, digits and hyphens.
  var fileName: String { String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }) }
  /// What a data block stands for, where its name does not tell.
  var labels: [String: String] = [:]
}

enum Gnuplot {
  /// Writes `chart` as SVG, PDF, PNG, script and data (CSV) into `folder`; returns the paths.
  ///
  /// - Throws: `ChartError` with gnuplot's words if an output is absent or empty or gnuplot complained.
  static func draw(
    _ chart: ChartScript, into folder: String, style: ChartStyle = .print,
    forms: [ChartForm] = ChartForm.allCases
  ) throws -> [String] {
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ChartError(description: "\(folder): the folder for charts cannot be made")
    }
    let base = folder + "/" + chart.fileName
    let script = """
      # Draws \(chart.name) on the screen that gnuplot opens; set a terminal and an output to restyle it.
      set encoding utf8
      \(style.preamble)
      \(style.restyled(chart.body))

      """
    for (ending, text) in [("gp", script), ("csv", chart.csv)] {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(base).\(ending)"), options: .atomic)
      } catch {
        throw ChartError(
          description:
            "\(base).\(ending): the chart's \(ending == "gp" ? "script" : "data") cannot be written")
      }
    }
    let messages = files.temporaryDirectory.appendingPathComponent("forescale-gnuplot-\(UUID().uuidString)")
      .path
    defer { try? files.removeItem(atPath: messages) }
    for form in forms {
      let (ending, terminal) = (form.rawValue, form.terminal(chart, style))
      let path = base + "." + ending
      try? files.removeItem(atPath: path)
      let whole =
        "set terminal \(terminal)\nset output '\(path.replacingOccurrences(of: "'", with: "''"))'\n\(script)set output\n"
      let opened = forescale_gnuplot_run(whole, messages) == 0
      // warnings are about taste; an error names itself without that word
      let complaints = ((try? String(contentsOfFile: messages, encoding: .utf8)) ?? "")
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && !$0.lowercased().contains("warning:") }
      let size = (try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      guard opened, size > 0, complaints.isEmpty else {
        throw ChartError(
          description: "\(path): gnuplot did not draw the chart"
            + (complaints.isEmpty ? "; is it installed?" : ": \(complaints.joined(separator: " "))"))
      }
      if form == .pdf { try forgetDate(path) }
    }
    return forms.map { base + "." + $0.rawValue } + [base + ".gp", base + ".csv"]
  }

  /// Makes the moment of drawing, which cairo writes into a PDF, the same in all.
  private static func forgetDate(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    guard var data = try? Data(contentsOf: url), let found = data.range(of: Data("/CreationDate (D:".utf8))
    else {
      return
    }
    let digits = found.upperBound..<min(data.count, found.upperBound + 14)
    data.replaceSubrange(digits, with: Data("20000101000000".utf8).prefix(digits.count))
    do { try data.write(to: url) } catch {
      throw ChartError(description: "\(path): the chart cannot be written")
    }
  }

  /// Two axes without a box, and faint lines to read values by.
  static let axes =
    "set style fill solid noborder; set tics nomirror; set border 3; set grid linecolor rgb '#CCCCCC' linewidth 0.5"

  /// A time axis in days that ends where the data end, with a little air.
  static func timeRange(_ times: [Double]) -> String {
    guard let first = times.min(), let last = times.max(), first < last else { return "set autoscale x" }
    let air = (last - first) * 0.01
    return "set xrange [\((first - air) / 86_400):\((last + air) / 86_400)]"
  }

  /// A named block of data: one line a row, columns apart by blanks; the first line, which gnuplot passes over, names the
  /// columns with their units.
  static func block(_ name: String, _ columns: [String], _ rows: [[Double]]) -> String {
    let lines = rows.map { $0.map(number).joined(separator: " ") }
    return "$\(name) << END\n# \(columns.joined(separator: ", "))\n\(lines.joined(separator: "\n"))\nEND"
  }

  /// Nine significant digits, more than any chart can show.
  private static func number(_ value: Double) -> String {
    value.isFinite ? String(format: "%.9g", value) : "NaN"
  }

  /// The label of a tic: the same, with the sign that begins a number's format kept as well.
  static func quotedTic(_ text: String) -> String {
    quoted(text.replacingOccurrences(of: "%", with: "%%"))
  }

  /// A text in gnuplot's double quotes, with the characters that `enhanced` takes for commands kept as they are.
  static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "\\": quoted += "/"
      // in double quotes gnuplot hands what stands between these to a shell
      case "`": quoted += "'"
      case "_", "^", "{", "}", "@", "&", "~": quoted += "\\\\\(character)"
      case "\"": quoted += "'"
      case _ where character.isNewline: quoted += " "
      default: quoted.append(character)
      }
    }
    return "\"\(quoted)\""
  }
}

/// Okabe and Ito's palette, which colour-blind readers tell apart.
enum Palette {
  static let demand = "#BBBBBB"
  static let limit = "#D55E00"
  static let under = "#D55E00", over = "#9ECAE9"
  static let series = [
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#7F7F7F",
  ]
  /// Blue is less, vermilion more: apart for colour-blind readers, and in grey both darken away from 0.
  static let diverging =
    "set palette defined (-1 '#0072B2', -0.5 '#7FB8D8', 0 '#F7F7F7', 0.5 '#EAAE80', 1 '#D55E00')"
  static func color(_ index: Int) -> String { series[index % series.count] }
}
