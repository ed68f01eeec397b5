import ArgumentParser
import Reporting

/// `forescale results`.
struct Results: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Works on results databases.", subcommands: [Merge.self])

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

    func run() throws {
      try reportingMistakes {
        let database = try ResultsDatabase(path: into)
        for path in from {
          let report = try database.merge(from: path)
          Console.print("\(path): \(report.added) runs came, \(report.present) were there")
        }
      }
    }
  }
}
