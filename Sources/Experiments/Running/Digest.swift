import Crypto
import Foundation
import InputFiles

/// SHA-256 digests in lower-case hexadecimal.
enum Digest {
  static func ofFile(_ path: String) throws -> String {
    do { return of(try RegularFile.contents(path, limit: .max - 1)) } catch {
      throw RunError(error.problem == .absent ? "\(path): the file cannot be read" : "\(error)")
    }
  }

  static func of(_ values: [Double]) -> String { values.withUnsafeBytes { of(Data($0)) } }

  static func of(_ data: some DataProtocol) -> String {
    SHA256.hash(data: data).map { byte in
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
