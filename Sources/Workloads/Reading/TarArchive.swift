/// Reads a tar archive (POSIX.1-1988, "ustar") from its beginning to its end, file by file.
///
/// Holds one file at a time, at most 16 MiB. Folders are passed over; links, devices and entries whose name does not
/// fit into the 255 bytes of the header (GNU `L` and `K`, pax `x` and `g`) are refused.
struct TarArchive {
  private static let blockSize = 512
  private static let largestFile = 16 << 20

  private let reader: GzipReader

  init(_ reader: GzipReader) { self.reader = reader }

  /// Hands every file's name and content, behind which a zero byte stands, to `body`, in the archive's order.
  ///
  /// - Throws: ``WorkloadError`` if a header or the end is damaged or not understood, or what `body` throws.
  func read(_ body: (_ name: String, _ content: UnsafeRawBufferPointer) throws -> Void) throws {
    var header = [UInt8](repeating: 0, count: Self.blockSize)
    var content: [UInt8] = []
    while true {
      try fill(&header, count: Self.blockSize, isHeader: true)
      if header.allSatisfy({ $0 == 0 }) { return }
      try check(header)
      let name = Self.name(header)
      guard let size = Self.octal(header[124..<136]) else {
        throw damaged(name, "its size is no octal number")
      }
      switch header[156] {
      case UInt8(ascii: "0"), 0:
        guard size <= Self.largestFile else {
          throw WorkloadError(
            "\(reader.path): the archive's file \(WorkloadError.quoted(name)) has \(size) bytes; "
              + "allowed are at most \(Self.largestFile).")
        }
        // the last block is filled up with zeros
        let blocks = (size + Self.blockSize - 1) / Self.blockSize
        if content.count <= blocks * Self.blockSize {
          content = [UInt8](repeating: 0, count: blocks * Self.blockSize + 1)
        }
        try fill(&content, count: blocks * Self.blockSize, isHeader: false)
        content[size] = 0
        try content.withUnsafeBytes { try body(name, UnsafeRawBufferPointer(rebasing: $0[..<size])) }
      case UInt8(ascii: "5"):
        break
      case UInt8(ascii: "L"), UInt8(ascii: "K"), UInt8(ascii: "x"), UInt8(ascii: "g"):
        throw WorkloadError(
          "\(reader.path): the archive holds an entry for a long name or extended header "
            + "(type \(Character(Unicode.Scalar(header[156])))); allowed are plain files and folders with names "
            + "of up to 255 bytes, as tar --format=ustar writes them.")
      default:
        throw WorkloadError(
          "\(reader.path): the archive's entry \(WorkloadError.quoted(name)) is neither a file nor a folder; "
            + "allowed are plain files and folders.")
      }
    }
  }

  private func fill(_ bytes: inout [UInt8], count: Int, isHeader: Bool) throws {
    var filled = 0
    while filled < count {
      let taken = try bytes.withUnsafeMutableBytes {
        try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled..<count]))
      }
      guard taken > 0 else {
        throw WorkloadError(
          "\(reader.path), byte \(reader.bytesRead) of the content: the archive stops "
            + (isHeader ? "before its end mark" : "inside a file") + "; a whole archive is needed.")
      }
      filled += taken
    }
  }

  private func check(_ header: [UInt8]) throws {
    guard header[257..<262].elementsEqual("ustar".utf8) else {
      throw damaged(Self.name(header), "it is not of the ustar form")
    }
    // the sum of all bytes, those of the sum itself taken for spaces
    let sum = header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(header[$1])) }
    guard Self.octal(header[148..<156]) == sum else {
      throw damaged(Self.name(header), "its check sum is wrong")
    }
  }

  private func damaged(_ name: String, _ why: String) -> WorkloadError {
    WorkloadError(
      "\(reader.path), byte \(reader.bytesRead - Self.blockSize) of the content: the archive's header of "
        + "\(WorkloadError.quoted(name)) is damaged (\(why)); a tar archive of the ustar form is needed.")
  }

  private static func name(_ header: [UInt8]) -> String {
    let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
    let prefix = String(decoding: header[345..<500].prefix { $0 != 0 }, as: UTF8.self)
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  /// An octal number, before or behind which spaces and zeros may stand; nil if it is none.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
  }
}
