import Foundation
import InputFiles

/// What is known of the content that a part was cut from: `NAME.part.json`.
struct PartState: Codable, Equatable {
  /// The address that the manifest gives.
  var url: String
  /// The server's strong entity tag, quotes and all.
  var etag: String?
  /// The server's `Last-Modified`, where it gave no strong tag.
  var lastModified: String?

  /// What `If-Range` may be given: RFC 9110 §13.1.5 admits no weak tags.
  var validator: String? { etag ?? lastModified }

  static func path(for part: String) -> String { part + ".json" }

  static func read(for part: String) -> PartState? {
    (try? RegularFile.contents(path(for: part), limit: 1 << 20)).flatMap {
      try? JSONDecoder().decode(PartState.self, from: $0)
    }
  }

  func write(for part: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let path = Self.path(for: part)
    do { try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw TraceFetchError("\(path): cannot be written: \(error.localizedDescription).")
    }
  }

  static func remove(for part: String) { unlink(path(for: part)) }
}
