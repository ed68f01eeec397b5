import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// Stores what metrics mean; later definitions replace earlier ones of the same name.
  public func record(definitions: [MetricDefinition]) throws {
    try write { database in
      for definition in definitions {
        try database.execute(
          sql: """
            INSERT INTO metric_definition (name, unit, better, summary) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET unit = excluded.unit, better = excluded.better, summary = excluded.summary
            """,
          arguments: [definition.name, definition.unit, definition.better, definition.summary])
      }
      try PartChecksum.seal(["definitions of metrics"], database)
    }
  }

  /// Stores a run in one transaction with a sum over all its rows; one of the same set, arm, part and seed is replaced.
  ///
  /// The definitions of its metrics have to be there.
  public func record(run: RunResult) throws {
    try write { database in
      let scenario = try Self.name(of: .scenario, run.scenario, run.scenarioDigest, database)
      let key = run.digest ?? [scenario, run.arm, run.part, String(run.seed)].joined(separator: "|")
      try database.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [key])
      try database.execute(
        sql: """
          INSERT INTO run (key, scenario, arm, part, seed, policy_json, scenario_json, wall_seconds, digest)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          key, scenario, run.arm, run.part, String(run.seed), run.policyJSON, run.scenarioJSON,
          run.wallSeconds, run.digest,
        ])
      let id = database.lastInsertedRowID
      if let digest = run.digest {
        try database.execute(sql: "DELETE FROM failure WHERE digest = ?", arguments: [digest])
        try PartChecksum.seal(["failed run"], part: digest, database)
      }
      for (position, input) in run.inputs.enumerated() {
        try database.execute(
          sql: "INSERT INTO input (run, position, name, sha256) VALUES (?, ?, ?, ?)",
          arguments: [id, position, input.name, input.sha256])
      }
      for metric in run.metrics {
        try database.execute(
          sql: "INSERT INTO metric (run, name, value) VALUES (?, ?, ?)",
          arguments: [id, metric.name, metric.value])
      }
      let points = try database.makeStatement(
        sql: """
          INSERT INTO timeline (run, time, requests_per_second, demand, ready, desired, nodes, latency, error_share, cost)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for point in run.timeline {
        try points.execute(arguments: [
          id, point.time, point.requestsPerSecond, point.demand, point.ready, point.desired, point.nodes,
          point.latency, point.errorShare, point.cost,
        ])
      }
      let decisions = try database.makeStatement(
        sql:
          "INSERT INTO decision (run, time, current, desired, rule, signal, reference) VALUES (?, ?, ?, ?, ?, ?, ?)"
      )
      for decision in run.decisions {
        try decisions.execute(arguments: [
          id, decision.time, decision.current, decision.desired, decision.rule, decision.signal,
          decision.reference,
        ])
      }
      if let faults = run.faults { try record(faults, of: id, database) }
      try RunChecksum.seal(id, database)
    }
  }

  /// Stores a model with its quality and forecasts in one transaction; one of the same scenario and name is replaced.
  ///
  /// - Parameter digest: The set of the scenario's runs that it belongs to.
  public func record(model: ModelResult, scenario family: String, digest: String? = nil) throws {
    try write { database in
      let scenario = try Self.name(of: .scenario, family, digest, database)
      try database.execute(
        sql: "DELETE FROM model WHERE scenario = ? AND name = ?", arguments: [scenario, model.name])
      try database.execute(
        sql: """
          INSERT INTO model (scenario, name, hyperparameters_json, training_data_sha256, file_sha256)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          scenario, model.name, model.hyperparametersJSON, model.trainingDataSHA256, model.fileSHA256,
        ])
      let id = database.lastInsertedRowID
      for figure in model.quality {
        try database.execute(
          sql: "INSERT INTO model_quality (model, name, value) VALUES (?, ?, ?)",
          arguments: [id, figure.name, figure.value])
      }
      let rows = try database.makeStatement(
        sql: """
          INSERT INTO forecast (model, issued_at, valid_at, value, lower, upper, actual) VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      for forecast in model.forecasts {
        try rows.execute(arguments: [
          id, forecast.issuedAt, forecast.validAt, forecast.value, forecast.lower, forecast.upper,
          forecast.actual,
        ])
      }
      try PartChecksum.seal(["model"], part: Self.part(scenario, model.name, database), database)
    }
  }

  /// Stores the comparisons of a scenario; all earlier ones of that scenario go.
  public func record(comparisons: [ComparisonRecord], scenario family: String, digest: String? = nil) throws {
    try write { database in
      let scenario = try Self.name(of: .scenario, family, digest, database)
      try database.execute(sql: "DELETE FROM comparison WHERE scenario = ?", arguments: [scenario])
      for comparison in comparisons {
        try database.execute(
          sql: """
            INSERT INTO comparison (scenario, baseline, arm, metric, difference, ratio) VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            scenario, comparison.baseline, comparison.arm, comparison.metric, comparison.difference,
            comparison.ratio,
          ])
      }
      try PartChecksum.seal(["comparisons of"], part: scenario, database)
    }
  }

  /// Stores the soundness checks of a scenario in their order; all earlier ones of that scenario go.
  public func record(checks: [SoundnessCheck], scenario family: String, digest: String? = nil) throws {
    try write { database in
      let scenario = try Self.name(of: .scenario, family, digest, database)
      try database.execute(sql: "DELETE FROM soundness_check WHERE scenario = ?", arguments: [scenario])
      for (position, check) in checks.enumerated() {
        try database.execute(
          sql: "INSERT INTO soundness_check (scenario, position, name, holds, detail) VALUES (?, ?, ?, ?, ?)",
          arguments: [scenario, position, check.name, check.holds, check.detail])
      }
      try PartChecksum.seal(["soundness checks of"], part: scenario, database)
    }
  }

  /// Stores which command of which build wrote under the name of a scenario, experiment, search or protocol: a line for each
  /// command, with the time when it was last given.
  public func record(_ origin: Provenance, of name: String) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO provenance (name, command, version, revision, tree, built, recorded)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          name, origin.command, origin.version, origin.revision, origin.tree.rawValue, origin.built,
          origin.recorded ?? RunSet.now(),
        ])
      try PartChecksum.seal(["commands"], database)
    }
  }

  /// The name of a part that two values tell apart.
  static func part(
    _ first: some DatabaseValueConvertible, _ second: some DatabaseValueConvertible, _ database: Database
  ) throws -> String? {
    try String.fetchOne(database, sql: "SELECT json_array(?, ?)", arguments: [first, second])
  }
}
