import ArgumentParser
import Autoscaling
import Foundation

/// `forescale conformance`.
struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds this program against recorded answers of the real thing.", subcommands: [HPA.self])

  /// `forescale conformance hpa`.
  struct HPA: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hpa",
      abstract: "Checks a folder of vectors: inputs with what the real Kubernetes HPA controller answered.",
      discussion: """
        A vector's fields say what it is: one evaluation of a metric (fn), a normalization over time (steps), whole \
        reconciles (steps and spec), a part of the normalization (kind), a quantity (text), defaults (in, out). \
        Exit code 1 if any answer differs.

        EXAMPLE
          forescale conformance hpa vectors/
        """)

    @Argument(help: "A folder of .json files.")
    var folder: String

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: "Differences shown of each failed vector.")
    var differences = 5

    func validate() throws {
      guard differences >= 0 else {
        throw ValidationError("--differences: expected a whole number from 0 up, found \(differences)")
      }
    }

    func run() throws {
      try reportingMistakes {
        let report = try HPAConformance.check(folder: folder)
        Console.print(try json ? document(report) : text(report))
        if !report.holds {
          let failed = report.files.reduce(0) { $0 + $1.failures.count }
          throw Failure(code: 1, message: "forescale: \(failed) vectors differ from the recorded answers")
        }
      }
    }

    private func document(_ report: HPAConformanceReport) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    private func text(_ report: HPAConformanceReport) -> String {
      var lines: [String] = []
      for file in report.files {
        lines.append(
          "\(file.name): \(file.passed) passed, \(file.failures.count) failed (\(file.steps) evaluations and steps)"
        )
        for failure in file.failures {
          lines.append("  \(failure.vector)")
          lines += failure.differences.prefix(differences).map { "    \($0)" }
          if failure.differences.count > differences {
            lines.append("    and \(failure.differences.count - differences) more")
          }
        }
      }
      let passed = report.files.reduce(0) { $0 + $1.passed }
      let failed = report.files.reduce(0) { $0 + $1.failures.count }
      lines.append("all: \(passed) passed, \(failed) failed")
      return lines.joined(separator: "\n")
    }
  }
}
