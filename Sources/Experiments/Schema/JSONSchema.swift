import Foundation
import InputFiles

/// The JSON Schema (draft 2020-12) of a format, from its declared keys.
///
/// Durations are texts, whose range no schema can say: it stands in their descriptions.
struct JSONSchema {
  /// The schema, with an end of line.
  let text: String

  init(_ format: InputFormat) {
    let head: [(String, Node)] = [
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", .text("Forescale \(format.rawValue)")),
      ("description", .text("\(format.summary) See \(format.page).")),
    ]
    text = Node.object(head + Self.mapping(format.keys, at: "#")).text(indent: "") + "\n"
  }

  /// A value of JSON whose fields keep their order.
  fileprivate indirect enum Node {
    case object([(String, Node)])
    case list([Node])
    case text(String)
    case whole(Int)
    case number(Double)
    case flag(Bool)
  }

  private static func mapping(_ keys: [Setting], at place: String) -> [(String, Node)] {
    let required = keys.filter(\.isRequired).map { Node.text($0.key) }
    let properties = keys.map { ($0.key, property($0, at: "\(place)/properties/\($0.key)", within: place)) }
    return [
      ("type", .text("object")), ("additionalProperties", .flag(false)), ("properties", .object(properties)),
    ] + (required.isEmpty ? [] : [("required", .list(required))])
  }

  private static func property(_ setting: Setting, at place: String, within parent: String) -> Node {
    var fields = schema(setting.form, at: place, within: parent)
    if !setting.summary.isEmpty { fields.append(("description", .text(setting.sentences))) }
    if let fallback = setting.fallback { fields.append(("default", node(fallback, as: setting.form))) }
    if let example = setting.example {
      fields.append(("examples", .list([Int(example).map { .whole($0) } ?? .text(example)])))
    }
    return .object(fields)
  }

  /// The fields that say what may stand there.
  ///
  /// - Parameters:
  ///   - place: Where it stands in the schema.
  ///   - parent: Where the mapping stands that it is in.
  private static func schema(_ form: Setting.Form, at place: String, within parent: String) -> [(
    String, Node
  )] {
    switch form {
    case .quantity(let unit, let range): quantity(unit, range)
    case .quantities(let unit, let range): list(of: quantity(unit, range))
    case .span(let unit, let range): span(unit, range)
    case .quantityOrSpan(let unit, let range): either(quantity(unit, range), span(unit, range))
    case .whole(let range): whole(range)
    case .wholes(let range): list(of: whole(range))
    case .percent(let range):
      [("type", .list([.text("integer"), .text("string")]))] + whole(range).dropFirst()
        + [("pattern", .text("^[0-9]+%?$"))]
    case .countOrWholes(let range):
      either(whole(range), list(of: whole(0...Int.max)) + [("minItems", .whole(1))])
    case .choice(let words): [("enum", .list(words.map { .text($0) }))]
    case .flag: [("type", .text("boolean"))]
    case .text, .forecaster: [("type", .text("string")), ("minLength", .whole(1))]
    case .texts, .forecasters, .arms: list(of: [("type", .text("string"))]) + [("minItems", .whole(1))]
    case .constant(let text): [("const", .text(text))]
    case .scalar: [("type", .list([.text("number"), .text("string")]))]
    case .column: [("type", .list([.text("string"), .text("integer")]))]
    case .manifest: [("type", .list([.text("string"), .text("object")]))]
    case .section(let keys): mapping(keys, at: place)
    case .table(let keys): list(of: mapping(keys, at: place + "/items"))
    case .choiceOrSection(let words, let keys):
      either([("enum", .list(words.map { .text($0) }))], mapping(keys, at: place + "/anyOf/1"))
    case .listOrSection(let keys): either([("type", .text("array"))], mapping(keys, at: place + "/anyOf/1"))
    case .again: [("$ref", .text(parent))]
    case .agains: list(of: [("$ref", .text(parent))])
    case .mapping(let form):
      [
        ("type", .text("object")),
        (
          "additionalProperties",
          .object(schema(form, at: place + "/additionalProperties", within: place))
        ),
      ]
    case .list: [("type", .text("array"))]
    case .any: []
    }
  }

  private static func list(of items: [(String, Node)]) -> [(String, Node)] {
    [("type", .text("array")), ("items", .object(items))]
  }

  private static func span(_ unit: SettingUnit, _ range: ClosedRange<Double>) -> [(String, Node)] {
    list(of: quantity(unit, range)) + [("minItems", .whole(2)), ("maxItems", .whole(2))]
  }

  private static func either(_ one: [(String, Node)], _ other: [(String, Node)]) -> [(String, Node)] {
    [("anyOf", .list([.object(one), .object(other)]))]
  }

  private static func whole(_ range: ClosedRange<Int>) -> [(String, Node)] {
    [
      ("type", .text("integer")), ("minimum", .whole(range.lowerBound)),
      ("maximum", .whole(range.upperBound)),
    ]
  }

  /// A number, a text with a unit, or either; bounds are for what is written as a number.
  private static func quantity(_ unit: SettingUnit, _ range: ClosedRange<Double>) -> [(String, Node)] {
    let sign = range.lowerBound < 0 ? "-?" : ""
    let bounds: [(String, Node)] = [
      ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
    ]
    let digits = "^\(sign)[0-9.]+([eE][-+]?[0-9]+)?"
    let either = ("type", Node.list([.text("number"), .text("string")]))
    return switch unit {
    case .number: [("type", .text("number"))] + bounds
    case .duration: [("type", .text("string")), ("pattern", .text(digits + "(ms|s|m|h|d)$"))]
    case .share: [either] + bounds + [("pattern", .text(digits + "%?$"))]
    case .cores: [either] + bounds + [("pattern", .text(digits + "m?$"))]
    case .bytes:
      [either] + bounds + [("pattern", .text(digits + "(Ki|Mi|Gi|Ti|Pi|Ei|k|M|G|T|P|E)?$"))]
    }
  }

  /// A default as one would write it: numbers with a unit as texts.
  private static func node(_ value: SettingValue, as form: Setting.Form) -> Node {
    switch value {
    case .flag(let value): .flag(value)
    case .text(let text): .text(text)
    case .whole(let number): .whole(number)
    case .texts(let texts): .list(texts.map { .text($0) })
    case .wholes(let numbers): .list(numbers.map { .whole($0) })
    case .number(let number): isPlain(form) ? .number(number) : .text(form.format(value))
    case .numbers(let numbers):
      .list(numbers.map { isPlain(form) ? .number($0) : .text(form.format(.number($0))) })
    }
  }

  private static func isPlain(_ form: Setting.Form) -> Bool {
    switch form {
    case .quantity(.number, _), .quantities(.number, _), .span(.number, _), .quantityOrSpan(.number, _): true
    default: false
    }
  }
}

extension JSONSchema.Node {
  fileprivate func text(indent: String) -> String {
    let deeper = indent + "  "
    switch self {
    case .object(let fields):
      guard !fields.isEmpty else { return "{}" }
      let lines = fields.map { "\(deeper)\(Self.quoted($0)): \($1.text(indent: deeper))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    case .list(let items):
      guard !items.isEmpty else { return "[]" }
      let lines = items.map { deeper + $0.text(indent: deeper) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
    case .text(let text): return Self.quoted(text)
    case .whole(let number): return String(number)
    case .number(let number):
      return number == number.rounded() && abs(number) < 9e15 ? String(Int(number)) : String(number)
    case .flag(let value): return String(value)
    }
  }

  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
