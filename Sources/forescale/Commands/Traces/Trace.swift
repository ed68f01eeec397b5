import ArgumentParser
import Workloads

/// `forescale trace`.
struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads, makes, fetches and imports traces.",
    subcommands: [
      Inspect.self, Import.self, Fetch.self, Synthesize.self, Calibrate.self, Formats.self,
    ])

  /// `forescale trace formats`.
  struct Formats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the trace formats that are read, and what of them is not.",
      discussion: """
        EXAMPLE
          forescale trace formats
        """)

    func run() {
      for format in TraceFormats.all {
        Console.print(
          "\(format.name)\n    \(format.summary)" + (format.unread.isEmpty ? "" : "\n    \(format.unread)"))
      }
    }
  }
}
