import Experiments
import GRDB
import Stochastics
import Workloads

extension ResultsDatabase {
  /// What the metrics of the given names mean, in their order.
  ///
  /// - Throws: `ResultsDatabaseError` for one that is not there.
  public func definitions(of names: [String]) throws -> [MetricDefinition] {
    let all = try read { database in
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
  ///   - set: The only experiment, or scenario outside of one, whose runs are wanted, by its name or that of an earlier set;
  ///     nil for the newest set of each.
  ///   - withRecoveries: Whether the times of their faults are wanted too.
  /// - Throws: `ResultsDatabaseError` for a set that is not there.
  public func storedRuns(metrics: [String], set: String? = nil, withRecoveries: Bool = false) throws
    -> [StoredRun]
  {
    try read { database in
      if let set {
        let experiments = try String.fetchAll(database, sql: "SELECT name FROM experiment ORDER BY name")
        let scenarios = try String.fetchAll(
          database, sql: "SELECT DISTINCT scenario FROM run WHERE digest IS NULL ORDER BY scenario")
        guard experiments.contains(set) || scenarios.contains(set) else {
          throw absent("experiment", set, among: experiments + scenarios.filter { !experiments.contains($0) })
        }
      }
      let inputs = try Self.inputs(database)
      let figures = try Self.figures(metrics, database)
      let recoveries = withRecoveries ? try Self.recoveries(database) : [:]
      let rows = try Row.fetchCursor(
        database,
        sql: set == nil
          ? Self.pointRuns + " WHERE experiment.name NOT IN (\(Self.earlier("experiment"))) UNION ALL "
            + Self.otherRuns
            + " AND scenario NOT IN (\(Self.earlier("scenario")))" + Self.order
          : Self.pointRuns + " WHERE experiment.name = :set UNION ALL " + Self.otherRuns
            + " AND scenario = :set"
            + Self.order,
        arguments: set.map { ["set": $0] } ?? [:])
      var runs: [StoredRun] = []
      while let row = try rows.next() {
        let id: Int64 = row["id"]
        runs.append(
          StoredRun(
            id: id, arm: row["arm"], family: row["family"], settings: row["settings"], seed: row["seed"],
            part: row["part"], inputs: inputs[id] ?? "", figures: figures[id] ?? [:]))
        if let times = recoveries[id] { runs[runs.count - 1].recoveries = times }
      }
      return runs
    }
  }

  /// How long each fault of each run took, by the run and the number of the fault.
  private static func recoveries(_ database: Database) throws -> [Int64: [Int: CensoredTime]] {
    var found: [Int64: [Int: CensoredTime]] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT run, number, recovery_seconds, is_censored FROM fault")
    while let row = try rows.next() {
      let (run, number, seconds, isCensored): (Int64, Int, Double, Bool) = (row[0], row[1], row[2], row[3])
      // a file of someone else's may hold what no run writes
      guard seconds.isFinite, seconds >= 0 else { continue }
      found[run, default: [:]][number] = CensoredTime(seconds, isObserved: !isCensored)
    }
    return found
  }

  private static let pointRuns = """
    SELECT 0 AS kind, experiment.name AS family, point.position, point_run.arm, run.id, point.settings_json AS settings,
      point.seed, run.part
    FROM experiment
    JOIN point ON point.experiment = experiment.id
    JOIN point_run ON point_run.experiment = point.experiment AND point_run.position = point.position
    JOIN run ON run.digest = point_run.digest
    """
  private static let otherRuns =
    "SELECT 1, scenario, 0, arm, id, '', seed, part FROM run WHERE digest IS NULL"

  /// Numbers of the runs that count: those of the newest set of each name, or those of `:set` where one is `given`.
  static func counted(isGiven given: Bool) -> String {
    func condition(_ name: String, _ kind: String) -> String {
      given ? "\(name) = :set" : "\(name) NOT IN (\(earlier(kind)))"
    }
    return """
      SELECT id FROM run WHERE digest IS NULL AND \(condition("scenario", "scenario"))
      UNION SELECT run.id FROM experiment JOIN point_run ON point_run.experiment = experiment.id
      JOIN run ON run.digest = point_run.digest WHERE \(condition("experiment.name", "experiment"))
      """
  }

  /// Names of sets that newer ones displaced.
  static func earlier(_ kind: String) -> String {
    "SELECT name FROM run_set WHERE kind = '\(kind)' AND name <> family"
  }
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
