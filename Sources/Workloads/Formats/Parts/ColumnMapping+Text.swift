extension ColumnMapping {
  /// The keys of a mapping in words, besides the quantities.
  private static let keys = [
    "time", "clock", "unit", "counter", "label", "key", "header", "separator", "decimal",
  ]

  /// A mapping as the command line has it: `time=when,unit=ms,requests=hits`.
  ///
  /// Parts are apart by commas. `time`, `label` and `key` name a column, as `clock` does that of the times of day where `time` holds
  /// dates alone, and `counter` one of requests counted since some beginning; each quantity (`requests`, `cpu_percent`, `value` …)
  /// names one of that quantity, and may come again; a factor may follow, as in `cpu_cores=usage*0.001`. `unit` is that of the
  /// times (s, ms, us, ns, iso8601, dmy, mdy, auto), `header=no` says that the first row names nothing, `separator` (`;`, `tab`) and
  /// `decimal` (point, comma) how the file is written. A column is a name, or a place from 0; a name with a comma stands in
  /// quotation marks, as does one that is a number.
  ///
  /// - Throws: ``WorkloadError``, a sentence with the nearest key.
  public init(text: String) throws {
    var time: Column?
    var values: [Value] = []
    var mapping = ColumnMapping(time: 0, values: [])
    for part in Self.parts(of: text) {
      guard let equals = part.firstIndex(of: "=") else {
        throw WorkloadError(
          "the mapping's part \(WorkloadError.quoted(part)) has no =; allowed are parts such as time=when and requests=hits."
        )
      }
      let key = part[..<equals].trimmed
      let text = part[part.index(after: equals)...].trimmed
      guard !text.isEmpty else {
        throw WorkloadError("the mapping's key \(key) has no value; needed is \(key)=….")
      }
      switch key {
      case "time": time = Self.column(text)
      case "clock": mapping.clock = Self.column(text)
      case "counter":
        var value = try Self.value(text, .requests)
        value.isCounter = true
        values.append(value)
      case "label": mapping.label = Self.column(text)
      case "key", "series": mapping.key = Self.column(text)
      case "unit", "time_unit": mapping.timeUnit = try Self.choice(key, text)
      case "decimal": mapping.decimal = try Self.choice(key, text)
      case "separator": mapping.separator = try Self.separator(text)
      case "header": mapping.hasHeader = try Self.flag(text)
      default:
        guard let quantity = Quantity(rawValue: key) else {
          let all = Self.keys + Quantity.allCases.map(\.rawValue)
          let near = nearestName(to: key, among: all).map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""
          throw WorkloadError(
            "the mapping's key \(WorkloadError.quoted(key)) is not known\(near); allowed are \(all.joined(separator: ", "))."
          )
        }
        values.append(try Self.value(text, quantity))
      }
    }
    guard let time else { throw WorkloadError("the mapping names no column of times; needed is time=NAME.") }
    guard !values.isEmpty else {
      throw WorkloadError(
        "the mapping names no column of values; needed is a quantity, such as requests=NAME or value=NAME.")
    }
    mapping.time = time
    mapping.values = values
    self = mapping
  }

  /// A column's name as ``init(text:)`` reads it.
  static func quoted(_ name: String) -> String {
    let isPlain = !name.contains { ",=\"*".contains($0) } && Int(name) == nil && name == name[...].trimmed
    return isPlain
      ? name
      : "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for letter in text {
      if letter == "\"" { isQuoted.toggle() }
      if letter == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(letter)
      }
    }
    return parts.filter { !$0[...].trimmed.isEmpty }
  }

  private static func column(_ text: String) -> Column {
    if text.count >= 2, text.first == "\"", text.last == "\"" {
      return .named(
        text.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false).joined(
          separator: "\""))
    }
    return Int(text).map { .at($0) } ?? .named(text)
  }

  private static func value(_ text: String, _ quantity: Quantity) throws -> Value {
    guard let star = text.lastIndex(of: "*"), text.last != "\"" else {
      return Value(column(text), quantity: quantity)
    }
    let factor = text[text.index(after: star)...].trimmed
    guard let scale = NumberText.number(factor), scale != 0 else {
      throw WorkloadError(
        "the mapping's factor \(WorkloadError.quoted(factor)) is no number; allowed are finite numbers but 0."
      )
    }
    return Value(column(text[..<star].trimmed), quantity: quantity, scale: scale)
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ text: String
  ) throws -> Choice {
    guard let choice = Choice(rawValue: text) else {
      throw WorkloadError(
        "the mapping's \(key) is \(WorkloadError.quoted(text)); allowed are \(Choice.allCases.map(\.rawValue).joined(separator: ", "))."
      )
    }
    return choice
  }

  private static func flag(_ text: String) throws -> Bool {
    switch text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      throw WorkloadError("the mapping's header is \(WorkloadError.quoted(text)); allowed are yes and no.")
    }
  }

  /// The separator that a word or a sign says: `tab`, or a sign such as `;`.
  ///
  /// - Throws: ``WorkloadError``, a sentence about the mapping.
  public static func separator(_ text: String) throws -> String {
    if text == "tab" || text == "\\t" { return "\t" }
    guard text.utf8.count == 1, let byte = text.utf8.first, (0x21...0x7e).contains(byte), byte != 0x22 else {
      throw WorkloadError(
        "the mapping's separator is \(WorkloadError.quoted(text)); allowed are tab and single signs such as ; and |."
      )
    }
    return text
  }
}

extension Substring {
  /// Without spaces at its ends.
  fileprivate var trimmed: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
