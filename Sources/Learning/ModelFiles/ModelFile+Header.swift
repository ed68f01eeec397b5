import Foundation

extension ModelFile {
  /// A file with `header` as JSON; equal contents give equal bytes.
  init(kind: String, fitting: FittingRecord? = nil, encoding header: some Encodable, parameters: [Float] = [])
  {
    self.init(kind: kind, fitting: fitting, header: Self.json(header), parameters: parameters)
  }

  /// The file in `bytes`, of kind `kind`, and its header; `name` says what the header is, for the message.
  static func read<Header: Decodable>(
    _ bytes: [UInt8], source: String, kind: String, header: Header.Type, name: String
  ) throws -> (Header, ParameterReader) {
    let file = try ModelFile(bytes: bytes, source: source)
    guard file.kind == kind else {
      throw ModelFileError(source: source, reason: .otherKind(found: file.kind, expected: kind))
    }
    guard let header = decoded(Header.self, file.header) else {
      throw ModelFileError(source: source, reason: .wrongHeader("it is not the JSON of \(name)."))
    }
    return (header, ParameterReader(parameters: file.parameters, source: source))
  }

  /// The JSON of `value` with sorted keys.
  static func json(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("every number of a fitted model is finite, so it can be encoded")
    }
    return Array(data)
  }

  /// The value whose JSON is in `bytes`; nil where it is not.
  static func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: some Collection<UInt8>) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }
}
