import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// Stores which runs the points of a plan need, in one transaction.
  ///
  /// An earlier plan of that name goes where the new one needs all that is stored of it; else it is kept apart.
  ///
  /// - Returns: A sentence on the plan that is kept apart; nil where there is none.
  @discardableResult
  public func record(plan: SweepPlan) throws -> String? {
    var earlier: RunSet?
    try write { database in
      let name = plan.experiment.name
      // entered under a name that nothing else has, so that its digest is made of what is stored
      let id = try insert(plan, as: "", database)
      let new = RunSet(
        kind: .experiment, name: name, family: name, digest: try RunSet.planDigest(of: id, database),
        recorded: RunSet.now())
      let current = try Self.sets(database).first { $0.kind == .experiment && $0.name == name }
      if let current, current.digest != new.digest, try Self.needsAll(of: name, id, database) {
        try Self.remove(current, database)
      }
      earlier = try Self.enter(new, database)
      try database.execute(sql: "DELETE FROM experiment WHERE name = ?", arguments: [name])
      try database.execute(sql: "UPDATE experiment SET name = ? WHERE id = ?", arguments: [name, id])
      try PartChecksum.seal(["plan of the experiment"], database)
    }
    return earlier.map {
      "\(plan.experiment.name): the experiment or its scenario was edited; the runs of the earlier version (digest "
        + "\($0.words)) are kept apart as \(RunSet.earlierName($0.family, $0.digest))"
    }
  }

  /// Whether every run that is stored of the plan `name` is needed by the plan of the number `id` too.
  static func needsAll(of name: String, _ id: Int64, _ database: Database) throws -> Bool {
    try Row.fetchOne(
      database,
      sql: """
        SELECT 1 FROM experiment JOIN point_run ON point_run.experiment = experiment.id
        JOIN run ON run.digest = point_run.digest
        WHERE experiment.name = ? AND run.digest NOT IN (SELECT digest FROM point_run WHERE experiment = ?) LIMIT 1
        """, arguments: [name, id]) == nil
  }

  /// Forgets an experiment's plan; its runs stay.
  static func remove(_ set: RunSet, _ database: Database) throws {
    try database.execute(sql: "DELETE FROM experiment WHERE name = ?", arguments: [set.name])
    try database.execute(
      sql: "DELETE FROM run_set WHERE kind = 'experiment' AND name = ?", arguments: [set.name])
  }

  /// - Returns: The number of the plan.
  private func insert(_ plan: SweepPlan, as name: String, _ database: Database) throws -> Int64 {
    try database.execute(sql: "INSERT INTO experiment (name) VALUES (?)", arguments: [name])
    let id = database.lastInsertedRowID
    let points = try database.makeStatement(
      sql: "INSERT INTO point (experiment, position, seed, settings_json) VALUES (?, ?, ?, ?)")
    let runs = try database.makeStatement(
      sql: "INSERT INTO point_run (experiment, position, arm, digest) VALUES (?, ?, ?, ?)")
    for point in plan.points {
      let settings = Dictionary(point.settings.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
      let json = try JSONSerialization.data(
        withJSONObject: settings, options: [.sortedKeys, .withoutEscapingSlashes])
      try points.execute(arguments: [
        id, point.index, String(point.scenario.seed), String(decoding: json, as: UTF8.self),
      ])
      for run in point.runs { try runs.execute(arguments: [id, point.index, run.arm, run.digest]) }
    }
    return id
  }

  /// Stores a run of a sweep, or why it failed.
  public func record(outcome: SweepOutcome) throws {
    switch outcome.result {
    case .success(let result): try record(run: result)
    case .failure(let reason):
      try write { database in
        try database.execute(
          sql: "INSERT OR REPLACE INTO failure (digest, arm, reason) VALUES (?, ?, ?)",
          arguments: [outcome.run.digest, outcome.run.arm, reason.description])
        try PartChecksum.seal(["failed run"], part: outcome.run.digest, database)
      }
    }
  }

  /// Digests of the runs that are stored.
  public func storedDigests() throws -> Set<String> {
    try read { try String.fetchSet($0, sql: "SELECT digest FROM run WHERE digest IS NOT NULL") }
  }

  /// Digests of the runs that failed, with their reasons.
  public func failures() throws -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT digest, reason FROM failure")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["digest"], $0["reason"]) })
    }
  }

  /// How far an experiment is.
  public struct Progress: Sendable, Hashable {
    /// Its name.
    public var experiment: String
    /// Different runs that its points need, those stored, and those that failed.
    public var runs, done, failed: Int
  }

  /// How far each experiment is, by name.
  public func progress() throws -> [Progress] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT experiment.name AS name, count(DISTINCT point_run.digest) AS runs, count(DISTINCT run.digest) AS done,
            count(DISTINCT failure.digest) AS failed
          FROM experiment
          JOIN point_run ON point_run.experiment = experiment.id
          LEFT JOIN run ON run.digest = point_run.digest
          LEFT JOIN failure ON failure.digest = point_run.digest
          GROUP BY experiment.id ORDER BY experiment.name
          """
      ).map { Progress(experiment: $0["name"], runs: $0["runs"], done: $0["done"], failed: $0["failed"]) }
    }
  }
}
