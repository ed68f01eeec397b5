/// How charts look: on paper, or on a dark screen.
public enum ChartStyle: String, Sendable, CaseIterable {
  /// Black on white.
  case print
  /// Light on dark.
  case dark

  /// The colour behind everything.
  var background: String { self == .print ? "white" : "#16181D" }

  /// What comes before a script of this style.
  var preamble: String {
    guard self == .dark else { return "" }
    let ink = "textcolor rgb '#E6E6E6'"
    return """
      set border linecolor rgb '#AAAAAA'; set tics \(ink); set key \(ink); set title \(ink)
      set xlabel \(ink); set ylabel \(ink); set y2label \(ink)
      """
  }

  /// The commands with colours that can be told from the background.
  func restyled(_ body: String) -> String {
    guard self == .dark else { return body }
    let colors = [
      ("#000000", "#F0F0F0"), ("#CCCCCC", "#3A3D44"), ("#BBBBBB", "#6A6E78"), ("#EEEEEE", "#2A2D34"),
      ("#9ECAE9", "#2C5878"), ("#555555", "#C8C8C8"), ("#56B4E9", "#B5E3FF"), ("#0072B2", "#4FA8E0"),
    ]
    var body = colors.reduce(body) { $0.replacing($1.0, with: $1.1) }
    body = body.replacing("font ',13'", with: "font ',13' textcolor rgb '#E6E6E6'")
    return body
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
  func terminal(_ chart: ChartScript, _ style: ChartStyle) -> String {
    switch self {
    case .svg:
      "svg size \(chart.width),\(chart.height) enhanced font 'Helvetica,11' background rgb '\(style.background)'"
    case .pdf:
      // points to inches
      "pdfcairo size \(Double(chart.width) / 96)in,\(Double(chart.height) / 96)in enhanced font 'Helvetica,9' "
        + "linewidth 1 background rgb '\(style.background)'"
    case .png:
      "pngcairo size \(2 * chart.width),\(2 * chart.height) enhanced font 'Helvetica,11' fontscale 2 linewidth 2 pointscale 2 "
        + "background rgb '\(style.background)'"
    }
  }
}
