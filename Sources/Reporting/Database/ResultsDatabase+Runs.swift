import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// The runs of the given ids with their course, decisions and faults, in order of their ids.
  ///
  /// What the database does not keep is absent: of alarms, replicas and nodes in the scrapes.
  func runs(_ ids: [Int64]) throws -> [RunResult] {
    try read { database in try ids.sorted().map { try Self.run($0, database) } }
  }

  /// The models of a scenario with their forecasts, in the order in which they were stored.
  func models(scenario: String) throws -> [ModelResult] {
    try read { database in
      let models = try Row.fetchAll(
        database, sql: "SELECT * FROM model WHERE scenario = ? ORDER BY id", arguments: [scenario])
      return try models.map { model in
        let id: Int64 = model["id"]
        let quality = try Row.fetchAll(
          database, sql: "SELECT name, value FROM model_quality WHERE model = ? ORDER BY name",
          arguments: [id])
        let forecasts = try Row.fetchAll(
          database,
          sql: """
            SELECT issued_at, valid_at, value, lower, upper, actual FROM forecast WHERE model = ? ORDER BY issued_at
            """, arguments: [id])
        return ModelResult(
          name: model["name"], hyperparametersJSON: model["hyperparameters_json"],
          trainingDataSHA256: model["training_data_sha256"], fileSHA256: model["file_sha256"],
          quality: quality.map { MetricValue(name: $0[0], value: $0[1]) },
          forecasts: forecasts.map {
            ForecastRecord(
              issuedAt: $0[0], validAt: $0[1], value: $0[2], lower: $0[3], upper: $0[4], actual: $0[5])
          })
      }
    }
  }

  private static func run(_ id: Int64, _ database: Database) throws -> RunResult {
    func rows(_ sql: String) throws -> [Row] { try Row.fetchAll(database, sql: sql, arguments: [id]) }
    guard let run = try rows("SELECT * FROM run WHERE id = ?").first else {
      throw ResultsDatabaseError(path: "run \(id)", reason: "there is no such run")
    }
    return RunResult(
      scenario: run["scenario"], arm: run["arm"], policyJSON: run["policy_json"],
      scenarioJSON: run["scenario_json"], part: run["part"], seed: UInt64(run["seed"] as String) ?? 0,
      inputs: try rows("SELECT name, sha256 FROM input WHERE run = ? ORDER BY position").map {
        InputFile(name: $0[0], sha256: $0[1])
      },
      metrics: try rows("SELECT name, value FROM metric WHERE run = ? ORDER BY name").map {
        MetricValue(name: $0[0], value: $0[1])
      },
      timeline: try rows(
        """
        SELECT time, requests_per_second, demand, ready, desired, nodes, latency, error_share, cost
        FROM timeline WHERE run = ? ORDER BY time
        """
      ).map {
        TimelinePoint(
          time: $0[0], requestsPerSecond: $0[1], demand: $0[2], ready: $0[3], desired: $0[4], nodes: $0[5],
          latency: $0[6], errorShare: $0[7], cost: $0[8])
      },
      decisions: try rows(
        "SELECT time, current, desired, rule, signal, reference FROM decision WHERE run = ? ORDER BY time"
      ).map {
        DecisionRecord(
          time: $0[0], current: $0[1], desired: $0[2], rule: $0[3], signal: $0[4], reference: $0[5])
      },
      faults: try faults(of: id, database), wallSeconds: run["wall_seconds"])
  }

  private static func faults(of id: Int64, _ database: Database) throws -> FaultReport? {
    func decoded<Value: Decodable>(_ sql: String, _: Value.Type) throws -> [Value] {
      try String.fetchAll(database, sql: sql, arguments: [id]).map {
        try JSONDecoder().decode(Value.self, from: Data($0.utf8))
      }
    }
    // SQLite writes the JSON that the types of the simulator are decoded from
    var report = FaultReport()
    report.outcomes = try decoded(
      """
      SELECT json_object('record', json_object('number', number, 'onset', onset, 'end', ended,
          'replicas', json((SELECT json_group_array(t.number) FROM fault_target t
            WHERE t.run = fault.run AND t.fault = fault.number AND kind = 'replica')),
          'nodes', json((SELECT json_group_array(t.number) FROM fault_target t
            WHERE t.run = fault.run AND t.fault = fault.number AND kind = 'node')),
          'specification', json_object('type', type, 'onset', onset, 'duration', ended - onset, 'severity', severity,
            'scope', json(scope_json))),
        'violationSeconds', violation_seconds, 'recovery', recovery_seconds,
        'isCensored', json(CASE WHEN is_censored THEN 'true' ELSE 'false' END),
        'detection', detection_seconds, 'reaction', reaction_seconds)
      FROM fault WHERE run = ? ORDER BY number
      """, FaultOutcome.self)
    report.remedies = try decoded(
      """
      SELECT json_object('requested', requested, 'ended', ended, 'outcome', outcome,
        'action', json_object('reason', reason, 'remedy', json(remedy_json)))
      FROM remedy WHERE run = ? ORDER BY position
      """, RemedyRecord.self)
    report.health = try Row.fetchAll(
      database, sql: "SELECT * FROM signal WHERE run = ? ORDER BY time", arguments: [id]
    ).map { row in
      var service = ServiceHealth()
      service.requestsPerSecond = row["requests_per_second"]
      service.retries = row["retries_per_second"]
      service.errorRate = row["error_share"]
      service.violationShare = row["violation_share"]
      (service.p50, service.p95, service.p99) = (row["p50"], row["p95"], row["p99"])
      service.queueLength = row["queue_length"]
      service.cpuUsed = row["cpu_cores"]
      (service.readyReplicas, service.replicas, service.desiredReplicas) = (
        row["ready"], row["replicas"], row["desired"]
      )
      return HealthObservation(
        now: row["time"], timestamp: row["time"], window: 15, service: service, replicas: [], nodes: [])
    }
    let isEmpty = report.outcomes.isEmpty && report.remedies.isEmpty && report.health.isEmpty
    return isEmpty ? nil : report
  }
}
