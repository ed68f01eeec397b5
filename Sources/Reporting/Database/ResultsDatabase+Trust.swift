import Foundation
import GRDB
import Synchronization
import Writing

extension ResultsDatabase {
  /// Refuses a database whose structure is broken, of which an index is wrong, or whose values are not of their columns' kinds.
  ///
  /// - Parameter isThorough: Whether references and rules are compared with their tables as well.
  /// - Throws: `ResultsDatabaseError`; `DatabaseError` where it cannot even be read.
  static func trust(_ database: Database, _ path: String, isThorough: Bool) throws {
    let check = isThorough ? "integrity_check" : "quick_check"
    // the rules of tables of others are not evaluated
    let foreign = try ResultsSchema.foreign(database)
    let own = try ResultsSchema.definitions(database).filter {
      $0.value.kind == "table" && !foreign.contains($0.key)
    }
    let checked = foreign.isEmpty ? ["20"] : own.keys.sorted()
    // an index that differs from its table would hide rows; `quick_check` does not compare them
    let indexed = isThorough ? [] : ResultsSchema.indexed.filter { own[$0] != nil }
    let found =
      try checked.flatMap { try String.fetchAll(database, sql: "PRAGMA \(check)(\($0))") }
      + indexed.flatMap { try String.fetchAll(database, sql: "PRAGMA integrity_check(\($0))") }
    let all = found.flatMap { $0.split(separator: "\n") }.map(String.init)
    let lines = all.allSatisfy { $0 == "ok" } ? ["ok"] : all.filter { $0 != "ok" }
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

  /// Refuses results of which a run, or anything else, is not as it was stored.
  ///
  /// - Returns: Whether there are rows without a checksum, damage to which cannot be noticed.
  /// - Throws: `ResultsDatabaseError` with the run or the part.
  @discardableResult
  public func verify() throws -> Bool { try read { try Self.verified($0, path) } }

  static func verified(_ database: Database, _ path: String) throws -> Bool {
    if let broken = try RunChecksum.broken(database) {
      throw ResultsDatabaseError(
        path: path,
        reason:
          "the run \(broken.key.prefix(60)) of arm \(broken.arm.prefix(60)) is not as it was stored: its checksum differs, "
          + "so it was changed or damaged; \(again)")
    }
    if try RunChecksum.hasLost(database) {
      throw ResultsDatabaseError(
        path: path,
        reason: "a run is gone whose checksum is there: the file was changed or damaged; \(again)")
    }
    let hasUnknown = try verifyParts(database, path)
    return try hasUnknown || RunChecksum.hasUnknown(database)
  }

  /// Refuses a database of which something that belongs to no run is not as it was stored.
  ///
  /// - Returns: Whether there are parts without a checksum.
  /// - Throws: `ResultsDatabaseError` with the part.
  @discardableResult
  static func verifyParts(_ database: Database, _ path: String) throws -> Bool {
    let verdict = try PartChecksum.verdict(database)
    guard let part = verdict.broken else { return verdict.hasUnknown }
    throw ResultsDatabaseError(
      path: path,
      reason:
        "what is stored of \(part) is not as it was: its checksum differs, so it was changed or damaged; \(again)"
    )
  }

  private static let again = "make the results again or take a copy that is whole"
}

extension ResultsSchema {
  /// The tables that have an index beside their rows: all others are in order of their keys.
  static let indexed = ["run", "model", "experiment", "point_run", "run_set", "tuning"]

  /// What SQLite's catalogue says of a table, view, index or trigger.
  struct Definition: Equatable {
    var kind: String, table: String, sql: String
    /// Whether it is a table without pages, which a module of code stands for.
    var isVirtual: Bool
  }

  /// Refuses a database in which a table, index or view of ours is not as the migrations that it has been through make it: rows
  /// that were checked against another definition are not to be trusted. It also refuses what could act, or make a wrong answer
  /// of ours: triggers, virtual tables and foreign indices on our tables. Other tables and views are never looked into.
  ///
  /// - Throws: `ResultsDatabaseError`.
  static func check(_ database: Database, _ path: String) throws {
    func refusal(_ reason: String) -> ResultsDatabaseError {
      ResultsDatabaseError(path: path, reason: reason)
    }
    let found = try definitions(database)
    for (name, definition) in found.sorted(by: { $0.key < $1.key }) {
      let shown = Escape.line(name, limit: 60)
      if definition.kind == "trigger" {
        throw refusal("holds a trigger, \(shown), which would change what is stored; Forescale makes none")
      }
      if definition.isVirtual {
        throw refusal(
          "holds a virtual table, \(shown), which would run code when it is read; Forescale makes none")
      }
    }
    let expected = try expected(after: migrator.appliedIdentifiers(database))
    for (name, definition) in found.sorted(by: { $0.key < $1.key })
    where definition.kind == "index" && expected[name] == nil && expected[definition.table] != nil {
      throw refusal(
        "holds an index, \(Escape.line(name, limit: 60)), on the table \(definition.table), which Forescale does not "
          + "make; another program changed the file")
    }
    guard let name = expected.keys.sorted().first(where: { expected[$0] != found[$0] }) else { return }
    throw refusal(
      found[name] == nil
        ? "the file lacks \(name), which every results database has; another program changed it, or it is damaged"
        : "the definition of \(name) is not the one that Forescale makes; another program changed it, or it is damaged"
    )
  }

  /// Tables and views that Forescale does not make, by name. No statement of ours names them.
  static func foreign(_ database: Database) throws -> [String] {
    let expected = try expected(after: migrator.appliedIdentifiers(database))
    return try definitions(database).filter {
      expected[$0.key] == nil && ["table", "view"].contains($0.value.kind)
    }.keys.sorted()
  }

  /// What the migrations of the given names make of an empty database; at first of none.
  static func expected(after applied: Set<String>) throws -> [String: Definition] {
    if let known = made.withLock({ $0[applied] }) { return known }
    // each is made behind those before it
    guard let last = migrator.migrations.last(where: applied.contains) else { return [:] }
    let database = try DatabaseQueue()
    try migrator.migrate(database, upTo: last)
    let found = try database.read(definitions)
    made.withLock { $0[applied] = found }
    return found
  }
  private static let made = Mutex<[Set<String>: [String: Definition]]>([:])

  /// Everything that the database defines, by name, without what SQLite keeps for itself.
  static func definitions(_ database: Database) throws -> [String: Definition] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT name, type, tbl_name, sql, type = 'table' AND coalesce(rootpage, 0) = 0 AS virtual
        FROM sqlite_master WHERE sql IS NOT NULL
          AND name NOT IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')
        """)
    return Dictionary(
      rows.map {
        (
          $0["name"],
          Definition(kind: $0["type"], table: $0["tbl_name"], sql: $0["sql"], isVirtual: $0["virtual"])
        )
      }, uniquingKeysWith: { $1 })
  }
}
