import Foundation
import Testing

/// The real data that lies beside a checkout, for tests that read it.
public enum SharedData {
  /// The folder, or nil where there is none; `FORESCALE_DATA` names it, else it is looked for above this file.
  public static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["FORESCALE_DATA"] { return named }
    var above = URL(fileURLWithPath: #filePath)
    while above.path != "/" {
      above.deleteLastPathComponent()
      let candidate = above.appendingPathComponent("shared/data").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    return nil
  }()

  /// The path of one entry. Without it the calling test is skipped.
  public static func path(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String
  {
    if let found = existing(name) { return found }
    try skip("needs shared/data/\(name), which is not there", sourceLocation: sourceLocation)
  }

  /// The path of one entry, or nil where it is absent: for lists of files that tests are made from.
  public static func existing(_ name: String) -> String? {
    guard let folder, FileManager.default.fileExists(atPath: folder + "/" + name) else { return nil }
    return folder + "/" + name
  }
}
