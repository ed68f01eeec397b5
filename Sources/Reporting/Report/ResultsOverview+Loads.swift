import GRDB

extension ResultsOverview {
  /// What of the loads of recorded traces was invented rather than measured, a sentence each; empty where nothing was.
  static func inventions(_ database: ResultsDatabase) throws -> [String] {
    let found = try database.queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT count(*) AS runs,
            coalesce(json_extract(scenario_json, '$.workload.fluctuation'), 0) AS noise,
            json_extract(scenario_json, '$.workload.reconstruction') = 'percentiles' AS drawn
          FROM run WHERE id IN (SELECT run FROM input)
            AND json_array_length(coalesce(json_extract(scenario_json, '$.workload.traces'), '[]')) > 0
          GROUP BY noise, drawn HAVING noise > 0 OR drawn ORDER BY noise, drawn
          """)
    }
    return found.map { row in
      let runs = Count.of(row["runs"] as Int, "run")
      if row["drawn"] == true {
        return
          "In \(runs) the course within the traces' windows was drawn at random so that it keeps their percentiles."
      }
      return
        "In \(runs) the load fluctuates within the traces' windows by \((100 * (row["noise"] as Double)).formatted(digits: 1)) % "
        + "(coefficient of variation), log-normal noise that the scenario invents."
    }
  }
}
