@testable import Autoscaling

extension HPAFuzz {
  private static let suffixes = [
    "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
  ]
  private static let nearSuffixes = ["K", "ki", "KI", "mi", "i", "ei", "µ", "%", " ", "m ", "\n", "nn", "Zi"]
  private static let pieces = [
    "e", "E", "e-", "e+", "1e", "0", "00", ".", "-", "+", "9", "999", "１", "٣", "½", "²", "\u{301}", "\u{0}",
    "\r\n", "\u{2028}", "”", "💥", "inf", "nan", "0x1", "_", "1e9223372036854775807",
    "e-9223372036854775808", "9223372036854775808", "Ki", "m", "953125", "1.953125Ki",
  ]

  /// A text that may be a quantity: mostly after the grammar, with a mistake here and there, at times mere bytes.
  static func quantity(_ random: inout Random) -> String {
    switch random.below(8) {
    case 0:
      let bytes = (0..<random.below(24)).map { _ in UInt8.random(in: 0...255, using: &random) }
      return String(decoding: bytes, as: UTF8.self)
    case 1: return (0..<random.below(6)).map { _ in random.pick(pieces) }.joined()
    default:
      var text = random.pick(["", "", "", "-", "+"]) + digits(&random)
      if random.oneIn(2) { text += "." + digits(&random) }
      text += suffix(&random)
      if random.oneIn(8), let place = text.indices.randomElement(using: &random) {
        text.insert(contentsOf: random.pick(pieces), at: place)
      }
      return text
    }
  }

  private static func digits(_ random: inout Random) -> String {
    let count =
      random.oneIn(50) ? random.below(3000) : random.pick([0, 1, 1, 2, 3, 5, 9, 15, 18, 19, 20, 30])
    switch random.below(4) {
    case 0: return String(repeating: random.pick(["0", "9", "1"]), count: count)
    case 1: return "1" + String(repeating: "0", count: count)
    default: return (0..<count).map { _ in String(random.below(10)) }.joined()
    }
  }

  private static func suffix(_ random: inout Random) -> String {
    switch random.below(6) {
    case 0:
      let power = random.pick([0, 1, 3, 9, 18, 19, 63, 308, 997, 998, 999, 1000, random.below(1100)])
      return random.pick(["e", "E"]) + random.pick(["", "-", "+"]) + String(power)
    case 1: return random.pick(nearSuffixes)
    default: return random.pick(suffixes)
    }
  }

  /// What is wrong with a spelling of a quantity: it has to be read as the same value and spelled the same again. A binary
  /// number without the factor 1024 loses its binary format by its spelling, in the API too: 1.953125Ki, 2000, 2k.
  static func fault(of quantity: ResourceQuantity, spelled text: String) -> String? {
    guard let again = try? ResourceQuantity(text) else { return "'\(text)' is refused" }
    if again.apiText != text {
      let losesFormat = quantity.format == .binarySuffix && again.format == .decimalSuffix
      guard losesFormat, text.hasSuffix("000") else { return "'\(text)' becomes '\(again.apiText)'" }
      if let fault = fault(of: again, spelled: again.apiText) { return fault }
    }
    if value(again) != value(quantity) || again.milli != quantity.milli {
      return "'\(text)' is another value"
    }
    return nil
  }

  /// Sign, digits without zeros at the end, and exponent: the same for two spellings of one value.
  private static func value(_ quantity: ResourceQuantity) -> [Int] {
    var digits = quantity.digits
    var exponent = quantity.exponent
    while digits.count > 1, digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits == [0] { return [0] }
    return [quantity.isNegative ? -1 : 1, exponent] + digits.map { Int($0) }
  }
}
