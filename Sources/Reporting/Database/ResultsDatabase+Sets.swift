import Foundation
import GRDB

extension ResultsDatabase {
  /// All sets of runs, by kind and name.
  public func sets() throws -> [RunSet] { try read { try Self.sets($0) } }

  static func sets(_ database: Database, schema: String = "main") throws -> [RunSet] {
    try Row.fetchAll(
      database, sql: "SELECT kind, name, family, digest, recorded FROM \(schema).run_set ORDER BY kind, name"
    ).map {
      RunSet(
        kind: RunSet.Kind(rawValue: $0["kind"]) ?? .scenario, name: $0["name"], family: $0["family"],
        digest: $0["digest"], recorded: $0["recorded"])
    }
  }

  /// Sentences on what reports, charts and comparisons leave out: earlier sets of a name, and runs of a sweep whose plan is not
  /// stored.
  ///
  /// - Parameter set: The only set that is wanted; nothing is left out of it.
  public func leftOut(of set: String? = nil) throws -> [String] {
    guard set == nil else { return [] }
    return try read { database in
      let all = try Self.sets(database)
      let sentences = try all.filter(\.isEarlier).map { earlier in
        let runs = try Int.fetchOne(
          database,
          sql: earlier.kind == .scenario
            ? "SELECT count(*) FROM run WHERE digest IS NULL AND scenario = ?"
            : """
            SELECT count(DISTINCT run.id) FROM experiment JOIN point_run ON point_run.experiment = experiment.id
            JOIN run ON run.digest = point_run.digest WHERE experiment.name = ?
            """, arguments: [earlier.name])
        return
          "left out: \(Count.of(runs ?? 0, "run")) of an earlier version of the \(earlier.kind.rawValue) \(earlier.family) "
          + "(digest \(earlier.words)), kept as \(earlier.name)"
      }
      let strays =
        try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM run WHERE digest IS NOT NULL AND digest NOT IN (SELECT digest FROM point_run)
            """) ?? 0
      return sentences
        + (strays == 0
          ? []
          : ["left out: \(Count.of(strays, "run")) of sweeps that no plan in the file needs any more"])
    }
  }

  /// Begins to write the set of a scenario's runs: from now on it has the scenario's name, and another one that had it is kept
  /// apart.
  ///
  /// - Returns: A sentence on the set that is kept apart; nil where there is none.
  @discardableResult
  public func begin(scenario: String, digest: String) throws -> String? {
    var earlier: RunSet?
    try write { database in
      earlier = try Self.enter(
        RunSet(kind: .scenario, name: scenario, family: scenario, digest: digest, recorded: RunSet.now()),
        database)
    }
    return earlier.map {
      "\(scenario): the scenario was edited; the runs of the earlier version (digest \($0.words)) are kept apart as "
        + RunSet.earlierName(scenario, $0.digest)
    }
  }

  /// Gives `set` the name of its family, and an earlier one its own.
  ///
  /// - Returns: The set that had the name, if it was another one.
  @discardableResult
  static func enter(_ set: RunSet, _ database: Database) throws -> RunSet? {
    let known = try sets(database).filter { $0.kind == set.kind && $0.family == set.family }
    let current = known.first { !$0.isEarlier }
    var displaced: RunSet?
    if let current, current.digest != set.digest {
      try rename(current, to: RunSet.earlierName(set.family, current.digest), database)
      displaced = current
    }
    if let mine = known.first(where: { $0.digest == set.digest }) {
      if mine.isEarlier { try rename(mine, to: set.family, database) }
      try database.execute(
        sql: "UPDATE run_set SET recorded = ? WHERE kind = ? AND name = ?",
        arguments: [set.recorded, set.kind.rawValue, set.family])
    } else {
      // what has no set was stored without one, as by a program that gives no digests, and is as old as can be
      if current == nil, set.kind == .scenario, try hasRuns(set.family, database) {
        let unknown = RunSet(
          kind: .scenario, name: set.family, family: set.family, digest: RunSet.digest([]), recorded: nil)
        try insert(unknown, database)
        try rename(unknown, to: RunSet.earlierName(set.family, unknown.digest), database)
        displaced = unknown
      }
      try insert(set, database)
    }
    try PartChecksum.seal(["sets of runs"], database)
    return displaced
  }

  private static func hasRuns(_ scenario: String, _ database: Database) throws -> Bool {
    try Int.fetchOne(
      database, sql: "SELECT 1 FROM run WHERE digest IS NULL AND scenario = ? LIMIT 1", arguments: [scenario])
      != nil
  }

  static func insert(_ set: RunSet, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO run_set (kind, name, family, digest, recorded) VALUES (?, ?, ?, ?, ?)",
      arguments: [set.kind.rawValue, set.name, set.family, set.digest, set.recorded])
  }

  /// Calls a set otherwise in every table that names it.
  static func rename(_ set: RunSet, to name: String, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE run_set SET name = ? WHERE kind = ? AND name = ?",
      arguments: [name, set.kind.rawValue, set.name])
    switch set.kind {
    case .experiment:
      try database.execute(
        sql: "UPDATE experiment SET name = ? WHERE name = ?", arguments: [name, set.name])
      try PartChecksum.seal(["plan of the experiment"], database)
    case .scenario:
      for table in ["model", "comparison", "soundness_check"] {
        try database.execute(
          sql: "UPDATE OR REPLACE \(table) SET scenario = ? WHERE scenario = ?", arguments: [name, set.name])
      }
      try PartChecksum.seal(["model", "comparisons of", "soundness checks of"], database)
      let runs = try Int64.fetchAll(
        database, sql: "SELECT id FROM run WHERE digest IS NULL AND scenario = ? ORDER BY id",
        arguments: [set.name])
      for run in runs {
        // a sum is not made anew over what is broken
        if let broken = try RunChecksum.broken(database, only: run) {
          throw ResultsDatabaseError(
            path: set.family,
            reason: "the run \(broken.key.prefix(60)) is not as it was stored: its checksum differs")
        }
        try database.execute(
          sql: """
            UPDATE run SET scenario = :name, key = :name || '|' || arm || '|' || part || '|' || seed WHERE id = :run
            """, arguments: ["name": name, "run": run])
        try database.execute(
          sql: "UPDATE run_checksum SET sha256 = ? WHERE run = ?",
          arguments: [try RunChecksum.of(run, database), run])
      }
    }
  }

  /// What the tables call a set; its family where nothing is stored of it.
  static func name(of kind: RunSet.Kind, _ family: String, _ digest: String?, _ database: Database) throws
    -> String
  {
    guard let digest else { return family }
    return try String.fetchOne(
      database, sql: "SELECT name FROM run_set WHERE kind = ? AND family = ? AND digest = ?",
      arguments: [kind.rawValue, family, digest]) ?? family
  }
}
