import Foundation

/// The Python that examples are run with: `FORESCALE_PYTHON`, else `python3` in PATH.
public enum Python {
  /// The interpreter's path; nil where there is none.
  public static let path: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let given = environment["FORESCALE_PYTHON"], !given.isEmpty { return given }
    return (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The interpreter, if it has the given modules; else nil, and says so.
  public static func with(_ modules: String...) -> String? {
    guard let path else {
      print("skipped: there is no python3, and FORESCALE_PYTHON is not set")
      return nil
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-c", modules.map { "import \($0)" }.joined(separator: "\n")]
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else {
      print("skipped: \(path) cannot be run")
      return nil
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      print("skipped: \(path) has no \(modules.joined(separator: ", "))")
      return nil
    }
    return path
  }
}
