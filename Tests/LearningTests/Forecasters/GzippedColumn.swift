import Foundation
import Learning

/// One column of a gzipped CSV file with a header, as a series with the given step in seconds.
func gzippedColumn(_ path: String, column: Int, step: Double) throws -> LoadSeries {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["gunzip", "-c", path]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  let values = text.split(separator: "\n").dropFirst().compactMap { line in
    Double(line.split(separator: ",", omittingEmptySubsequences: false)[column])
  }
  return LoadSeries(values: values, step: step)
}
