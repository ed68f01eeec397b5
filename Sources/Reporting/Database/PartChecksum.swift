import GRDB

/// A SHA-256 over each part of a database that belongs to no run: the definitions of metrics, a model with its forecasts, the
/// checks of a scenario, a plan. What is stored in one transaction is one part as far as it can be, so that storing it costs what
/// it is long and not what the file holds.
struct PartChecksum {
  /// What such a part is called, in the table `checksum` and in sentences.
  var kind: String
  /// A row a part: its name, then what the statements below are asked with.
  var parts: String
  /// The rows of a part.
  var queries: [String]

  /// Every kind. A new table of which a reader tells comes with a place here and a migration that computes its sums.
  static let all = [
    PartChecksum(
      kind: "definitions of metrics", parts: "SELECT DISTINCT '' AS part FROM metric_definition",
      queries: ["SELECT name, unit, better, summary FROM metric_definition ORDER BY name"]),
    PartChecksum(
      kind: "sets of runs", parts: "SELECT DISTINCT '' AS part FROM run_set",
      queries: ["SELECT kind, name, family, digest, recorded FROM run_set ORDER BY kind, name"]),
    PartChecksum(
      kind: "commands", parts: "SELECT DISTINCT '' AS part FROM provenance",
      queries: [
        """
        SELECT name, command, version, revision, tree, built, recorded FROM provenance
        ORDER BY name, command, version, revision, tree, built
        """
      ]),
    PartChecksum(
      kind: "model", parts: "SELECT json_array(scenario, name) AS part, id FROM model",
      queries: [
        "SELECT scenario, name, hyperparameters_json, training_data_sha256, file_sha256 FROM model WHERE id = ?",
        "SELECT name, value FROM model_quality WHERE model = ? ORDER BY name",
        """
        SELECT issued_at, valid_at, value, lower, upper, actual FROM forecast WHERE model = ? ORDER BY issued_at
        """,
      ]),
    PartChecksum(
      kind: "comparisons of", parts: "SELECT DISTINCT scenario AS part, scenario FROM comparison",
      queries: [
        """
        SELECT scenario, baseline, arm, metric, difference, ratio FROM comparison WHERE scenario = ?
        ORDER BY baseline, arm, metric
        """
      ]),
    PartChecksum(
      kind: "soundness checks of", parts: "SELECT DISTINCT scenario AS part, scenario FROM soundness_check",
      queries: [
        "SELECT scenario, position, name, holds, detail FROM soundness_check WHERE scenario = ? ORDER BY position"
      ]),
    PartChecksum(
      kind: "plan of the experiment", parts: "SELECT name AS part, id FROM experiment",
      queries: [
        "SELECT name FROM experiment WHERE id = ?",
        "SELECT position, seed, settings_json FROM point WHERE experiment = ? ORDER BY position",
        "SELECT position, arm, digest FROM point_run WHERE experiment = ? ORDER BY position, arm",
      ]),
    PartChecksum(
      kind: "failed run", parts: "SELECT digest AS part, digest FROM failure",
      queries: ["SELECT digest, arm, reason FROM failure WHERE digest = ?"]),
    PartChecksum(
      kind: "claims of", parts: "SELECT DISTINCT protocol AS part, protocol FROM claim",
      queries: [
        """
        SELECT protocol, position, name, statement, experiment, metric, arm, baseline, stated, verdict, is_guarded, change,
          lower, upper, confidence, workloads, detectable, oracle_change, oracle_share
        FROM claim WHERE protocol = ? ORDER BY name
        """,
        """
        SELECT claim, position, arm, baseline, metric, condition, change, lower, upper, workloads FROM claim_effect
        WHERE protocol = ? ORDER BY claim, position
        """,
        "SELECT claim, workload, change, seeds FROM claim_workload WHERE protocol = ? ORDER BY claim, workload",
      ]),
    PartChecksum(
      kind: "search", parts: "SELECT name AS part, id FROM tuning",
      queries: ["SELECT name, digest, target, method, metric, better, seed FROM tuning WHERE id = ?"]),
    PartChecksum(
      kind: "trial",
      parts: "SELECT json_array(name, position) AS part, id, position FROM trial JOIN tuning ON id = tuning",
      queries: [
        """
        SELECT position, rung, resource, settings_json, value, excess, reason FROM trial WHERE tuning = ? AND position = ?
        """
      ]),
  ]

  /// The table of the sums.
  static let table = """
    CREATE TABLE checksum (
      kind TEXT NOT NULL,
      part TEXT NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      PRIMARY KEY (kind, part)
    ) STRICT, WITHOUT ROWID;
    """

  /// Computes the sums of what was stored by the transaction that calls it; those of parts that are gone go.
  ///
  /// - Parameters:
  ///   - kinds: Which kinds were stored.
  ///   - part: The only part of theirs; nil for all.
  static func seal(_ kinds: [String], part: String? = nil, _ database: Database) throws {
    for one in all where kinds.contains(one.kind) {
      if let part {
        try database.execute(
          sql: "DELETE FROM checksum WHERE kind = ? AND part = ?", arguments: [one.kind, part])
      } else {
        try database.execute(sql: "DELETE FROM checksum WHERE kind = ?", arguments: [one.kind])
      }
      let insertion = try database.cachedStatement(
        sql: "INSERT INTO checksum (kind, part, sha256) VALUES (?, ?, ?)")
      for (name, key) in try one.keys(part: part, database) {
        try insertion.execute(arguments: [one.kind, name, try Checksum.of(one.queries, key, database)])
      }
    }
  }

  /// Computes the sums of all parts again.
  static func sealAll(_ database: Database) throws { try seal(all.map(\.kind), database) }

  /// What is known of the parts of a database.
  struct Verdict {
    /// The first part that is not as it was stored, in words; nil where all are.
    var broken: String?
    /// Whether there are parts without a sum: an earlier version stored them, or another program.
    var hasUnknown = false
  }

  /// Holds every part against the sum that was stored with it.
  static func verdict(_ database: Database) throws -> Verdict {
    var verdict = Verdict()
    for one in all {
      let rows = try Row.fetchAll(
        database, sql: "SELECT part, sha256 FROM checksum WHERE kind = ? ORDER BY part", arguments: [one.kind]
      )
      var sums: [String: String] = Dictionary(
        rows.map { ($0["part"], $0["sha256"]) }, uniquingKeysWith: { $1 })
      for (name, key) in try one.keys(part: nil, database) {
        guard let sum = sums.removeValue(forKey: name) else {
          verdict.hasUnknown = true
          continue
        }
        if try Checksum.of(one.queries, key, database) != sum, verdict.broken == nil {
          verdict.broken = one.words(name)
        }
      }
      // what has a sum and no row was deleted
      if verdict.broken == nil, let gone = sums.keys.sorted().first { verdict.broken = one.words(gone) }
      if verdict.broken != nil { return verdict }
    }
    let kinds = try String.fetchSet(database, sql: "SELECT DISTINCT kind FROM checksum")
    if let stranger = kinds.subtracting(all.map(\.kind)).min() {
      verdict.broken = "the checksum of a \(stranger)"
    }
    return verdict
  }

  private func words(_ part: String) -> String {
    part.isEmpty ? "the \(kind)" : "the \(kind) \(part.prefix(80))"
  }

  /// The parts that are stored, with what their statements are asked with, by name.
  private func keys(part: String?, _ database: Database) throws -> [(String, [DatabaseValue])] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM (\(parts))" + (part == nil ? " ORDER BY 1" : " WHERE part = ?"),
      arguments: part.map { [$0] } ?? [])
    return rows.map { row in (row[0], row.dropFirst().map(\.1)) }
  }
}
