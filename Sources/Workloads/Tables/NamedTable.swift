/// A table whose header names its columns, held whole: for tables of runs and of seconds, not for traces.
public struct NamedTable: Sendable {
  /// Where it was read.
  public let path: String
  /// The names of the columns.
  public let columns: [String]
  /// The fields of each row, in the order of the columns.
  public let rows: [[String]]

  /// Reads the CSV file at `path`, gzipped or not.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be read or holds no rows.
  public init(path: String) throws {
    self.path = path
    var columns: [String] = []
    var rows: [[String]] = []
    _ = try readTable(path, header: .any) { row in
      if columns.isEmpty { columns = row.names }
      rows.append(row.names.indices.map { row.text($0) })
    }
    self.columns = columns
    self.rows = rows
  }

  private init(_ table: NamedTable, rows: [[String]]) {
    path = table.path
    columns = table.columns
    self.rows = rows
  }

  /// The rows whose columns say what is given.
  ///
  /// - Throws: ``WorkloadError`` if there is no such column or no such row.
  public func rows(with values: [String: String]) throws -> NamedTable {
    let wanted = try values.sorted { $0.key < $1.key }.map { (try column($0.key), $0.value) }
    let found = rows.filter { row in wanted.allSatisfy { row[$0.0] == $0.1 } }
    guard !found.isEmpty else {
      let said = values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: " and ")
      throw WorkloadError("\(path): no row has \(said); at least one is needed.")
    }
    return NamedTable(self, rows: found)
  }

  /// The place of a column.
  ///
  /// - Throws: ``WorkloadError`` with the nearest name if there is none.
  public func column(_ name: String) throws -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    let near = nearestName(to: name, among: columns).map { "; did you mean '\($0)'?" }
    throw WorkloadError(
      "\(path): has no column '\(name)'" + (near ?? "; it has " + columns.joined(separator: ", ")) + ".")
  }

  /// The numbers of a column; nil where a field is empty.
  ///
  /// - Throws: ``WorkloadError`` if there is no such column or a field is neither empty nor a finite number.
  public func numbers(_ name: String) throws -> [Double?] {
    let column = try column(name)
    return try rows.enumerated().map { index, row in
      if row[column].isEmpty { return nil }
      guard let value = Double(row[column]), value.isFinite else {
        throw WorkloadError(
          "\(path): row \(index + 1): the \(name) is '\(Sentence.shortened(row[column]))'; allowed are finite numbers."
        )
      }
      return value
    }
  }

  /// The numbers of a column of which no field may be empty.
  ///
  /// - Throws: ``WorkloadError`` as ``numbers(_:)`` does, and if a field is empty.
  public func allNumbers(_ name: String) throws -> [Double] {
    try numbers(name).enumerated().map { index, value in
      guard let value else {
        throw WorkloadError("\(path): row \(index + 1): the \(name) is missing; a number is needed.")
      }
      return value
    }
  }
}
