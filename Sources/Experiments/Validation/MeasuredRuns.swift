import Foundation
import Workloads

/// What was measured, by condition.
struct MeasuredRuns: Sendable {
  /// Of each condition, the values of each figure with their repetition, in the order of the tables.
  private(set) var values: [String: [ValidationFigure: [(unit: String, value: Double)]]] = [:]
  /// Of each condition, the figures that do not vary.
  private(set) var constants: [String: [ValidationFigure: Double]] = [:]
  /// The tables, for digests.
  let files: [String]

  /// Reads the tables of a study.
  ///
  /// - Throws: `WorkloadError`, one sentence.
  init(_ study: ValidationStudy, folder: String) throws {
    let paths = study.measured.runs.map { $0.path(in: folder) }
    files = paths + (study.measured.table.map { [$0.path(in: folder)] } ?? [])
    for path in paths {
      let table = try NamedTable(path: path)
      try add(table, study, condition: study.measured.condition)
    }
    if let table = try study.measured.table.map({ try NamedTable(path: $0.path(in: folder)) }) {
      let column = try table.column(study.measured.tableCondition)
      for figure in study.figures where figure.isOfTable {
        let numbers = try table.numbers(figure.column)
        for condition in study.conditions {
          guard let row = table.rows.firstIndex(where: { $0[column] == condition.code }) else { continue }
          constants[condition.name, default: [:]][figure.kind] = numbers[row]
        }
      }
    }
  }

  private mutating func add(_ table: NamedTable, _ study: ValidationStudy, condition name: String) throws {
    let column = try table.column(name)
    let unit = try table.column(study.measured.unit)
    let figures = try study.figures.filter { !$0.isOfTable }.map { ($0.kind, try table.numbers($0.column)) }
    for condition in study.conditions {
      let rows = try condition.rows.sorted { $0.key < $1.key }.map { (try table.column($0.key), $0.value) }
      for (index, row) in table.rows.enumerated()
      where row[column] == condition.code && rows.allSatisfy({ row[$0.0] == $0.1 }) {
        for (kind, numbers) in figures {
          guard let value = numbers[index] else { continue }
          values[condition.name, default: [:]][kind, default: []].append((row[unit], value))
        }
      }
    }
  }
}
