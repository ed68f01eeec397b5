import Foundation

/// Where fetched traces lie: a folder a trace, in it the files under their names.
///
/// Beside a file may lie `NAME.part` and `NAME.part.json` (a fetch that is under way or was interrupted) and
/// `NAME.sha256` (the hash on which trust was put at the first fetch, in the form that `sha256sum -c` reads).
public struct TraceCache: Sendable, Hashable {
  /// The folder.
  public let folder: String

  /// A cache in `folder`, which need not exist yet.
  public init(folder: String) { self.folder = folder }

  /// The folder that `FORESCALE_CACHE` names, else `forescale/traces` in `XDG_CACHE_HOME`, else in `~/.cache`.
  ///
  /// A relative `XDG_CACHE_HOME` does not count, as the XDG Base Directory Specification 0.8 demands.
  public static func standard(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> TraceCache {
    if let named = environment["FORESCALE_CACHE"], !named.isEmpty { return TraceCache(folder: named) }
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return TraceCache(folder: base + "/forescale/traces")
    }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return TraceCache(folder: home + "/.cache/forescale/traces")
  }

  /// The folder of a trace.
  public func folder(of manifest: TraceManifest) -> String { folder + "/" + manifest.name }

  /// Where a file of a trace lies, or will.
  public func path(of file: TraceManifest.File, in manifest: TraceManifest) -> String {
    folder(of: manifest) + "/" + file.name
  }
}
