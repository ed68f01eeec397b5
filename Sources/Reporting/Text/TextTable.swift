import Foundation
import Writing

/// A table for a terminal: a header, a row of units, aligned columns.
public struct TextTable: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// The heading.
    public var title: String
    /// The unit below it; may be empty.
    public var unit: String
    /// Whether cells stand at the left; numbers stand at the right.
    public var isLeft: Bool

    /// A column of the given heading and unit.
    public init(_ title: String, unit: String = "", isLeft: Bool = false) {
      self.title = Escape.line(title)
      self.unit = Escape.line(unit)
      self.isLeft = isLeft
    }
  }

  /// The columns.
  public var columns: [Column]
  /// The rows, each with a cell a column.
  public var rows: [[String]] = []

  /// A table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// The lines of the table; headings are bold where `color` is true.
  public func render(color: Bool) -> String {
    // a name with a line end would be a row of its own
    let rows = rows.map { $0.map { Escape.line($0) } }
    let widths = columns.indices.map { column in
      ([columns[column].title, columns[column].unit] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { index in
        let space = String(repeating: " ", count: max(0, widths[index] - cells[index].count))
        return columns[index].isLeft ? cells[index] + space : space + cells[index]
      }
      let text = padded.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
    let bold = { (text: String) in color ? Escape.bold + text + Escape.plain : text }
    var lines = [bold(line(columns.map(\.title)))]
    if columns.contains(where: { !$0.unit.isEmpty }) { lines.append(line(columns.map(\.unit))) }
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    lines += rows.map(line)
    return lines.joined(separator: "\n")
  }

  /// A value with the given digits after the point; an en dash where there is none.
  static func cell(_ value: Double?, digits: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    return value.formatted(digits: digits)
  }

  /// A value with four significant digits; an en dash where there is none.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    if magnitude >= 7 || magnitude < -4 { return String(format: "%.3e", value) }
    return value.formatted(digits: max(0, min(7, 3 - magnitude)))
  }

  /// A share of 1 as percent with its sign, plus included; an en dash where there is none.
  static func signed(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    return (share > 0 ? "+" : "") + (100 * share).formatted(digits: 1) + " %"
  }
}

extension Double {
  /// The value in decimal with exactly `digits` after the point, ties to even, without the locale's opinion.
  func formatted(digits: Int) -> String {
    let factor = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    let scaled = (self * factor).rounded(.toNearestOrEven)
    guard abs(scaled) < 9e15 else { return description }
    let whole = Int64(abs(scaled))
    let unit = Int64(factor)
    let sign = scaled < 0 ? "−" : ""
    guard digits > 0 else { return sign + String(whole) }
    let fraction = String(whole % unit)
    return sign + String(whole / unit) + "." + String(repeating: "0", count: digits - fraction.count)
      + fraction
  }
}
