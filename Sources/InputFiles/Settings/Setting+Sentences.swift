extension Setting {
  /// The summary with the default, the range and the choices, as tables and lists show it.
  public var sentences: String {
    ([summary, defaultSentence, form.limits.map { "\($0)." }].compactMap { $0 }).filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  private var defaultSentence: String? { fallback.map { "Default \(form.format($0))." } }
}

extension Setting.Form {
  /// The bounds or the choices, such as "0s to 1h"; nil where there are none.
  public var limits: String? {
    switch self {
    case .quantity(let unit, let range), .quantities(let unit, let range), .span(let unit, let range),
      .quantityOrSpan(let unit, let range):
      "\(Self.text(range.lowerBound, unit)) to \(Self.text(range.upperBound, unit))"
    case .whole(let range) where range.upperBound == .max: "From \(range.lowerBound)"
    case .whole(let range), .wholes(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .percent(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .countOrWholes(let range): "\(range.lowerBound) to \(range.upperBound), or a list"
    case .choice(let words), .choiceOrSection(let words, _), .mapping(of: .choice(let words)):
      "One of \(words.map { "`\($0)`" }.joined(separator: ", "))"
    case .table, .agains: "A list"
    default: nil
    }
  }

  /// A number as one would write it in a file: shares in percent, durations in the largest unit that leaves no fraction.
  private static func text(_ number: Double, _ unit: SettingUnit) -> String {
    switch unit {
    case .share where number >= 1: return SettingUnit.number.format(number * 100) + "%"
    case .duration where number != 0:
      // 90m rather than 1.5h
      for (suffix, seconds) in [("d", 86_400.0), ("h", 3600), ("m", 60), ("s", 1)] {
        let count = number / seconds
        if count == count.rounded() { return SettingUnit.number.format(count) + suffix }
      }
      return unit.format(number)
    default: return unit.format(number)
    }
  }

  /// A value as one would write it in a file.
  public func format(_ value: SettingValue) -> String {
    let unit: SettingUnit =
      switch self {
      case .quantity(let unit, _), .quantities(let unit, _), .span(let unit, _), .quantityOrSpan(let unit, _):
        unit
      default: .number
      }
    switch value {
    case .flag(let value): return String(value)
    case .text(let text): return text
    case .whole(let number): return String(number)
    case .number(let number): return Self.text(number, unit)
    case .wholes(let numbers): return "[\(numbers.map(String.init).joined(separator: ", "))]"
    case .numbers(let numbers): return "[\(numbers.map { Self.text($0, unit) }.joined(separator: ", "))]"
    case .texts(let texts): return "[\(texts.joined(separator: ", "))]"
    }
  }
}
