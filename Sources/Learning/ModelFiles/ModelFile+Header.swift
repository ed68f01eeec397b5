import Foundation

extension ModelFile {
  /// A file with `header` as JSON; equal contents give equal bytes.
  init(kind: String, encoding header: some Encodable, parameters: [Float] = []) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let header = try? encoder.encode(header) else {
      preconditionFailure("every number of a fitted model is finite, so its header can be encoded")
    }
    self.init(kind: kind, header: Array(header), parameters: parameters)
  }

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
}
