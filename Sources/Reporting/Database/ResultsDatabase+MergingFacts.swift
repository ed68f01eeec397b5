import GRDB

/// What a database says of scenarios and protocols as wholes; `other` is the database that is merged in.
extension ResultsDatabase {
  /// Checks of both, each once; a check that failed in one of them is a row that says so.
  func mergeChecks(_ database: Database) throws {
    let scenarios = try String.fetchAll(
      database, sql: "SELECT DISTINCT scenario FROM other.soundness_check ORDER BY scenario")
    for scenario in scenarios {
      func checks(_ schema: String) throws -> [[String]] {
        try Row.fetchAll(
          database,
          sql:
            "SELECT name, detail, holds FROM \(schema).soundness_check WHERE scenario = ? ORDER BY position",
          arguments: [scenario]
        ).map { [$0["name"], $0["detail"], String($0["holds"] as Int)] }
      }
      let (ours, theirs) = (try checks("main"), try checks("other"))
      if Set(theirs).isSubset(of: ours) { continue }
      // sorted, so that the result does not depend on which came first
      let all = ours.isEmpty ? theirs : Set(ours + theirs).sorted { $0.lexicographicallyPrecedes($1) }
      try database.execute(sql: "DELETE FROM main.soundness_check WHERE scenario = ?", arguments: [scenario])
      for (position, check) in all.enumerated() {
        try database.execute(
          sql:
            "INSERT INTO main.soundness_check (scenario, position, name, holds, detail) VALUES (?, ?, ?, ?, ?)",
          arguments: [scenario, position, check[0], check[2] == "1", check[1]])
      }
    }
  }

  /// The commands and builds of both, a line each: shares of a sweep have commands of their own.
  func mergeProvenance(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO main.provenance SELECT * FROM other.provenance WHERE true
        ON CONFLICT DO UPDATE SET recorded = max(coalesce(recorded, ''), coalesce(excluded.recorded, ''))
        WHERE coalesce(excluded.recorded, '') > coalesce(recorded, '')
        """)
  }

  /// The sets of both, whose names were settled before.
  func mergeSets(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO main.run_set SELECT * FROM other.run_set WHERE true
        ON CONFLICT (kind, name) DO UPDATE SET recorded = excluded.recorded
        WHERE coalesce(excluded.recorded, '') > coalesce(recorded, '')
        """)
  }

  /// Models that are not here, with figures and forecasts; those that are here and differ, in words.
  func mergeModels(_ database: Database) throws -> [String] {
    try database.execute(
      sql: """
        CREATE TEMP TABLE incoming AS
          SELECT id AS theirs,
            (SELECT coalesce(max(id), 0) FROM main.model) + row_number() OVER (ORDER BY scenario, name) AS ours
          FROM other.model WHERE (scenario, name) NOT IN (SELECT scenario, name FROM main.model);
        INSERT INTO main.model (id, scenario, name, hyperparameters_json, training_data_sha256, file_sha256)
          SELECT ours, scenario, name, hyperparameters_json, training_data_sha256, file_sha256
          FROM other.model JOIN incoming ON theirs = id;
        """)
    for table in ["model_quality", "forecast"] {
      let columns = try database.columns(in: table).map(\.name).filter { $0 != "model" }.joined(
        separator: ", ")
      try database.execute(
        sql: """
          INSERT INTO main.\(table) (model, \(columns)) SELECT ours, \(columns) FROM other.\(table)
          JOIN incoming ON theirs = model
          """)
    }
    try database.execute(sql: "DROP TABLE incoming")
    return try String.fetchAll(
      database,
      sql: """
        SELECT DISTINCT 'the model ' || theirs.name || ' of ' || theirs.scenario
        FROM other.model theirs JOIN main.model ours USING (scenario, name)
        JOIN other.model_quality there ON there.model = theirs.id
        LEFT JOIN main.model_quality here ON here.model = ours.id AND here.name = there.name
        WHERE there.value IS NOT here.value OR theirs.training_data_sha256 <> ours.training_data_sha256 ORDER BY 1
        """)
  }

  /// Tunings that are not here, and trials that one of the same name and search has more; those that are here and differ,
  /// in words.
  func mergeTunings(_ database: Database) throws -> [String] {
    try database.execute(
      sql: """
        INSERT INTO main.tuning (name, digest, target, method, metric, better, seed)
          SELECT name, digest, target, method, metric, better, seed FROM other.tuning
          WHERE name NOT IN (SELECT name FROM main.tuning) ORDER BY name;
        INSERT OR IGNORE INTO main.trial (tuning, position, rung, resource, settings_json, value, excess, reason)
          SELECT ours.id, position, rung, resource, settings_json, value, excess, reason FROM other.trial
          JOIN other.tuning theirs ON theirs.id = tuning JOIN main.tuning ours USING (name, digest);
        """)
    return try String.fetchAll(
      database,
      sql: """
        SELECT DISTINCT 'the tuning ' || theirs.name FROM other.tuning theirs JOIN main.tuning ours USING (name)
        LEFT JOIN other.trial there ON there.tuning = theirs.id
        LEFT JOIN main.trial here ON here.tuning = ours.id AND here.position = there.position
        WHERE theirs.digest <> ours.digest OR here.settings_json IS NOT there.settings_json
          OR here.value IS NOT there.value ORDER BY 1
        """)
  }

  /// Comparisons by scenario and claims by protocol, all of one name or none; names that are here and differ, in words.
  func mergeNamed(_ database: Database) throws -> [String] {
    var kept: [String] = []
    for (owner, words, tables) in [
      ("scenario", "the comparisons of", ["comparison"]),
      ("protocol", "the claims of", ["claim", "claim_effect", "claim_workload"]),
    ] {
      let names = try String.fetchAll(
        database, sql: "SELECT DISTINCT \(owner) FROM other.\(tables[0]) ORDER BY 1")
      for name in names {
        let isHere =
          try Row.fetchOne(
            database, sql: "SELECT 1 FROM main.\(tables[0]) WHERE \(owner) = ? LIMIT 1", arguments: [name])
          != nil
        for table in tables {
          if !isHere {
            try database.execute(
              sql: "INSERT INTO main.\(table) SELECT * FROM other.\(table) WHERE \(owner) = ?",
              arguments: [name])
          } else if try Row.fetchOne(
            database,
            sql: """
              SELECT 1 FROM (SELECT * FROM other.\(table) WHERE \(owner) = :name
                EXCEPT SELECT * FROM main.\(table) WHERE \(owner) = :name) LIMIT 1
              """, arguments: ["name": name]) != nil, kept.last != "\(words) \(name)"
          {
            kept.append("\(words) \(name)")
          }
        }
      }
    }
    return kept
  }
}
