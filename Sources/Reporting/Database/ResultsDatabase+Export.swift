import Foundation
import GRDB
import Writing

extension ResultsDatabase {
  /// Writes every table and view as CSV (RFC 4180, UTF-8, a header line, nothing for NULL) into `folder`.
  ///
  /// - Returns: The paths written, in order of their names.
  /// - Throws: `ResultsDatabaseError` if the folder cannot be made or a file cannot be written.
  public func exportCSV(to folder: String) throws -> [String] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ResultsDatabaseError(path: folder, reason: "the folder cannot be made")
    }
    return try read { database in
      try Self.relations(database).map { relation in
        let path = folder + "/\(relation).csv"
        try Output.check(path, as: path)
        guard FileManager.default.createFile(atPath: path, contents: nil),
          let file = FileHandle(forWritingAtPath: path)
        else { throw ResultsDatabaseError(path: path, reason: "cannot be written") }
        defer { try? file.close() }
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(relation)")
        var text =
          try database.columns(in: relation).map { Escape.csv($0.name) }.joined(separator: ",") + "\r\n"
        while let row = try rows.next() {
          text += row.map { CSV.field($0.1) }.joined(separator: ",") + "\r\n"
          if text.utf8.count > 1 << 20 {
            try file.write(contentsOf: Data(text.utf8))
            text = ""
          }
        }
        try file.write(contentsOf: Data(text.utf8))
        return path
      }
    }
  }

  /// Tables and views, without those that SQLite and the migrations keep for themselves.
  static func relations(_ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'
          AND name <> 'grdb_migrations' ORDER BY name
        """)
  }
}

/// Values of a database as fields of CSV.
enum CSV {
  static func field(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .null: ""
    case .int64(let number): String(number)
    case .double(let number): String(describing: number)
    case .string(let text): Escape.csv(text)
    case .blob(let data): data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
  }
}
