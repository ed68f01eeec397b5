import Foundation
import TestSupport
import Testing

/// A program that reads what was escaped, in a folder of its own.
final class Consumer {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-escape-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file into the folder.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Writes texts as a line of hexadecimal digits each, which every language reads alike.
  func write(hex texts: [String], to name: String) throws {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    for text in texts {
      for byte in text.utf8 { bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
      bytes.append(0x0A)
    }
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  /// Runs a program with a file as its standard input; what it wrote, and its exit code.
  func run(_ program: String, _ arguments: [String] = [], input: String? = nil) throws -> (
    code: Int32, output: Data
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = folder.appendingPathComponent("output")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: folder.appendingPathComponent($0)) }
      ?? FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try Data(contentsOf: output))
  }

  /// Whether some text ran.
  var wasActedUpon: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("PWNED").path)
  }

  /// A program of PATH; without it the calling test is skipped.
  static func program(_ name: String) throws -> String {
    let found = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { try skip("there is no \(name)") }
    return found
  }
}
