-- A results database as version 1 of the schema left it. Never edited.
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
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('v1');
INSERT INTO metric_definition VALUES ('node_cost', 'USD', 'lower', 'Cost.'), ('violation_windows', '%', 'lower', 'Windows.');
INSERT INTO run VALUES
  (1, 'old|hpa|test|1', 'old', 'hpa', 'test', '1', '{}', '{"arms":[{"name":"hpa"},{"name":"oracle"}]}', 1.5),
  (2, 'old|oracle|test|1', 'old', 'oracle', 'test', '1', '{}', '{"arms":[{"name":"hpa"},{"name":"oracle"}]}', 1.5);
INSERT INTO input VALUES (1, 0, 'a.gz', '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO metric VALUES (1, 'node_cost', 10), (1, 'violation_windows', 1), (2, 'node_cost', 8), (2, 'violation_windows', 0);
INSERT INTO timeline VALUES (1, 60, 100, 2, 2, 3, 1, 0.25, 0, 0.1), (1, 120, 100, 2, 1, 3, 1, 0.75, 0, 0.2),
  (2, 60, 100, 2, 2, 2, 1, 0.25, 0, 0.1), (2, 120, 100, 2, 3, 2, 1, 0.25, 0, 0.2);
INSERT INTO decision VALUES (1, 60, 2, 3, 'metric above target', 90, 70);
INSERT INTO model VALUES (1, 'old', 'naive', '{}', 'ab', NULL);
INSERT INTO model_quality VALUES (1, 'rmse', 2.5);
INSERT INTO forecast VALUES (1, 0, 60, 5, 4, 6, 5.5);
INSERT INTO comparison VALUES ('old', 'hpa', 'oracle', 'node_cost', -2, 0.8);
