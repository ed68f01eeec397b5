extension ResultsSchema {
  /// Searches for hyperparameters, and their trials.
  static let tuning = """
    CREATE TABLE tuning (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      target TEXT NOT NULL,
      method TEXT NOT NULL CHECK (method IN ('random', 'tpe', 'successive-halving')),
      metric TEXT NOT NULL,
      better TEXT NOT NULL CHECK (better IN ('lower', 'higher')),
      seed TEXT NOT NULL
    );

    CREATE TABLE trial (
      tuning INTEGER NOT NULL REFERENCES tuning (id) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      rung INTEGER CHECK (rung >= 0),
      resource INTEGER CHECK (resource > 0),
      settings_json TEXT NOT NULL CHECK (json_valid(settings_json)),
      value REAL,
      excess REAL NOT NULL CHECK (excess >= 0),
      reason TEXT CHECK ((reason IS NULL) = (value IS NOT NULL)),
      PRIMARY KEY (tuning, position)
    ) WITHOUT ROWID;

    CREATE VIEW tuning_trials AS
      SELECT tuning.name AS tuning, target, method, metric, position, rung, resource, settings_json, value, excess, reason,
        rank() OVER (
          PARTITION BY tuning.id
          ORDER BY value IS NULL, excess, CASE better WHEN 'higher' THEN -value ELSE value END) AS place
      FROM trial JOIN tuning ON tuning.id = trial.tuning;
    """
}
