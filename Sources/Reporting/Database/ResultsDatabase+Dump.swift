import GRDB

extension ResultsDatabase {
  /// All contents as text, in an order that does not depend on when or how often something was recorded, with ids
  /// replaced by keys and without wall times: two equal experiments give equal dumps.
  public func dump() throws -> String {
    try read { database in
      var lines: [String] = []
      for (title, sql) in Self.dumpQueries {
        lines.append("# \(title)")
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() {
          lines.append(row.map { $0.1.isNull ? "NULL" : $0.1.description }.joined(separator: "\t"))
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  private static let dumpQueries: [(String, String)] = [
    ("metric_definition", "SELECT * FROM metric_definition ORDER BY name"),
    ("run", "SELECT key, policy_json, scenario_json FROM run ORDER BY key"),
    (
      "input",
      "SELECT run.key, input.position, input.name, sha256 FROM input JOIN run ON run = id ORDER BY 1, 2"
    ),
    ("metric", "SELECT run.key, name, value FROM metric JOIN run ON run = id ORDER BY 1, 2"),
    (
      "timeline",
      """
      SELECT key, time, requests_per_second, demand, ready, desired, nodes, latency, error_share, cost
      FROM timeline JOIN run ON run = id ORDER BY 1, 2
      """
    ),
    (
      "decision",
      "SELECT key, time, current, desired, rule, signal, reference FROM decision JOIN run ON run = id ORDER BY 1, 2"
    ),
    (
      "fault",
      """
      SELECT key, number, type, scope_json, severity, onset, ended, violation_seconds, recovery_seconds, is_censored,
        detection_seconds, reaction_seconds
      FROM fault JOIN run ON run = id ORDER BY 1, 2
      """
    ),
    (
      "fault_target",
      "SELECT key, fault, kind, number FROM fault_target JOIN run ON run = id ORDER BY 1, 2, 3, 4"
    ),
    (
      "alarm",
      "SELECT key, position, time, subject, number, suspected, score FROM alarm JOIN run ON run = id ORDER BY 1, 2"
    ),
    (
      "remedy",
      """
      SELECT key, position, requested, ended, kind, remedy_json, reason, outcome
      FROM remedy JOIN run ON run = id ORDER BY 1, 2
      """
    ),
    (
      "signal",
      """
      SELECT key, time, requests_per_second, retries_per_second, error_share, violation_share, p50, p95, p99, queue_length,
        cpu_cores, memory_bytes, restarts, ready, replicas, desired
      FROM signal JOIN run ON run = id ORDER BY 1, 2
      """
    ),
    (
      "model",
      """
      SELECT scenario, name, hyperparameters_json, training_data_sha256, file_sha256 FROM model ORDER BY 1, 2
      """
    ),
    (
      "model_quality",
      "SELECT scenario, model.name, q.name, value FROM model_quality q JOIN model ON model = id ORDER BY 1, 2, 3"
    ),
    (
      "forecast",
      """
      SELECT scenario, name, issued_at, valid_at, value, lower, upper, actual
      FROM forecast JOIN model ON model = id ORDER BY 1, 2, 3
      """
    ),
    (
      "point",
      """
      SELECT experiment.name, position, seed, settings_json FROM point JOIN experiment ON experiment = id ORDER BY 1, 2
      """
    ),
    (
      "point_run",
      "SELECT experiment.name, position, arm, digest FROM point_run JOIN experiment ON experiment = id ORDER BY 1, 2, 3"
    ),
    ("comparison", "SELECT * FROM comparison ORDER BY scenario, baseline, arm, metric"),
    ("soundness_check", "SELECT * FROM soundness_check ORDER BY scenario, position"),
    ("failure", "SELECT digest, arm, reason FROM failure ORDER BY digest"),
    ("claim", "SELECT * FROM claim ORDER BY protocol, name"),
    ("claim_effect", "SELECT * FROM claim_effect ORDER BY protocol, claim, position"),
    ("claim_workload", "SELECT * FROM claim_workload ORDER BY protocol, claim, workload"),
    ("comparison", "SELECT * FROM comparison ORDER BY scenario, baseline, arm, metric"),
    ("tuning", "SELECT name, digest, target, method, metric, better, seed FROM tuning ORDER BY name"),
    (
      "trial",
      """
      SELECT tuning.name, position, rung, resource, settings_json, value, excess, reason
      FROM trial JOIN tuning ON tuning = id ORDER BY 1, 2
      """
    ),
    ("soundness_check", "SELECT * FROM soundness_check ORDER BY scenario, position"),
  ]
}
