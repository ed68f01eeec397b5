import Experiments
import Foundation
import GRDB
import Testing

@testable import Reporting

/// Runs of edited scenarios and experiments in one file.
@Suite("Sets of runs")
struct RunSetTests {
  static func digest(_ letter: Character) -> String { String(repeating: letter, count: 64) }

  /// Runs of a scenario in the state that `letter` stands for.
  static func write(_ arms: [(String, Double)], _ letter: Character, to database: ResultsDatabase) throws
    -> String?
  {
    try database.record(definitions: Sample.definitions)
    let apart = try database.begin(scenario: "sample", digest: digest(letter))
    for (arm, cost) in arms {
      var run = Sample.run(arm, cost: cost)
      run.scenarioDigest = digest(letter)
      try database.record(run: run)
    }
    try database.record(
      checks: [SoundnessCheck(name: "A/A", holds: true, detail: "state \(letter)")], scenario: "sample",
      digest: digest(letter))
    return apart
  }

  @Test("runs of an edited scenario are told alone, and the earlier ones are kept apart and named")
  func edited() throws {
    let database = try ResultsDatabase(path: Sample.path())
    #expect(try Self.write([("stock", 20), ("proactive", 15)], "a", to: database) == nil)
    // again the same: nothing is displaced
    #expect(try Self.write([("stock", 20), ("proactive", 15)], "a", to: database) == nil)
    let apart = try #require(try Self.write([("stock", 40), ("forecast", 34)], "b", to: database))
    #expect(
      apart.hasPrefix(
        "sample: the scenario was edited; the runs of the earlier version (digest aaaaaaaaaaaa, written at 20"
      ))
    #expect(apart.hasSuffix(") are kept apart as sample@aaaaaaaaaaaa"))
    let markdown = try ResultsReport(database, baseline: "stock").markdown()
    #expect(markdown.contains("forecast: node cost −15.0 % against stock") && !markdown.contains("proactive"))
    #expect(
      markdown.contains(
        "left out: 2 runs of an earlier version of the scenario sample (digest aaaaaaaaaaaa, written at"))
    #expect(markdown.contains("state b") && !markdown.contains("state a"))
    let earlier = try ResultsReport(database, baseline: "stock", set: "sample@aaaaaaaaaaaa").markdown()
    #expect(
      earlier.contains("proactive (sample@aaaaaaaaaaaa): node cost −25.0 %")
        || earlier.contains("proactive: node cost −25.0 %"))
    #expect(try database.storedRuns(metrics: ["node_cost"]).map(\.arm).sorted() == ["forecast", "stock"])
    // every view tells them apart by the scenario's name
    let cheapest = try database.read {
      try String.fetchAll(
        $0, sql: "SELECT scenario || ' ' || arm FROM cheapest_arms WHERE place = 1 ORDER BY 1")
    }
    #expect(cheapest == ["sample forecast", "sample@aaaaaaaaaaaa proactive"])
    // the first one once more: it has the name again
    #expect(
      try Self.write([("stock", 20), ("proactive", 15)], "a", to: database)?.contains("sample@bbbbbbbbbbbb")
        == true)
    #expect(try database.storedRuns(metrics: []).map(\.arm).sorted() == ["proactive", "stock"])
    #expect(try database.sets().map(\.name) == ["sample", "sample@bbbbbbbbbbbb"])
    try database.close()
    #expect(try ResultsDatabase(existing: database.path).sets().count == 2)
  }

  @Test("two files with another scenario of one name: the newer has it, whichever is merged first")
  func merged() throws {
    let old = try ResultsDatabase(path: Sample.path())
    _ = try Self.write([("stock", 20)], "a", to: old)
    let new = try ResultsDatabase(path: Sample.path())
    _ = try Self.write([("stock", 40)], "b", to: new)
    try new.write {
      try $0.execute(sql: "UPDATE run_set SET recorded = '2999-01-01T00:00:00Z'")
      try PartChecksum.sealAll($0)
    }
    var dumps: Set<String> = []
    for order in [[old, new], [new, old], [old, new, old]] {
      let merged = try ResultsDatabase(path: Sample.path())
      var sentences: [String] = []
      for database in order { sentences += try merged.merge(from: database.path).apart }
      #expect(sentences.first?.contains("kept apart as sample@aaaaaaaaaaaa") == true)
      #expect(try merged.storedRuns(metrics: ["node_cost"]).map { $0.figures["node_cost"] } == [40])
      dumps.insert(try merged.dump())
      try merged.close()
      // sums were made again for what has another name
      _ = try ResultsDatabase(existing: merged.path)
    }
    #expect(dumps.count == 1)
    #expect(try old.sets().map(\.name) == ["sample"])
  }

  /// A plan of runs with the given digests, one a point.
  private func plan(_ name: String, _ digests: [Character], _ database: ResultsDatabase) throws {
    try database.write { database in
      let id = try RunSetTests.insert(name, digests, database)
      let digest = try RunSet.planDigest(of: id, database)
      try ResultsDatabase.insert(
        RunSet(
          kind: .experiment, name: name, family: name, digest: digest, recorded: "2026-01-0\(digests.count)"),
        database)
    }
    for letter in digests {
      var run = Sample.run("arm", cost: 1)
      run.digest = Self.digest(letter)
      try database.record(run: run)
    }
  }

  private static func insert(_ name: String, _ digests: [Character], _ database: Database) throws -> Int64 {
    try database.execute(sql: "INSERT INTO experiment (name) VALUES (?)", arguments: [name])
    let id = database.lastInsertedRowID
    for (position, letter) in digests.enumerated() {
      try database.execute(
        sql: "INSERT INTO point (experiment, position, seed, settings_json) VALUES (?, ?, '1', '{}')",
        arguments: [id, position])
      try database.execute(
        sql: "INSERT INTO point_run (experiment, position, arm, digest) VALUES (?, ?, 'arm', ?)",
        arguments: [id, position, digest(letter)])
    }
    return id
  }

  @Test("a larger plan takes the place of a smaller one in a merge; another plan is kept apart")
  func plans() throws {
    func file(_ digests: [Character]) throws -> ResultsDatabase {
      let database = try ResultsDatabase(path: Sample.path())
      try database.record(definitions: Sample.definitions)
      try plan("e", digests, database)
      return database
    }
    let (small, large, other) = (try file(["a"]), try file(["a", "b"]), try file(["c", "d", "e"]))
    for order in [[small, large], [large, small]] {
      let merged = try ResultsDatabase(path: Sample.path())
      for database in order { #expect(try merged.merge(from: database.path).apart == []) }
      #expect(try merged.progress() == [.init(experiment: "e", runs: 2, done: 2, failed: 0)])
    }
    for order in [[large, other], [other, large]] {
      let merged = try ResultsDatabase(path: Sample.path())
      var apart: [String] = []
      for database in order { apart += try merged.merge(from: database.path).apart }
      #expect(apart.count == 1)
      #expect(try merged.storedRuns(metrics: []).count == 3)
      #expect(try merged.leftOut().count == 1 && merged.progress().map(\.done) == [3, 2])
    }
  }
}
