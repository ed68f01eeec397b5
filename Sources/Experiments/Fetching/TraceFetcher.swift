import Foundation
import InputFiles

/// Fetches the files of public traces into a cache and checks every byte.
///
/// ```swift
/// let catalogue = try TraceCatalogue(folder: TraceCatalogue.standardFolder())
/// let files = try await TraceFetcher(cache: .standard()).fetch(catalogue.manifest(named: "worldcup98"))
/// ```
///
/// An interrupted fetch, be it by a cut connection, by cancellation or by the end of the process, leaves a part that the
/// next one goes on with. A file gets its name when it is whole and its hash is right, in one step. A file that is there
/// and right needs no network; one that is there and wrong is fetched anew. Several processes may fetch the same file:
/// one does, the others wait. Memory does not grow with the file.
///
/// It does not unpack anything.
public struct TraceFetcher: Sendable {
  private let cache: TraceCache
  private let options: FetchOptions
  private let sleep: @Sendable (Double) async throws -> Void

  /// A fetcher into `cache`.
  public init(cache: TraceCache, options: FetchOptions = FetchOptions()) {
    self.init(cache: cache, options: options) { try await Task.sleep(for: .seconds($0)) }
  }

  init(
    cache: TraceCache, options: FetchOptions, sleep: @escaping @Sendable (Double) async throws -> Void
  ) {
    self.cache = cache
    self.options = options
    self.sleep = sleep
  }

  /// Fetches the files of a trace, one after the other.
  ///
  /// - Parameters:
  ///   - manifest: The trace.
  ///   - names: The names of the files wanted; nil for all.
  ///   - progress: Called about ten times a second while bytes come in, at the end of each file, and before each wait;
  ///     from any thread, but never twice at once.
  /// - Returns: The files in the manifest's order.
  /// - Throws: ``TraceFetchError`` at the first file that cannot be had; `CancellationError` if the task is cancelled.
  public func fetch(
    _ manifest: TraceManifest, only names: [String]? = nil,
    progress: @escaping @Sendable (FetchProgress) -> Void = { _ in }
  ) async throws -> [FetchedFile] {
    for name in names ?? [] where !manifest.files.contains(where: { $0.name == name }) {
      throw TraceFetchError(
        "the trace '\(manifest.name)' has no file '\(name)'; it has "
          + manifest.files.map(\.name).joined(separator: ", ") + ".")
    }
    var fetched: [FetchedFile] = []
    for file in manifest.files where names?.contains(file.name) ?? true {
      fetched.append(try await fetch(file, to: cache.path(of: file, in: manifest), progress))
    }
    return fetched
  }

  private func fetch(
    _ file: TraceManifest.File, to path: String, _ progress: @escaping @Sendable (FetchProgress) -> Void
  ) async throws -> FetchedFile {
    let expected = try file.sha256 ?? TrustRecord.read(for: path)
    if let cached = try cached(file, at: path, expected) { return cached }
    guard !options.isOffline else {
      throw TraceFetchError(
        "\(file.name): no verified copy is in the cache, and the network is not to be used; looked for \(path)."
      )
    }
    guard expected != nil || options.trustsFirst else {
      throw TraceFetchError(
        "\(file.name): its SHA-256 is not known; --trust-first takes it as it comes, records its hash and demands that "
          + "from then on.")
    }
    let folder = path.parentFolder
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw TraceFetchError("\(folder): the folder cannot be made: \(error.localizedDescription).")
    }
    let part = try await lock(path + ".part", file.name, progress)
    // Another process may have fetched it, or put trust in it, while this one waited.
    let demanded = try file.sha256 ?? TrustRecord.read(for: path)
    if let cached = try cached(file, at: path, demanded) {
      part.remove()
      return cached
    }
    let meter = ProgressMeter(name: file.name, progress)
    let fetch = FileFetch(file, part: part, expected: demanded, options: options, sleep: sleep) {
      meter.tell($0.count, of: $0.size, received: $0.received, waitingFor: $1)
    }
    let hash: String
    do { hash = try await fetch.run() } catch {
      if part.count == 0 {
        part.remove()
        PartState.remove(for: part.path)
      }
      throw error
    }
    if demanded == nil { try TrustRecord.write(hash, for: path) }
    try part.finish(as: path)
    PartState.remove(for: part.path)
    meter.tell(part.count, of: part.count, received: fetch.received, isLast: true)
    return FetchedFile(
      name: file.name, path: path, bytes: part.count, sha256: hash, bytesReceived: fetch.received,
      isTrustedFirst: demanded == nil)
  }

  /// The file in the cache, if its hash is known and right.
  private func cached(_ file: TraceManifest.File, at path: String, _ expected: String?) throws -> FetchedFile?
  {
    guard let expected, let found = try PartFile.measure(path), found.sha256 == expected else { return nil }
    return FetchedFile(
      name: file.name, path: path, bytes: found.bytes, sha256: expected, bytesReceived: 0,
      isTrustedFirst: false)
  }

  private func lock(
    _ path: String, _ name: String, _ progress: @Sendable (FetchProgress) -> Void
  ) async throws -> PartFile {
    var hasTold = false
    while true {
      if let part = try PartFile.open(path) { return part }
      if !hasTold {
        hasTold = true
        progress(
          FetchProgress(
            name: name, bytes: 0, total: nil, bytesPerSecond: 0, waitingFor: "another fetch of the same file")
        )
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}

/// Tells how far a file is, not more often than ten times a second.
private final class ProgressMeter: @unchecked Sendable {
  private let name: String
  private let progress: @Sendable (FetchProgress) -> Void
  private let begin = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  init(name: String, _ progress: @escaping @Sendable (FetchProgress) -> Void) {
    self.name = name
    self.progress = progress
  }

  func tell(
    _ bytes: Int64, of total: Int64?, received: Int64, waitingFor reason: String? = nil, isLast: Bool = false
  ) {
    let now = ContinuousClock.now
    if let last, !isLast, reason == nil, now - last < .milliseconds(100) { return }
    last = now
    let seconds = (now - begin) / .seconds(1)
    progress(
      FetchProgress(
        name: name, bytes: bytes, total: total, bytesPerSecond: seconds > 0 ? Double(received) / seconds : 0,
        waitingFor: reason))
  }
}
