import GRDB

/// A SHA-256 over everything that is stored of one run, so that a figure that changed after it was stored is noticed.
///
/// It covers the run's own row without its number, and its rows of every table in order of their keys.
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
    try Checksum.of(queries, [run.databaseValue], database)
  }

  /// Stores the sum of a run that is stored whole.
  static func seal(_ run: Int64, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO run_checksum (run, sha256) VALUES (?, ?)",
      arguments: [run, try of(run, database)])
  }

  /// Whether there are runs without a sum: an earlier version stored them, or another program.
  static func hasUnknown(_ database: Database) throws -> Bool {
    try Row.fetchOne(
      database, sql: "SELECT 1 FROM run WHERE id NOT IN (SELECT run FROM run_checksum) LIMIT 1") != nil
  }

  /// Whether a run is gone whose sum is there.
  static func hasLost(_ database: Database) throws -> Bool {
    try Row.fetchOne(
      database, sql: "SELECT 1 FROM run_checksum WHERE run NOT IN (SELECT id FROM run) LIMIT 1") != nil
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
