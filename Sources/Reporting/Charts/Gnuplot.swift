import Experiments
import Foundation
import Writing

/// Why a chart could not be drawn: one sentence.
public struct ChartError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String
}

/// How charts are written for gnuplot, and how gnuplot is asked to draw them.
///
/// gnuplot is started by itself, with no shell between. It reads a script from its standard input, in which texts of others are
/// strings of harmless signs and numbers of bytes, and writes the picture to its standard output: it is told no path.
enum Gnuplot {
  /// The most scalars of a name that a chart shows.
  private static let longest = 120
  /// How long one picture may take, in seconds.
  private static let timeout = 120.0

  /// The forms that this machine's gnuplot can draw, as it says itself.
  ///
  /// - Throws: `ChartError` if there is no gnuplot that runs.
  static func forms() throws -> [ChartForm] {
    let answer = try run(["-e", "print GPVAL_TERMINALS"], script: "")
    guard answer.status == 0 else {
      throw ChartError(description: "gnuplot cannot be run\(words(answer.errors).map { " (\($0))" } ?? "")")
    }
    let terminals = Set(answer.errors.split(whereSeparator: \.isWhitespace).map(String.init))
    return ChartForm.allCases.filter { terminals.contains($0.terminalName) }
  }

  /// A picture of `chart`.
  ///
  /// - Throws: `ChartError` with gnuplot's words if it does not draw it.
  static func picture(_ chart: ChartScript, style: ChartStyle = .print, form: ChartForm) throws -> [UInt8] {
    let answer = try run(
      ["/dev/stdin"], script: "set terminal \(form.terminal(chart, style))\n\(script(chart, style))")
    // warnings are about taste: what counts is how it ended
    guard answer.status == 0, !answer.output.isEmpty else {
      throw ChartError(
        description: "gnuplot did not draw it" + (words(answer.errors).map { ": \($0)" } ?? ""))
    }
    return form == .pdf ? forgettingDate(answer.output) : answer.output
  }

  /// The script that draws `chart`, data inside, for readers and for gnuplot.
  static func script(_ chart: ChartScript, _ style: ChartStyle) -> String {
    """
    # Draws \(Escape.line(chart.name)) on the screen that gnuplot opens; set a terminal and an output to restyle it.
    set encoding utf8
    \(style.preamble)
    \(chart.blocks.map(\.script).joined(separator: "\n"))
    \(style.restyled(chart.body))

    """
  }

  /// `-d`: with gnuplot's own defaults, whatever stands in a file of the home folder.
  private static func run(_ arguments: [String], script: String) throws -> FinishedProgram {
    do {
      return try FinishedProgram(["gnuplot", "-d"] + arguments, input: Array(script.utf8), timeout: timeout)
    } catch let error as ProcessError {
      let isAbsent = error.description.contains("is no program")
      throw ChartError(description: isAbsent ? "gnuplot is not installed" : error.description)
    }
  }

  /// The last thing that gnuplot complained about, on one line; nil where it said nothing.
  private static func words(_ errors: String) -> String? {
    let lines = errors.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let complaints = lines.filter { !$0.isEmpty && !$0.lowercased().hasPrefix("warning") }
    return complaints.last.map { Escape.line($0, limit: 160) }
  }

  /// Makes the moment of drawing, which cairo writes into a PDF, the same in all.
  private static func forgettingDate(_ picture: [UInt8]) -> [UInt8] {
    var data = Data(picture)
    guard let found = data.range(of: Data("/CreationDate (D:".utf8)) else { return picture }
    let digits = found.upperBound..<min(data.count, found.upperBound + 14)
    data.replaceSubrange(digits, with: Data("20000101000000".utf8).prefix(digits.count))
    return Array(data)
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

  /// A text as gnuplot shows it in a title, a key or beside an axis: on one line, not too long, no sign of it a command.
  static func text(_ text: String) -> String { string(text) + " noenhanced" }

  /// The commands for the title above a chart.
  static func title(_ text: String, size: Int = 13) -> String {
    "set title \(self.text(text)) font ',\(size)'"
  }

  /// The commands for an axis with texts as tics.
  ///
  /// - Parameters:
  ///   - axis: `x` or `y`.
  ///   - tics: Each text and where it stands.
  static func tics(_ axis: String, _ tics: [(text: String, place: Int)]) -> String {
    // a per cent sign would begin the format of a number
    let entries = tics.map { "\(string($0.text, isFormat: true)) \($0.place)" }
    return "set \(axis)tics (\(entries.joined(separator: ", "))) noenhanced"
  }

  private static func string(_ text: String, isFormat: Bool = false) -> String {
    let shown = Escape.line(text, limit: longest)
    return Escape.gnuplot(
      isFormat ? shown.replacingOccurrences(of: "%", with: "%%", options: .literal) : shown)
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
