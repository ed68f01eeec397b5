import CSimdJSON

/// A value of a JSON document that is in memory as a whole; good as long as what parsed it reads no other document.
struct JSONValue {
  /// What a value is.
  enum Kind: Int32 {
    case null, boolean, number, text, array, object
  }

  private let value: fs_json_value

  init(_ value: fs_json_value) { self.value = value }

  var kind: Kind { Kind(rawValue: fs_json_kind_of(value)) ?? .null }

  /// The member of an object; nil if there is none, it is null, or this is no object.
  subscript(_ name: String) -> JSONValue? {
    var found = fs_json_value()
    var name = name
    let isThere = name.withUTF8 { name in
      name.withMemoryRebound(to: CChar.self) { fs_json_member(value, $0.baseAddress, $0.count, &found) }
    }
    guard isThere != 0, fs_json_kind_of(found) != Int32(FS_JSON_NULL.rawValue) else { return nil }
    return JSONValue(found)
  }

  /// The text; nil if it is none.
  var text: String? {
    withText { String(decoding: UnsafeRawBufferPointer(start: $0, count: $1), as: UTF8.self) }
  }

  /// Hands the zero-terminated text and its length to `body`; nil if it is none.
  func withText<Result>(_ body: (UnsafePointer<CChar>, Int) -> Result) -> Result? {
    var length = 0
    return fs_json_text(value, &length).map { body($0, length) }
  }

  /// The number; nil if it is none.
  var number: Double? {
    var number = 0.0
    return fs_json_number(value, &number) != 0 ? number : nil
  }

  /// The whole number of 64 bits; nil if it is none.
  var integer: Int64? {
    var number: Int64 = 0
    return fs_json_integer(value, &number) != 0 ? number : nil
  }

  /// The values of an array; nil if it is none.
  var elements: JSONElements? {
    guard kind == .array else { return nil }
    var elements = JSONElements()
    _ = fs_json_places(value, &elements.place, &elements.end)
    return elements
  }

  /// The names and values of an object; nil if it is none.
  var members: JSONMembers? {
    guard kind == .object else { return nil }
    var members = JSONMembers()
    _ = fs_json_places(value, &members.place, &members.end)
    return members
  }

  /// A word or two for a message: the text or the number as it stands, or what kind of thing it is.
  var shown: String {
    switch kind {
    case .text: WorkloadError.quoted(text ?? "")
    case .number: integer.map { "\($0)" } ?? number.map { "\($0)" } ?? "a number"
    case .null: "null"
    case .boolean: "true or false"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// The values of an array, in order.
struct JSONElements: Sequence, IteratorProtocol {
  fileprivate var place = fs_json_value()
  fileprivate var end = fs_json_value()

  mutating func next() -> JSONValue? {
    place.index == end.index ? nil : JSONValue(fs_json_take_element(&place))
  }
}

/// The members of an object, in order.
struct JSONMembers: Sequence, IteratorProtocol {
  fileprivate var place = fs_json_value()
  fileprivate var end = fs_json_value()

  mutating func next() -> (name: String, value: JSONValue)? {
    guard place.index != end.index else { return nil }
    var name: UnsafePointer<CChar>?
    var length = 0
    let value = fs_json_take_member(&place, &name, &length)
    return (
      String(decoding: UnsafeRawBufferPointer(start: name, count: length), as: UTF8.self), JSONValue(value)
    )
  }
}

/// Parses one line after the other; a value is good until the next.
final class JSONLineParser {
  private let parser: OpaquePointer
  /// What was wrong with the last line that was no JSON.
  private(set) var problem = ""

  /// - Throws: ``WorkloadError`` without memory.
  init(file: String) throws {
    guard let parser = fs_json_parser_new() else {
      throw WorkloadError("\(file): not enough memory to read it.")
    }
    self.parser = parser
  }

  deinit { fs_json_parser_free(parser) }

  /// The value of a line as ``readLines(_:_:)`` hands it over; nil if it is no JSON.
  func value(_ start: UnsafeRawPointer, _ length: Int) -> JSONValue? {
    Self.parse(parser, start.assumingMemoryBound(to: CChar.self), length, &problem)
  }

  fileprivate static func parse(
    _ parser: OpaquePointer, _ bytes: UnsafePointer<CChar>, _ length: Int, _ problem: inout String
  ) -> JSONValue? {
    var root = fs_json_value()
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(FS_JSON_PROBLEM)) { found in
      guard fs_json_read_tree(parser, bytes, length, &root, found.baseAddress) != 0 else {
        return JSONValue(root)
      }
      problem = String(cString: found.baseAddress!)
      return nil
    }
  }
}

extension JSONDocument {
  /// Hands the whole document to `body`.
  ///
  /// - Throws: ``WorkloadError`` if it is no JSON, with what is `needed`, or what `body` throws.
  func withRoot<Result>(of path: String, needed: String, _ body: (JSONValue) throws -> Result) throws
    -> Result
  {
    try withBytes { parser, bytes, length in
      var problem = ""
      guard let root = JSONLineParser.parse(parser, bytes, length, &problem) else {
        throw WorkloadError("\(path): is not one JSON document (\(problem)); needed is \(needed).")
      }
      // the values are the parser's
      return try withExtendedLifetime(self) { try body(root) }
    }
  }
}
