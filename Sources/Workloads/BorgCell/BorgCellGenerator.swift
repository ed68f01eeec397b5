import Foundation
import InputFiles
import Writing

/// Writes a synthetic Borg cell in the official form of ClusterData 2019: five gzipped tables of JSON lines.
///
/// Machines, jobs that arrive and jobs that are there already, tasks that are placed, put off, fail and come
/// back, and what each used in every window of 300 s. The same parameters give the same bytes (with the same
/// zlib). `CalibrationTable` says how close the content is to the published figures.
///
/// What it does not do: alloc sets, constraints, changes of requests or capacities, cycles and memory
/// accesses per instruction, dedicated machines, parent jobs.
///
/// ```swift
/// var parameters = BorgCellParameters()
/// parameters.machines = 40
/// parameters.hours = 6
/// try BorgCellGenerator(parameters).write(to: "cell")
/// ```
public struct BorgCellGenerator: Sendable {
  /// What is generated.
  public let parameters: BorgCellParameters

  /// The name of the file with the parameters that lies beside the tables.
  public static let recipeName = "recipe.json"

  /// A generator of the given parameters.
  ///
  /// - Throws: ``WorkloadError`` that names the first parameter that is wrong.
  public init(_ parameters: BorgCellParameters = BorgCellParameters()) throws {
    try parameters.validate()
    self.parameters = parameters
  }

  /// Writes all tables and `recipe.json` into a folder that exists, and returns how many rows each table has.
  ///
  /// - Throws: ``WorkloadError`` if a file cannot be written.
  @discardableResult
  public func write(to folder: String) throws -> [BorgTable: Int] {
    try writeRecipe(to: folder + "/" + Self.recipeName)
    let writers = try BorgTable.allCases.map { table in
      BorgTableWriter(try GzipWriter(path: folder + "/" + table.fileName, level: parameters.compressionLevel))
    }
    try BorgCellRun(parameters, writers: writers).run()
    var rows: [BorgTable: Int] = [:]
    for (table, writer) in zip(BorgTable.allCases, writers) { rows[table] = writer.rows }
    return rows
  }

  /// Writes one table alone, the same bytes as with the others, to a path; the whole cell is simulated for
  /// it.
  ///
  /// - Returns: How many rows it has.
  /// - Throws: ``WorkloadError`` if the file cannot be written.
  @discardableResult
  public func write(_ table: BorgTable, to path: String) throws -> Int {
    let writers = try BorgTable.allCases.map { other in
      BorgTableWriter(other == table ? try GzipWriter(path: path, level: parameters.compressionLevel) : nil)
    }
    let run = BorgCellRun(parameters, writers: writers)
    try run.run()
    return run.writer(table).rows
  }

  /// Writes the parameters, with the generator's version and the seed, as JSON with sorted keys.
  ///
  /// - Throws: ``WorkloadError`` if the file cannot be written.
  public func writeRecipe(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      try Output.write(Array(encoder.encode(parameters)), to: path)
    } catch {
      throw WorkloadError("\(path): cannot be written; a path in a folder that exists is needed.")
    }
  }

  /// The parameters in a recipe.
  ///
  /// - Throws: ``WorkloadError`` if the file is no recipe or a parameter is wrong.
  public static func readRecipe(_ path: String) throws -> BorgCellParameters {
    let data: Data
    do { data = try RegularFile.contents(path, limit: 1 << 20) } catch {
      throw WorkloadError(
        error.problem == .absent
          ? "\(path): cannot be opened; a readable recipe is needed." : "\(error).")
    }
    guard let parameters = try? JSONDecoder().decode(BorgCellParameters.self, from: data) else {
      throw WorkloadError(
        "\(path): is no recipe of a Borg cell; needed is the \(recipeName) of a generated cell.")
    }
    try parameters.validate()
    return parameters
  }
}
