import Foundation
import Testing

/// The Python that examples are run with: `FORESCALE_PYTHON`, else `python3` in PATH.
public enum Python {
  /// The interpreter's path; nil where there is none.
  public static let path: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let given = environment["FORESCALE_PYTHON"], !given.isEmpty { return given }
    return (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The interpreter, if it has the given modules; without them the calling test is skipped.
  public static func with(_ modules: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
    -> String
  {
    guard let path else {
      try skip("there is no python3, and FORESCALE_PYTHON is not set", sourceLocation: sourceLocation)
    }
    guard has(modules, path) else {
      try skip("\(path) has no \(modules.joined(separator: ", "))", sourceLocation: sourceLocation)
    }
    return path
  }

  private static func has(_ modules: [String], _ path: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-c", modules.map { "import \($0)" }.joined(separator: "\n")]
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
