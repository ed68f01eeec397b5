/// A choice that fitting does not make: its name, what it may be, and what it is unless told.
public struct Hyperparameter: Sendable {
  /// What values are allowed.
  public enum Domain: Sendable {
    /// A whole number of the range.
    case whole(ClosedRange<Int>)
    /// A list of whole numbers of the range.
    case wholes(ClosedRange<Int>)
    /// A number of the range.
    case number(ClosedRange<Double>)
    /// A share of 1, of the range.
    case share(ClosedRange<Double>)
    /// Seconds, of the range.
    case duration(ClosedRange<Double>)
    /// One of these words.
    case choice([String])
    /// Yes or no.
    case flag
  }

  /// The name in scenarios, such as `input_length`.
  public let name: String
  /// What it is, in a sentence.
  public let summary: String
  /// What it may be.
  public let domain: Domain
  /// What it is unless told; nil where that depends on the task.
  public let fallback: HyperparameterValue?

  init(_ name: String, _ domain: Domain, _ fallback: HyperparameterValue?, _ summary: String) {
    self.name = name
    self.domain = domain
    self.fallback = fallback
    self.summary = summary
  }
}

/// The value of a hyperparameter; in JSON as it is.
public enum HyperparameterValue: Hashable, Sendable, Codable {
  /// A whole number.
  case whole(Int)
  /// A number, a share of 1, or seconds.
  case number(Double)
  /// Yes or no.
  case flag(Bool)
  /// A word.
  case text(String)
  /// Whole numbers.
  case wholes([Int])

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
    }
  }
}
