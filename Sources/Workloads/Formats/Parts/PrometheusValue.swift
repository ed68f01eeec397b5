/// A value as Prometheus writes it: a number, NaN, +Inf or -Inf.
enum PrometheusValue: Equatable {
  case number(Double)
  /// Not finite; the words that count it.
  case odd(String)
  case wrong

  /// Reads the zero-terminated `count` bytes at `text`.
  init(_ text: UnsafePointer<CChar>, count: Int) {
    switch NumberText(text, count: count) {
    case .number(let value): self = .number(value)
    case .missing, .wrong:
      self =
        switch String(cString: text).lowercased() {
        case "nan": .odd("values that are NaN")
        case "+inf", "inf", "+infinity", "infinity": .odd("values that are +Inf")
        case "-inf", "-infinity": .odd("values that are -Inf")
        default: .wrong
        }
    }
  }

  /// Whether a metric's name is that of a counter by the conventions of Prometheus.
  static func looksLikeCounter(_ family: some StringProtocol) -> Bool {
    ["_total", "_count", "_sum", "_bucket"].contains { family.hasSuffix($0) }
  }
}
