import Experiments
import Foundation
import GRDB
import GRDBSQLite

/// A SHA-256 over everything that is stored of one run, so that a figure that changed after it was stored is noticed.
///
/// It covers the run's own row without its number, and its rows of every table in order of their keys. Each value goes in with
/// its type and length; numbers as their eight bytes, little-endian.
enum RunChecksum {
  /// The tables with rows of a run, in the order in which they are covered. A new table of a run's comes with a migration
  /// that computes the sums again.
  static let tables = [
    ("input", "position, name, sha256", "position"),
    ("metric", "name, value", "name"),
    (
      "timeline", "time, requests_per_second, demand, ready, desired, nodes, latency, error_share, cost",
      "time"
    ),
    ("decision", "time, current, desired, rule, signal, reference", "time"),
    (
      "fault",
      """
      number, type, scope_json, severity, onset, ended, violation_seconds, recovery_seconds, is_censored,
      detection_seconds, reaction_seconds
      """, "number"
    ),
    ("fault_target", "fault, kind, number", "fault, kind, number"),
    ("alarm", "position, time, subject, number, suspected, score", "position"),
    ("remedy", "position, requested, ended, kind, remedy_json, reason, outcome", "position"),
    (
      "signal",
      """
      time, requests_per_second, retries_per_second, error_share, violation_share, p50, p95, p99, queue_length, cpu_cores,
      memory_bytes, restarts, ready, replicas, desired
      """, "time"
    ),
  ]

  private static let queries =
    [
      "SELECT key, scenario, arm, part, seed, policy_json, scenario_json, wall_seconds, digest FROM run WHERE id = ?"
    ]
    + tables.map { "SELECT \($0.1) FROM \($0.0) WHERE run = ? ORDER BY \($0.2)" }

  /// The sum over the run of the given number, in lower-case hexadecimal.
  static func of(_ run: Int64, _ database: Database) throws -> String {
    let hash = SHA256()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1 << 14)
    func add(_ tag: UInt8, _ bits: UInt64) {
      bytes.append(tag)
      withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for (number, sql) in queries.enumerated() {
      add(0, UInt64(number))
      let statement = try database.cachedStatement(sql: sql)
      try statement.setArguments([run])
      // the statement is stepped here: a row of GRDB's costs more than the rest of it all
      let raw = statement.sqliteStatement
      sqlite3_reset(raw)
      sqlite3_bind_int64(raw, 1, run)
      defer { sqlite3_reset(raw) }
      var code = sqlite3_step(raw)
      while code == SQLITE_ROW {
        add(1, UInt64(sqlite3_column_count(raw)))
        for column in 0..<sqlite3_column_count(raw) {
          switch sqlite3_column_type(raw, column) {
          case SQLITE_INTEGER: add(2, UInt64(bitPattern: sqlite3_column_int64(raw, column)))
          case SQLITE_FLOAT: add(3, sqlite3_column_double(raw, column).bitPattern)
          case SQLITE_NULL: add(4, 0)
          default:
            let start = sqlite3_column_blob(raw, column)
            let count = Int(sqlite3_column_bytes(raw, column))
            add(5, UInt64(count))
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
          }
        }
        if bytes.count > 1 << 16 {
          bytes.withUnsafeBytes { hash.update($0) }
          bytes.removeAll(keepingCapacity: true)
        }
        code = sqlite3_step(raw)
      }
      guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal
  }

  /// Stores the sum of a run that is stored whole.
  static func seal(_ run: Int64, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO run_checksum (run, sha256) VALUES (?, ?)",
      arguments: [run, try of(run, database)])
  }

  /// The first run that is not as it was stored; nil where all are. Runs of versions without sums have none to be held
  /// against.
  static func broken(_ database: Database, only run: Int64? = nil) throws -> (key: String, arm: String)? {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT id, key, arm, sha256 FROM run JOIN run_checksum ON run = id"
        + (run.map { " WHERE id = \($0)" } ?? "") + " ORDER BY id")
    while let row = try rows.next() {
      if try of(row["id"], database) != row["sha256"] as String { return (row["key"], row["arm"]) }
    }
    return nil
  }
}
