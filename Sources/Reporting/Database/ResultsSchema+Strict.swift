import Foundation
import GRDB

extension ResultsSchema {
  /// The tables of figures. Each column of theirs says by a CHECK what STRICT would say by the table: the writer is refused
  /// alike, yet a test can switch the rule off and plant a wrong value, so that what readers do with one is tried on files of
  /// this format and not on older ones alone.
  static let figures: Set<String> = ["metric", "timeline", "decision"]

  /// Makes a column of numbers hold numbers and nothing else, by STRICT or by a CHECK, and adds what sets of runs, their sums
  /// and the origin of the program need.
  static func makeStrict(_ database: Database) throws {
    // tables and views of others stay as they are
    let own = try expected(after: migrator.appliedIdentifiers(database)).keys.sorted()
    func found(_ kind: String) throws -> [Row] {
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
        arguments: [kind])
      return rows.filter { own.contains($0["name"]) && $0["name"] as String != "grdb_migrations" }
    }
    // a view of theirs that names a table of ours does not stand in the way of its new form
    try database.execute(sql: "PRAGMA legacy_alter_table = ON")
    defer { try? database.execute(sql: "PRAGMA legacy_alter_table = OFF") }
    let views = try found("view")
    for view in views { try database.execute(sql: "DROP VIEW \(view["name"] as String)") }
    let indices = try found("index").map { $0["sql"] as String }
    let tables = try found("table")
    for table in tables where table["name"] as String != "provenance" {
      let (name, sql): (String, String) = (table["name"], table["sql"])
      // `sqlite_master` has "CREATE TABLE name (...)", or with WITHOUT ROWID behind it
      let created = sql.replacing(
        #/^CREATE TABLE "?\w+"?/#, with: "CREATE TABLE new_\(name)", maxReplacements: 1)
      let columns = try database.columns(in: name)
      if figures.contains(name), let end = created.lastIndex(of: ")") {
        let kinds = columns.map { "typeof(\($0.name)) IN ('\($0.type.lowercased())', 'null')" }
        let rule = ", CHECK (\(kinds.joined(separator: " AND ")))"
        try database.execute(sql: created[..<end] + rule + created[end...])
      } else {
        try database.execute(sql: created + (created.hasSuffix("WITHOUT ROWID") ? ", STRICT" : " STRICT"))
      }
      try copy(name, columns.map(\.name).joined(separator: ", "), database)
      try database.execute(sql: "DROP TABLE \(name); ALTER TABLE new_\(name) RENAME TO \(name)")
    }
    try database.execute(sql: sets)
    try database.execute(sql: PartChecksum.table)
    for index in indices { try database.execute(sql: index) }
    for view in views { try database.execute(sql: view["sql"] as String) }
    try enterSets(database)
  }

  private static func copy(_ name: String, _ columns: String, _ database: Database) throws {
    do {
      try database.execute(sql: "INSERT INTO new_\(name) (\(columns)) SELECT \(columns) FROM \(name)")
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_CHECK {
      if figures.contains(name), let words = try wrongKind(in: name, database) {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: words)
      }
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "the table \(name) breaks its rule: \(error.message ?? "")")
    }
  }

  /// SQLite's words for a value that is not of its column's kind in a table of figures; nil where each is of its kind. A
  /// broken CHECK does not name the column, and `quick_check` skips all of them where a file is opened to be read.
  static func wrongKind(in table: String, _ database: Database) throws -> String? {
    let columns = try database.columns(in: table)
    let kinds = columns.map { "typeof(\($0.name)) NOT IN ('\($0.type.lowercased())', 'null')" }
    let names = zip(columns, kinds).map { "WHEN \($1) THEN '\($0.type) column \(table).\($0.name)'" }
    let values = zip(columns, kinds).map { "WHEN \($1) THEN upper(typeof(\($0.name)))" }
    return try String.fetchOne(
      database,
      sql: """
        SELECT 'cannot store ' || CASE \(values.joined(separator: " ")) END || ' value in ' ||
          CASE \(names.joined(separator: " ")) END
        FROM \(table) WHERE \(kinds.joined(separator: " OR ")) LIMIT 1
        """)
  }

  /// Sets of runs that belong together, sums of runs, and a line for each command that wrote.
  private static let sets = """
    CREATE TABLE run_set (
      kind TEXT NOT NULL CHECK (kind IN ('scenario', 'experiment')),
      name TEXT NOT NULL,
      family TEXT NOT NULL,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      recorded TEXT,
      PRIMARY KEY (kind, name),
      UNIQUE (kind, family, digest)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_checksum (
      run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
    ) STRICT;

    CREATE TABLE new_provenance (
      name TEXT NOT NULL,
      command TEXT NOT NULL,
      version TEXT NOT NULL,
      revision TEXT NOT NULL,
      tree TEXT NOT NULL CHECK (tree IN ('clean', 'changed', 'unknown')),
      built TEXT NOT NULL,
      recorded TEXT,
      PRIMARY KEY (name, command, version, revision, tree, built)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_provenance (name, command, version, revision, tree, built)
      SELECT name, command, version, 'unknown', 'unknown', 'unknown' FROM provenance;
    DROP TABLE provenance;
    ALTER TABLE new_provenance RENAME TO provenance;
    """

  /// Tells the runs of edited scenarios and experiments apart as far as an earlier version left what that needs: the newest
  /// of a name keeps it.
  private static func enterSets(_ database: Database) throws {
    let scenarios = try Row.fetchAll(
      database,
      sql: """
        SELECT scenario, json_remove(scenario_json, '$.seed') AS json, max(id) AS last FROM run WHERE digest IS NULL
        GROUP BY 1, 2 ORDER BY 1, 3 DESC
        """)
    var known: Set<String> = []
    for row in scenarios {
      let (scenario, json): (String, String) = (row["scenario"], row["json"])
      let digest = RunSet.digest([json])
      var name = scenario
      if !known.insert(scenario).inserted {
        name = RunSet.earlierName(scenario, digest)
        try database.execute(
          sql: """
            UPDATE run SET scenario = :name, key = :name || '|' || arm || '|' || part || '|' || seed
            WHERE digest IS NULL AND scenario = :scenario AND json_remove(scenario_json, '$.seed') = :json
            """, arguments: ["name": name, "scenario": scenario, "json": json])
      }
      try database.execute(
        sql: "INSERT INTO run_set (kind, name, family, digest) VALUES ('scenario', ?, ?, ?)",
        arguments: [name, scenario, digest])
    }
    for row in try Row.fetchAll(database, sql: "SELECT id, name FROM experiment ORDER BY id") {
      let name: String = row["name"]
      try database.execute(
        sql: "INSERT INTO run_set (kind, name, family, digest) VALUES ('experiment', ?, ?, ?)",
        arguments: [name, name, try RunSet.planDigest(of: row["id"], database)])
    }
  }
}
