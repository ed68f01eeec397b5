import ArgumentParser
import InputFiles
import Reporting
import Writing

/// `forescale report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a results database as one HTML page, or its tables in Markdown or LaTeX.",
    discussion: """
      The page needs no network: style, scripts, charts and data are inside. Verdicts stand first, then effects with their \
      intervals, then the evidence, then scenario, inputs, versions and commands. Databases of run, reproduce and sweep \
      serve alike.

      EXAMPLE
        forescale report out/results.sqlite --out out/report.html
      """)

  @Argument(help: "The results database.")
  var results: String

  @Option(help: "The file to write; beside the database and named after it by default, such as results.html.")
  var out: String?

  @Option(help: "The arm that others are held against; the scenario's first by default.")
  var baseline: String?

  @Option(
    help: "The only set of runs to tell of, by name; the newest of each scenario and experiment by default.")
  var set: String?

  @Flag(help: "Write the tables in Markdown.")
  var markdown = false

  @Flag(help: "Write the tables in LaTeX, for the package booktabs.")
  var latex = false

  func validate() throws {
    if markdown, latex { throw ValidationError("--markdown and --latex: expected one of them, found both") }
  }

  func run() throws {
    try reportingMistakes {
      let ending = markdown ? "md" : latex ? "tex" : "html"
      let path = out ?? Beside.path("\(Beside.stem(results)).\(ending)", of: results)
      Inputs.add(databases: [results])
      try Output.check(path, as: "--out")
      let report = try ResultsReport(ResultsDatabase.reading(results), baseline: baseline, set: set)
      let line = StepProgress("charts")
      let (text, shortfall) =
        try markdown
        ? (report.markdown(), nil) : latex ? (report.latex(), nil) : report.page { line.reach($0, of: $1) }
      Console.clearProgress()
      let isNew = try Output.makeFolder(path.parentFolder)
      try Output.write(text, to: path)
      for sentence in report.leftOut { Console.error("forescale: " + Escape.line(sentence, limit: .max)) }
      if let shortfall { Console.error("forescale: the page lacks charts: \(shortfall)") }
      Console.error(
        "report: \(path) (\((text.utf8.count + 1023) / 1024) KiB)" + (isNew ? ", in a new folder" : ""))
    }
  }
}
