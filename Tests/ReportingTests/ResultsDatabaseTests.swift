import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import GRDB
import Testing

@testable import Reporting

enum Sample {
  static let definitions = [
    MetricDefinition(name: "node_cost", unit: "USD", better: "lower", summary: "Cost."),
    MetricDefinition(name: "violation_windows", unit: "%", better: "lower", summary: "Windows."),
  ]

  static func run(_ arm: String, cost: Double? = 10, wall: Double = 1) -> RunResult {
    RunResult(
      scenario: "sample", arm: arm, policyJSON: "{}", scenarioJSON: "{}", part: "test", seed: .max,
      inputs: [InputFile(name: "a.gz", sha256: String(repeating: "0", count: 64))],
      metrics: [
        MetricValue(name: "node_cost", value: cost), MetricValue(name: "violation_windows", value: nil),
      ],
      timeline: (1...3).map {
        TimelinePoint(
          time: Double($0) * 60, requestsPerSecond: 100, demand: 2, ready: 2, desired: 3, nodes: 1,
          latency: 0.25,
          errorShare: 0, cost: 0.1)
      },
      decisions: [
        DecisionRecord(time: 60, current: 2, desired: 3, rule: "measured load", signal: 100, reference: nil)
      ],
      wallSeconds: wall)
  }

  static let model = ModelResult(
    name: "lstm", hyperparametersJSON: "{}", trainingDataSHA256: "ab", fileSHA256: nil,
    quality: [MetricValue(name: "rmse", value: 1.5)],
    forecasts: [ForecastRecord(issuedAt: 0, validAt: 60, value: 5, lower: 4, upper: 6, actual: 5.5)])

  static func path(_ name: String = "results.sqlite") -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent(name).path
  }
}

@Suite struct ResultsDatabaseTests {
  @Test("faults, alarms, remedies and signals of a run are stored, dumped, merged and summed up by type")
  func faults() throws {
    var run = Sample.run("one")
    var report = FaultReport()
    let fault = """
      {"record": {"number": 0, "onset": 100, "end": 160, "replicas": [4, 7], "nodes": [2], "specification":
        {"type": "deadlock", "onset": 40, "duration": 60, "severity": 0.5, "scope": {"replicas": {"_0": 2}}}},
       "violationSeconds": 40, "recovery": 700, "isCensored": false, "detection": 30, "reaction": 15}
      """
    report.outcomes = [try JSONDecoder().decode(FaultOutcome.self, from: Data(fault.utf8))]
    let alarm =
      #"{"time": 130, "alarm": {"subject": {"replica": {"_0": 7}}, "suspected": "deadlock", "score": 0.75}}"#
    report.alarms = [try JSONDecoder().decode(AlarmRecord.self, from: Data(alarm.utf8))]
    let remedy = """
      {"requested": 145, "ended": 147, "outcome": "done",
       "action": {"reason": "no progress", "remedy": {"restart": {"replica": 7}}}}
      """
    report.remedies = [try JSONDecoder().decode(RemedyRecord.self, from: Data(remedy.utf8))]
    report.health = [
      HealthObservation(
        now: 130, timestamp: 115, window: 15, service: ServiceHealth(), replicas: [], nodes: [])
    ]
    run.faults = report
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    try database.record(run: run)
    // recorded again, it is there once
    try database.record(run: run)
    let dump = try database.dump()
    for row in [
      #""deadlock" "{\"replicas\":{\"_0\":2}}" 0.5 100.0 160.0 40.0 700.0 0 30.0 15.0"#, #"0 "node" 2"#,
      #"0 "replica" 4"#, #"0 "replica" 7"#, #"0 130.0 "replica" 7 "deadlock" 0.75"#,
      #"145.0 147.0 "restart" "{\"restart\":{\"replica\":7}}" "no progress" "done""#, #"" 115.0 0.0"#,
    ] { #expect(dump.replacing("\t", with: " ").contains(row), "\(row) is not in\n\(dump)") }
    let other = try ResultsDatabase(path: Sample.path())
    #expect(try other.merge(from: database.path).added == 1)
    #expect(try other.dump() == dump)
    // 700 s count 600 in the short mean
    let means = try database.queue.read {
      try Row.fetchOne(
        $0, sql: "SELECT faults, recovery_600_seconds, recovery_1800_seconds FROM fault_recovery")
    }
    #expect(means == ["faults": 1, "recovery_600_seconds": 600.0, "recovery_1800_seconds": 700.0])
  }

  @Test func theDumpHoldsEverythingAndNoWallTime() throws {
    let a = try ResultsDatabase(path: Sample.path())
    try a.record(definitions: Sample.definitions)
    try a.record(run: Sample.run("one", wall: 1))
    try a.record(run: Sample.run("two", wall: 2))
    try a.record(model: Sample.model, scenario: "sample")
    try a.record(
      comparisons: [
        ComparisonRecord(baseline: "one", arm: "two", metric: "node_cost", difference: 0, ratio: 1)
      ],
      scenario: "sample")
    let b = try ResultsDatabase(path: Sample.path())
    try b.record(definitions: Sample.definitions.reversed())
    try b.record(model: Sample.model, scenario: "sample")
    try b.record(run: Sample.run("two", wall: 3))
    try b.record(run: Sample.run("one", cost: 99, wall: 4))
    try b.record(run: Sample.run("one", wall: 5))
    try b.record(
      comparisons: [
        ComparisonRecord(baseline: "one", arm: "two", metric: "node_cost", difference: 0, ratio: 1)
      ],
      scenario: "sample")
    let dump = try a.dump()
    let same = try b.dump()
    #expect(same == dump)
    for word in ["sample|one|test|18446744073709551615", "measured load", "0.25", "5.5", "NULL"] {
      #expect(dump.contains(word))
    }
    try b.record(run: Sample.run("one", cost: 11))
    let changed = try b.dump()
    #expect(changed != dump)
  }

  /// A run whose metric nobody defined is refused whole: nothing of it stays.
  @Test func aRunIsWrittenWholeOrNotAtAll() throws {
    let database = try ResultsDatabase(path: Sample.path())
    #expect(throws: ResultsDatabaseError.self) { try database.record(run: Sample.run("one")) }
    let runs = try database.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") }
    #expect(runs == 0)
  }

  @Test(arguments: [
    "UPDATE timeline SET error_share = 1.5", "UPDATE run SET part = 'train'",
    "UPDATE run SET policy_json = '{'",
    "INSERT INTO metric (run, name, value) VALUES (77, 'node_cost', 1)",
    "UPDATE forecast SET upper = lower - 1",
  ])
  func theSchemaGuardsTheData(sql: String) throws {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    try database.record(run: Sample.run("one"))
    try database.record(model: Sample.model, scenario: "sample")
    #expect(throws: ResultsDatabaseError.self) { try database.write { try $0.execute(sql: sql) } }
  }

  @Test func whatIsNoResultsDatabaseIsRefused() throws {
    func reason(_ path: String) -> String {
      do {
        _ = try ResultsDatabase(path: path)
        return "accepted"
      } catch let error as ResultsDatabaseError {
        return error.reason
      } catch { return "\(error)" }
    }
    let folder = Sample.path("")
    #expect(reason(folder) == "is a folder; a file is expected")
    let text = Sample.path()
    try Data("hello".utf8).write(to: URL(fileURLWithPath: text))
    #expect(reason(text) == "is not a results database; name a new file or one that Forescale wrote")
    let other = Sample.path()
    try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    #expect(reason(other) == "is a database of another program; name a new file or one that Forescale wrote")
    let newer = Sample.path()
    _ = try ResultsDatabase(path: newer)
    try DatabaseQueue(path: newer).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v99')") }
    #expect(
      reason(newer)
        == "the results were written by a newer version of Forescale; use that version or another file")
    #expect(reason("/proc/no/results.sqlite") == "its folder /proc/no cannot be made")
  }

  @Test func summaryView() throws {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    try database.record(run: Sample.run("one", cost: 12.5))
    let cost = try database.queue.read {
      try Double.fetchOne($0, sql: "SELECT node_cost_usd FROM arm_summary WHERE arm = 'one'")
    }
    #expect(cost == 12.5)
  }
}

@Suite struct TextTableTests {
  @Test func alignsAndShowsUnits() {
    var table = TextTable([.init("arm", isLeft: true), .init("cost", unit: "USD")])
    table.rows = [["hpa", TextTable.cell(12.345, digits: 2)], ["oracle", TextTable.cell(nil, digits: 2)]]
    #expect(
      table.render(color: false)
        == """
        arm      cost
                  USD
        ──────  ─────
        hpa     12.34
        oracle      –
        """)
  }

  @Test(arguments: [
    (1.005, 2, "1.00"), (-0.25, 1, "−0.2"), (999.999, 2, "1000.00"), (3, 0, "3"), (0.07, 3, "0.070"),
  ])
  func decimals(value: Double, digits: Int, expected: String) {
    #expect(value.formatted(digits: digits) == expected)
  }
}
