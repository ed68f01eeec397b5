/// A text that is no quantity.
public struct QuantityError: Error, Sendable, CustomStringConvertible {
  /// The text.
  public let text: String
  /// Whether it is a number, but 10^1000 or more.
  var isTooLarge = false

  /// One sentence for someone who can mend the text.
  public var description: String {
    if isTooLarge { return "“\(text.shown)” is too large for a quantity: it has to be below 1e1000." }
    return
      "“\(text.shown)” is not a quantity: a decimal number is expected, then n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, "
      + "an exponent such as e3, or nothing."
  }
}

extension ResourceQuantity {
  static let decimalSuffixes: [(name: String, power: Int)] = [
    ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
  ]
  static let binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
  private static let finest = -9
  /// Before the point.
  private static let mostDigits = 1000

  /// Reads a quantity: an optional sign, digits with at most one point, and a suffix (section 1, rule 3).
  public init(_ text: String) throws(QuantityError) {
    var rest = Substring(text)
    let sign = rest.first
    if sign == "-" || sign == "+" { rest.removeFirst() }
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(whole.count)
    var fraction = Substring()
    if rest.first == "." {
      rest.removeFirst()
      fraction = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let suffix = Self.suffix(rest) else {
      throw QuantityError(text: text)
    }
    let significant = whole.drop { $0 == "0" }
    let shown = (significant.isEmpty ? "0" : significant) + fraction
    isNegative = sign == "-"
    format = suffix.format
    exponent = suffix.power - fraction.count
    digits = Self.withoutLeadingZeros(shown.utf8.map { $0 - 48 })
    if format == .binarySuffix { digits = Self.product(digits, UInt64(1) << UInt64(suffix.bits)) }
    // where the number begins does not depend on its spelling, so what is accepted can be read again
    if isTooLarge { throw QuantityError(text: text, isTooLarge: true) }
    keptText = Self.isKept(shown, fraction: fraction.count, suffix: suffix, exponent: exponent) ? text : nil
    normalizeUncommon(digitsShown: shown.utf8.count, fraction: fraction.count, bits: suffix.bits)
    // rounding away from zero may have made it longer
    if isTooLarge { throw QuantityError(text: text, isTooLarge: true) }
    if digits == [0] { isNegative = false }
  }

  private var isTooLarge: Bool { digits != [0] && digits.count + exponent > Self.mostDigits }

  private typealias Suffix = (format: Format, power: Int, bits: Int)

  private static func suffix(_ text: Substring) -> Suffix? {
    if let known = decimalSuffixes.first(where: { $0.name == text }) {
      return (.decimalSuffix, known.power, 0)
    }
    if let index = binarySuffixes.firstIndex(where: { $0 == text }) {
      return (.binarySuffix, 0, 10 * (index + 1))
    }
    guard text.first == "e" || text.first == "E", let power = Int(text.dropFirst()),
      (-999...999).contains(power)
    else {
      return nil
    }
    return (.decimalExponent, power, 0)
  }

  /// Whether the API keeps the user's spelling. It does where its shortcut takes the number for canonical already, which
  /// is a test of the spelling: an exponent of ten divisible by three and no three zeros at the end.
  private static func isKept(_ shown: Substring, fraction: Int, suffix: Suffix, exponent: Int) -> Bool {
    guard isCommon(digitsShown: shown.utf8.count, fraction: fraction, bits: suffix.bits, exponent: exponent)
    else { return false }
    if suffix.format == .binarySuffix { return (UInt64(shown) ?? 0) & 7 != 0 }
    return exponent % 3 == 0 && !shown.hasSuffix("000") && shown.first != "0"
  }

  /// Whether the API holds the number as a 64-bit integer times a power of ten.
  private static func isCommon(digitsShown: Int, fraction: Int, bits: Int, exponent: Int) -> Bool {
    if bits > 0 { return fraction == 0 && digitsShown + bits * 3 / 10 + 1 <= 15 }
    return digitsShown <= 18 && exponent >= finest
  }

  /// What the API holds with arbitrary precision, it holds in nano-units; binary ones not beyond 2^63 - 1.
  private mutating func normalizeUncommon(digitsShown: Int, fraction: Int, bits: Int) {
    if Self.isCommon(digitsShown: digitsShown, fraction: fraction, bits: bits, exponent: exponent) { return }
    if digits == [0] { return }
    if exponent < Self.finest {
      let dropped = Self.finest - exponent
      let roundsUp = digits.suffix(dropped).contains { $0 != 0 }
      digits = Self.withoutLeadingZeros(digits.dropLast(dropped))
      if roundsUp { digits = Self.successor(digits) }
    } else {
      digits += Array(repeating: 0, count: exponent - Self.finest)
    }
    exponent = Self.finest
    if format == .binarySuffix, scaled(to: 0).magnitude >= UInt64(Int64.max) {
      digits = String(Int64.max).utf8.map { $0 - 48 }
      exponent = 0
    }
    if format == .binarySuffix, digits.count <= -exponent { format = .decimalSuffix }
  }

  private static func withoutLeadingZeros(_ digits: some Sequence<UInt8>) -> [UInt8] {
    let rest = Array(digits.drop { $0 == 0 })
    return rest.isEmpty ? [0] : rest
  }

  /// `digits` times `factor`, at most 2^60 so that nothing overflows.
  private static func product(_ digits: [UInt8], _ factor: UInt64) -> [UInt8] {
    var reversed: [UInt8] = []
    var carry: UInt64 = 0
    for digit in digits.reversed() {
      let sum = UInt64(digit) * factor + carry
      reversed.append(UInt8(sum % 10))
      carry = sum / 10
    }
    while carry > 0 {
      reversed.append(UInt8(carry % 10))
      carry /= 10
    }
    return withoutLeadingZeros(reversed.reversed())
  }

  private static func successor(_ digits: [UInt8]) -> [UInt8] {
    var digits = digits
    var place = digits.count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place < 0 { return [1] + digits }
    digits[place] += 1
    return digits
  }
}
