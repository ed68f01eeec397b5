import Foundation

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

  /// The path of one entry; nil, after saying so loudly, where the data is absent.
  public static func path(_ name: String, for test: String = #function) -> String? {
    if let folder, FileManager.default.fileExists(atPath: folder + "/" + name) { return folder + "/" + name }
    print("skipped: \(test) needs shared/data/\(name), which is not there")
    return nil
  }
}
