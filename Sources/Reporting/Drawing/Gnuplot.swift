import Experiments
import Foundation
import Writing

/// Why a chart could not be drawn: one sentence.
public struct ChartError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String
}

/// How gnuplot is asked to draw charts.
///
/// gnuplot is started by itself, with no shell between. It reads a script from its standard input, in which texts of others are
/// strings of harmless signs and numbers of bytes, and writes the picture to its standard output: it is told no path.
enum Gnuplot {
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
  static func picture(_ chart: Chart, style: ChartStyle = .print, form: ChartForm) throws -> [UInt8] {
    let script = "set terminal \(form.terminal(chart, style))\n" + GnuplotScript(chart, style).text
    let answer = try run(["/dev/stdin"], script: script)
    // warnings are about taste: what counts is how it ended
    guard answer.status == 0, !answer.output.isEmpty else {
      throw ChartError(
        description: "gnuplot did not draw it" + (words(answer.errors).map { ": \($0)" } ?? ""))
    }
    return form == .pdf ? forgettingDate(answer.output) : answer.output
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
}

/// The file formats that charts are drawn in.
enum ChartForm: String, CaseIterable {
  case svg, pdf, png

  /// What gnuplot calls the terminal that draws it.
  var terminalName: String {
    switch self {
    case .svg: "svg"
    case .pdf: "pdfcairo"
    case .png: "pngcairo"
    }
  }

  /// gnuplot's terminal for a chart of this form.
  func terminal(_ chart: Chart, _ style: ChartStyle) -> String {
    let background = "background rgb '\(style.background.color(style))'"
    return switch self {
    case .svg: "svg size \(chart.width),\(chart.height) enhanced font 'Helvetica,11' \(background)"
    case .pdf:
      // points to inches
      "pdfcairo size \(Double(chart.width) / 96)in,\(Double(chart.height) / 96)in enhanced font 'Helvetica,9' "
        + "linewidth 1 \(background)"
    case .png:
      "pngcairo size \(2 * chart.width),\(2 * chart.height) enhanced font 'Helvetica,11' fontscale 2 linewidth 2 "
        + "pointscale 2 \(background)"
    }
  }
}
