import Foundation
import InputFiles

/// SHA-256 digests in lower-case hexadecimal.
enum Digest {
  /// The digest of the file at `path`, which is read piece by piece: it may be longer than memory.
  static func ofFile(_ path: String) throws -> String {
    let file: FileHandle
    do { file = FileHandle(fileDescriptor: try RegularFile.open(path), closeOnDealloc: true) } catch {
      throw RunError(error.problem == .absent ? "\(path): the file cannot be read" : "\(error)")
    }
    let hash = SHA256()
    while true {
      let piece: Data?
      do { piece = try file.read(upToCount: pieceSize) } catch {
        throw RunError("\(path): the file cannot be read")
      }
      guard let piece, !piece.isEmpty else { break }
      piece.withUnsafeBytes { hash.update($0) }
    }
    return hash.hexadecimal
  }

  private static let pieceSize = 1 << 20

  static func of(_ values: [Double]) -> String { values.withUnsafeBytes { of($0) } }

  static func of(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { of($0) } }

  static func of(_ data: Data) -> String { data.withUnsafeBytes { of($0) } }

  private static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    let digest = SHA256()
    digest.update(bytes)
    return digest.hexadecimal
  }
}

extension Encodable {
  /// This value as JSON with sorted keys: equal values give equal bytes.
  func canonicalJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
