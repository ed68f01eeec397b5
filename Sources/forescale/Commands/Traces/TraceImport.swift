import ArgumentParser
import Foundation
import Workloads
import Writing

extension Trace {
  /// `forescale trace import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes usage rows into a compact columnar file that is mapped, not parsed, when it is read.",
      discussion: """
        The file is read wherever instance usage is, gives the same demand to the last bit, and is checked by its \
        checksums. docs/columnar-format.md has its form. Other formats are read as they are and cannot be imported.

        EXAMPLE
          forescale trace import traces/service-month.json.gz --out service-month.fscol
        """)

    @Argument(help: "The file of instance usage: CSV or JSON lines, gzip or not.")
    var file: String

    @Option(help: "The columnar file to write, in a folder that exists.")
    var out: String

    func run() throws {
      try reportingMistakes {
        Inputs.add([file])
        try Output.check(out, as: "--out", takesStreams: false)
        Interruption.handle { [out] end in
          unlink(out + ".part")
          end("interrupted; \(out) is not written")
        }
        Console.progress("reading \(file)")
        let report = try ColumnarUsageWriter.write(file, to: out)
        Console.clearProgress()
        let size = (try? FileManager.default.attributesOfItem(atPath: out)[.size] as? Int) ?? 0
        Console.print(
          "\(out): \(report.delivered) of \(report.rows) rows, \(size) bytes for \(report.bytes) of content")
      }
    }
  }
}
