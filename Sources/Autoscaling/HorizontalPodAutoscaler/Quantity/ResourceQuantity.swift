/// A Kubernetes quantity such as `250m`, `128Mi` or `1e3` (section 1).
///
/// Holds the exact decimal value, down to nano-units; smaller fractions round away from zero, as the API does.
/// It is a number for specifications, not for arithmetic: take `milli` and calculate with that.
public struct ResourceQuantity: Sendable, Hashable {
  /// How the value is spelled.
  enum Format: Sendable, Hashable {
    case decimalSuffix, decimalExponent, binarySuffix
  }

  /// Whether the value is below zero.
  var isNegative: Bool
  /// Decimal digits 0…9 of the mantissa, the most significant first. Zero has the one digit 0.
  var digits: [UInt8]
  /// The power of ten that the mantissa is multiplied with.
  var exponent: Int
  /// How the value is spelled.
  var format: Format
  /// The spelling that the API would give back unchanged; nil if it would write the canonical one.
  var keptText: String?

  /// The quantity of the given value in thousandths.
  public init(milli: Int64) {
    isNegative = milli < 0
    digits = String(milli.magnitude).utf8.map { $0 - 48 }
    exponent = -3
    format = .decimalSuffix
    keptText = nil
  }

  /// The value in thousandths, rounded away from zero, held within the range of the type.
  public var milli: Int64 { scaled(to: -3) }

  /// The value as a double: the mantissa times a power of ten, with the rounding errors of that product.
  public var approximate: Double {
    let magnitude = Double(digits.reduce(into: "") { $0.append(Character(Unicode.Scalar($1 + 48))) }) ?? .nan
    let signed = isNegative ? -magnitude : magnitude
    return exponent == 0 ? signed : signed * (Double("1e\(exponent)") ?? .nan)
  }

  /// The double that the controller uses if this is a tolerance: that of the spelling the API stores.
  var toleranceValue: Double { (try? ResourceQuantity(apiText))?.approximate ?? approximate }

  /// The value in units of `10^power`, rounded away from zero, held within the range of `Int64`.
  func scaled(to power: Int) -> Int64 {
    let shift = exponent - power
    var kept = digits[...]
    var roundsUp = false
    if shift < 0 {
      roundsUp = digits.suffix(-shift).contains { $0 != 0 }
      kept = digits.dropLast(-shift)
    }
    var value: Int64 = 0
    var overflow = false
    func times10(adding digit: Int64) {
      let (tenfold, a) = value.multipliedReportingOverflow(by: 10)
      let (sum, b) = tenfold.addingReportingOverflow(digit)
      overflow = overflow || a || b
      value = sum
    }
    for digit in kept { times10(adding: Int64(digit)) }
    if value != 0 {
      for _ in 0..<max(0, min(shift, 20)) { times10(adding: 0) }
    }
    if overflow || (roundsUp && value == .max) { return isNegative ? .min : .max }
    value += roundsUp ? 1 : 0
    return isNegative ? -value : value
  }
}

extension ResourceQuantity: Codable, CustomStringConvertible {
  /// Reads a string, or a bare number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text: String
    if let string = try? container.decode(String.self) {
      text = string
    } else if let integer = try? container.decode(Int64.self) {
      text = String(integer)
    } else {
      text = String(try container.decode(Double.self))
    }
    do {
      self = try ResourceQuantity(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the spelling that the API gives back.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(apiText)
  }

  /// The spelling that the API gives back.
  public var description: String { apiText }
}
