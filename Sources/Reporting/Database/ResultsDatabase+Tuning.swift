import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// The trials of a search that are stored, by position; the search is entered where it is new.
  ///
  /// - Throws: `ResultsDatabaseError` where another search is stored under its name.
  public func trials(of plan: SearchPlan) throws -> [Int: Trial] {
    let specification = plan.specification
    let stored = try read {
      try String.fetchOne(
        $0, sql: "SELECT digest FROM tuning WHERE name = ?", arguments: [specification.name])
    }
    if let stored, stored != plan.digest {
      throw ResultsDatabaseError(
        path: path,
        reason:
          "holds another search of the name '\(specification.name)', of another scenario, load, space, method or "
          + "seed; choose another name or another database")
    }
    if stored == nil {
      try write { database in
        try database.execute(
          sql:
            "INSERT INTO tuning (name, digest, target, method, metric, better, seed) VALUES (?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            specification.name, plan.digest, specification.target.text, specification.method.rawValue,
            specification.metric, plan.largerIsBetter ? "higher" : "lower", String(specification.seed),
          ])
        try PartChecksum.seal(["search"], part: specification.name, database)
      }
    }
    return try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT trial.* FROM trial JOIN tuning ON tuning.id = trial.tuning WHERE tuning.name = ? ORDER BY position
          """, arguments: [specification.name])
      return Dictionary(
        uniqueKeysWithValues: try rows.map { row in
          let pairs = try JSONDecoder().decode(
            [[String]].self, from: Data((row["settings_json"] as String).utf8))
          let trial = Trial(
            position: row["position"], rung: row["rung"], resource: row["resource"],
            settings: pairs.map { ExperimentSetting(path: $0[0], value: $0[1]) }, value: row["value"],
            excess: row["excess"], reason: row["reason"])
          return (trial.position, trial)
        })
    }
  }

  /// Stores a finished trial of a search that is entered; one of the same position is replaced.
  public func record(trial: Trial, of name: String) throws {
    let settings = try JSONEncoder().encode(trial.settings.map { [$0.path, $0.value] })
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO trial (tuning, position, rung, resource, settings_json, value, excess, reason)
          VALUES ((SELECT id FROM tuning WHERE name = ?), ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          name, trial.position, trial.rung, trial.resource, String(decoding: settings, as: UTF8.self),
          trial.value, trial.excess, trial.reason,
        ])
      try PartChecksum.seal(["trial"], part: Self.part(name, trial.position, database), database)
    }
  }
}
