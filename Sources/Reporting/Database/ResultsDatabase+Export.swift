import Foundation
import GRDB
import Writing

extension ResultsDatabase {
  /// Writes every table and view that Forescale makes as CSV (RFC 4180, UTF-8, a header line, nothing for NULL) into `folder`.
  ///
  /// - Returns: The paths written, in order of their names, and the names of what others put into the file, which is left out.
  /// - Throws: `OutputError` if the folder cannot be made or a file cannot be written, `ResultsDatabaseError`.
  public func exportCSV(to folder: String) throws -> (paths: [String], leftOut: [String]) {
    try Output.makeFolder(folder)
    return try read { database in
      let relations = try Self.relations(database)
      for relation in relations { try Output.check("\(folder)/\(relation).csv", as: "--csv") }
      let paths = try relations.map { relation in
        let path = "\(folder)/\(relation).csv"
        try Output.write(to: path) { write in
          let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(relation.quotedDatabaseIdentifier)")
          var text =
            try database.columns(in: relation).map { Escape.csv($0.name) }.joined(separator: ",") + "\r\n"
          while let row = try rows.next() {
            text += row.map { CSV.field($0.1) }.joined(separator: ",") + "\r\n"
            if text.utf8.count > 1 << 20 {
              try write(Array(text.utf8))
              text = ""
            }
          }
          try write(Array(text.utf8))
        }
        return path
      }
      return (paths, try ResultsSchema.foreign(database))
    }
  }

  /// Tables and views that Forescale makes, without those that the migrations keep for themselves, by name.
  static func relations(_ database: Database) throws -> [String] {
    try ResultsSchema.expected(after: ResultsSchema.migrator.appliedIdentifiers(database)).filter {
      ["table", "view"].contains($0.value.kind) && $0.key != "grdb_migrations"
    }.keys.sorted()
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
