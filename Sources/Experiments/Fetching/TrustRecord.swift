import Foundation
import InputFiles

/// The hash of a file whose manifest knows none, as it was when it was first fetched.
///
/// One line, `HASH  NAME`, in `NAME.sha256` beside the file: `sha256sum -c` reads it.
enum TrustRecord {
  static func path(for file: String) -> String { file + ".sha256" }

  /// The recorded hash; nil if there is no record.
  static func read(for file: String) throws -> String? {
    guard let data = try? RegularFile.contents(path(for: file), limit: 1 << 20) else { return nil }
    let hash = String(decoding: data.prefix(64), as: UTF8.self)
    guard hash.utf8.count == 64, hash.allSatisfy({ "0123456789abcdef".contains($0) }) else {
      throw TraceFetchError(
        "\(path(for: file)): holds no SHA-256; delete it to put trust in the next fetch anew.")
    }
    return hash
  }

  static func write(_ hash: String, for file: String) throws {
    let line = "\(hash)  \(file.fileName)\n"
    do { try Data(line.utf8).write(to: URL(fileURLWithPath: path(for: file)), options: .atomic) } catch {
      throw TraceFetchError("\(path(for: file)): cannot be written: \(error.localizedDescription).")
    }
  }
}
