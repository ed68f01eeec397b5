import Foundation
import InputFiles
import Workloads

/// The public traces that are known: one manifest a file in a folder.
public struct TraceCatalogue: Sendable {
  /// The manifests, in order of their names.
  public let manifests: [TraceManifest]

  /// The folder that `FORESCALE_TRACES` names, else `traces/public`.
  public static func standardFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    environment["FORESCALE_TRACES"].flatMap { $0.isEmpty ? nil : $0 } ?? "traces/public"
  }

  /// Reads and checks every `.yaml` file in `folder`.
  ///
  /// - Throws: ``TraceFetchError`` with the mistakes of all files, or if there is none.
  public init(folder: String) throws {
    let entries: [String]
    do { entries = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw TraceFetchError(
        "\(folder): the folder of manifests cannot be read; FORESCALE_TRACES may name another.")
    }
    var manifests: [TraceManifest] = []
    var mistakes: [String] = []
    for entry in entries.sorted() where entry.hasSuffix(".yaml") && !entry.hasPrefix(".") {
      let path = folder + "/" + entry
      do {
        manifests.append(try TraceManifest(yaml: RegularFile.text(path, limit: 1 << 24), file: path))
      } catch let error as UnreadableFile {
        mistakes.append("\(error).")
      } catch {
        mistakes.append("\(error)")
      }
    }
    guard mistakes.isEmpty else { throw TraceFetchError(mistakes.joined(separator: "\n")) }
    guard !manifests.isEmpty else {
      throw TraceFetchError("\(folder): holds no manifest; each is a file that ends in .yaml.")
    }
    self.manifests = manifests.sorted { $0.name < $1.name }
  }

  /// The trace of that name.
  ///
  /// - Throws: ``TraceFetchError`` with the nearest name, or with all where none is near.
  public func manifest(named name: String) throws -> TraceManifest {
    if let found = manifests.first(where: { $0.name == name }) { return found }
    let names = manifests.map(\.name)
    let hint =
      nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "known are \(names.joined(separator: ", "))."
    throw TraceFetchError("there is no public trace '\(name)'; \(hint)")
  }
}
