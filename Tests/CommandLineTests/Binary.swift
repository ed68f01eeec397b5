import Foundation

/// The built command, run as a user runs it.
enum Binary {
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String
  }

  /// The clone's root.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The executable lies beside the test bundle.
  static let path: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("forescale")
      if FileManager.default.isExecutableFile(atPath: candidate.path), folder.lastPathComponent == "debug" {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return root.appendingPathComponent(".build/debug/forescale")
  }()

  static func run(
    _ arguments: [String], of executable: URL = path, in folder: URL, environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["FORESCALE_ROOT": root.path]) { $1 }
      .merging(environment) { $1 }
    // files, not pipes: nothing blocks, however much is printed
    let output = folder.appendingPathComponent("stdout-\(UUID().uuidString)")
    let errors = folder.appendingPathComponent("stderr-\(UUID().uuidString)")
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    return Outcome(
      code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Starts a command and sends it a signal as soon as it was seen to write so many times to a database or its log.
  ///
  /// Tests that interrupt place the signal by progress and not by time, so they hit the same places on a slow machine as
  /// on a fast one. Returns whether the command was still running when the signal was sent.
  static func interrupt(
    _ arguments: [String], in folder: URL, writing database: String, times: Int, with signal: Int32 = SIGKILL,
    standardError: Any = FileHandle.nullDevice
  ) throws -> (process: Process, wasRunning: Bool) {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = standardError
    process.standardInput = FileHandle.nullDevice
    let watched = [database, database + "-wal", database + "-journal"].map {
      folder.appendingPathComponent($0).path
    }
    func state() -> [Int] {
      watched.flatMap { path -> [Int] in
        var found = stat()
        return stat(path, &found) == 0
          ? [Int(found.st_size), found.st_mtim.tv_sec, found.st_mtim.tv_nsec] : [-1]
      }
    }
    var last = state()
    try process.run()
    var writes = 0
    while process.isRunning, writes < times {
      usleep(500)
      let now = state()
      if now != last { writes += 1 }
      last = now
    }
    let wasRunning = process.isRunning
    if wasRunning { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    return (process, wasRunning)
  }

  static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
