import Stochastics

/// The form of a model on disk.
///
/// All numbers little-endian: the eight bytes `FSCMODEL`; format version (UInt32); kind (UInt32 length,
/// UTF-8); record of what it was fitted on (UInt32 length, JSON of `FittingRecord`; empty where there is none); header (UInt32
/// length, JSON); number of parameters (UInt64); parameters (Float32 each); and the
/// FNV-1a-64 digest of everything before it. The digest finds damage, not malice.
public struct ModelFile: Hashable, Sendable {
  /// The version of the form that this code writes, and the only one that it reads.
  public static let formatVersion: UInt32 = 2
  static let magic = Array("FSCMODEL".utf8)

  /// Which sort of model it is, such as `lstm`.
  public var kind: String
  /// What the model was fitted on; nil where that is nothing, or not a load, or not known.
  public var fitting: FittingRecord?
  /// JSON, as the kind defines it.
  public var header: [UInt8]
  /// The learned numbers, as the kind orders them.
  public var parameters: [Float]

  /// A file of the given contents.
  public init(kind: String, fitting: FittingRecord? = nil, header: [UInt8], parameters: [Float]) {
    self.kind = kind
    self.fitting = fitting
    self.header = header
    self.parameters = parameters
  }

  /// The bytes of the file; equal contents give equal bytes.
  public func encoded() -> [UInt8] {
    var bytes = Self.magic
    bytes.append(littleEndian: Self.formatVersion)
    bytes.append(littleEndian: UInt32(kind.utf8.count))
    bytes += kind.utf8
    let record = fitting.map(Self.json) ?? []
    bytes.append(littleEndian: UInt32(record.count))
    bytes += record
    bytes.append(littleEndian: UInt32(header.count))
    bytes += header
    bytes.append(littleEndian: UInt64(parameters.count))
    for parameter in parameters { bytes.append(littleEndian: parameter.bitPattern) }
    bytes.append(littleEndian: fnv1a(bytes))
    return bytes
  }

  /// Reads `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    func refuse(_ reason: ModelFileError.Reason) -> ModelFileError {
      ModelFileError(source: source, reason: reason)
    }
    guard bytes.starts(with: Self.magic) else { throw refuse(.notAModel) }
    var reader = ByteReader(bytes: bytes, position: Self.magic.count)
    func needed<T>(_ value: T?) throws -> T {
      guard let value else { throw refuse(.truncated(bytes: bytes.count)) }
      return value
    }
    let version = try needed(reader.next(UInt32.self))
    guard version == Self.formatVersion else { throw refuse(.otherVersion(version)) }
    let kindBytes = try needed(reader.next(count: UInt64(needed(reader.next(UInt32.self)))))
    let recordBytes = try needed(reader.next(count: UInt64(needed(reader.next(UInt32.self)))))
    let headerBytes = try needed(reader.next(count: UInt64(needed(reader.next(UInt32.self)))))
    let count = try needed(reader.next(UInt64.self))
    let (size, overflow) = count.multipliedReportingOverflow(by: 4)
    let parameterBytes = try needed(overflow ? nil : reader.next(count: size))
    let body = reader.position
    let digest = try needed(reader.next(UInt64.self))
    guard reader.position == bytes.count else {
      throw refuse(.trailing(bytes: bytes.count - reader.position))
    }
    guard digest == fnv1a(bytes[..<body]) else { throw refuse(.damaged) }
    kind = String(decoding: kindBytes, as: UTF8.self)
    if !recordBytes.isEmpty {
      guard let record = Self.decoded(FittingRecord.self, recordBytes) else {
        throw refuse(.wrongRecord("it is not the JSON of a record."))
      }
      if let problem = record.problem { throw refuse(.wrongRecord(problem)) }
      fitting = record
    }
    header = Array(headerBytes)
    var values = ByteReader(bytes: bytes, position: parameterBytes.startIndex)
    parameters = (0..<Int(count)).map { _ in Float(bitPattern: values.next(UInt32.self) ?? 0) }
    if let index = parameters.firstIndex(where: { !$0.isFinite }) { throw refuse(.notFinite(index: index)) }
  }
}

/// Reads little-endian numbers one after the other; nil past the end.
private struct ByteReader {
  let bytes: [UInt8]
  var position: Int

  mutating func next<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    guard let slice = next(count: UInt64(T.bitWidth / 8)) else { return nil }
    return slice.reversed().reduce(0) { $0 << 8 | T($1) }
  }

  mutating func next(count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(bytes.count - position) else { return nil }
    defer { position += Int(count) }
    return bytes[position..<position + Int(count)]
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
