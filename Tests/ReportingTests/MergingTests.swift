import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import GRDB
import Testing

@testable import Reporting

@Suite("Merging results")
struct MergingTests {
  private func database(_ runs: [(digest: Character, cost: Double)]) throws -> ResultsDatabase {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    for run in runs {
      var result = Sample.run("arm", cost: run.cost)
      result.digest = String(repeating: run.digest, count: 64)
      try database.record(run: result)
    }
    return database
  }

  @Test("two shares give what one machine would have given, in any order and as often as one likes")
  func union() throws {
    let whole = try database([("a", 1), ("b", 2), ("c", 3)])
    let shares = [try database([("a", 1), ("b", 2)]), try database([("b", 2), ("c", 3)])]
    for order in [[0, 1], [1, 0], [0, 1, 0]] {
      let merged = try ResultsDatabase(path: Sample.path())
      for index in order { _ = try merged.merge(from: shares[index].path) }
      #expect(try merged.dump() == whole.dump())
    }
    let merged = try ResultsDatabase(path: Sample.path())
    #expect(try merged.merge(from: shares[0].path) == .init(added: 2, present: 0))
    #expect(try merged.merge(from: shares[1].path) == .init(added: 1, present: 1))
  }

  @Test("a run that is there with another figure stops the merge, and nothing came")
  func difference() throws {
    let ours = try database([("a", 1)])
    let before = try ours.dump()
    let theirs = try database([("a", 1.5), ("b", 2)])
    let error = #expect(throws: ResultsDatabaseError.self) { try ours.merge(from: theirs.path) }
    #expect(
      error?.reason
        == "the run \(String(repeating: "a", count: 60)) of arm arm is there with another node_cost: 1.5 instead of 1.0; equal runs have equal figures, so one of the files is wrong"
    )
    #expect(try ours.dump() == before)
  }

  @Test("checks, commands, models, comparisons and claims come too, each once, whichever file is first")
  func facts() throws {
    func share(_ number: Int, holds: Bool) throws -> ResultsDatabase {
      let database = try database([("a", 1)])
      try database.record(
        checks: [
          SoundnessCheck(name: "A/A", holds: true, detail: "0"),
          SoundnessCheck(name: "oracle", holds: holds, detail: "share \(number)"),
        ], scenario: "s")
      try database.record(
        Provenance(command: "forescale sweep --shard \(number)/2", version: "1"), of: "s")
      try database.record(model: Sample.model, scenario: "s")
      try database.record(
        comparisons: [
          ComparisonRecord(baseline: "a", arm: "b", metric: "node_cost", difference: 1, ratio: 2)
        ], scenario: "s")
      try database.write {
        try $0.execute(
          sql: """
            INSERT INTO claim (protocol, position, name, statement, experiment, metric, arm, baseline, stated, verdict,
              is_guarded, workloads) VALUES ('p', 0, 'cost', 'cheaper', 'e', 'node_cost', 'a', 'b', -0.1, 'refuted', 1, 3);
            INSERT INTO claim_effect (protocol, claim, position, arm, baseline, metric, condition, workloads)
              VALUES ('p', 'cost', 0, 'a', 'b', 'node_cost', '', 3);
            INSERT INTO claim_workload (protocol, claim, workload, change, seeds) VALUES ('p', 'cost', 'w', -0.1, \(number));
            """)
      }
      return database
    }
    let shares = [try share(1, holds: true), try share(2, holds: false)]
    var dumps: Set<String> = []
    for order in [[0, 1], [1, 0, 1, 0]] {
      let merged = try ResultsDatabase(path: Sample.path())
      let kept = try order.map { try merged.merge(from: shares[$0].path).kept }
      // the two files differ in one row of one table of claims
      #expect(kept[0] == [] && kept[1] == ["the claims of p"])
      let (checks, commands) = try merged.queue.read { database in
        (
          try Row.fetchAll(database, sql: "SELECT name, detail, holds FROM soundness_check ORDER BY position")
            .map { "\($0[0] as String) \($0[1] as String) \($0[2] as Int)" },
          try String.fetchAll(database, sql: "SELECT command FROM provenance")
        )
      }
      #expect(checks == ["A/A 0 1", "oracle share 1 1", "oracle share 2 0"])
      #expect(commands.sorted() == ["forescale sweep --shard 1/2", "forescale sweep --shard 2/2"])
      // the first file's claims stay; all else is the same
      dumps.insert(try merged.dump().replacing("\"w\"\t-0.1\t\(order[0] + 1)", with: "w"))
    }
    let lines = dumps.map { Set($0.split(separator: "\n")) }
    #expect(
      lines.dropFirst().allSatisfy { $0.symmetricDifference(lines[0]) == [] } && dumps.count == 1,
      "\(lines.count == 2 ? lines[0].symmetricDifference(lines[1]) : [])")
    let alone = try ResultsDatabase(path: Sample.path())
    _ = try alone.merge(from: shares[0].path)
    #expect(try alone.dump() == shares[0].dump())
  }

  @Test("a failure goes when its run has come")
  func failures() throws {
    let run = SweepRun(point: 0, arm: "arm", digest: String(repeating: "a", count: 64))
    let ours = try database([])
    try ours.record(outcome: SweepOutcome(run: run, result: .failure(RunError("why"))))
    #expect(try ours.failures() == [run.digest: "why"])
    _ = try ours.merge(from: try database([("a", 1)]).path)
    #expect(try ours.failures().isEmpty && ours.storedDigests() == [run.digest])
  }

  /// One trial a position; in `there` the search `x` went on, and `y` is of another seed.
  @Test(
    "tunings come too: new ones, more trials of the same one; another under the same name stays as it is here"
  )
  func tunings() throws {
    func tuned(_ name: String, _ digest: Character, _ values: [Double]) -> String {
      """
      INSERT INTO tuning (name, digest, target, method, metric, better, seed)
        VALUES ('\(name)', '\(String(repeating: digest, count: 64))', 'arm', 'tpe', 'node_cost', 'lower', '1');

      """
        + values.enumerated().map {
          "INSERT INTO trial SELECT id, \($0), NULL, NULL, '[]', \($1), 0, NULL FROM tuning WHERE name = '\(name)';\n"
        }.joined()
    }
    func share(_ statements: String) throws -> ResultsDatabase {
      let database = try database([])
      try database.write { try $0.execute(sql: statements) }
      return database
    }
    let here = try share(tuned("x", "a", [3]) + tuned("y", "b", [5]))
    let there = try share(tuned("w", "d", [1]) + tuned("x", "a", [3, 2]) + tuned("y", "c", [4, 4]))
    for _ in 0..<2 {
      #expect(try here.merge(from: there.path).kept == ["the tuning y"])
      let rows = try here.queue.read {
        try Row.fetchAll($0, sql: "SELECT tuning, position, value FROM tuning_trials ORDER BY 1, 2")
          .map { "\($0[0] as String)\($0[1] as Int) \($0[2] as Double)" }
      }
      #expect(rows == ["w0 1.0", "x0 3.0", "x1 2.0", "y0 5.0"])
    }
  }
}
