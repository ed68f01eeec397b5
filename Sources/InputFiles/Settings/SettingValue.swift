/// The value of a setting; in JSON as it is.
public enum SettingValue: Hashable, Sendable, Codable {
  /// A whole number.
  case whole(Int)
  /// A number: plain, a share of 1, seconds, bytes or cores.
  case number(Double)
  /// Yes or no.
  case flag(Bool)
  /// A text.
  case text(String)
  /// Whole numbers.
  case wholes([Int])
  /// Numbers.
  case numbers([Double])
  /// Texts.
  case texts([String])

  /// Reads whichever it is.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([Int].self) {
      self = .wholes(value)
    } else if let value = try? container.decode([Double].self) {
      self = .numbers(value)
    } else if let value = try? container.decode([String].self) {
      self = .texts(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes the value alone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .whole(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .wholes(let value): try container.encode(value)
    case .numbers(let value): try container.encode(value)
    case .texts(let value): try container.encode(value)
    }
  }

  /// The number, if it is one, whole or not.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .whole(let value): Double(value)
    default: nil
    }
  }
  /// The whole number, if it is one.
  public var whole: Int? { if case .whole(let value) = self { value } else { nil } }
  /// The truth value, if it is one.
  public var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
  /// The text, if it is one.
  public var text: String? { if case .text(let value) = self { value } else { nil } }
  /// The whole numbers, if it is a list of them.
  public var wholes: [Int]? { if case .wholes(let value) = self { value } else { nil } }
  /// The texts, if it is a list of them.
  public var texts: [String]? { if case .texts(let value) = self { value } else { nil } }
  /// The numbers, if it is a list of them, whole or not.
  public var numbers: [Double]? {
    switch self {
    case .numbers(let value): value
    case .wholes(let value): value.map(Double.init)
    default: nil
    }
  }
}

extension SettingValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByStringLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int) { self = .whole(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
}
