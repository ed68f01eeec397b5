import Crypto
import Foundation
import InputFiles

/// SHA-256 digests in lower-case hexadecimal.
enum Digest {
  /// The digest of the file at `path`, which is read piece by piece: it may be longer than memory.
  static func ofFile(_ path: String) throws -> String {
    let descriptor: Int32
    do { descriptor = try RegularFile.open(path) } catch {
      throw RunError(error.problem == .absent ? "\(path): the file cannot be read" : "\(error)")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var hash = SHA256()
    while true {
      let piece: Data?
      do { piece = try file.read(upToCount: pieceSize) } catch {
        throw RunError("\(path): the file cannot be read")
      }
      guard let piece, !piece.isEmpty else { break }
      hash.update(data: piece)
    }
    return hexadecimal(hash.finalize())
  }

  private static let pieceSize = 1 << 20

  static func of(_ values: [Double]) -> String { values.withUnsafeBytes { of(Data($0)) } }

  static func of(_ data: some DataProtocol) -> String {
    hexadecimal(SHA256.hash(data: data))
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}

/// Why a scenario could not be run: one sentence.
public struct RunError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String

  /// An error of the given sentence.
  public init(_ description: String) { self.description = description }
}

extension Encodable {
  /// This value as JSON with sorted keys: equal values give equal bytes.
  func canonicalJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
