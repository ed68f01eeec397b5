import CInflate

/// The bytes of a file, decompressed if it is gzip and as they are if it is not; a byte order mark is left out, and text in
/// UTF-16 becomes UTF-8.
///
/// Holds some 250 KiB, however long the file. Behind the last member of a gzip file zeros may stand, as tapes leave them;
/// anything else is an error, for it may be the rest of the load. Not safe to share between tasks.
public final class GzipReader: ByteSource {
  /// The path as given, for messages.
  public var path: String { file.path }
  /// Decompressed bytes handed out so far.
  public private(set) var bytesRead = 0

  /// Whether the file is gzip.
  var isCompressed: Bool { inflater != nil }

  private let file: FileBytes
  private let inflater: OpaquePointer?
  private var isAtEnd = false
  /// Bytes that were decompressed.
  private var inflated = 0
  /// How the content is written; known once something was read.
  private(set) var encoding = TextEncoding.utf8
  private var hasStarted = false
  /// Decoded bytes that are not handed out yet, from `used` on.
  private var decoded: [UInt8] = []
  private var used = 0
  private var decoder: UTF16Decoder?

  /// Opens the file at `path`.
  ///
  /// - Throws: ``WorkloadError`` if there is no such file, it is a folder, it is empty or may not be read.
  public init(path: String) throws {
    file = try FileBytes(path: path)
    guard try Self.isMember(file) else {
      inflater = nil
      return
    }
    inflater = fs_inflater_new()
    guard inflater != nil else { throw WorkloadError("\(path): not enough memory to read it.") }
  }

  deinit { if let inflater { fs_inflater_free(inflater) } }

  /// Whether what comes next begins as a gzip member does (RFC 1952, section 2.3.1).
  private static func isMember(_ file: FileBytes) throws -> Bool {
    let bytes = try file.available(2)
    return bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
  }

  /// Fills `buffer` from its beginning, as far as there are bytes, and returns how many: 0 at the end of the
  /// file.
  ///
  /// - Throws: ``WorkloadError`` if the compressed data are damaged or stop before their end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if !hasStarted { try start() }
    var count = 0
    while count < buffer.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      if used < decoded.count {
        let piece = min(room.count, decoded.count - used)
        room.copyBytes(from: decoded[used..<used + piece])
        used += piece
        count += piece
      } else if isAtEnd {
        break
      } else if decoder != nil {
        try decodePiece()
      } else {
        count += try readContent(into: room)
      }
    }
    bytesRead += count
    return count
  }

  /// Looks at the first bytes, which tell the encoding.
  private func start() throws {
    hasStarted = true
    decoded = [UInt8](repeating: 0, count: 64)
    let count = try decoded.withUnsafeMutableBytes { try readContent(into: $0) }
    decoded.removeLast(decoded.count - count)
    let (encoding, mark) = TextEncoding.sniffed(decoded)
    self.encoding = encoding
    used = mark
    guard encoding != .utf8 else { return }
    var decoder = UTF16Decoder(isBigEndian: encoding == .utf16BigEndian)
    var text: [UInt8] = []
    decoder.decode(decoded[mark...], into: &text)
    if isAtEnd { decoder.finish(into: &text) }
    (decoded, used) = (text, 0)
    self.decoder = decoder
  }

  private func decodePiece() throws {
    decoded.removeAll(keepingCapacity: true)
    used = 0
    try withUnsafeTemporaryAllocation(byteCount: 32 << 10, alignment: 16) { piece in
      let count = try readContent(into: piece)
      decoder?.decode(piece[..<count], into: &decoded)
    }
    if isAtEnd { decoder?.finish(into: &decoded) }
  }

  /// The content as it is stored.
  private func readContent(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < buffer.count && !isAtEnd {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      if let inflater {
        count += try inflate(inflater, into: room)
      } else {
        let piece = try file.read(into: room)
        isAtEnd = piece == 0
        count += piece
      }
    }
    return count
  }

  private func inflate(_ inflater: OpaquePointer, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    let bytes = try file.available(1)
    let out = UInt32(min(room.count, 1 << 30))
    var unused = UInt32(bytes.count)
    var left = out
    let status = fs_inflate(
      inflater, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), &unused,
      room.baseAddress?.assumingMemoryBound(to: UInt8.self), &left)
    file.use(bytes.count - Int(unused))
    inflated += Int(out - left)
    if status == Int32(FS_INFLATE_END.rawValue) {
      isAtEnd = try !Self.isMember(file)
      if isAtEnd { try skipZeros() } else { fs_inflater_reset(inflater) }
    } else if status == Int32(FS_INFLATE_DAMAGED.rawValue) || (unused == bytes.count && left == out) {
      throw damage(isCut: bytes.isEmpty)
    }
    return Int(out - left)
  }

  private func skipZeros() throws {
    while true {
      let bytes = try file.available(1)
      if bytes.isEmpty { return }
      guard bytes.allSatisfy({ $0 == 0 }) else {
        throw WorkloadError.gzip(
          path, at: inflated, problem: "something that is not gzip follows behind their end")
      }
      file.use(bytes.count)
    }
  }

  /// What is wrong, in the words of zlib, which has better ones and is asked to read the file again.
  private func damage(isCut: Bool) -> WorkloadError {
    if let reader = try? ZlibReader(path: path) {
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
      defer { chunk.deallocate() }
      do { while try reader.read(into: chunk) > 0 {} } catch let error as WorkloadError { return error } catch
      {}
    }
    return .gzip(path, at: bytesRead, problem: isCut ? nil : "the compressed data contradict themselves")
  }
}

extension WorkloadError {
  /// That gzip data stop early, or what else is wrong with them.
  static func gzip(_ path: String, at byte: Int, problem: String?) -> WorkloadError {
    WorkloadError(
      "\(path), byte \(byte) of the content: the gzip data "
        + (problem.map { "are damaged (\($0))" } ?? "stop before their end") + "; a whole file is needed.")
  }
}
