import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// Stores which runs the points of a plan need, in one transaction; points of an earlier plan of that name go, runs stay.
  public func record(plan: SweepPlan) throws {
    try write { database in
      let name = plan.experiment.name
      try database.execute(
        sql: "INSERT INTO experiment (name) VALUES (?) ON CONFLICT (name) DO NOTHING", arguments: [name])
      guard
        let id = try Int64.fetchOne(
          database, sql: "SELECT id FROM experiment WHERE name = ?", arguments: [name])
      else { return }
      try database.execute(sql: "DELETE FROM point WHERE experiment = ?", arguments: [id])
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
    }
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
      }
    }
  }

  /// Digests of the runs that are stored.
  public func storedDigests() throws -> Set<String> {
    try queue.read { try String.fetchSet($0, sql: "SELECT digest FROM run WHERE digest IS NOT NULL") }
  }

  /// Digests of the runs that failed, with their reasons.
  public func failures() throws -> [String: String] {
    try queue.read { database in
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
    try queue.read { database in
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
