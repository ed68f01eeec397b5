import GRDB

extension ResultsDatabase {
  /// Every table, column and unit of a results database, and the views with the questions that they answer, in Markdown.
  ///
  /// - Throws: `ResultsDatabaseError` if a column is not described.
  public static func reference() throws -> String {
    let database = try DatabaseQueue()
    try ResultsSchema.migrator.migrate(database)
    return try database.read { database in
      var lines = ResultsReference.opening
      lines += ["## Tables", ""]
      for name in try relations(database) where ResultsReference.tables[name] != nil {
        lines += [
          "### `\(name)`", "", ResultsReference.tables[name] ?? "", "", "| column | type | unit | |",
          "| --- | --- | --- | --- |",
        ]
        for column in try database.columns(in: name) {
          guard let text = ResultsReference.meaning(name, column.name) else {
            throw ResultsDatabaseError(path: name, reason: "the column \(column.name) is not described")
          }
          lines.append(
            "| `\(column.name)` | \(column.type)\(column.isNotNull ? "" : ", may be NULL") | \(text.unit) | \(text.words) |"
          )
        }
        lines.append("")
      }
      lines += ["## Views", ""]
      let questions =
        ResultsReference.earlierViews + ResultsSchema.questionViews.map { ($0.name, $0.question) }
      for (name, question) in questions {
        let columns = try database.columns(in: name).map { "`\($0.name)`" }.joined(separator: ", ")
        lines += ["### `\(name)`", "", "\(question) Columns: \(columns).", ""]
        if let view = ResultsSchema.questionViews.first(where: { $0.name == name }) {
          lines += ["```sql", view.sql, "```", ""]
        }
      }
      let unknown = try relations(database).filter { name in
        ResultsReference.tables[name] == nil && !questions.contains { $0.0 == name }
      }
      if let first = unknown.first { throw ResultsDatabaseError(path: first, reason: "is not described") }
      return lines.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false).joined(
        separator: "\n")
    }
  }
}

/// What the tables and columns of the schema mean.
enum ResultsReference {
  static let opening = [
    "# The results database", "",
    "Written by `forescale results schema`; a test holds it against the schema. Times are seconds on the workload's time line,",
    "money is USD. `forescale results export RESULTS --csv FOLDER` writes every table and view that is listed here as CSV. `forescale results provenance RESULTS`",
    "tells which commands of which builds wrote it.", "",
    "Every table is STRICT, or says the same by a CHECK of each column (`metric`, `timeline`, `decision`): a column of numbers holds",
    "numbers. Files of earlier versions are read as they are, and brought up to this format by the first command that writes them.",
    "",
    "With Python and pandas, in a notebook or a script:", "", "```python",
    "import sqlite3", "import pandas as pd", "",
    "with sqlite3.connect(\"out/results.sqlite\") as results:",
    "    figures = pd.read_sql(\"SELECT * FROM run_figures\", results)",
    "print(figures.pivot_table(index=\"arm\", columns=\"metric\", values=\"value\"))", "```", "",
    "There is no export to Parquet: no well-kept library for Swift writes it, and Debian 12 has none for C++. With pyarrow installed,",
    "`figures.to_parquet(\"figures.parquet\")` does it here.", "",
  ]

  static let tables: [String: String] = [
    "alarm": "An alarm of a healing policy.",
    "checksum":
      "Sums over what belongs to no run, which readers and merges hold it against; versions before 6 stored none.",
    "claim": "A claim as it was judged.",
    "claim_effect":
      "A comparison made for a claim: the judged one first, then other conditions, baselines, arms, metrics.",
    "claim_workload": "The judged effect of a claim on one workload.",
    "comparison": "An arm against the baseline in one scenario.",
    "decision": "A decision that changed something, and the first of each reason.",
    "experiment": "A sweep.", "failure": "A run of a sweep that failed.",
    "fault": "What became of a fault.", "fault_target": "What a fault struck.",
    "forecast": "A forecast and what came.", "input": "An input file of a run.",
    "metric": "A measured figure of a run; `metric_definition` has its unit.",
    "metric_definition": "What a metric means.", "model": "A forecaster that was trained or loaded.",
    "model_quality": "A figure of a forecaster on the test part.",
    "point": "A variation of a sweep under one seed.",
    "point_run": "The runs that a point needs.",
    "provenance":
      "Which commands of which builds wrote a scenario's, sweep's or search's results: a line each.",
    "remedy": "A remedy that was asked for.", "run": "One arm under one scenario and seed.",
    "run_checksum":
      "A sum over all rows of a run, which readers and merges hold it against; versions before 6 stored none.",
    "run_set":
      "Runs that belong together. The newest of a scenario or sweep has its name; those of an edited one are kept as `name@digest` "
      + "in every table.",
    "signal": "What a scrape said of the service.",
    "soundness_check": "A check that has to hold whatever the result.",
    "timeline": "The course of a run.",
    "trial": "A point of a search for hyperparameters; point 0 is the scenario as it is.",
    "tuning": "A search for hyperparameters, on validation data alone.",
  ]

  static let earlierViews = [
    ("arm_summary", "What did each arm cost and miss?"),
    ("forecaster_skill", "Which forecaster beats the naive ones?"),
    ("experiment_result", "Which figure came out under which settings of a sweep?"),
    ("experiment_progress", "How far is a sweep?"),
    ("fault_recovery", "How soon did each arm recover, by type of fault?"),
    ("tuning_trials", "Which settings of a search did best on validation, and which failed?"),
  ]

  /// The unit and meaning of a column; nil where it is not described.
  static func meaning(_ table: String, _ column: String) -> (unit: String, words: String)? {
    columns["\(table).\(column)"] ?? columns[column]
  }

  private static let columns: [String: (unit: String, words: String)] = [
    "id": ("", "Its number."), "run": ("", "The run, `run.id`."), "model": ("", "The model, `model.id`."),
    "experiment": ("", "The sweep, `experiment.id`."), "scenario": ("", "The scenario's name."),
    "arm": ("", "The arm's name."), "name": ("", "Its name."),
    "position": ("", "Its place in order, from 0."),
    "time": ("s", "When."), "number": ("", "Its number in the plan, or of the replica or node."),
    "digest": ("", "SHA-256 of all that a run of a sweep depends on."),
    "seed": ("", "The seed of every random stream, as text."),
    "kind": ("", "Its kind."), "reason": ("", "Why, in words."), "ready": ("replicas", "Ready to serve."),
    "desired": ("replicas", "Asked for."), "value": ("", "The value, in the metric's unit."),
    "requests_per_second": ("requests/s", "Requests that arrived."),
    "error_share": ("1", "Requests that failed, of all."),
    "alarm.subject": ("", "`service`, `replica` or `node`."),
    "alarm.suspected": ("", "The suspected type of fault."),
    "alarm.score": ("", "How sure the detector was; larger is surer."),
    "alarm.number": ("", "Number of the replica or node."),
    "checksum.kind": ("", "What the part is, in words."),
    "checksum.part": ("", "Its name, or a JSON array of its names; empty for all of the kind."),
    "checksum.sha256": ("", "SHA-256 of every value of the part with its type."),
    "protocol": ("", "The protocol's name."), "claim": ("", "The claim's name."),
    "baseline": ("", "The arm held against."), "metric": ("", "The metric."),
    "change": ("1", "Geometric mean of arm over baseline, minus 1."),
    "lower": ("1", "Lower end of the interval of the change."),
    "upper": ("1", "Upper end of the interval of the change."),
    "workloads": ("", "How many workloads, the units of inference."),
    "claim.statement": ("", "The claim in words."),
    "claim.experiment": ("", "The experiment that judges it."),
    "claim.stated": ("1", "The stated change."),
    "claim.verdict": ("", "`supported`, `refuted` or `inconclusive`."),
    "claim.is_guarded": ("", "1 where every guard was shown to hold."),
    "claim.confidence": ("1", "Confidence of the interval, after Holm."),
    "claim.detectable": ("1", "The smallest change found with 80 % power, as a decrease."),
    "claim.oracle_change": ("1", "The oracle's change against the same baseline."),
    "claim.oracle_share": ("1", "Share of the oracle's log-ratio that the arm reached."),
    "claim_effect.condition": ("", "Values of the condition's keys."),
    "claim_workload.workload": ("", "The workload."), "claim_workload.change": ("1", "Its change."),
    "claim_workload.seeds": ("", "Seeds that it is the mean of."),
    "comparison.baseline": ("", "The arm held against."), "comparison.metric": ("", "The metric."),
    "comparison.difference": ("the metric's", "Arm minus baseline."),
    "comparison.ratio": ("1", "Arm over baseline."),
    "decision.current": ("replicas", "Before."), "decision.rule": ("", "The rule that decided."),
    "decision.signal": ("the rule's", "What was measured."),
    "decision.reference": ("the rule's", "What it was held against."),
    "fault.type": ("", "One of the types of docs/anomalies.md."),
    "fault.scope_json": ("", "What it was meant to strike."),
    "fault.severity": ("1", "From 0 to 1."), "fault.onset": ("s", "When the cause came."),
    "fault.ended": ("s", "When the cause was gone."),
    "fault.violation_seconds": ("s", "Time in which the service level was missed."),
    "fault.recovery_seconds": ("s", "From onset to restored service level; 0 if it was kept."),
    "fault.is_censored": ("", "1 where the run ended first."),
    "fault.detection_seconds": ("s", "From onset to the first true alarm."),
    "fault.reaction_seconds": ("s", "From that alarm to the first remedy."),
    "fault_target.fault": ("", "The fault's number."),
    "forecast.issued_at": ("s", "When it was issued."), "forecast.valid_at": ("s", "When it is for."),
    "forecast.value": ("requests/s", "The forecast."),
    "forecast.lower": ("requests/s", "Lower end of the interval."),
    "forecast.upper": ("requests/s", "Upper end of the interval."),
    "forecast.actual": ("requests/s", "What came."),
    "sha256": ("", "SHA-256 of the file as it is stored."),
    "metric_definition.unit": ("", "The unit."),
    "metric_definition.better": ("", "`lower`, `higher` or `none`."),
    "metric_definition.summary": ("", "One sentence."),
    "model.hyperparameters_json": ("", "Kind and hyperparameters."),
    "model.training_data_sha256": ("", "SHA-256 of the training data."),
    "model.file_sha256": ("", "SHA-256 of the saved model."),
    "point.settings_json": ("", "What was set, by path."),
    "provenance.name": ("", "The scenario, experiment, search or protocol."),
    "provenance.revision": ("", "The commit that was built, or `unknown`."),
    "provenance.tree": ("", "Whether the tree had changes: `clean`, `changed` or `unknown`."),
    "provenance.built": ("UTC", "When it was built, or `unknown`."),
    "recorded": ("UTC", "When it was last written; NULL where the version that wrote it did not note that."),
    "run_checksum.sha256": ("", "SHA-256 of every value of the run with its type."),
    "run_set.kind": ("", "`scenario` or `experiment`."),
    "run_set.name": ("", "What the tables call it."),
    "run_set.family": ("", "The scenario's or sweep's own name."),
    "run_set.digest":
      (
        "",
        "SHA-256 of the resolved scenario without its seed, with its inputs; of a sweep's points and runs."
      ),
    "provenance.command": ("", "The command as it was given."),
    "provenance.version": ("", "The version of Forescale."),
    "remedy.requested": ("s", "When it was asked for."),
    "remedy.ended": ("s", "When it was done, failed or was refused."),
    "remedy.remedy_json": ("", "The remedy and its subject."),
    "remedy.outcome": ("", "`pending`, `done`, `failed` or `refused`."),
    "run.key": ("", "What it is known by."), "run.part": ("", "`validation`, `test` or `whole`."),
    "run.policy_json": ("", "The policy, resolved."), "run.scenario_json": ("", "The scenario, resolved."),
    "run.wall_seconds": ("s", "Wall-clock time of the simulation."),
    "signal.retries_per_second": ("requests/s", "Repeated requests."),
    "signal.violation_share": ("1", "Requests that failed or were late."),
    "signal.p50": ("s", "Median latency."),
    "signal.p95": ("s", "95th percentile."), "signal.p99": ("s", "99th percentile."),
    "signal.queue_length": ("requests", "Waiting."), "signal.cpu_cores": ("cores", "CPU used."),
    "signal.memory_bytes": ("bytes", "Memory used by all replicas."),
    "signal.restarts": ("1", "Restarts so far."),
    "signal.replicas": ("replicas", "Existing."),
    "soundness_check.holds": ("", "1 where it held."), "soundness_check.detail": ("", "What was seen."),
    "timeline.demand": ("replicas", "Fewest that meet the service level."),
    "timeline.nodes": ("nodes", "Billed."),
    "timeline.latency": ("s", "The percentile of the objective."),
    "timeline.cost": ("USD", "Node cost since the start of the measured part."),
    "trial.tuning": ("", "The search, `tuning.id`."),
    "trial.rung": ("", "Round of successive halving, from 0."),
    "trial.resource": ("the key's", "What it might use in that round."),
    "trial.settings_json": ("", "What was set: pairs of path and value."),
    "trial.value": ("the metric's", "The metric on validation data; NULL where it failed."),
    "trial.excess": ("1", "Share of windows by which the violation budget was missed."),
    "tuning.digest": ("", "SHA-256 of all that its trials depend on."),
    "tuning.target": ("", "What is tuned."),
    "tuning.method": ("", "`random`, `tpe` or `successive-halving`."),
    "tuning.better": ("", "`lower` or `higher`."),
  ]
}
