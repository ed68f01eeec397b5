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

    @Flag(help: "Fail with exit code 1 if runs of an experiment are missing afterwards.")
    var complete = false

    func run() throws {
      try reportingMistakes {
        let database = try ResultsDatabase(path: into)
        for path in from {
          let report = try database.merge(from: path)
          Console.print("\(path): \(report.added) runs came, \(report.present) were there")
        }
        let progress = try database.progress()
        for one in progress {
          Console.print("\(one.experiment): \(one.done) of \(one.runs) runs are there, \(one.failed) failed")
        }
        if complete, let one = progress.first(where: { $0.done < $0.runs }) {
          throw Failure(
            code: 1,
            message:
              "forescale: \(one.runs - one.done) of \(one.runs) runs of \(one.experiment) are missing, "
              + "\(one.failed) of them failed; the same sweep with --out \(into) makes them")
        }
      }
    }
  }
}
