import Experiments
import Foundation
import GRDB
import Writing

/// What reports and charts need of a results database: figures of all runs, the course of a few.
struct ResultsOverview {
  /// Most arms whose course is shown.
  static let mostCourses = 8

  /// What became of a soundness check.
  struct Check {
    var scenario: String, name: String, detail: String
    var holds: Bool
  }
  /// A table as it is stored, for what other commands add.
  struct StoredTable {
    var columns: [String]
    var rows: [[String]]
  }

  /// The database's path, as it was named.
  var path: String
  /// Figures of all runs.
  var runs: [StoredRun]
  /// Unit, better direction and summary of each metric.
  var definitions: [String: (unit: String, better: String, summary: String)]
  /// The arm that others are held against, by group.
  var baselines: [String: String]
  /// Arms against their baselines.
  var effects: [ArmEffect]
  /// The runs of one scenario and seed with their courses.
  var shown: [RunResult]
  /// The forecasters of that scenario.
  var models: [ModelResult]
  /// What was checked.
  var checks: [Check]
  /// Name, command and build.
  var provenance: [(name: String, command: String, version: String)]
  /// Sentences on what is in the file and not told of.
  var leftOut: [String]
  /// Files, their digests, and how many runs read them.
  var inputs: [(name: String, sha256: String, runs: Int)]
  /// Numbers of failed runs by reason.
  var failures: [(reason: String, runs: Int)]
  /// The claims in the order of their protocol, changes in percent.
  private static let claimQuery = """
    SELECT name AS claim, verdict, statement, replace(printf('%+.1f %%', 100 * stated), '-', '−') AS stated,
      replace(printf('%+.1f %%', 100 * change), '-', '−') AS measured,
      replace(printf('%+.1f to %+.1f %%', 100 * lower, 100 * upper), '-', '−') AS interval, workloads, arm, baseline, metric,
      CASE is_guarded WHEN 1 THEN 'held' ELSE 'not shown to hold' END AS guards, protocol
    FROM claim ORDER BY protocol, position
    """
  /// The table `claim`, where the file has one.
  var claims: StoredTable?
  /// Faults by arm and type over all runs.
  var faults: StoredTable
  /// What of the loads was invented, a sentence each.
  var inventions: [String]
  /// What the charts need.
  var options: ChartOptions

  /// Reads the database.
  ///
  /// - Parameters:
  ///   - baseline: The arm that others are held against; where nil, the one of the stored comparisons, or the first arm of the
  ///     scenario.
  ///   - set: The only set of runs that counts, by its name; the newest of each where nil.
  /// - Throws: `ResultsDatabaseError` for a baseline that no run has, or a file without runs.
  init(_ database: ResultsDatabase, baseline: String?, set: String? = nil) throws {
    path = database.path
    let counted = ResultsDatabase.counted(isGiven: set != nil)
    let given: StatementArguments = set.map { ["set": $0] } ?? [:]
    let tables = try database.read { database in
      (
        definitions: try Row.fetchAll(
          database, sql: "SELECT name, unit, better, summary FROM metric_definition"),
        baselines: try Row.fetchAll(database, sql: "SELECT DISTINCT scenario, baseline FROM comparison"),
        checks: try Row.fetchAll(
          database,
          sql: "SELECT scenario, name, detail, holds FROM soundness_check WHERE "
            + (set == nil ? "scenario NOT IN (\(ResultsDatabase.earlier("scenario")))" : "scenario = :set")
            + " ORDER BY scenario, position", arguments: given),
        inputs: try Row.fetchAll(
          database,
          sql: """
            SELECT name, sha256, count(DISTINCT run) FROM input WHERE run IN (\(counted)) GROUP BY 1, 2 ORDER BY 1, 2
            """, arguments: given),
        failures: try Row.fetchAll(
          database,
          sql: """
            SELECT reason, count(*) FROM failure WHERE digest IN (
              SELECT digest FROM point_run JOIN experiment ON experiment.id = experiment
              WHERE \(set == nil ? "name NOT IN (\(ResultsDatabase.earlier("experiment")))" : "name = :set"))
            GROUP BY reason ORDER BY 2 DESC, 1
            """, arguments: given),
        claims: try database.tableExists("claim") ? Self.table(database, Self.claimQuery) : nil,
        faults: try Self.table(
          database,
          """
          SELECT run.scenario, run.arm, type, count(*) AS faults,
            round(avg(min(CASE WHEN is_censored THEN 600 ELSE recovery_seconds END, 600)), 1),
            round(avg(min(CASE WHEN is_censored THEN 1800 ELSE recovery_seconds END, 1800)), 1),
            round(sum(violation_seconds), 1), round(100 * avg(detection_seconds IS NOT NULL), 1),
            round(avg(min(coalesce(detection_seconds, 600), 600)), 1)
          FROM fault JOIN run ON run.id = fault.run WHERE run.id IN (\(counted))
          GROUP BY run.scenario, run.arm, type ORDER BY run.scenario, type, run.arm
          """, given)
      )
    }
    definitions = Dictionary(
      tables.definitions.map { ($0["name"], ($0["unit"], $0["better"], $0["summary"])) },
      uniquingKeysWith: { $1 })
    let wanted = Set(ReportColumns.shown.map(\.metric) + ArmEffect.metrics).sorted()
    let stored = try database.storedRuns(metrics: wanted, set: set)
    // what belongs to no experiment as it was recorded, so that the scenario's first arm is the first
    runs =
      stored.filter { !$0.settings.isEmpty } + stored.filter { $0.settings.isEmpty }.sorted { $0.id < $1.id }
    guard !runs.isEmpty else {
      throw ResultsDatabaseError(
        path: path, reason: "the results hold no run; make some with run, reproduce or sweep")
    }
    // somebody else's file may hold texts of any length
    func short(_ text: String) -> String { Escape.shortened(text, limit: 1000) }
    checks = tables.checks.map {
      Check(scenario: short($0[0]), name: short($0[1]), detail: short($0[2]), holds: $0[3])
    }
    provenance = try database.provenance().map {
      (short($0.name), Escape.shortened($0.origin.command, limit: 10_000), short($0.origin.build))
    }
    leftOut = try database.leftOut(of: set)
    inputs = tables.inputs.map { (short($0[0]), short($0[1]), $0[2]) }
    failures = tables.failures.map { (short($0[0]), $0[1]) }
    claims = tables.claims
    faults = tables.faults

    // the first arm of the first scenario or point with a course stands for all of them
    let first = runs[0]
    var ids: [Int64] = []
    for run in runs
    where run.point == first.point && ids.count < Self.mostCourses && !ids.contains(run.id) {
      ids.append(run.id)
    }
    let read = try database.runs(ids)
    let scenarioName = read[0].scenario
    let scenario = ScenarioFacts(read[0].scenarioJSON)
    let places = Dictionary(scenario.arms.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    shown = read.map { run in
      var run = run
      (run.arm, run.scenario) = (Escape.shortened(run.arm), Escape.shortened(run.scenario))
      return run
    }.enumerated().sorted {
      (places[$0.element.arm, default: .max], $0.offset) < (places[$1.element.arm, default: .max], $1.offset)
    }.map(\.element)
    models = try database.models(scenario: scenarioName).map { model in
      var model = model
      model.name = Escape.shortened(model.name)
      return model
    }
    inventions = try Self.inventions(database)
    options = ChartOptions(
      folder: "", latencyTarget: scenario.latencyTarget, violationBudget: 100 * scenario.violationBudget,
      window: ChartOptions.excerpt(of: shown))

    var baselines: [String: String] = [:]
    for (group, members) in ArmEffect.ordered(runs, by: { [$0.family] }) {
      let arms = Set(members.map(\.arm))
      let stored = tables.baselines.first { Escape.shortened($0["scenario"]) == group[0] }.map {
        Escape.shortened($0["baseline"])
      }
      let candidates = [stored, scenario.arms.first { arms.contains($0) }, members[0].arm].compactMap(\.self)
      baselines[group[0]] =
        baseline.map { arms.contains($0) ? $0 : "" } ?? candidates.first { arms.contains($0) }
    }
    if let baseline, !runs.contains(where: { $0.arm == baseline }) {
      let names = ArmEffect.ordered(runs, by: { [$0.arm] }).map { $0.0[0] }
      throw ResultsDatabaseError(
        path: path,
        reason: "no run is of the arm '\(baseline)'; the arms are \(names.prefix(12).joined(separator: ", "))"
      )
    }
    self.baselines = baselines
    effects = ArmEffect.all(
      runs.enumerated().sorted {
        (places[$0.element.arm, default: .max], $0.offset) < (
          places[$1.element.arm, default: .max], $1.offset
        )
      }.map(\.element), baselines: baselines,
      definitions: tables.definitions.map {
        MetricDefinition(name: $0["name"], unit: $0["unit"], better: $0["better"], summary: $0["summary"])
      })
  }

  private static func table(
    _ database: Database, _ sql: String, _ arguments: StatementArguments = StatementArguments()
  ) throws -> StoredTable {
    let statement = try database.makeStatement(sql: sql)
    let rows = try Row.fetchAll(statement, arguments: arguments)
    return StoredTable(
      columns: statement.columnNames,
      rows: rows.map { row in row.map { $0.1.isNull ? "" : String.fromDatabaseValue($0.1) ?? "\($0.1)" } })
  }

  /// All charts that the results allow.
  func charts() -> [Chart] {
    Charts.of(
      ChartSource(effects: effects, figures: runs, runs: shown, models: models, options: options))
  }
}

/// What the resolved scenario of a run says that charts need.
struct ScenarioFacts {
  var arms: [String] = []
  var latencyTarget = 0.5
  var violationBudget = 0.005

  /// Reads what is there; what is not keeps the scenario's defaults.
  init(_ json: String) {
    let object = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] ?? [:]
    arms = (object["arms"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }.map {
      Escape.shortened($0)
    }
    violationBudget = object["violationBudget"] as? Double ?? violationBudget
    let service = (object["plant"] as? [String: Any])?["service"] as? [String: Any]
    latencyTarget = (service?["objective"] as? [String: Any])?["latencyTarget"] as? Double ?? latencyTarget
  }
}
