import ArgumentParser
import Foundation
import Workloads
import Writing

extension Trace {
  /// `forescale trace synthesize`.
  struct Synthesize: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes traces in the official 2019 schema, calibrated to the published figures.",
      subcommands: [Service.self, Cell.self])

    /// `forescale trace synthesize service`.
    struct Service: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Writes a month of instance usage of one production service.",
        discussion: """
          Four tasks of one job with days, weeks, slow noise and surges: traces/README.md says how it is made. Without an \
          option it writes the month that the repository holds.

          EXAMPLE
            forescale trace synthesize service --seed 7 --out service-month-7.json.gz
          """)

      @Option(help: "The seed.")
      var seed: UInt64 = 2019

      @Option(
        help: "The file to write, in a folder that exists; always gzipped: let its name end with .json.gz.")
      var out: String

      func run() throws {
        try reportingMistakes {
          var parameters = ServiceTraceParameters()
          parameters.seed = seed
          try Output.check(out, as: "--out")
          try ServiceTraceGenerator(parameters).write(to: out)
          Console.error("trace: \(out)")
        }
      }
    }

    /// `forescale trace synthesize cell`.
    struct Cell: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract:
          "Writes a Borg-like cell: machine, collection and instance events, machine attributes, instance usage.",
        discussion: """
          Beside the five tables lies recipe.json with every parameter; --recipe reads one, changed or not. The options \
          replace what it says. A cell of 1,200 machines takes some minutes and three gigabytes a day.

          EXAMPLE
            forescale trace synthesize cell --machines 100 --hours 6 --out out/cell --calibration
          """)

      @Option(help: "Machines, 1 to 20,000; 100 by default.")
      var machines: Int?

      @Option(help: "Hours of trace time, 1 to 744; 6 by default.")
      var hours: Int?

      @Option(help: "The seed, from 0 up; 2019 by default.")
      var seed: UInt64?

      @Option(help: "A recipe to begin with.")
      var recipe: String?

      @Option(help: "The folder to write into; made if it is not there.")
      var out: String

      @Flag(help: "Read the tables back and print every figure beside the published one.")
      var calibration = false

      func run() throws {
        try reportingMistakes {
          var parameters = try recipe.map { try BorgCellGenerator.readRecipe($0) } ?? BorgCellParameters()
          if recipe == nil { (parameters.machines, parameters.hours) = (100, 6) }
          if let machines { parameters.machines = machines }
          if let hours { parameters.hours = hours }
          if let seed { parameters.seed = seed }
          let generator = try BorgCellGenerator(parameters)
          Inputs.add([recipe].compactMap(\.self))
          for name in BorgTable.allCases.map(\.fileName) + [BorgCellGenerator.recipeName] {
            try Output.check(out + "/" + name, as: "--out")
          }
          do {
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
          } catch {
            throw WorkloadError("\(out): the folder cannot be made.")
          }
          Console.progress("simulating \(parameters.machines) machines for \(parameters.hours) h")
          let rows = try generator.write(to: out)
          Console.clearProgress()
          for table in BorgTable.allCases {
            Console.error("\(out)/\(table.fileName): \(rows[table] ?? 0) rows")
          }
          if calibration { try Calibrate.show(out, jobs: parameters, json: false) }
        }
      }
    }
  }

  /// `forescale trace calibrate`.
  struct Calibrate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Holds a generated cell, and the law its jobs are drawn from, against the published figures.",
      discussion: """
        The rows of the tables are read back as any other trace. In a small cell few jobs decide a figure: the interval \
        says how much.

        EXAMPLE
          forescale trace calibrate out/cell
        """)

    @Argument(help: "The folder of a generated cell.")
    var folder: String

    @Flag(help: "Print one JSON document instead of a table.")
    var json = false

    func run() throws {
      try reportingMistakes {
        try Self.show(
          folder, jobs: try BorgCellGenerator.readRecipe(folder + "/" + BorgCellGenerator.recipeName),
          json: json)
      }
    }

    static func show(_ folder: String, jobs parameters: BorgCellParameters, json: Bool) throws {
      Console.progress("drawing 200,000 jobs")
      let jobs = try CalibrationTable.jobs(parameters)
      Console.progress("reading \(folder)")
      let cell = try CalibrationTable.cell(folder)
      Console.clearProgress()
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.print(String(decoding: try encoder.encode(["jobs": jobs, "cell": cell]), as: UTF8.self))
        return
      }
      for (title, table) in [("200,000 jobs", jobs), ("the cell in \(folder)", cell)] {
        let within = table.rows.count - table.outside.count
        let apart = table.rows.count { !$0.isCompatible }
        Console.print(
          "## \(title): \(within) of \(table.rows.count) figures within their bounds, \(apart) incompatible with them\n\n"
            + table.markdown)
      }
    }
  }
}
