import Experiments
import Foundation
import GRDB

/// A run as reports see it: what it was and its figures, without its course.
struct ReportedRun {
  /// Its id in the database.
  var id: Int64
  /// The experiment that needs it, or its scenario.
  var group: String
  /// The parameters of its point in the sweep, without those of the workload, as `path = value`; empty for no sweep.
  var condition: String
  /// What it was run on: scenario and workload parameters. The unit of inference.
  var workload: String
  /// The seed, as it was stored.
  var seed: String
  /// The arm and the part of the workload that was measured.
  var arm: String, part: String
  /// The figures of the metrics that were asked for; those that are undefined are absent.
  var values: [String: Double] = [:]
}

extension ResultsDatabase {
  /// All runs with the given metrics, points of sweeps first by position, arms in the order in which they were recorded.
  func reportedRuns(metrics: [String]) throws -> [ReportedRun] {
    try queue.read { database in
      var places: [Int64: [Int]] = [:]
      var runs: [ReportedRun] = []
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT run.id, coalesce(experiment.name, run.scenario), run.scenario, coalesce(settings_json, '{}'),
            coalesce(point.seed, run.seed), coalesce(point_run.arm, run.arm), run.part
          FROM run LEFT JOIN point_run ON point_run.digest = run.digest
          LEFT JOIN point ON point.experiment = point_run.experiment AND point.position = point_run.position
          LEFT JOIN experiment ON experiment.id = point_run.experiment
          ORDER BY experiment.id, point.position, run.id
          """)
      var parsed: [String: (condition: String, workload: String)] = [:]
      while let row = try rows.next() {
        let json: String = row[3]
        let settings = parsed[json] ?? Self.settings(json)
        parsed[json] = settings
        places[row[0], default: []].append(runs.count)
        let scenario: String = row[2]
        runs.append(
          ReportedRun(
            id: row[0], group: row[1], condition: settings.condition,
            workload: settings.workload.isEmpty ? scenario : settings.workload, seed: row[4], arm: row[5],
            part: row[6]))
      }
      let names = metrics.map { "'\($0)'" }.joined(separator: ", ")
      let figures = try Row.fetchCursor(
        database, sql: "SELECT run, name, value FROM metric WHERE value IS NOT NULL AND name IN (\(names))")
      while let row = try figures.next() {
        let (name, value): (String, Double) = (row[1], row[2])
        for place in places[row[0]] ?? [] { runs[place].values[name] = value }
      }
      return runs
    }
  }

  /// The settings of a point in words: those of the workload apart from the others.
  private static func settings(_ json: String) -> (condition: String, workload: String) {
    let object = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] ?? [:]
    let pairs = object.sorted { $0.key < $1.key }.map {
      (isLoad: isLoad($0.key), text: "\($0.key) = \($0.value)")
    }
    return (
      pairs.filter { !$0.isLoad }.map(\.text).joined(separator: ", "),
      pairs.filter(\.isLoad).map(\.text).joined(separator: ", ")
    )
  }

  private static func isLoad(_ path: String) -> Bool {
    path.hasPrefix("workload") || path == ClaimExperiment.workloadKey
  }
}
