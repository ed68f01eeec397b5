import ArgumentParser
import Experiments
import Foundation
import InputFiles
import Reporting
import Writing

/// `forescale validate`.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predicts clusters that were measured, and says how far off each figure is.",
    discussion: """
      STUDY says what the cluster was, what was run on it, where the measured runs are and what has to come out; the data \
      lie in --data, so that what may not be copied need not be. Each condition is run under every seed. A row is a \
      figure of a condition: measured and simulated mean with the least and the largest run, their difference, and \
      whether the simulated mean is in the measured range, equivalent within the margin (two one-sided tests), and \
      within what the study states. Contrasts are paired differences with exact sign-flip p-values, Holm's beside \
      them. Exit code 1 if something that the study states does not hold.

      EXAMPLE
        forescale validate scenarios/validation/forecast-errors-k3s.yaml --data data/forecast-error-semantics-k3s
      """)

  @Argument(help: "A file that describes a study, or a folder with one called validation.yaml.")
  var study: String

  @Option(help: "The folder of the data; that of the study if it is left out.")
  var data: String?

  @Option(name: .long, parsing: .upToNextOption, help: "The only conditions that are run, by name.")
  var condition: [String] = []

  @Option(help: "Seeds for each condition, instead of the study's (2 to 1000).")
  var seeds: Int?

  @Option(help: "The results database; made if it is not there. Tables go beside it.")
  var out = "out/validation.sqlite"

  @Option(help: "Runs at the same time. Default one a processor.")
  var threads: Int?

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func validate() throws {
    if let seeds, !(2...1000).contains(seeds) {
      throw ValidationError("--seeds: expected a whole number from 2 to 1000, found \(seeds)")
    }
    if let threads, threads < 1 { throw ValidationError("--threads: expected at least 1, found \(threads)") }
  }

  func run() throws {
    try reportingMistakes {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: study, isDirectory: &isFolder)
      let path = isThere && isFolder.boolValue ? "validation.yaml".path(in: study) : study
      let folder = data ?? path.parentFolder
      var description = try ValidationStudy(path: path, folder: folder)
      try choose(&description)
      if let seeds { description.seeds = seeds }
      var runner = try ValidationRunner(description, folder: folder)
      if let threads { runner.threads = threads }
      Inputs.add([path] + runner.files)
      try ResultsDatabase.checkWritable(path: out)
      try Output.check(database: out, as: "--out")
      runner.advanced = { done, total in Console.progress("\(done) of \(total) runs") }
      let (report, runs) = try runner.run()
      Console.clearProgress()
      try store(runs, runner, inputs: try ([path] + runner.files).map { try InputFile(path: $0) })
      try Output.write(ValidationTable.csv(report), to: out.withoutExtension + ".csv")
      try Output.write(ValidationTable.seconds(runs), to: out.withoutExtension + "-seconds.csv")
      Console.print(try json ? document(report) : ValidationTable.render(report, color: Console.colors))
      Console.error(
        "results: \(out)   tables: \(out.withoutExtension).csv, \(out.withoutExtension)-seconds.csv")
      if report.failures > 0 {
        throw Failure(
          code: 1,
          message:
            "forescale: \(report.failures) of the study's statements do not hold; the tables mark them with NO"
        )
      }
    }
  }

  private func choose(_ study: inout ValidationStudy) throws {
    guard !condition.isEmpty else { return }
    let names = study.conditions.map(\.name)
    for name in condition where !names.contains(name) {
      throw Failure(
        code: 2,
        message:
          "forescale: --condition: '\(name)' is not among the conditions \(names.joined(separator: ", "))")
    }
    study.conditions.removeAll { !condition.contains($0.name) }
    study.contrasts.removeAll { contrast in
      ([contrast.from, contrast.to] + contrast.less).contains { !condition.contains($0) }
    }
  }

  private func store(
    _ runs: [ValidationRunner.Run], _ runner: ValidationRunner, inputs: [InputFile]
  ) throws {
    let database = try ResultsDatabase(path: out)
    try database.record(definitions: ValidationRunner.definitions)
    // the file of the study is among the inputs: nothing else tells two versions of it apart
    let digest = RunSet.digest(of: "", inputs: inputs)
    if let apart = try database.begin(scenario: runner.study.name, digest: digest) {
      Console.error("forescale: " + Escape.line(apart, limit: .max))
    }
    for run in runs {
      try database.record(run: try runner.result(run, inputs: inputs, digest: digest))
    }
    try database.record(BuildStamp.origin, of: runner.study.name)
    try database.finish(out)
  }

  private func document(_ report: ValidationReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
