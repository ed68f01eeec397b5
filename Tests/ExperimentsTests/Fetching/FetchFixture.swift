import Foundation
import Stochastics

@testable import Experiments

extension RandomPurpose {
  static let testBody = RandomPurpose("body of a test's file")
  static let testCut = RandomPurpose("cut of a test's connection")
}

/// Random bytes that a test serves.
func randomBody(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var stream = RandomStream(seed: seed, purpose: .testBody)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
}

func sha256(_ bytes: [UInt8]) -> String {
  let digest = SHA256()
  bytes.withUnsafeBytes { digest.update($0) }
  return digest.hexadecimal
}

/// A cache in a folder of its own, and a trace of one file in it.
struct FetchFixture {
  let cache: TraceCache
  var manifest: TraceManifest
  var options = FetchOptions()
  let waits = Waits()

  /// The waits between tries, which take no time in tests.
  final class Waits: @unchecked Sendable {
    private let lock = NSLock()
    private var seconds: [Double] = []
    func add(_ wait: Double) { lock.withLock { seconds.append(wait) } }
    var all: [Double] { lock.withLock { seconds } }
  }

  init(_ url: URL, bytes: Int64? = nil, sha256: String?) {
    let folder = NSTemporaryDirectory() + "forescale-fetch-" + UUID().uuidString
    cache = TraceCache(folder: folder)
    manifest = TraceManifest(
      name: "trace", title: "A trace", format: "none", license: "none", citation: "none", origin: "none",
      files: [.init(name: "data.csv", url: url, bytes: bytes, sha256: sha256)])
    options.seed = 1
  }

  var path: String { cache.path(of: manifest.files[0], in: manifest) }
  var part: String { path + ".part" }

  /// What lies in the trace's folder.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: cache.folder(of: manifest))) ?? []).sorted()
  }

  /// Puts a part and its state there as an earlier fetch would have left them.
  func leavePart(_ bytes: [UInt8], etag: String? = "\"1\"") throws {
    try FileManager.default.createDirectory(
      atPath: cache.folder(of: manifest), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: part))
    try PartState(url: manifest.files[0].url.absoluteString, etag: etag).write(for: part)
  }

  func fetch() async throws -> FetchedFile {
    try await TraceFetcher(cache: cache, options: options) { [waits] in waits.add($0) }.fetch(manifest)[0]
  }

  /// The sentence of the error; nil if there was none.
  func failure() async -> String? {
    do {
      _ = try await fetch()
      return nil
    } catch { return "\(error)" }
  }

  func content() -> [UInt8]? { FileManager.default.contents(atPath: path).map { [UInt8]($0) } }
  func clean() { try? FileManager.default.removeItem(atPath: cache.folder) }
}
