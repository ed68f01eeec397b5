import GRDB

/// The schema of a results database, as migrations. A migration that was released is never edited.
enum ResultsSchema {
  /// Written into the file's header, so that another program's database is not taken for results: "FSCL".
  static let applicationID: Int32 = 0x4653_434C

  /// The migrations, oldest first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { try $0.execute(sql: version1) }
    migrator.registerMigration("v2") { try $0.execute(sql: version2) }
    migrator.registerMigration("v3 faults") { try $0.execute(sql: faults) }
    migrator.registerMigration("v4 claims") { try $0.execute(sql: claims) }
    migrator.registerMigration("v4 report") { try $0.execute(sql: report) }
    migrator.registerMigration("v5 tuning") { try $0.execute(sql: tuning) }
    migrator.registerMigration("v6 strict") { try makeStrict($0) }
    return migrator
  }

  private static let version1 = """
    CREATE TABLE metric_definition (
      name TEXT PRIMARY KEY NOT NULL,
      unit TEXT NOT NULL,
      better TEXT NOT NULL CHECK (better IN ('lower', 'higher', 'none')),
      summary TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      scenario TEXT NOT NULL,
      arm TEXT NOT NULL,
      part TEXT NOT NULL CHECK (part IN ('validation', 'test', 'whole')),
      seed TEXT NOT NULL,
      policy_json TEXT NOT NULL CHECK (json_valid(policy_json)),
      scenario_json TEXT NOT NULL CHECK (json_valid(scenario_json)),
      wall_seconds REAL NOT NULL CHECK (wall_seconds >= 0)
    );

    CREATE TABLE input (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      PRIMARY KEY (run, position)
    ) WITHOUT ROWID;

    CREATE TABLE metric (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL REFERENCES metric_definition (name),
      value REAL,
      PRIMARY KEY (run, name)
    ) WITHOUT ROWID;

    CREATE TABLE timeline (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      time REAL NOT NULL,
      requests_per_second REAL NOT NULL CHECK (requests_per_second >= 0),
      demand INTEGER NOT NULL CHECK (demand >= 0),
      ready INTEGER NOT NULL CHECK (ready >= 0),
      desired INTEGER NOT NULL CHECK (desired >= 0),
      nodes INTEGER NOT NULL CHECK (nodes >= 0),
      latency REAL NOT NULL CHECK (latency >= 0),
      error_share REAL NOT NULL CHECK (error_share BETWEEN 0 AND 1),
      cost REAL NOT NULL,
      PRIMARY KEY (run, time)
    ) WITHOUT ROWID;

    CREATE TABLE decision (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      time REAL NOT NULL,
      current INTEGER NOT NULL CHECK (current >= 0),
      desired INTEGER NOT NULL CHECK (desired >= 0),
      rule TEXT NOT NULL,
      signal REAL,
      reference REAL,
      PRIMARY KEY (run, time)
    ) WITHOUT ROWID;

    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      scenario TEXT NOT NULL,
      name TEXT NOT NULL,
      hyperparameters_json TEXT NOT NULL CHECK (json_valid(hyperparameters_json)),
      training_data_sha256 TEXT NOT NULL,
      file_sha256 TEXT,
      UNIQUE (scenario, name)
    );

    CREATE TABLE model_quality (
      model INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value REAL,
      PRIMARY KEY (model, name)
    ) WITHOUT ROWID;

    CREATE TABLE forecast (
      model INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
      issued_at REAL NOT NULL,
      valid_at REAL NOT NULL CHECK (valid_at > issued_at),
      value REAL NOT NULL,
      lower REAL,
      upper REAL CHECK (upper IS NULL OR lower IS NULL OR upper >= lower),
      actual REAL NOT NULL,
      PRIMARY KEY (model, issued_at)
    ) WITHOUT ROWID;

    CREATE TABLE comparison (
      scenario TEXT NOT NULL,
      baseline TEXT NOT NULL,
      arm TEXT NOT NULL,
      metric TEXT NOT NULL,
      difference REAL NOT NULL,
      ratio REAL,
      PRIMARY KEY (scenario, baseline, arm, metric)
    ) WITHOUT ROWID;

    CREATE VIEW arm_summary AS
      SELECT run.scenario, run.arm, run.part, run.seed,
        max(CASE metric.name WHEN 'node_cost' THEN metric.value END) AS node_cost_usd,
        max(CASE metric.name WHEN 'replica_cost' THEN metric.value END) AS replica_cost_usd,
        max(CASE metric.name WHEN 'violation_windows' THEN metric.value END) AS violating_windows_percent,
        max(CASE metric.name WHEN 'downtime' THEN metric.value END) AS downtime_seconds,
        max(CASE metric.name WHEN 'scaling_time' THEN metric.value END) AS scaling_time_seconds,
        max(CASE metric.name WHEN 'mean_replicas' THEN metric.value END) AS mean_replicas
      FROM run JOIN metric ON metric.run = run.id
      GROUP BY run.id;

    CREATE VIEW forecaster_skill AS
      SELECT model.scenario, model.name,
        max(CASE model_quality.name WHEN 'rmse' THEN model_quality.value END) AS rmse,
        max(CASE model_quality.name WHEN 'skill_persistence' THEN model_quality.value END) AS skill_persistence,
        max(CASE model_quality.name WHEN 'skill_seasonal_naive' THEN model_quality.value END) AS skill_seasonal_naive
      FROM model JOIN model_quality ON model_quality.model = model.id
      GROUP BY model.id;

    PRAGMA application_id = 1179861836;
    """

  /// Sweeps: runs that are known by what they depend on, and the points that need them.
  private static let version2 = """
    ALTER TABLE run ADD COLUMN digest TEXT CHECK (digest IS NULL OR length(digest) = 64);
    CREATE UNIQUE INDEX run_digest ON run (digest) WHERE digest IS NOT NULL;

    CREATE TABLE experiment (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    );

    CREATE TABLE point (
      experiment INTEGER NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      seed TEXT NOT NULL,
      settings_json TEXT NOT NULL CHECK (json_valid(settings_json)),
      PRIMARY KEY (experiment, position)
    ) WITHOUT ROWID;

    CREATE TABLE point_run (
      experiment INTEGER NOT NULL,
      position INTEGER NOT NULL,
      arm TEXT NOT NULL,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      PRIMARY KEY (experiment, position, arm),
      FOREIGN KEY (experiment, position) REFERENCES point (experiment, position) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX point_run_digest ON point_run (digest);

    CREATE TABLE failure (
      digest TEXT PRIMARY KEY NOT NULL CHECK (length(digest) = 64),
      arm TEXT NOT NULL,
      reason TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE VIEW experiment_result AS
      SELECT experiment.name AS experiment, point.position, point.seed, point.settings_json, point_run.arm,
        run.id AS run, metric.name AS metric, metric.value, metric_definition.unit
      FROM experiment
      JOIN point ON point.experiment = experiment.id
      JOIN point_run ON point_run.experiment = point.experiment AND point_run.position = point.position
      JOIN run ON run.digest = point_run.digest
      JOIN metric ON metric.run = run.id
      JOIN metric_definition ON metric_definition.name = metric.name;

    CREATE VIEW experiment_progress AS
      SELECT experiment.name AS experiment, count(*) AS runs, count(run.id) AS done, count(failure.digest) AS failed
      FROM experiment
      JOIN point_run ON point_run.experiment = experiment.id
      LEFT JOIN run ON run.digest = point_run.digest
      LEFT JOIN failure ON failure.digest = point_run.digest
      GROUP BY experiment.id;
    """

  /// Faults, alarms and remedies of a run, and what every scrape said of the service.
  private static let faults = """
    CREATE TABLE fault (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 0),
      type TEXT NOT NULL,
      scope_json TEXT NOT NULL CHECK (json_valid(scope_json)),
      severity REAL NOT NULL CHECK (severity BETWEEN 0 AND 1),
      onset REAL NOT NULL,
      ended REAL NOT NULL CHECK (ended >= onset),
      violation_seconds REAL NOT NULL CHECK (violation_seconds >= 0),
      recovery_seconds REAL NOT NULL CHECK (recovery_seconds >= 0),
      is_censored INTEGER NOT NULL CHECK (is_censored IN (0, 1)),
      detection_seconds REAL CHECK (detection_seconds >= 0),
      reaction_seconds REAL CHECK (reaction_seconds >= 0),
      PRIMARY KEY (run, number)
    ) WITHOUT ROWID;

    CREATE TABLE fault_target (
      run INTEGER NOT NULL,
      fault INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('replica', 'node')),
      number INTEGER NOT NULL CHECK (number >= 0),
      PRIMARY KEY (run, fault, kind, number),
      FOREIGN KEY (run, fault) REFERENCES fault (run, number) ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE alarm (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      time REAL NOT NULL,
      subject TEXT NOT NULL CHECK (subject IN ('service', 'replica', 'node')),
      number INTEGER CHECK ((number IS NULL) = (subject = 'service')),
      suspected TEXT,
      score REAL NOT NULL,
      PRIMARY KEY (run, position)
    ) WITHOUT ROWID;

    CREATE TABLE remedy (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      requested REAL NOT NULL,
      ended REAL CHECK (ended >= requested),
      kind TEXT NOT NULL,
      remedy_json TEXT NOT NULL CHECK (json_valid(remedy_json)),
      reason TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'done', 'failed', 'refused')),
      PRIMARY KEY (run, position)
    ) WITHOUT ROWID;

    CREATE TABLE signal (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      time REAL NOT NULL,
      requests_per_second REAL NOT NULL,
      retries_per_second REAL NOT NULL,
      error_share REAL NOT NULL,
      violation_share REAL NOT NULL,
      p50 REAL NOT NULL,
      p95 REAL NOT NULL,
      p99 REAL NOT NULL,
      queue_length REAL NOT NULL,
      cpu_cores REAL NOT NULL,
      memory_bytes REAL NOT NULL,
      restarts INTEGER NOT NULL,
      ready INTEGER NOT NULL,
      replicas INTEGER NOT NULL,
      desired INTEGER NOT NULL,
      PRIMARY KEY (run, time)
    ) WITHOUT ROWID;

    CREATE VIEW fault_recovery AS
      SELECT run.scenario, run.arm, fault.type, count(*) AS faults,
        avg(min(CASE WHEN is_censored THEN 600 ELSE recovery_seconds END, 600)) AS recovery_600_seconds,
        avg(min(CASE WHEN is_censored THEN 1800 ELSE recovery_seconds END, 1800)) AS recovery_1800_seconds,
        sum(fault.violation_seconds) AS violation_seconds,
        avg(detection_seconds IS NOT NULL) AS detected_share,
        avg(min(coalesce(detection_seconds, 600), 600)) AS detection_600_seconds
      FROM fault JOIN run ON run.id = fault.run
      GROUP BY run.scenario, run.arm, fault.type;
    """

  /// Claims as they were judged.
  private static let claims = """
    CREATE TABLE claim (
      protocol TEXT NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      name TEXT NOT NULL,
      statement TEXT NOT NULL,
      experiment TEXT NOT NULL,
      metric TEXT NOT NULL REFERENCES metric_definition (name),
      arm TEXT NOT NULL,
      baseline TEXT NOT NULL,
      stated REAL NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'refuted', 'inconclusive')),
      is_guarded INTEGER NOT NULL CHECK (is_guarded IN (0, 1)),
      change REAL,
      lower REAL,
      upper REAL CHECK (upper IS NULL OR upper >= lower),
      confidence REAL CHECK (confidence BETWEEN 0 AND 1),
      workloads INTEGER NOT NULL CHECK (workloads >= 0),
      detectable REAL,
      oracle_change REAL,
      oracle_share REAL,
      PRIMARY KEY (protocol, name)
    ) WITHOUT ROWID;

    CREATE TABLE claim_effect (
      protocol TEXT NOT NULL,
      claim TEXT NOT NULL,
      position INTEGER NOT NULL,
      arm TEXT NOT NULL,
      baseline TEXT NOT NULL,
      metric TEXT NOT NULL,
      condition TEXT NOT NULL,
      change REAL,
      lower REAL,
      upper REAL,
      workloads INTEGER NOT NULL,
      PRIMARY KEY (protocol, claim, position),
      FOREIGN KEY (protocol, claim) REFERENCES claim (protocol, name) ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE claim_workload (
      protocol TEXT NOT NULL,
      claim TEXT NOT NULL,
      workload TEXT NOT NULL,
      change REAL NOT NULL,
      seeds INTEGER NOT NULL CHECK (seeds > 0),
      PRIMARY KEY (protocol, claim, workload),
      FOREIGN KEY (protocol, claim) REFERENCES claim (protocol, name) ON DELETE CASCADE
    ) WITHOUT ROWID;
    """
}
