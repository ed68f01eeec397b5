import ArgumentParser
import Experiments

extension InputFormat: ExpressibleByArgument {}

/// `forescale schema`.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the JSON Schema of a kind of input file, or the table of its keys.",
    discussion: """
      Schema and table are written from the keys as the reader knows them, with their ranges and defaults. An editor that \
      is given the schema completes and checks a file while it is typed; docs/scenario.md says how.

      EXAMPLE
        forescale schema scenario > scenario.schema.json
      """)

  @Argument(help: "What kind of file.")
  var kind: InputFormat

  @Flag(help: "Print the table of its keys in Markdown instead.")
  var table = false

  func run() {
    Console.print(table ? kind.table : kind.schema, newline: false)
  }
}
