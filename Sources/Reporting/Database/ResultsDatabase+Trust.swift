import Foundation
import GRDB

extension ResultsDatabase {
  /// Refuses a database whose structure is broken, or whose values are not of their columns' kinds.
  ///
  /// - Parameter isThorough: Whether indices and references are compared with their tables as well.
  /// - Throws: `ResultsDatabaseError`; `DatabaseError` where it cannot even be read.
  static func trust(_ database: Database, _ path: String, isThorough: Bool) throws {
    let check = isThorough ? "integrity_check" : "quick_check"
    let found = try String.fetchAll(database, sql: "PRAGMA \(check)(20)")
    let lines = found.flatMap { $0.split(separator: "\n") }.map(String.init)
    let tables = try ResultsSchema.figures.sorted().filter { try database.tableExists($0) }
    let kinds = try tables.compactMap { try ResultsSchema.wrongKind(in: $0, database) }
    if let broken = (kinds + lines).lazy.compactMap(DatabaseSentence.brokenColumn).first {
      throw ResultsDatabaseError(path: path, reason: broken)
    }
    guard lines != ["ok"] else {
      guard isThorough, try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") != nil else { return }
      throw ResultsDatabaseError(
        path: path, reason: DatabaseSentence.damaged("a row belongs to another that is not there"))
    }
    let detail = lines.first { !$0.hasPrefix("***") } ?? lines.first ?? "no answer"
    throw ResultsDatabaseError(path: path, reason: DatabaseSentence.damaged(detail))
  }

  /// Refuses results of which a run is not as it was stored.
  ///
  /// - Throws: `ResultsDatabaseError` with the run.
  func trustRuns() throws {
    guard let broken = try read({ try RunChecksum.broken($0) }) else { return }
    throw ResultsDatabaseError(
      path: path,
      reason:
        "the run \(broken.key.prefix(60)) of arm \(broken.arm.prefix(60)) is not as it was stored: its checksum differs, "
        + "so it was changed or damaged; make the results again or take a copy that is whole")
  }
}

extension ResultsSchema {
  /// Refuses a database in which a table, index or view of ours is not as the migrations make it: rows that were checked
  /// against another definition are not to be trusted. Whatever else lies in it is nobody's business.
  ///
  /// - Throws: `ResultsDatabaseError`.
  static func check(_ database: Database, _ path: String) throws {
    let expected = try expectedDefinitions.get()
    if let trigger = try String.fetchOne(
      database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    {
      throw ResultsDatabaseError(
        path: path,
        reason:
          "holds a trigger, \(trigger.prefix(60)), which would change what is stored; Forescale makes none")
    }
    let found = try definitions(database)
    guard let name = expected.keys.sorted().first(where: { expected[$0] != found[$0] }) else { return }
    throw ResultsDatabaseError(
      path: path,
      reason: found[name] == nil
        ? "the file lacks \(name), which every results database has; another program changed it, or it is damaged"
        : "the definition of \(name) is not the one that Forescale makes; another program changed it, or it is damaged"
    )
  }

  /// What the migrations make of an empty database.
  private static let expectedDefinitions = Result<[String: String], any Error> {
    let database = try DatabaseQueue()
    try migrator.migrate(database)
    return try database.read(definitions)
  }

  private static func definitions(_ database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return Dictionary(rows.map { ($0["name"], $0["sql"]) }, uniquingKeysWith: { $1 })
  }
}
