/// Figures of generated data beside those that they were calibrated to.
///
/// The targets are the published figures and do not depend on the parameters, so that wrong parameters show.
/// Means and maxima of tails with an index below 1 do not settle in any sample of a size that can be had:
/// `jobs(_:count:)` gives them by exact formula for the distribution that is drawn from, cut at the published
/// maximum, and says so in `method`.
public struct CalibrationTable: Codable, Hashable, Sendable {
  /// One figure.
  public struct Row: Codable, Hashable, Sendable {
    /// What it is.
    public var name: String
    /// Its unit; `1` for a pure number.
    public var unit: String
    /// Where the target comes from.
    public var source: String
    /// The published or measured figure.
    public var target: Double
    /// The figure of the generated data.
    public var obtained: Double
    /// The lower end of the 95 % interval of `obtained`; nil where there is none.
    public var lower: Double?
    /// Its upper end; nil where there is none.
    public var upper: Double?
    /// Where `obtained` has to be.
    public var bound: ClosedRange<Double>
    /// How `obtained` and its interval were found.
    public var method: String
    /// Whether `obtained` is within `bound`.
    public private(set) var isWithin: Bool

    /// Whether the data do not speak against the bound: the interval, or without one the figure, meets it.
    ///
    /// For small cells, where few jobs decide: what is not even compatible is wrong, what is merely not
    /// within may be chance.
    public var isCompatible: Bool {
      (lower ?? obtained) <= bound.upperBound && (upper ?? obtained) >= bound.lowerBound
    }

    /// The given figure.
    public init(
      _ name: String, unit: String, source: String, target: Double, obtained: Double, lower: Double? = nil,
      upper: Double? = nil, bound: ClosedRange<Double>, method: String
    ) {
      self.name = name
      self.unit = unit
      self.source = source
      self.target = target
      self.obtained = obtained
      self.lower = lower
      self.upper = upper
      self.bound = bound
      self.method = method
      isWithin = bound.contains(obtained)
    }
  }

  /// The figures, in the order in which they are shown.
  public var rows: [Row]

  /// A table of the given rows.
  public init(rows: [Row] = []) { self.rows = rows }

  /// The rows whose figure is out of its bound.
  public var outside: [Row] { rows.filter { !$0.isWithin } }

  /// The table in Markdown, numbers to three significant digits.
  public var markdown: String {
    var text = "| figure | unit | target | obtained | 95 % interval | bound | within | source | how |\n"
    text += "| --- | --- | ---: | ---: | --- | --- | --- | --- | --- |\n"
    for row in rows {
      let interval =
        row.lower == nil && row.upper == nil
        ? "–" : "\(row.lower.map(shortNumber) ?? "?") … \(row.upper.map(shortNumber) ?? "?")"
      let cells = [
        row.name, row.unit, shortNumber(row.target), shortNumber(row.obtained), interval,
        "\(shortNumber(row.bound.lowerBound)) … \(shortNumber(row.bound.upperBound))",
        row.isWithin ? "yes" : "**no**",
        row.source, row.method,
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text
  }
}

/// A number to three significant digits, in powers of ten where it is very large or small.
private func shortNumber(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
  var exponent = 0
  var size = abs(value)
  while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
  while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
  var digits = Int((size * 100).rounded())
  if digits == 1000 { (digits, exponent) = (100, exponent + 1) }
  let sign = value < 0 ? "−" : ""
  var mantissa = String(digits)
  if exponent >= 6 || exponent < -3 {
    mantissa.insert(".", at: mantissa.index(after: mantissa.startIndex))
    return "\(sign)\(mantissa)e\(exponent)"
  }
  if exponent >= 2 { return sign + mantissa + String(repeating: "0", count: exponent - 2) }
  if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + mantissa }
  mantissa.insert(".", at: mantissa.index(mantissa.startIndex, offsetBy: exponent + 1))
  return sign + mantissa
}
