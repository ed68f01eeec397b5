import Foundation
import GRDB

extension ResultsDatabase {
  /// What a merge did.
  public struct MergeReport: Sendable, Hashable {
    /// Runs that came.
    public var added = 0
    /// Runs that were there already, equal in every figure.
    public var present = 0
    /// Models, tunings, comparisons and claims that are in both and differ, in words such as `the claims of quick`; those that
    /// were here stay.
    public var kept: [String] = []
    /// Sentences on sets of runs that are kept apart, since the scenario or experiment is another one in the other file.
    public var apart: [String] = []
    /// Whether it has rows without checksums, damage to which could not be noticed.
    public var hasUnknownSums = false
  }

  /// Copies what the database at `path` has and this one has not, in one transaction: runs, failures, plans, soundness
  /// checks, commands, models, tunings, comparisons and claims.
  ///
  /// The other file is read alone and checked first: its structure, and each run against the sum that was stored with it.
  /// Where a scenario or experiment of one name is another one in it, the newer keeps the name and the other is kept apart.
  ///
  /// - Throws: `ResultsDatabaseError` if the other file is damaged, or a run is in both with different figures; nothing is
  ///   merged then.
  public func merge(from path: String) throws -> MergeReport {
    let described = ResultsFile(path: path)
    if let other = described.status(), let own = ResultsFile(path: self.path).status(),
      other.identity == own.identity
    {
      throw described.refusal("is the database that grows; name others to copy from")
    }
    let other = try ResultsDatabase(existing: path, isThorough: true)
    defer { _ = try? other.close() }
    let settling = try read { try SetSettling(Self.sets($0), other.sets(), of: other, beside: $0) }
    let source = try other.attachable(settling.theirs)
    defer { if source.isTemporary { try? FileManager.default.removeItem(atPath: source.name) } }
    var report = MergeReport()
    do {
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "ATTACH DATABASE ? AS other", arguments: [source.name])
        defer { try? database.execute(sql: "DETACH DATABASE other") }
        try database.inTransaction {
          try settling.ours.forEach { try $0.perform(database) }
          report = try merge(database, from: path)
          return .commit
        }
      }
    } catch let error as DatabaseError {
      throw ResultsDatabaseError(
        path: path, reason: "the results cannot be merged: \(DatabaseSentence.of(error, self.path))",
        happenedLater: DatabaseSentence.isOfTheDisk(error))
    }
    try checkPresence()
    report.apart = settling.sentences
    report.hasUnknownSums = other.hasUnknownSums
    return report
  }

  /// What SQLite can attach to read this database: the file itself, or a copy in which sets have other names.
  private func attachable(_ changes: [SetSettling.Change]) throws -> (name: String, isTemporary: Bool) {
    if changes.isEmpty {
      release()
      return (attachName, false)
    }
    let copy = try Self.copied(queue)
    try copy.queue.write { database in try changes.forEach { try $0.perform(database) } }
    try copy.queue.close()
    return (copy.file, true)
  }

  private func merge(_ database: Database, from path: String) throws -> MergeReport {
    let differing = try Row.fetchOne(
      database,
      sql: """
        SELECT theirs.key, theirs.arm, metric.name, metric.value AS here, there.value AS there
        FROM other.run theirs JOIN main.run ours ON ours.key = theirs.key
        JOIN main.metric ON metric.run = ours.id
        LEFT JOIN other.metric there ON there.run = theirs.id AND there.name = metric.name
        WHERE there.value IS NOT metric.value ORDER BY 1, 3 LIMIT 1
        """)
    if let differing {
      let key: String = differing["key"]
      throw ResultsDatabaseError(
        path: path,
        reason: "the run \(key.prefix(60)) of arm \(differing["arm"] as String) is there with another "
          + "\(differing["name"] as String): \(differing["there"] as Double? ?? .nan) instead of "
          + "\(differing["here"] as Double? ?? .nan); equal runs have equal figures, so one of the files is wrong"
      )
    }
    var report = MergeReport()
    report.present =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM other.run WHERE key IN (SELECT key FROM main.run)") ?? 0
    try database.execute(
      sql: """
        INSERT INTO main.metric_definition SELECT * FROM other.metric_definition
        WHERE name NOT IN (SELECT name FROM main.metric_definition);
        CREATE TEMP TABLE incoming AS
          SELECT id AS theirs, (SELECT coalesce(max(id), 0) FROM main.run) + row_number() OVER (ORDER BY key) AS ours
          FROM other.run WHERE key NOT IN (SELECT key FROM main.run);
        """)
    report.added = try Int.fetchOne(database, sql: "SELECT count(*) FROM incoming") ?? 0
    // tables whose rows belong to a run, by their columns behind `run`
    for table in [
      "input", "metric", "timeline", "decision", "fault", "fault_target", "alarm", "remedy", "signal",
      "run_checksum",
    ] {
      let columns = try database.columns(in: table).map(\.name).filter { $0 != "run" }.joined(separator: ", ")
      if table == "input" { try copyRuns(database) }
      try database.execute(
        sql: """
          INSERT INTO main.\(table) (run, \(columns))
          SELECT ours, \(columns) FROM other.\(table) JOIN incoming ON theirs = run
          """)
    }
    try database.execute(
      sql: """
        DROP TABLE incoming;
        INSERT INTO main.experiment (name) SELECT name FROM other.experiment
          WHERE name NOT IN (SELECT name FROM main.experiment);
        INSERT OR IGNORE INTO main.point (experiment, position, seed, settings_json)
          SELECT mine.id, position, seed, settings_json FROM other.point
          JOIN other.experiment theirs ON theirs.id = experiment JOIN main.experiment mine ON mine.name = theirs.name;
        INSERT OR IGNORE INTO main.point_run (experiment, position, arm, digest)
          SELECT mine.id, position, arm, digest FROM other.point_run
          JOIN other.experiment theirs ON theirs.id = experiment JOIN main.experiment mine ON mine.name = theirs.name;
        INSERT OR IGNORE INTO main.failure SELECT * FROM other.failure
          WHERE digest NOT IN (SELECT digest FROM main.run WHERE digest IS NOT NULL);
        DELETE FROM main.failure WHERE digest IN (SELECT digest FROM main.run WHERE digest IS NOT NULL);
        """)
    try mergeSets(database)
    try mergeChecks(database)
    try mergeProvenance(database)
    report.kept = try mergeModels(database) + mergeTunings(database) + mergeNamed(database)
    // both were held against their sums when they were opened
    try PartChecksum.sealAll(database)
    return report
  }

  private func copyRuns(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO main.run (id, key, scenario, arm, part, seed, policy_json, scenario_json, wall_seconds, digest)
        SELECT ours, key, scenario, arm, part, seed, policy_json, scenario_json, wall_seconds, digest
        FROM other.run JOIN incoming ON theirs = id
        """)
  }
}
