/// Which columns of a CSV file are the time, the values, the labels and the names of series.
///
/// In a scenario:
///
/// ```json
/// { "time": "when", "time_unit": "ms", "values": [{ "column": "rps", "quantity": "requests_per_second" }],
///   "key": "service" }
/// ```
public struct ColumnMapping: Sendable, Hashable, Codable {
  /// A column: by its name in the header, or by its place, from 0.
  public enum Column: Sendable, Hashable {
    /// The column of that name.
    case named(String)
    /// The column at that place, from 0.
    case at(Int)
  }

  /// How the time is written.
  public enum TimeUnit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Numbers of seconds; a fraction may follow.
    case seconds = "s"
    /// Numbers of milliseconds.
    case milliseconds = "ms"
    /// Numbers of microseconds.
    case microseconds = "us"
    /// Numbers of nanoseconds.
    case nanoseconds = "ns"
    /// ISO 8601 text such as 2024-07-31 23:09:30.
    case text = "iso8601"
    /// Dates that begin with the day: 31/07/2024 23:09.
    case dayFirst = "dmy"
    /// Dates that begin with the month: 07/31/2024 11:09 PM.
    case monthFirst = "mdy"
    /// As the column's name and first rows look (``TimeUnitGuess``): mostly text, or a number of seconds below 10¹¹, of
    /// milliseconds below 10¹⁴, of microseconds below 10¹⁷ and of nanoseconds from there.
    case automatic = "auto"
  }

  /// A column of values.
  public struct Value: Sendable, Hashable, Codable {
    /// Where it is.
    public var column: Column
    /// What it measures.
    public var quantity: Quantity
    /// What every number is multiplied by to be in the quantity's unit: 0.01 for percent of a core, 1 if nil.
    public var scale: Double?
    /// Whether it is a counter, which only rises until it starts from 0 again; its rises count. It is none if nil.
    public var isCounter: Bool?

    /// A column of values.
    public init(
      _ column: Column, quantity: Quantity = .value, scale: Double? = nil, isCounter: Bool? = nil
    ) {
      self.column = column
      self.quantity = quantity
      self.scale = scale
      self.isCounter = isCounter
    }

    enum CodingKeys: String, CodingKey {
      case column, quantity, scale
      case isCounter = "counter"
    }
  }

  /// The column of times.
  public var time: Column
  /// How they are written; ``TimeUnit/automatic`` if nil.
  public var timeUnit: TimeUnit?
  /// The column of times of day, where that of times holds dates alone.
  public var clock: Column?
  /// The columns of values, at least one.
  public var values: [Value]
  /// The column that says which rows are anomalous: 0, false, no, none, normal, healthy or nothing means no.
  public var label: Column?
  /// The column whose text splits the rows into several series.
  public var key: Column?
  /// Whether the first row names the columns; it does if nil.
  public var hasHeader: Bool?
  /// What stands between fields, one byte; found by the file's beginning if nil.
  public var separator: String?
  /// The decimal mark; found by the file's beginning if nil.
  public var decimal: CSVDialect.Decimal?

  /// A mapping.
  public init(
    time: Column, timeUnit: TimeUnit? = nil, values: [Value], label: Column? = nil, key: Column? = nil,
    hasHeader: Bool? = nil, separator: String? = nil, decimal: CSVDialect.Decimal? = nil,
    clock: Column? = nil
  ) {
    self.time = time
    self.timeUnit = timeUnit
    self.values = values
    self.label = label
    self.key = key
    self.hasHeader = hasHeader
    self.separator = separator
    self.decimal = decimal
    self.clock = clock
  }

  /// How a file whose beginning is known is written: as it looks, but for what is said here.
  func dialect(of head: TraceHead) -> CSVDialect {
    var dialect = head.dialect
    if let byte = separator?.utf8.first, byte != dialect.separator {
      dialect = CSVDialect(sniffing: head.bytes, separator: byte)
      dialect.encoding = head.dialect.encoding
    }
    if let decimal {
      dialect.decimal = decimal
      // the comma of a doubt stands between thousands where the mark is the point
      if let doubt = dialect.doubt, doubt.text.contains(","), decimal == .point { dialect.grouping = .comma }
      if decimal == .comma && dialect.grouping == .comma || decimal == .point && dialect.grouping == .point {
        dialect.grouping = nil
      }
      dialect.doubt = nil
      dialect.hasUnclearPoints = false
    }
    return dialect
  }

  enum CodingKeys: String, CodingKey {
    case time, clock, values, label, key, separator, decimal
    case timeUnit = "time_unit"
    case hasHeader = "has_header"
  }
}

extension ColumnMapping.Column: Codable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A column by name.
  public init(stringLiteral name: String) { self = .named(name) }

  /// A column by place, from 0.
  public init(integerLiteral place: Int) { self = .at(place) }

  /// A name, or a place from 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let place = try? container.decode(Int.self) {
      self = .at(place)
    } else {
      self = .named(try container.decode(String.self))
    }
  }

  /// The name or the place.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .named(let name): try container.encode(name)
    case .at(let place): try container.encode(place)
    }
  }
}
