import ArgumentParser
import Reporting
import Writing

/// `forescale results`.
struct Results: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Works on results databases.",
    subcommands: [Merge.self, Export.self, Origins.self, Schema.self])

  /// `forescale results merge`.
  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copies the runs of other databases into one.",
      discussion: """
        Runs that are there already are compared figure by figure and not copied; a difference stops the merge of that \
        file. Merging again changes nothing.

        EXAMPLE
          forescale results merge out/all.sqlite out/shard-1.sqlite out/shard-2.sqlite
        """)

    @Argument(help: "The database that grows; made if it is not there.")
    var into: String

    @Argument(help: "The databases to copy from.")
    var from: [String]

    @Flag(help: "Fail with exit code 1 if runs of an experiment are missing afterwards.")
    var complete = false

    func run() throws {
      try reportingMistakes {
        Inputs.add(databases: from)
        try Output.check(database: into, as: "the database that grows")
        let database = try ResultsDatabase(path: into)
        for path in from {
          let report = try database.merge(from: path)
          if report.hasUnknownSums { ResultsDatabase.tellUnknownSums(path) }
          Results.tell(path, "\(report.added) runs came, \(report.present) were there")
          for sentence in report.apart { Results.tell(path, sentence) }
          for name in report.kept {
            Results.tell(path, "\(name) differ from those that were there, which stay")
          }
        }
        try database.record(BuildStamp.origin, of: "results merge")
        let progress = try database.progress()
        try database.finish(into)
        for one in progress {
          Results.tell(one.experiment, "\(one.done) of \(one.runs) runs are there, \(one.failed) failed")
        }
        if complete, let one = progress.first(where: { $0.done < $0.runs }) {
          throw Failure(
            code: 1,
            message:
              "forescale: \(one.runs - one.done) of \(one.runs) runs of \(Escape.line(one.experiment)) are missing, "
              + "\(one.failed) of them failed; the same sweep with --out \(into) makes them")
        }
      }
    }
  }

  /// A line about a file or an experiment, whatever its name holds.
  private static func tell(_ name: String, _ words: String) {
    Console.print(Escape.line("\(name): \(words)", limit: .max))
  }

  /// `forescale results export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes every table and view that Forescale makes of a results database as CSV.",
      discussion: """
        EXAMPLE
          forescale results export out/results.sqlite --csv out/csv
        """)

    @Argument(help: "The results database.")
    var results: String

    @Option(help: "The folder to write into; made if it is not there.")
    var csv: String

    func run() throws {
      try reportingMistakes {
        Inputs.add(databases: [results])
        let (paths, leftOut) = try ResultsDatabase.reading(results).exportCSV(to: csv)
        if !leftOut.isEmpty {
          let names = leftOut.prefix(10).map { "'\(Escape.line($0, limit: 60))'" }.joined(separator: ", ")
          let more = leftOut.count > 10 ? " and \(leftOut.count - 10) more" : ""
          Console.error("forescale: left out, since Forescale did not make them: \(names)\(more)")
        }
        Console.error("tables and views: \(paths.count) files in \(csv)")
      }
    }
  }

  /// `forescale results provenance`.
  struct Origins: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "provenance",
      abstract: "Prints which commands of which builds wrote a results database.",
      discussion: """
        A line each: what was written, when, by which version, commit and state of its tree, built when, and the command.

        EXAMPLE
          forescale results provenance out/results.sqlite
        """)

    @Argument(help: "The results database.")
    var results: String

    func run() throws {
      try reportingMistakes {
        for (name, origin) in try ResultsDatabase.reading(results).provenance() {
          let fields = [name, origin.recorded ?? "unknown", origin.build, origin.command]
          Console.print(fields.map { Escape.line($0, limit: .max) }.joined(separator: "\t"))
        }
      }
    }
  }

  /// `forescale results schema`.
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints every table, column, unit and view of a results database, in Markdown.",
      discussion: """
        EXAMPLE
          forescale results schema > docs/results-database.md
        """)

    func run() throws {
      try reportingMistakes { Console.print(try ResultsDatabase.reference()) }
    }
  }
}
