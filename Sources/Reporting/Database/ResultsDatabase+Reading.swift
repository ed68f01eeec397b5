import Experiments
import GRDB
import Workloads

extension ResultsDatabase {
  /// What the metrics of the given names mean, in their order.
  ///
  /// - Throws: `ResultsDatabaseError` for one that is not there.
  public func definitions(of names: [String]) throws -> [MetricDefinition] {
    let all = try queue.read { database in
      try Row.fetchAll(
        database, sql: "SELECT name, unit, better, summary FROM metric_definition ORDER BY name"
      )
      .map {
        MetricDefinition(name: $0["name"], unit: $0["unit"], better: $0["better"], summary: $0["summary"])
      }
    }
    return try names.map { name in
      guard let definition = all.first(where: { $0.name == name }) else {
        throw absent("metric", name, among: all.map(\.name))
      }
      return definition
    }
  }

  /// An error that says what is there instead.
  func absent(_ kind: String, _ name: String, among names: [String]) -> ResultsDatabaseError {
    ResultsDatabaseError(path: path, reason: Self.absence(kind, name, among: names))
  }

  static func absence(_ kind: String, _ name: String, among names: [String]) -> String {
    guard !names.isEmpty else { return "there is no \(kind) '\(name)', nor any other" }
    let near = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    return "there is no \(kind) '\(name)'; there are \(names.joined(separator: ", "))\(near)"
  }

  /// All runs with the given figures: those of experiments point by point in order, so that a run that several points
  /// share comes several times, then those that belong to none.
  ///
  /// - Parameters:
  ///   - metrics: Which figures.
  ///   - experiment: The only experiment whose runs are wanted; nil for everything.
  /// - Throws: `ResultsDatabaseError` for an experiment that is not there.
  public func storedRuns(metrics: [String], experiment: String? = nil) throws -> [StoredRun] {
    try queue.read { database in
      let names = try String.fetchAll(database, sql: "SELECT name FROM experiment ORDER BY name")
      if let experiment, !names.contains(experiment) {
        throw absent("experiment", experiment, among: names)
      }
      let inputs = try Self.inputs(database)
      let figures = try Self.figures(metrics, database)
      let rows = try Row.fetchCursor(
        database,
        sql: experiment == nil
          ? Self.pointRuns + " UNION ALL " + Self.otherRuns + Self.order
          : Self.pointRuns + " WHERE experiment.name = ?" + Self.order,
        arguments: experiment.map { [$0] } ?? [])
      var runs: [StoredRun] = []
      while let row = try rows.next() {
        let id: Int64 = row["id"]
        runs.append(
          StoredRun(
            id: id, arm: row["arm"], family: row["family"], settings: row["settings"], seed: row["seed"],
            part: row["part"], inputs: inputs[id] ?? "", figures: figures[id] ?? [:]))
      }
      return runs
    }
  }

  private static let pointRuns = """
    SELECT 0 AS kind, experiment.name AS family, point.position, point_run.arm, run.id, point.settings_json AS settings,
      point.seed, run.part
    FROM experiment
    JOIN point ON point.experiment = experiment.id
    JOIN point_run ON point_run.experiment = point.experiment AND point_run.position = point.position
    JOIN run ON run.digest = point_run.digest
    """
  private static let otherRuns = """
    SELECT 1, scenario, 0, arm, id, '', seed, part FROM run
    WHERE digest IS NULL OR digest NOT IN (SELECT digest FROM point_run)
    """
  private static let order = " ORDER BY 1, 2, 3, 4, 5"

  private static func inputs(_ database: Database) throws -> [Int64: String] {
    var found: [Int64: String] = [:]
    let rows = try Row.fetchCursor(database, sql: "SELECT run, sha256 FROM input ORDER BY run, position")
    while let row = try rows.next() { found[row["run"], default: ""] += row["sha256"] as String }
    return found
  }

  private static func figures(_ metrics: [String], _ database: Database) throws -> [Int64: [String: Double]] {
    var found: [Int64: [String: Double]] = [:]
    for metric in metrics {
      let rows = try Row.fetchCursor(
        database, sql: "SELECT run, value FROM metric WHERE name = ? AND value IS NOT NULL",
        arguments: [metric])
      while let row = try rows.next() { found[row["run"], default: [:]][metric] = row["value"] as Double }
    }
    return found
  }
}
