import CYaml
import Foundation
import Yams

/// YAML texts as they come from files: the one way in, for scenarios, experiments, manifests and all else.
///
/// Before Yams builds a tree, the parser's events are counted once: what aliases stand for, how deep it goes, which keys are
/// given twice. An alias costs a few bytes and may stand for a tree of aliases, so that a file of a kilobyte may stand for
/// thousands of millions of values.
enum YAMLDocument {
  /// The most values that a text may stand for, those behind aliases included.
  static let mostValues = 250_000
  /// The most mappings and lists within each other.
  static let mostLevels = 100
  /// The most bytes of a text.
  static let mostBytes = 16 << 20

  /// The trees of all documents of a text.
  ///
  /// - Throws: ``YAMLProblem``.
  static func all(_ text: String) throws(YAMLProblem) -> [Node] {
    try check(text)
    do {
      // the sequence ends at a mistake and keeps it
      var parsed = try Yams.compose_all(yaml: text)
      var documents: [Node] = []
      while let document = parsed.next() { documents.append(document) }
      if let error = parsed.error { throw error }
      return documents
    } catch { throw YAMLProblem(error) }
  }

  /// The tree of the one document of a text; nil if it is empty.
  ///
  /// - Throws: ``YAMLProblem``, also where there are several documents.
  static func single(_ text: String) throws(YAMLProblem) -> Node? {
    let documents = try all(text)
    guard documents.count > 1 else { return documents.first }
    throw YAMLProblem(
      documents[1].mark.map { YAMLPlace(line: $0.line, column: $0.column) },
      "another document begins here, and one is allowed")
  }

  /// - Throws: ``YAMLProblem`` where the text is no YAML, stands for too much or gives a key twice.
  private static func check(_ text: String) throws(YAMLProblem) {
    guard text.utf8.count <= mostBytes else {
      throw YAMLProblem(nil, "has more than \(mostBytes >> 20) MiB, the most that YAML may have here")
    }
    var text = text
    do {
      try text.withUTF8 { bytes in
        var events = YAMLEvents(bytes)
        defer { events.end() }
        try events.check()
      }
    } catch let problem as YAMLProblem { throw problem } catch { throw YAMLProblem(error) }
  }
}

/// A place in a text, both from 1.
struct YAMLPlace: Equatable, Sendable {
  var line, column: Int
}

/// Why a text is not read as YAML: one sentence, and where.
struct YAMLProblem: Error {
  let place: YAMLPlace?
  let sentence: String

  init(_ place: YAMLPlace?, _ sentence: String) {
    self.place = place
    self.sentence = sentence
  }

  /// What Yams still finds in a text whose events are sound.
  init(_ error: any Error) {
    self.init(
      nil,
      "not valid YAML: " + "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ").prefix(200))
  }
}

/// The events of a text, in order.
private struct YAMLEvents {
  /// A mapping or list that is open.
  private struct Level {
    var isMapping: Bool
    var anchor: String?
    /// Whether what comes next is a key.
    var awaitsKey = true
    var keys: [String: Int] = [:]
    /// Values within, and levels below.
    var values = 1
    var height = 1
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  /// In a place of its own: the parser keeps its address.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private var levels: [Level] = []
  private var anchors: [String: (values: Int, height: Int)] = [:]
  private var total = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  func end() {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  mutating func check() throws {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private mutating func take(_ event: yaml_event_t) throws {
    let place = YAMLPlace(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      if let top = levels.last, top.isMapping, top.awaitsKey {
        try note(
          String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self),
          place)
      }
      try add(values: 1, height: 0, anchor: Self.text(scalar.anchor), at: place)
    case YAML_ALIAS_EVENT:
      let name = Self.text(event.data.alias.anchor) ?? ""
      guard let known = anchors[name] else {
        throw YAMLProblem(
          place, "the alias *\(name.prefix(40)) stands for nothing: no anchor &\(name.prefix(40)) is above it"
        )
      }
      try add(values: known.values, height: known.height, anchor: nil, at: place)
    case YAML_MAPPING_START_EVENT: try open(true, Self.text(event.data.mapping_start.anchor), place)
    case YAML_SEQUENCE_START_EVENT: try open(false, Self.text(event.data.sequence_start.anchor), place)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      let level = levels.removeLast()
      // its values were counted as they came
      total -= level.values
      try add(values: level.values, height: level.height, anchor: level.anchor, at: place)
    default: break
    }
  }

  private mutating func open(_ isMapping: Bool, _ anchor: String?, _ place: YAMLPlace) throws {
    levels.append(Level(isMapping: isMapping, anchor: anchor))
    try count(1, depth: levels.count, place)
  }

  /// Counts a value that is complete, in the level that holds it.
  private mutating func add(values: Int, height: Int, anchor: String?, at place: YAMLPlace) throws {
    try count(values, depth: levels.count + height, place)
    if let anchor { anchors[anchor] = (values, height) }
    guard let top = levels.indices.last else { return }
    levels[top].values += values
    levels[top].height = max(levels[top].height, height + 1)
    levels[top].awaitsKey.toggle()
  }

  private mutating func count(_ values: Int, depth: Int, _ place: YAMLPlace) throws {
    total += values
    guard total <= YAMLDocument.mostValues else {
      throw YAMLProblem(
        place,
        "stands for more than \(YAMLDocument.mostValues) values, the most that YAML may stand for here\(anchors.isEmpty ? "" : "; an alias counts as all that it stands for")"
      )
    }
    guard depth <= YAMLDocument.mostLevels else {
      throw YAMLProblem(
        place, "more than \(YAMLDocument.mostLevels) mappings and lists within each other; that is the most")
    }
  }

  private mutating func note(_ key: String, _ place: YAMLPlace) throws {
    if let first = levels[levels.count - 1].keys.updateValue(place.line, forKey: key) {
      throw YAMLProblem(place, "the key '\(key.prefix(60))' is given twice, first in line \(first)")
    }
  }

  private static func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  /// What the parser says, with the cause where it is a tab.
  private func problem() -> YAMLProblem {
    let parser = parser.pointee
    guard parser.error != YAML_MEMORY_ERROR, let words = parser.problem.map({ String(cString: $0) }) else {
      return YAMLProblem(nil, "there is not enough memory to read it")
    }
    if parser.error == YAML_READER_ERROR {
      let before = bytes.prefix(parser.problem_offset)
      let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
      let column = before[start...].count { $0 & 0xc0 != 0x80 } + 1
      return YAMLProblem(
        YAMLPlace(line: before.count { $0 == 0x0a } + 1, column: column), "not valid YAML: \(words)")
    }
    let place = YAMLPlace(line: parser.problem_mark.line + 1, column: parser.problem_mark.column + 1)
    let line = bytes.split(separator: 0x0a, maxSplits: place.line, omittingEmptySubsequences: false)
      .dropFirst(place.line - 1).first
    if let line, line.prefix(while: { $0 == 0x20 || $0 == 0x09 }).contains(0x09) {
      return YAMLProblem(place, "a tab may not indent; use spaces")
    }
    let context = parser.context.map { String(cString: $0) }.map {
      " (\($0) that begins in line \(parser.context_mark.line + 1))"
    }
    return YAMLProblem(place, "not valid YAML: \(words)\(context ?? "")")
  }
}
