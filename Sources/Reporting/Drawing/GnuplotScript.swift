import Foundation
import Writing

/// A chart in gnuplot's language, without terminal, data inside: for readers, and for gnuplot.
///
/// This is the only place that writes that language. A text of others goes through `text`, and numbers are numbers, so nothing of
/// a chart is ever a command.
struct GnuplotScript {
  /// The script.
  let text: String

  /// The most scalars of a name that a chart shows.
  private static let longest = 120
  private static let darkInk = "textcolor rgb '#E6E6E6'"

  init(_ chart: Chart, _ style: ChartStyle) {
    var lines = [
      "# Draws \(Escape.line(chart.name)) on the screen that gnuplot opens; set a terminal and an output to restyle it.",
      "set encoding utf8",
    ]
    lines += chart.tables.map(Self.data)
    let heading = chart.heading
    let title =
      Self.quoted(chart.title) + Self.font(heading.size) + Self.offset(heading.nudge)
      + (style == .dark ? " \(Self.darkInk)" : "")
    if chart.panels.count == 1, chart.panels[0].title.isEmpty {
      let panel = PanelScript(chart.panels[0], style)
      lines += panel.settings + ["set title \(title)", panel.plot]
    } else {
      // the title stands above the panels, of which one alone may have a title of its own
      lines.append("set multiplot title \(title)")
      for (index, panel) in chart.panels.enumerated() {
        let written = PanelScript(panel, style)
        // what was set for the one before holds no longer
        lines += (index > 0 ? ["reset"] : []) + written.settings
        if !panel.title.isEmpty {
          lines.append("set title \(Self.quoted(panel.title))\(Self.font(panel.titleSize)) offset 0,-0.7")
        }
        lines.append(written.plot)
      }
      lines.append("unset multiplot")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// A table as gnuplot reads it: one line a row, columns apart by blanks; the first line, which is passed over, names the columns.
  ///
  /// A line of numbers can be no end of the block, and the first one begins with a sign that no end has.
  static func data(_ table: Chart.Table) -> String {
    let lines = table.rows.map { $0.map(Chart.number).joined(separator: " ") }
    return
      "$\(table.name) << END\n# \(table.columns.map { Escape.line($0.heading) }.joined(separator: ", "))\n"
      + "\(lines.joined(separator: "\n"))\nEND"
  }

  /// A text as gnuplot shows it in a title, a key or beside an axis: on one line, not too long, no sign of it a command.
  static func quoted(_ text: String) -> String { string(text) + " noenhanced" }

  /// Texts beside an axis and where they stand.
  static func tics(_ tics: [(text: String, place: Double)]) -> String {
    // a per cent sign would begin the format of a number
    "(\(tics.map { "\(string($0.text, isFormat: true)) \($0.place)" }.joined(separator: ", "))) noenhanced"
  }

  static func font(_ size: Int?) -> String { size.map { " font ',\($0)'" } ?? "" }

  static func offset(_ nudge: (right: Double, up: Double)?) -> String {
    nudge.map { " offset \($0.right),\($0.up)" } ?? ""
  }

  /// What of a panel of this style is light on dark.
  static func inks(_ style: ChartStyle) -> [String] {
    guard style == .dark else { return [] }
    return [
      "set border linecolor rgb '#AAAAAA'; set tics \(darkInk); set key \(darkInk); set title \(darkInk)",
      "set xlabel \(darkInk); set ylabel \(darkInk); set y2label \(darkInk); set cblabel \(darkInk)",
    ]
  }

  private static func string(_ text: String, isFormat: Bool = false) -> String {
    let shown = Escape.line(text, limit: longest)
    return Escape.gnuplot(
      isFormat ? shown.replacingOccurrences(of: "%", with: "%%", options: .literal) : shown)
  }
}

/// A panel in gnuplot's language.
private struct PanelScript {
  /// The commands before the plot.
  private(set) var settings: [String]
  /// The command that plots.
  private(set) var plot: String

  init(_ panel: Chart.Panel, _ style: ChartStyle) {
    func rgb(_ ink: Ink) -> String { "rgb '\(ink.color(style))'" }
    let outer = panel.outerTics.map { " out scale \($0)" } ?? ""
    settings = [
      "set style fill solid noborder; set tics nomirror\(outer); set border \(panel.right == nil ? 3 : 11)",
      panel.hasGrid ? "set grid linecolor \(rgb(.grid)) linewidth 0.5" : "unset grid",
    ]
    settings += GnuplotScript.inks(style)
    settings += Self.margins(panel.frame)
    settings += Self.axis("x", panel.x) + Self.axis("y", panel.y)
    if let right = panel.right { settings += ["set y2tics"] + Self.axis("y2", right) }
    settings += panel.shades.map { Self.shades($0, rgb) } ?? []
    switch panel.padding {
    case .shares(let left, let right): settings.append("set offsets graph \(left), graph \(right), 0, 0")
    case .units(let left, let right): settings.append("set offsets \(left), \(right), 0, 0")
    case nil: break
    }
    settings.append(panel.key.map(Self.key) ?? "set key off")
    settings += panel.fields.map { field in
      let (from, to) =
        field.x.map { ("first \($0.lowerBound)", "first \($0.upperBound)") } ?? ("graph 0", "graph 1")
      return "set object rectangle from \(from), graph 0 to \(to), graph 1 fillcolor \(rgb(field.ink)) "
        + "fillstyle solid noborder behind"
    }
    settings += panel.rules.map { rule in
      let value = "first \(rule.value)"
      let ends =
        rule.axis == .x
        ? "from \(value), graph 0 to \(value), graph 1" : "from graph 0, \(value) to graph 1, \(value)"
      return "set arrow \(ends) nohead linecolor \(rgb(rule.ink))" + Self.line(rule.width, rule.dash)
    }
    settings += panel.texts.map { text in
      let place =
        switch text.place {
        case .values(let x, let y): "first \(x), first \(y)"
        case .share(let x, let y): "graph \(x), first \(y)"
        case .middle: "graph 0.5, graph 0.5"
        }
      return
        "set label \(GnuplotScript.quoted(text.text)) at \(place) \(text.isBefore ? "right" : "center") front"
        + GnuplotScript.font(text.size) + (text.ink.map { " textcolor \(rgb($0))" } ?? "")
    }
    plot = "plot " + panel.marks.map { Self.curve($0, rgb($0.ink)) }.joined(separator: ", \\\n  ")
  }

  private static func margins(_ frame: Chart.Frame) -> [String] {
    let edges = [("l", frame.left), ("r", frame.right), ("t", frame.top), ("b", frame.bottom)]
    return edges.compactMap { side, edge in
      switch edge {
      case .share(let share): "set \(side)margin at screen \(share)"
      case .letters(let letters): "set \(side)margin \(letters)"
      case nil: nil
      }
    }
  }

  private static func axis(_ name: String, _ axis: Chart.Axis) -> [String] {
    var lines: [String] = []
    if !axis.label.isEmpty {
      lines.append(
        "set \(name)label \(GnuplotScript.quoted(axis.label))\(GnuplotScript.offset(axis.nudge))")
    }
    if axis.isLogarithmic { lines.append("set logscale \(name)") }
    switch axis.range {
    case .fitting: break
    case .exact: lines.append("set autoscale \(name)fix")
    case .from(let low): lines.append("set \(name)range [\(low):*]")
    case .holding(let value): lines.append("set \(name)range [*<\(value):\(value)<*]")
    case .between(let low, let high): lines.append("set \(name)range [\(low):\(high)]")
    }
    switch axis.tics.format {
    case .plain: break
    case .short: lines.append("set format \(name) '%g'")
    case .powers: lines.append("set format \(name) '10^{%L}'")
    case .none: lines.append("set format \(name) ''")
    }
    let look =
      (axis.tics.turn.map { " rotate by \($0) left" } ?? "") + GnuplotScript.font(axis.tics.size)
      + (axis.tics.length.map { " scale \($0)" } ?? "")
    switch axis.tics.places {
    case .automatic: if !look.isEmpty { lines.append("set \(name)tics\(look)") }
    case .every(let step): lines.append("set \(name)tics \(step)\(look)")
    case .named(let tics): lines.append("set \(name)tics \(GnuplotScript.tics(tics))\(look)")
    case .and(let tics): lines.append("set \(name)tics add \(GnuplotScript.tics(tics))\(look)")
    }
    return lines
  }

  private static func shades(_ shades: Chart.Shades, _ rgb: (Ink) -> String) -> [String] {
    let colors = shades.gradient.map { "\($0.value) \(rgb($0.ink).dropFirst(4))" }
    var lines = [
      "set palette defined (\(colors.joined(separator: ", ")))",
      "set cbrange [\(shades.range.lowerBound):\(shades.range.upperBound)]",
      "set cblabel \(GnuplotScript.quoted(shades.label))\(GnuplotScript.offset(shades.nudge))",
    ]
    if let every = shades.every { lines.append("set cbtics \(every)\(GnuplotScript.font(shades.size))") }
    if let box = shades.box {
      lines.append("set colorbox user origin \(box.x),\(box.y) size \(box.width),\(box.height)")
    }
    return lines
  }

  private static func key(_ key: Chart.Key) -> String {
    let place =
      switch key.place {
      case .beside: "outside right top"
      case .above: "outside center top"
      case .inside(let corner): "inside \(corner.rawValue)"
      case .at(let x, let y, let corner): "at screen \(x), screen \(y) \(corner.rawValue)"
      case .overRight(let y): "at graph 1, screen \(y) right top"
      }
    return "set key \(place) \(key.isHorizontal ? "horizontal" : "vertical Left reverse")"
      + (key.rows.map { " maxrows \($0)" } ?? "") + (key.isOpaque ? " opaque" : "") + " samplen \(key.sample)"
  }

  private static func line(_ width: Double?, _ dash: Int?) -> String {
    (width.map { " linewidth \($0)" } ?? "") + (dash.map { " dashtype \($0)" } ?? "")
  }

  /// One curve of a plot command.
  private static func curve(_ mark: Chart.Mark, _ color: String) -> String {
    let columns = Columns(mark)
    let (line, fill) = ("linecolor \(color)" + line(mark.width, mark.dash), "fillcolor \(color)")
    let point =
      "pointtype \(mark.sign?.rawValue ?? 7)" + (mark.size.map { " pointsize \($0)" } ?? "") + " \(line)"
    let drawn =
      switch mark.shape {
      case .line(let x, let y): columns.using(x, y) + "with lines \(line)"
      case .steps(let x, let y): columns.using(x, y) + "with steps \(line)"
      case .filledSteps(let x, let y): columns.using(x, y) + "with fillsteps \(fill)"
      case .points(let x, let y): columns.using(x, y) + "with points \(point)"
      case .lineWithPoints(let x, let y): columns.using(x, y) + "with linespoints \(point)"
      case .band(let x, let low, let high): columns.using(x, low, high) + "with filledcurves \(fill)"
      case .area(let x, let y): columns.using(x, y) + "axes x1y2 with filledcurves y2=0 \(fill)"
      case .boxes(let x, let y): columns.using(x, y) + "with boxxyerror \(fill)"
      case .cells(let x, let y, let value):
        columns.using(x, y, value) + "with boxxyerror linecolor palette fillstyle solid noborder"
      case .horizontalBars(let x, let y, let low, let high):
        columns.using(x, y, low, high) + "with xerrorbars \(point)"
      case .verticalBars(let x, let y, let low, let high):
        columns.using(x, y, low, high) + "with yerrorbars \(point)"
      case .segments(let x, let y): columns.using(from: x, y) + "with vectors nohead \(line)"
      case .level(let value): "\(value) with lines \(line)"
      case .diagonal: "x with lines \(line)"
      case .sample: "NaN with lines \(line)"
      }
    return drawn + (mark.title.isEmpty ? " notitle" : " title \(GnuplotScript.quoted(mark.title))")
  }
}

/// The columns of a mark's table, as gnuplot names them.
private struct Columns {
  private let mark: Chart.Mark

  init(_ mark: Chart.Mark) { self.mark = mark }

  /// What stands for a column in a formula.
  private func column(_ name: String) -> String { "$\((mark.table?.place(of: name) ?? 0) + 1)" }

  /// A formula, or the column that it is alone; the second one decides whether the row is shown.
  private func using(_ formulas: [String]) -> String {
    let written = formulas.enumerated().map { place, formula -> String in
      switch (place, mark.rows) {
      case (1, .above(let name, let other)):
        "(\(column(name)) > \(other.map(column) ?? "0") ? \(formula) : NaN)"
      case (1, .below(let name, let other)):
        "(\(column(name)) < \(other.map(column) ?? "0") ? \(formula) : NaN)"
      default:
        // a column alone, so that scripts read well
        formula.hasPrefix("$") ? Int(formula.dropFirst()).map(String.init) ?? "(\(formula))" : "(\(formula))"
      }
    }
    return "$\(mark.table?.name ?? "") using \(written.joined(separator: ":")) "
  }

  func using(_ names: String...) -> String { using(names.map(column)) }

  func using(_ x: Chart.Mark.Extent, _ y: Chart.Mark.Extent, _ value: String? = nil) -> String {
    let (x, y) = (ends(x), ends(y))
    return using([x.middle, y.middle, x.low, x.high, y.low, y.high] + (value.map { [column($0)] } ?? []))
  }

  func using(from x: (String, String), _ y: (String, String)) -> String {
    func length(_ ends: (String, String)) -> String {
      ends.0 == ends.1 ? "0" : "\(column(ends.1))-\(column(ends.0))"
    }
    return using([column(x.0), column(y.0), length(x), length(y)])
  }

  private func ends(_ extent: Chart.Mark.Extent) -> (middle: String, low: String, high: String) {
    switch extent {
    case .between(let low, let high): ("(\(column(low))+\(column(high)))/2", column(low), column(high))
    case .around(let name, let half): (column(name), "\(column(name))-\(half)", "\(column(name))+\(half)")
    }
  }
}
