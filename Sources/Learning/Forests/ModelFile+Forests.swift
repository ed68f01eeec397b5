import Foundation

/// Reads the parameters of a tree model one after the other, and refuses what cannot be.
struct ParameterReader {
  let parameters: [Float]
  let source: String
  var position = 0

  func refuse(_ message: String) -> ModelFileError {
    ModelFileError(source: source, reason: .wrongParameters(message))
  }

  mutating func next() throws -> Float {
    guard position < parameters.count else {
      throw refuse("they end after \(parameters.count) numbers, in the middle of a tree.")
    }
    defer { position += 1 }
    return parameters[position]
  }

  /// A whole number in 0..<`bound`.
  mutating func nextIndex(below bound: Int) throws -> Int {
    let value = try next()
    guard value >= 0, value < Float(bound), value == value.rounded(.down) else {
      throw refuse(
        "number \(position - 1) is \(value), but a whole number from 0 up to and without \(bound) is needed there."
      )
    }
    return Int(value)
  }

  func finish() throws {
    guard position == parameters.count else {
      throw refuse("\(parameters.count - position) numbers follow the last tree.")
    }
  }
}

extension ModelFile {
  /// The file in `bytes`, of kind `kind`, and its header; `name` says what the header is, for the message.
  static func read<Header: Decodable>(
    _ bytes: [UInt8], source: String, kind: String, header: Header.Type, name: String
  ) throws -> (Header, ParameterReader) {
    let file = try ModelFile(bytes: bytes, source: source)
    guard file.kind == kind else {
      throw ModelFileError(source: source, reason: .otherKind(found: file.kind, expected: kind))
    }
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(file.header)) else {
      throw ModelFileError(source: source, reason: .wrongHeader("it is not the JSON of \(name)."))
    }
    return (header, ParameterReader(parameters: file.parameters, source: source))
  }

  /// The bytes of a file with `header` as JSON; equal contents give equal bytes.
  static func bytes(kind: String, header: some Encodable, parameters: [Float]) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let header = try? encoder.encode(header) else {
      preconditionFailure("every number of a fitted model is finite, so its header can be encoded")
    }
    return ModelFile(kind: kind, header: Array(header), parameters: parameters).encoded()
  }

  /// The bytes at `path`.
  static func load(_ path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ModelFileError(source: path, reason: .absent)
    }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw ModelFileError(source: path, reason: .unreachable(error.localizedDescription))
    }
  }

  /// Writes `bytes` to `path`, replacing a file there only once all is written.
  static func save(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ModelFileError(source: path, reason: .unreachable(error.localizedDescription))
    }
  }
}
