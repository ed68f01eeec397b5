import Foundation
import InputFiles
import Workloads
import Yams

/// One mapping of a YAML file, read key by key as they are declared; what was not read in the end is unknown and a mistake.
///
/// Form, range and default of a key come from its declaration. Every accessor notes a mistake and returns a stand-in of the right
/// type, so that reading goes on to the next mistake; nothing is made of the values when there was one.
final class YAMLReader {
  /// What its keys are.
  enum Keys {
    /// These.
    case declared([Setting])
    /// Names that the file gives, each with such a value.
    case named(Setting.Form)
  }

  let path: String
  private let issues: IssueList
  private let keys: Keys
  private let entries: [(key: String, value: Node)]
  private var read: [String] = []

  init(_ node: Node?, path: String, keys: Keys, issues: IssueList) {
    self.path = path
    self.keys = keys
    self.issues = issues
    if case .mapping(let mapping)? = node {
      entries = mapping.map { ($0.key.string ?? "", $0.value) }
    } else {
      entries = []
      if let node { issues.add(path, "expected a mapping of keys and values, found \(Self.kind(node))") }
    }
  }

  static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): "'\(Sentence.shortened(scalar.string))'"
    case .alias: "an alias"
    }
  }

  func at(_ key: String) -> String { path.isEmpty ? key : key.isEmpty ? path : path + "." + key }

  /// The declaration of a key.
  ///
  /// - Precondition: It is declared.
  private func setting(_ key: String) -> Setting {
    switch keys {
    case .named(let form): return Setting(key, form, "")
    case .declared(let settings):
      guard let setting = settings.first(where: { $0.key == key }) else {
        preconditionFailure("'\(at(key))' is read and not declared")
      }
      return setting
    }
  }

  private func node(_ key: String) -> Node? {
    read.append(key)
    issues.keys.insert(at(key))
    return entries.first { $0.key == key }?.value
  }

  /// What is there under a key that has to be; notes a mistake where nothing is.
  private func required(_ setting: Setting) -> Node? {
    let found = node(setting.key)
    if found == nil { noteMissing(setting) }
    return found
  }

  private func noteMissing(_ setting: Setting) {
    let expected: String
    if case .choice(let words) = setting.form {
      expected = "allowed are \(words.joined(separator: ", "))"
    } else {
      expected = "\(setting.form.expected) is expected"
    }
    note(setting.key, "missing; \(expected)")
  }

  private func noteWrong(_ setting: Setting, _ node: Node) {
    note(setting.key, "expected \(setting.form.expected), found \(Self.kind(node))")
  }

  /// The tree under a key as it is, for readers of other formats; nil where it is not given.
  func tree(_ key: String) -> Node? { node(key) }

  /// Keys that nobody has read yet, in order: for mappings whose keys are names.
  var unreadKeys: [String] { entries.map(\.key).filter { !read.contains($0) } }

  /// Whether the key is there; asking makes it a known one.
  func isGiven(_ key: String) -> Bool { node(key) != nil }

  /// Mistakes noted so far, in the whole file.
  var mistakes: Int { issues.issues.count }

  /// Whether no mistake was found so far, here or anywhere else.
  var isSound: Bool { issues.issues.isEmpty }

  func note(_ key: String, _ text: String) { issues.add(at(key), text) }

  /// Makes a key a known one that only some entries are asked for.
  func markKnown(_ key: String) { issues.keys.insert(at(key)) }

  /// Notes a mistake for every key that nobody read.
  func finish() {
    for entry in entries where !read.contains(entry.key) {
      let near = nearestName(to: entry.key, among: read).map { "did you mean '\($0)'?" }
      issues.add(
        at(Sentence.shortened(entry.key)),
        "unknown key; " + (near ?? "allowed are \(Set(read).sorted().joined(separator: ", "))"))
    }
  }
}

// MARK: Mappings and lists

extension YAMLReader {
  /// What the keys are of the mapping, or of each mapping of the list, under a key.
  private func keys(of setting: Setting) -> Keys {
    switch setting.form {
    case .again, .agains: keys
    case .mapping(let form): .named(form)
    default: .declared(setting.form.keys)
    }
  }

  func section(_ key: String) -> YAMLReader {
    YAMLReader(node(key), path: at(key), keys: keys(of: setting(key)), issues: issues)
  }

  /// The section; nil where it is not given.
  func optionalSection(_ key: String) -> YAMLReader? { isGiven(key) ? section(key) : nil }

  func list(_ key: String, required isRequired: Bool? = nil) -> [YAMLReader] {
    list(setting(key), required: isRequired)
  }

  /// The mappings of a list.
  ///
  /// - Parameter isRequired: Whether it has to be given, where that depends on other keys.
  func list(_ setting: Setting, required isRequired: Bool? = nil) -> [YAMLReader] {
    guard let node = node(setting.key) else {
      if isRequired ?? setting.isRequired { noteMissing(setting) }
      return []
    }
    guard case .sequence(let sequence) = node else {
      noteWrong(setting, node)
      return []
    }
    return sequence.enumerated().map {
      YAMLReader($1, path: "\(at(setting.key))[\($0)]", keys: keys(of: setting), issues: issues)
    }
  }

  /// A mapping of names to choices.
  func choices(_ setting: Setting) -> [String: String] {
    guard let node = node(setting.key), case .mapping(let form) = setting.form else { return [:] }
    let inner = YAMLReader(node, path: at(setting.key), keys: .named(form), issues: issues)
    return Dictionary(inner.unreadKeys.map { ($0, inner.word($0)) }, uniquingKeysWith: { $1 })
  }
}

// MARK: Texts and choices

extension YAMLReader {
  func text(_ key: String, default other: String? = nil) -> String { text(setting(key), default: other) }

  func text(_ setting: Setting, default other: String? = nil) -> String {
    let fallback = other ?? setting.fallback?.text
    guard let node = fallback == nil ? required(setting) : node(setting.key) else { return fallback ?? "" }
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      note(setting.key, "expected a text, found \(Self.kind(node))")
      return fallback ?? ""
    }
    return scalar.string
  }

  func optionalText(_ key: String) -> String? { isGiven(key) ? text(key) : nil }

  func strings(_ key: String) -> [String] { strings(setting(key)) }

  func strings(_ setting: Setting) -> [String] {
    if let texts = setting.fallback?.texts, !isGiven(setting.key) { return texts }
    guard let node = required(setting) else { return [] }
    guard case .sequence(let sequence) = node, !sequence.isEmpty, sequence.allSatisfy({ $0.scalar != nil })
    else {
      note(setting.key, "expected a list of texts, found \(Self.kind(node))")
      return []
    }
    return sequence.compactMap(\.scalar?.string)
  }

  /// The texts; none where they are not given.
  func optionalStrings(_ key: String) -> [String] { isGiven(key) ? strings(key) : [] }

  func choice<Value: RawRepresentable & CaseIterable>(_ key: String, default other: Value? = nil) -> Value
  where Value.RawValue == String {
    Value(rawValue: word(setting(key), default: other?.rawValue)) ?? Value.allCases[Value.allCases.startIndex]
  }

  func optionalChoice<Value: RawRepresentable & CaseIterable>(_ key: String) -> Value?
  where Value.RawValue == String { isGiven(key) ? choice(key) : nil }

  func word(_ key: String) -> String { word(setting(key)) }

  /// One of the words that may stand there.
  ///
  /// - Parameter other: What stands for it where it is not given, where that depends on other keys.
  func word(_ setting: Setting, default other: String? = nil) -> String {
    let words: [String] =
      switch setting.form {
      case .choice(let words), .choiceOrSection(let words, _): words
      default: preconditionFailure("'\(at(setting.key))' is no choice")
      }
    let fallback = other ?? setting.fallback?.text
    guard let node = fallback == nil ? required(setting) : node(setting.key) else {
      return fallback ?? words[0]
    }
    if let text = node.scalar?.string, words.contains(text) { return text }
    let near = node.scalar.flatMap { nearestName(to: $0.string, among: words) }
    note(
      setting.key,
      "\(Self.kind(node)) is not known; allowed are \(words.joined(separator: ", "))"
        + (near.map { " (did you mean '\($0)'?)" } ?? ""))
    return fallback ?? words[0]
  }

  func flag(_ key: String) -> Bool { flag(setting(key)) }

  func flag(_ setting: Setting) -> Bool {
    let fallback = setting.fallback?.flag
    guard let node = fallback == nil ? required(setting) : node(setting.key) else { return fallback ?? false }
    switch node.scalar?.string {
    case "true": return true
    case "false": return false
    default:
      noteWrong(setting, node)
      return fallback ?? false
    }
  }
}

// MARK: Numbers

extension YAMLReader {
  func whole(_ key: String, default other: Int? = nil, within limits: ClosedRange<Int>? = nil) -> Int {
    whole(setting(key), default: other, within: limits)
  }

  /// A whole number, or one of percent, with the sign or without.
  ///
  /// - Parameters:
  ///   - other: What stands for it where it is not given, where that depends on other keys.
  ///   - limits: What else it has to be within, where that depends on other keys; the default is moved into it.
  func whole(_ setting: Setting, default other: Int? = nil, within limits: ClosedRange<Int>? = nil) -> Int {
    var range: ClosedRange<Int>
    var isPercent = false
    switch setting.form {
    case .whole(let declared): range = declared
    case .percent(let declared): (range, isPercent) = (declared, true)
    default: preconditionFailure("'\(at(setting.key))' is no whole number")
    }
    if let limits { range = range.clamped(to: limits) }
    let fallback = (other ?? setting.fallback?.whole).map { min(max($0, range.lowerBound), range.upperBound) }
    guard let node = fallback == nil ? required(setting) : node(setting.key) else {
      return fallback ?? range.lowerBound
    }
    let text = node.scalar?.string ?? ""
    guard let value = Int(isPercent && text.hasSuffix("%") ? String(text.dropLast()) : text),
      range.contains(value)
    else {
      note(setting.key, "expected \(Setting.Form.whole(range).expected), found \(Self.kind(node))")
      return fallback ?? range.lowerBound
    }
    return value
  }

  func optionalWhole(_ key: String) -> Int? { isGiven(key) ? whole(key) : nil }

  func number(_ key: String, default other: Double? = nil) -> Double { number(setting(key), default: other) }

  /// A number with a unit, in the unit's base (seconds, bytes, share, plain).
  ///
  /// - Parameter other: What stands for it where it is not given, where that depends on other keys.
  func number(_ setting: Setting, default other: Double? = nil) -> Double {
    let unit: SettingUnit
    let range: ClosedRange<Double>
    switch setting.form {
    case .quantity(let declared, let limits), .quantityOrSpan(let declared, let limits):
      (unit, range) = (declared, limits)
    default: preconditionFailure("'\(at(setting.key))' is no number")
    }
    let fallback = other ?? setting.fallback?.number
    guard let node = fallback == nil ? required(setting) : node(setting.key) else {
      return fallback ?? range.lowerBound
    }
    guard let text = node.scalar?.string, let value = unit.parse(text) else {
      noteWrong(setting, node)
      return fallback ?? range.lowerBound
    }
    guard range.contains(value) else {
      note(
        setting.key,
        "\(Sentence.shortened(text)) is out of range; allowed is \(unit.format(range.lowerBound)) to \(unit.format(range.upperBound))"
      )
      return fallback ?? range.lowerBound
    }
    return value
  }

  func optionalNumber(_ key: String) -> Double? { isGiven(key) ? number(key) : nil }

  func numbers(_ key: String) -> [Double] { numbers(setting(key)) }

  /// A list of numbers; the default, or none, where it is not given.
  func numbers(_ setting: Setting) -> [Double] {
    let unit: SettingUnit
    let range: ClosedRange<Double>
    var isWhole = false
    switch setting.form {
    case .quantities(let declared, let limits), .span(let declared, let limits),
      .quantityOrSpan(let declared, let limits):
      (unit, range) = (declared, limits)
    case .wholes(let limits):
      (unit, range, isWhole) = (.number, Double(limits.lowerBound)...Double(limits.upperBound), true)
    default: preconditionFailure("'\(at(setting.key))' is no list of numbers")
    }
    let fallback = setting.fallback?.numbers ?? []
    guard let node = node(setting.key) else { return fallback }
    guard case .sequence(let sequence) = node else {
      note(setting.key, "expected a list of numbers, found \(Self.kind(node))")
      return fallback
    }
    let values = sequence.enumerated().map { index, element in
      guard let value = element.scalar.flatMap({ unit.parse($0.string) }), range.contains(value) else {
        issues.add(
          "\(at(setting.key))[\(index)]",
          "expected a number from \(unit.format(range.lowerBound)) to \(unit.format(range.upperBound)), "
            + "found \(Self.kind(element))")
        return range.lowerBound
      }
      return value
    }
    if isWhole, values.contains(where: { $0 != $0.rounded() }) {
      note(setting.key, "whole numbers are expected")
    }
    return values
  }

  /// Seeds: a count stands for 1, 2, 3 …
  func seeds(_ key: String) -> [UInt64] {
    let setting = setting(key)
    guard case .countOrWholes(let counts) = setting.form else {
      preconditionFailure("'\(at(key))' is no count")
    }
    func first(_ count: Int) -> [UInt64] { (0..<count).map { UInt64($0) + 1 } }
    let fallback = first(setting.fallback?.whole ?? 1)
    guard let node = node(key) else { return fallback }
    if let count = node.scalar.flatMap({ Int($0.string) }), counts.contains(count) { return first(count) }
    if case .sequence(let list) = node, !list.isEmpty {
      // a results database holds no larger ones
      let seeds = list.compactMap { $0.scalar.flatMap { Int64($0.string) }.flatMap { UInt64(exactly: $0) } }
      if seeds.count == list.count, Set(seeds).count == seeds.count { return seeds }
    }
    note(key, "expected \(setting.form.expected)")
    return fallback
  }

  /// The least and the largest; the default where they are not given.
  func span(_ key: String) -> ClosedRange<Double> {
    let setting = setting(key)
    let ends = numbers(setting)
    guard ends.count == 2, ends[0] <= ends[1] else {
      note(key, "expected \(setting.form.expected)")
      return (setting.fallback?.numbers).map { $0[0]...$0[1] } ?? 0...0
    }
    return ends[0]...ends[1]
  }
}

// MARK: Values of whatever form

extension YAMLReader {
  /// The value of a setting; nil where it is not given, which is a mistake where it has to be, and where it is no single value.
  func value(_ setting: Setting) -> SettingValue? {
    guard isGiven(setting.key) else {
      if setting.isRequired { noteMissing(setting) }
      return nil
    }
    return switch setting.form {
    case .quantity: .number(number(setting))
    case .whole, .percent: .whole(whole(setting))
    case .choice: .text(word(setting))
    case .flag: .flag(flag(setting))
    case .text, .scalar, .column, .constant, .forecaster: .text(text(setting))
    case .texts, .forecasters, .arms: .texts(strings(setting))
    case .wholes: .wholes(numbers(setting).map { Int($0) })
    case .quantities, .span: .numbers(numbers(setting))
    default: nil
    }
  }
}
