extension ResourceQuantity {
  /// The text after a round trip through the API: the user's own where it is kept, else the canonical spelling.
  public var apiText: String { keptText ?? canonicalText }

  /// The spelling with the shortest mantissa whose exponent has a suffix.
  private var canonicalText: String {
    if digits == [0] { return "0" }
    let sign = isNegative ? "-" : ""
    if format == .binarySuffix, let whole = wholeValue, whole >= 1024 { return sign + Self.binaryText(whole) }
    let (mantissa, power) = canonicalDecimal
    return sign + mantissa + suffix(forPower: power)
  }

  /// The magnitude if it is a whole number that fits.
  private var wholeValue: Int64? {
    if exponent < 0, digits.suffix(-exponent).contains(where: { $0 != 0 }) { return nil }
    let value = scaled(to: 0)
    return value == .min ? .max : abs(value)
  }

  private static func binaryText(_ whole: Int64) -> String {
    var mantissa = whole
    var index = 0
    while mantissa % 1024 == 0, index < binarySuffixes.count {
      mantissa /= 1024
      index += 1
    }
    return String(mantissa) + (index == 0 ? "" : binarySuffixes[index - 1])
  }

  /// Without trailing zeros, then with as many again as make the exponent divisible by three.
  private var canonicalDecimal: (mantissa: String, power: Int) {
    var mantissa = digits
    var power = exponent
    while mantissa.count > 1, mantissa.last == 0 {
      mantissa.removeLast()
      power += 1
    }
    let surplus = ((power % 3) + 3) % 3
    mantissa += Array(repeating: 0, count: surplus)
    let text = String(decoding: mantissa.map { $0 + 48 }, as: UTF8.self)
    return (text, power - surplus)
  }

  private func suffix(forPower power: Int) -> String {
    if power == 0 { return "" }
    if format != .decimalExponent, let known = Self.decimalSuffixes.first(where: { $0.power == power }) {
      return known.name
    }
    return "e\(power)"
  }
}
