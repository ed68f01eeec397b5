/// A measurement or a time in a JSON document, written as a number or as text.
enum MeasurementValue: Equatable {
  case number(Double)
  /// Null, nothing, or a word for it.
  case missing
  case wrong

  /// Reads a value that may be absent.
  init(_ value: JSONValue?) {
    guard let value else {
      self = .missing
      return
    }
    switch value.kind {
    case .null: self = .missing
    case .number: self = value.number.map { $0.isFinite ? .number($0) : .missing } ?? .wrong
    case .text:
      let read = value.withText { text, count -> MeasurementValue in
        switch PrometheusValue(text, count: count) {
        case .number(let value): return .number(value)
        case .odd: return .missing
        case .wrong: return NumberText(text, count: count) == .missing ? .missing : .wrong
        }
      }
      self = read ?? .wrong
    case .boolean, .array, .object: self = .wrong
    }
  }
}

extension SeriesTime {
  /// The time that a value says: text as in a table, or a number of seconds or a smaller unit as its size tells.
  mutating func microseconds(_ value: JSONValue) -> Int64? {
    if value.kind == .text { return value.withText { microseconds($0, count: $1) } ?? nil }
    guard let number = value.number, number.isFinite else { return nil }
    let unit: Double =
      switch number.magnitude {
      case ..<1e11: 1_000_000
      case ..<1e14: 1000
      case ..<1e17: 1
      default: 0.001
      }
    // whole numbers keep their last digit, which those of microseconds have beyond the 53 bits of a double's
    if let whole = value.integer, unit >= 1 {
      let (time, overflow) = whole.multipliedReportingOverflow(by: Int64(unit))
      return overflow || time.magnitude > Self.latest.magnitude ? nil : time
    }
    if let whole = value.integer { return whole / 1000 }
    let time = (number * unit).rounded()
    return time.magnitude <= Double(Self.latest) ? Int64(time) : nil
  }

  /// What is allowed of a time in a JSON document, for messages.
  static let allowedInJSON = "are \(CivilTime.form), or numbers of a time before the year 10000"
}
