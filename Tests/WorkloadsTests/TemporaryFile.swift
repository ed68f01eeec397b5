import Foundation

@testable import Workloads

/// A file in a folder of its own, gone with the value.
final class TemporaryFile {
  private let folder: URL
  let path: String

  init(_ name: String = "usage", content: String? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("workloads-\(UUID().uuidString)")
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    path = url.path
    if let content { try Data(content.utf8).write(to: url) }
  }

  convenience init(_ name: String = "usage", bytes: some Sequence<UInt8>) throws {
    try self.init(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// The decompressed bytes of the file at `path`.
func content(of path: String) throws -> [UInt8] {
  let reader = try GzipReader(path: path)
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 128 << 10)
  while true {
    let count = try chunk.withUnsafeMutableBytes { try reader.read(into: $0) }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// All rows of the file at `path`, read by the scanner where it can or all by libcsv.
func rows(
  _ path: String, withPercentiles: Bool = false, plainly: Bool = true, threads: Int = 1
) throws -> (rows: [InstanceUsage], report: ReadReport) {
  var rows: [InstanceUsage] = []
  var sink = ClosureSink { rows.append($0) }
  let report = try UsageFile(path, withPercentiles: withPercentiles, threads: threads).read(
    into: &sink, plainly: plainly)
  return (rows, report)
}

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
