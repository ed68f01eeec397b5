import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Reporting

/// A results database as a file: who may read it, what is refused, what is left behind.
@Suite("Results as files")
struct DatabaseFileTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A copy of a stored file in a folder of its own.
  static func fixture(_ name: String) throws -> String {
    let path = Sample.path()
    try FileManager.default.copyItem(
      atPath: root.appendingPathComponent("Tests/ReportingTests/Fixtures/formats/\(name).sqlite").path,
      toPath: path)
    return path
  }

  /// A closed file of this version with two runs.
  static func stored() throws -> String {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    try database.record(run: Sample.run("one"))
    try database.record(run: Sample.run("two", cost: 11))
    try database.record(model: Sample.model, scenario: "sample")
    #expect(try database.close())
    return database.path
  }

  /// Changes a file as another program would, without its rules.
  static func change(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = OFF; " + sql)
    }
    try queue.close()
  }

  static func refusal<Value>(_ body: () throws -> Value) -> String {
    do {
      _ = try body()
      return "accepted"
    } catch { return "\(error)".replacing(#/^/.*\.sqlite: /#, with: "") }
  }

  private func files(beside path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent).sorted()
  }

  @Test(
    "a file of each format is read as it is, byte for byte untouched, and opens to be written",
    arguments: 1...6)
  func formats(version: Int) throws {
    let path = try Self.fixture("v\(version)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    let reader = try ResultsDatabase(existing: path)
    let dump = try reader.dump()
    let markdown = try ResultsReport(reader).markdown()
    try reader.close()
    // the version's own runs, told apart by scenario, arm, part and seed
    #expect(dump.contains("\"small|stock|test|7\"\t\"node_cost\"\t0.2"), "\(dump.prefix(4000))")
    #expect(markdown.contains("flat") && markdown.contains("violation_windows"))
    if version >= 2 { #expect(dump.contains("\"e\"\t0\t\"1\"\t\"{}\"")) }
    if version >= 3 { #expect(dump.contains("\"container_hang\"")) }
    if version >= 5 { #expect(dump.contains("cpu_utilization\\\",\\\"35")) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    #expect(try files(beside: path) == ["results.sqlite"])
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let writer = try ResultsDatabase(path: path)
    #expect(try writer.dump() == dump)
    #expect(try writer.close())
    #expect(try files(beside: path) == ["results.sqlite"])
    #expect(try ResultsDatabase(existing: path).dump() == dump)
  }

  @Test(
    "a finished file is one file in rollback mode, and every table is strict or checks the kind of each value"
  )
  func finished() throws {
    let path = try Self.stored()
    #expect(try files(beside: path) == ["results.sqlite"])
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))[18...19] == [1, 1])
    let loose = try DatabaseQueue(path: path).read {
      try String.fetchAll(
        $0,
        sql:
          "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' ORDER BY 1"
      )
    }
    #expect(loose == ["decision", "grdb_migrations", "metric", "timeline"])
    let queue = try DatabaseQueue(path: path)
    for sql in ["metric SET value = 'abc'", "decision SET current = 1.5", "run SET wall_seconds = 'x'"] {
      #expect(throws: DatabaseError.self, "\(sql)") {
        try queue.write { try $0.execute(sql: "UPDATE \(sql)") }
      }
    }
  }

  @Test("what is being written is read without disturbing it, all of one instant")
  func whileWritten() throws {
    let writer = try ResultsDatabase(path: Sample.path())
    try writer.record(definitions: Sample.definitions)
    try writer.record(run: Sample.run("one"))
    let reader = try ResultsDatabase(existing: writer.path)
    let before = try reader.dump()
    try writer.record(run: Sample.run("two"))
    #expect(try reader.dump() == before && before.contains("|one|"))
    #expect(try ResultsDatabase(existing: writer.path).dump() == writer.dump())
    // one that still reads keeps the log alive; nothing is lost by it
    #expect(try !writer.close())
    try reader.close()
    #expect(try ResultsDatabase(existing: writer.path).dump().contains("|two|"))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var name: String, file: String, sql: String, sentence: String
    /// What is said where the file is opened to be written, if it is another sentence.
    var written: String?
    var testDescription: String { name }
  }
  private static let planted = "another program changed the file, or it is damaged"
  static let broken = [
    Broken(
      name: "text in a metric of an earlier format", file: "v5",
      sql: "UPDATE metric SET value = 'abc' WHERE name = 'node_cost'",
      sentence:
        "the table metric holds a TEXT in its column value, which is for REAL values alone; \(planted)"),
    Broken(
      name: "a blob in a metric of an earlier format", file: "v5",
      sql: "UPDATE metric SET value = x'00ff' WHERE name = 'node_cost'",
      sentence:
        "the table metric holds a BLOB in its column value, which is for REAL values alone; \(planted)"),
    Broken(
      name: "text in the course of a run", file: "v2", sql: "UPDATE timeline SET demand = 'x'",
      sentence:
        "the table timeline holds a TEXT in its column demand, which is for INTEGER values alone; \(planted)"),
    Broken(
      name: "text in a metric", file: "v6", sql: "UPDATE metric SET value = 'abc' WHERE name = 'node_cost'",
      sentence:
        "the table metric holds a TEXT in its column value, which is for REAL values alone; \(planted)"),
    Broken(
      name: "a blob in a metric", file: "v6",
      sql: "UPDATE metric SET value = x'00ff' WHERE name = 'node_cost'",
      sentence:
        "the table metric holds a BLOB in its column value, which is for REAL values alone; \(planted)"),
    Broken(
      name: "text in the course", file: "v6", sql: "UPDATE timeline SET demand = 'x'",
      sentence:
        "the table timeline holds a TEXT in its column demand, which is for INTEGER values alone; \(planted)"),
    Broken(
      name: "a fraction of a replica", file: "v6", sql: "UPDATE timeline SET ready = 1.5",
      sentence:
        "the table timeline holds a REAL in its column ready, which is for INTEGER values alone; \(planted)"),
    Broken(
      name: "text in a table that was made loose and strict again", file: "v6",
      sql: """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = replace(sql, ', STRICT', '') WHERE name = 'fault'; PRAGMA schema_version = 900;
        """,
      sentence:
        "the definition of fault is not the one that Forescale makes; another program changed it, or it is damaged"
    ),
    Broken(
      name: "a table is gone", file: "v6", sql: "DROP TABLE signal",
      sentence:
        "the file lacks signal, which every results database has; another program changed it, or it is damaged"
    ),
    Broken(
      name: "a trigger", file: "v6",
      sql: "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM metric; END",
      sentence: "holds a trigger, t, which would change what is stored; Forescale makes none"),
    Broken(
      name: "a virtual table", file: "v6", sql: "CREATE VIRTUAL TABLE \"../v\u{202E}\" USING fts5(a)",
      sentence:
        "holds a virtual table, ../v\\u202e, which would run code when it is read; Forescale makes none"),
    Broken(
      name: "a virtual table of an earlier format", file: "v2", sql: "CREATE VIRTUAL TABLE v USING fts5(a)",
      sentence: "holds a virtual table, v, which would run code when it is read; Forescale makes none"),
    Broken(
      name: "an index, which may answer otherwise than its table", file: "v6",
      sql: "CREATE INDEX i ON metric (abs(value))",
      sentence:
        "holds an index, i, on the table metric, which Forescale does not make; another program changed the file"
    ),
    Broken(
      name: "a view of ours that is another one", file: "v6",
      sql: "DROP VIEW arm_summary; CREATE VIEW arm_summary AS SELECT 1 AS scenario",
      sentence:
        "the definition of arm_summary is not the one that Forescale makes; another program changed it, or it is damaged"
    ),
    Broken(
      name: "a table of an earlier format that is another one", file: "v3",
      sql:
        "DROP TABLE decision; CREATE TABLE decision (run, time, current, desired, rule, signal, reference)",
      sentence:
        "the definition of decision is not the one that Forescale makes; another program changed it, or it is damaged"
    ),
    Broken(
      name: "a rule is broken", file: "v5", sql: "UPDATE timeline SET error_share = 2",
      sentence:
        "the file is damaged (the table timeline breaks its rule: CHECK constraint failed: error_share BETWEEN 0 AND 1); "
        + "make the results again or take a copy that is whole",
      written:
        "the file is damaged (CHECK constraint failed in timeline); make the results again or take a copy that is whole"
    ),
  ]

  @Test(
    "a value or table that is not what it should be is told with file, table and column", arguments: broken)
  func values(broken: Broken) throws {
    let path = try Self.fixture(broken.file)
    try Self.change(path, broken.sql)
    let error = Self.refusal { try ResultsReport(ResultsDatabase(existing: path)).markdown() }
    #expect(error.hasSuffix(broken.sentence), "\(error)")
    let refused = Self.refusal { try ResultsDatabase(path: path) }
    #expect(refused.hasSuffix(broken.written ?? broken.sentence), "\(refused)")
  }

  /// Each would run without end, fill the memory or leave the folder if a statement of ours named it.
  static let strangers = [
    "CREATE VIEW \"../victim\" AS SELECT 1 AS a", "CREATE TABLE \"input/../../v2\" (a)",
    "CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "CREATE TABLE rule (a CHECK (length(zeroblob(1000000000)) > a)); INSERT INTO rule VALUES (1)",
    "CREATE TABLE made (a, b AS (length(zeroblob(1000000000)))); INSERT INTO made VALUES (1)",
    "CREATE VIEW theirs AS SELECT * FROM metric JOIN nowhere USING (run)",
    "CREATE TABLE \"a\"\" b'; DROP TABLE run; --\" (a)",
  ]

  @Test(
    "tables and views of others are not looked into: files of each format are read, written and exported without them",
    arguments: ["v2", "v5", "v6"])
  func strangers(version: String) throws {
    let path = try Self.fixture(version)
    let dump = try ResultsDatabase(existing: path).dump()
    for sql in Self.strangers { try Self.change(path, sql) }
    let folder = (path as NSString).deletingLastPathComponent
    let victim = folder + "/victim.csv"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
    let names = [
      "../victim", "a\" b'; DROP TABLE run; --", "endless", "input/../../v2", "made", "rule", "theirs",
    ]
    let reader = try ResultsDatabase(existing: path)
    #expect(try reader.dump() == dump)
    let (paths, leftOut) = try reader.exportCSV(to: folder + "/csv")
    #expect(leftOut == names)
    #expect(paths.contains(folder + "/csv/run.csv") && paths.allSatisfy { !$0.contains("victim") })
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder + "/csv").count == paths.count
        && files(beside: path) == ["csv", "results.sqlite", "victim.csv"])
    try reader.close()
    let writer = try ResultsDatabase(path: path)
    #expect(try writer.dump() == dump && writer.close())
    #expect(try ResultsDatabase(existing: path).exportCSV(to: folder + "/csv").leftOut == names)
  }

  struct Beside: Sendable, CustomTestStringConvertible {
    /// What lies under the ending of a log, index or journal.
    var ending: String, content: Data
    var testDescription: String { "\(ending) of \(content.count) bytes" }
    init(_ ending: String, _ content: Data) { (self.ending, self.content) = (ending, content) }
  }
  static let beside = [
    Beside("-wal", Data("precious".utf8)), Beside("-shm", Data("precious".utf8)),
    Beside("-journal", Data("precious".utf8)), Beside("-wal", Data(repeating: 0x41, count: 20_000)),
    Beside("-shm", Data(repeating: 0x41, count: 32_768)),
    Beside("-journal", Data(repeating: 0x41, count: 20_000)),
    Beside("-wal", Data("SQLite format 3\0".utf8)),
  ]

  @Test("what only has the name of a log, an index or a journal is never opened over", arguments: beside)
  func companions(the: Beside) throws {
    let path = try Self.stored()
    let other = path + the.ending
    try the.content.write(to: URL(fileURLWithPath: other))
    let sentence =
      " beside it is not what SQLite leaves under such a name: it is damaged, or of something else; move it away to use "
      + "the file without it"
    #expect(Self.refusal { try ResultsDatabase(existing: path) }.hasSuffix(the.ending + sentence))
    #expect(Self.refusal { try ResultsDatabase(path: path) }.hasSuffix(the.ending + sentence))
    unlink(path)
    #expect(
      Self.refusal { try ResultsDatabase(path: path) }
        == "there is no such file, yet \(other) lies there, which would be lost; move it away, or name another file"
    )
    #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == the.content)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(
    "a name that SQLite takes for something else is a file's", arguments: [":memory:", "file:x?mode=memory"])
  func names(name: String) throws {
    let folder = (Sample.path() as NSString).deletingLastPathComponent
    let before = FileManager.default.currentDirectoryPath
    #expect(ResultsFile(path: name).plain == "./" + name && ResultsFile(path: "/a").plain == "/a")
    let path = folder + "/" + name
    let database = try ResultsDatabase(path: path)
    #expect(try database.close() && FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.currentDirectoryPath == before)
  }

  @Test(
    "a figure that changed after it was stored is noticed by readers and by a merge, whatever table it is in",
    arguments: [
      "UPDATE metric SET value = 9 WHERE run = 1 AND name = 'node_cost'",
      "UPDATE timeline SET latency = 0.26 WHERE run = 1 AND time = 60", "UPDATE decision SET rule = 'other'",
      "UPDATE run SET wall_seconds = 2 WHERE id = 1", "UPDATE run SET seed = '1' WHERE id = 1",
      "DELETE FROM timeline WHERE run = 1 AND time = 60", "UPDATE input SET name = 'b.gz' WHERE run = 1",
    ])
  func sums(sql: String) throws {
    let path = try Self.stored()
    try Self.change(path, sql)
    let sentence =
      "its checksum differs, so it was changed or damaged; make the results again or take a copy that is whole"
    #expect(Self.refusal { try ResultsDatabase(existing: path) }.hasSuffix(sentence))
    let all = try ResultsDatabase(path: Sample.path())
    #expect(Self.refusal { try all.merge(from: path) }.hasSuffix(sentence))
    #expect(try all.storedRuns(metrics: []).isEmpty)
  }

  /// A closed file of this version with something in every table that belongs to no run.
  static func full() throws -> String {
    let database = try ResultsDatabase(path: try stored())
    try database.begin(scenario: "sample", digest: String(repeating: "a", count: 64))
    try database.record(
      checks: [SoundnessCheck(name: "oracle", holds: true, detail: "0")], scenario: "sample")
    try database.record(
      comparisons: [ComparisonRecord(baseline: "a", arm: "b", metric: "node_cost", difference: 1, ratio: 2)],
      scenario: "sample")
    try database.record(Provenance(command: "forescale run s.yaml", version: "1"), of: "sample")
    try database.record(model: Sample.model, scenario: "sample")
    let run = SweepRun(point: 0, arm: "arm", digest: String(repeating: "b", count: 64))
    try database.record(outcome: SweepOutcome(run: run, result: .failure(RunError("why"))))
    // as a protocol, a sweep and a search store theirs
    try database.write { database in
      try database.execute(
        sql: """
          INSERT INTO claim (protocol, position, name, statement, experiment, metric, arm, baseline, stated, verdict,
            is_guarded, workloads) VALUES ('p', 0, 'cost', 'cheaper', 'e', 'node_cost', 'a', 'b', -0.1, 'refuted', 1, 3);
          INSERT INTO claim_effect (protocol, claim, position, arm, baseline, metric, condition, workloads)
            VALUES ('p', 'cost', 0, 'a', 'b', 'node_cost', '', 3);
          INSERT INTO claim_workload (protocol, claim, workload, change, seeds) VALUES ('p', 'cost', 'w', -0.1, 2);
          INSERT INTO experiment (id, name) VALUES (1, 'e');
          INSERT INTO point (experiment, position, seed, settings_json) VALUES (1, 0, '1', '{}');
          INSERT INTO point_run (experiment, position, arm, digest) VALUES (1, 0, 'arm', '\(run.digest)');
          INSERT INTO tuning (id, name, digest, target, method, metric, better, seed)
            VALUES (1, 't', '\(run.digest)', 'arm', 'tpe', 'node_cost', 'lower', '1');
          INSERT INTO trial (tuning, position, settings_json, value, excess) VALUES (1, 0, '[]', 3, 0);
          """)
      try PartChecksum.sealAll(database)
    }
    #expect(try database.close())
    return database.path
  }

  struct Changed: Sendable, CustomTestStringConvertible {
    var sql: String, part: String
    var testDescription: String { sql }
    init(_ sql: String, _ part: String) { (self.sql, self.part) = (sql, part) }
  }
  static let changed = [
    Changed(
      "UPDATE metric_definition SET better = 'higher' WHERE name = 'node_cost'", "the definitions of metrics"),
    Changed(
      "UPDATE metric_definition SET unit = 'EUR' WHERE name = 'node_cost'", "the definitions of metrics"),
    Changed("DELETE FROM metric_definition", "the definitions of metrics"),
    Changed("UPDATE run_set SET recorded = '2999'", "the sets of runs"),
    Changed("UPDATE provenance SET version = '2'", "the commands"),
    Changed("DELETE FROM forecast", #"the model ["sample","lstm"]"#),
    Changed("UPDATE forecast SET upper = upper + 1", #"the model ["sample","lstm"]"#),
    Changed("UPDATE model_quality SET value = value * 10", #"the model ["sample","lstm"]"#),
    Changed("DELETE FROM model", #"the model ["sample","lstm"]"#),
    Changed("UPDATE comparison SET ratio = 1", "the comparisons of sample"),
    Changed("UPDATE soundness_check SET holds = 0", "the soundness checks of sample"),
    Changed("DELETE FROM soundness_check", "the soundness checks of sample"),
    Changed("UPDATE experiment SET name = 'f'", "the plan of the experiment e"),
    Changed("UPDATE point SET settings_json = '[]'", "the plan of the experiment e"),
    Changed("DELETE FROM point_run", "the plan of the experiment e"),
    Changed("UPDATE failure SET reason = 'other'", "the failed run \(String(repeating: "b", count: 64))"),
    Changed("UPDATE claim SET verdict = 'supported'", "the claims of p"),
    Changed("UPDATE claim_effect SET change = -0.5", "the claims of p"),
    Changed("UPDATE claim_workload SET seeds = 3", "the claims of p"),
    Changed("UPDATE tuning SET better = 'higher'", "the search t"),
    Changed("UPDATE trial SET value = 1", #"the trial ["t",0]"#),
    Changed("DELETE FROM trial", #"the trial ["t",0]"#),
  ]

  @Test(
    "what belongs to no run is noticed too where it changed or is gone, by whoever reads, merges or writes",
    arguments: changed)
  func parts(the: Changed) throws {
    let path = try Self.full()
    #expect(try !ResultsDatabase(existing: path).hasUnknownSums)
    try Self.change(path, the.sql)
    let sentence =
      "what is stored of \(the.part) is not as it was: its checksum differs, so it was changed or damaged; make the results "
      + "again or take a copy that is whole"
    let all = try ResultsDatabase(path: Sample.path())
    #expect(Self.refusal { try ResultsDatabase(existing: path) } == sentence)
    // a merge looks at references first
    #expect(
      Self.refusal { try all.merge(from: path) }.hasSuffix(
        "make the results again or take a copy that is whole"))
    #expect(Self.refusal { try ResultsDatabase(path: path) } == sentence)
  }

  @Test("every table that a reader tells of is covered by a sum, and every kind has something to sum over")
  func covered() throws {
    let path = try Self.full()
    let database = try DatabaseQueue(path: path)
    let (tables, kinds) = try database.read { database in
      (
        try String.fetchSet(
          database,
          sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"),
        try String.fetchSet(database, sql: "SELECT DISTINCT kind FROM checksum")
      )
    }
    let named = PartChecksum.all.flatMap(\.queries).flatMap {
      $0.matches(of: /FROM (\w+)/).map { String($0.1) }
    }
    #expect(
      tables.subtracting(["run", "run_checksum", "checksum", "grdb_migrations"])
        == Set(named + RunChecksum.tables.map(\.0)))
    #expect(kinds == Set(PartChecksum.all.map(\.kind)))
  }

  @Test("results of earlier formats, and of programs that store no sums, are read and known to have none")
  func unknown() throws {
    #expect(try ResultsDatabase(existing: Self.fixture("v5")).hasUnknownSums)
    let path = try Self.full()
    try Self.change(path, "INSERT INTO soundness_check VALUES ('other', 0, 'a', 1, 'b')")
    #expect(try ResultsDatabase(existing: path).hasUnknownSums)
    try Self.change(path, "PRAGMA foreign_keys = ON; DELETE FROM run_checksum; DELETE FROM checksum")
    #expect(try ResultsDatabase(existing: path).hasUnknownSums)
    try Self.change(path, "DELETE FROM run; DELETE FROM metric")
    #expect(try ResultsDatabase(existing: path).storedRuns(metrics: []).isEmpty)
  }

  @Test(
    "a sum over a part is kept by all that changes the part: renamed sets, replaced models, merges, trials")
  func kept() throws {
    let path = try Self.full()
    let database = try ResultsDatabase(path: path)
    // another scenario of the name: models, comparisons and checks get another name
    #expect(try database.begin(scenario: "sample", digest: String(repeating: "c", count: 64)) != nil)
    try database.record(model: Sample.model, scenario: "sample")
    try database.record(
      trial: Trial(
        position: 1, rung: nil, resource: nil, settings: [], value: 2, excess: 0, reason: nil), of: "t")
    try database.record(
      trial: Trial(
        position: 1, rung: nil, resource: nil, settings: [], value: 1, excess: 0, reason: nil), of: "t")
    #expect(try database.close())
    #expect(try !ResultsDatabase(existing: path).hasUnknownSums)
    let all = try ResultsDatabase(path: Sample.path())
    _ = try all.merge(from: path)
    #expect(try all.close())
    #expect(try !ResultsDatabase(existing: all.path).hasUnknownSums)
  }

  @Test("the sums are those that another program computes from what the sources say")
  func elsewhere() throws {
    let python = try Python.with("sqlite3")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      Self.root.path + "/Tests/ReportingTests/Fixtures/formats/sums.py",
      Self.root.path + "/Sources/Reporting/Database", try Self.full(), "--check",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: data, as: UTF8.self))")
  }

  @Test("an index that hides a row is noticed")
  func indices() throws {
    let path = try Self.full()
    let (page, sql) = try DatabaseQueue(path: path).read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT rootpage, sql FROM sqlite_master WHERE name = 'point_run_digest'")
      return (row?["rootpage"] as Int? ?? 0, row?["sql"] as String? ?? "")
    }
    // the index sleeps while its table changes
    for change in [
      "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'point_run_digest'; PRAGMA schema_version = 901",
      "UPDATE point_run SET digest = upper(digest)",
      """
      PRAGMA writable_schema = ON; PRAGMA schema_version = 902;
      INSERT INTO sqlite_master VALUES ('index', 'point_run_digest', 'point_run', \(page), '\(sql)')
      """,
    ] { try Self.change(path, change) }
    let refused = Self.refusal { try ResultsDatabase(existing: path) }
    #expect(refused.contains("the file is damaged (") && refused.contains("point_run_digest"), "\(refused)")
  }

  /// A byte of each second kilobyte is changed; a file that is read all the same holds what was stored.
  @Test("a file with a changed byte is refused, or nothing that it tells has changed")
  func bytes() throws {
    let path = try Self.full()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let dump = try ResultsDatabase(existing: path).dump()
    var refused = 0
    for place in stride(from: 600, to: whole.count, by: 2003) {
      var changed = whole
      changed[place] ^= 0x10
      let other = Sample.path()
      try changed.write(to: URL(fileURLWithPath: other))
      guard let told = try? ResultsDatabase(existing: other).dump() else {
        refused += 1
        continue
      }
      // free pages and gaps may hold anything
      #expect(told == dump, "\(place)")
    }
    #expect(refused > 3)
  }

  @Test("a pipe, a device, an empty file, a cut one and itself are refused at once, each in a sentence")
  func kinds() throws {
    let pipe = Sample.path("pipe")
    #expect(mkfifo(pipe, 0o644) == 0)
    for open in [{ _ = try ResultsDatabase(existing: pipe) }, { _ = try ResultsDatabase(path: pipe) }] {
      #expect(Self.refusal(open).hasSuffix("pipe: is a named pipe; a regular file is expected"))
    }
    #expect(
      Self.refusal { try ResultsDatabase(existing: "/dev/null") }
        == "/dev/null: is a device or a socket; a regular file is expected")
    let empty = Sample.path()
    try Data().write(to: URL(fileURLWithPath: empty))
    #expect(
      Self.refusal { try ResultsDatabase(existing: empty) }
        == "holds no results yet; make some with run, reproduce or sweep")
    let cut = try Self.stored()
    let size = try Data(contentsOf: URL(fileURLWithPath: cut)).count
    #expect(truncate(cut, 8192) == 0)
    #expect(
      Self.refusal { try ResultsDatabase(existing: cut) }
        == "the file is cut: \(size) bytes are expected, 8192 are there; make the results again")
    let own = try ResultsDatabase(path: Sample.path())
    #expect(
      Self.refusal { try own.merge(from: own.path) } == "is the database that grows; name others to copy from"
    )
  }

  @Test(
    "a file that is deleted, replaced, cut or robbed of its log while it is written fails the run that writes",
    arguments: [
      (
        "delete",
        "the file was deleted or replaced while results were written to it, and they are lost with it"
      ),
      (
        "replace",
        "the file was deleted or replaced while results were written to it, and they are lost with it"
      ),
      ("log", "the write-ahead log beside it was deleted while results were written to it"),
    ])
  func loss(how: String, sentence: String) throws {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    switch how {
    case "delete": unlink(database.path)
    case "log": unlink(database.path + "-wal")
    default:
      unlink(database.path)
      try Data("x".utf8).write(to: URL(fileURLWithPath: database.path))
    }
    let error = #expect(throws: ResultsDatabaseError.self) { try database.record(run: Sample.run("one")) }
    #expect(error?.reason == sentence + "; the same command makes them again" && error?.happenedLater == true)
    #expect(throws: ResultsDatabaseError.self) { try database.close() }
    // the same command makes them again
    if how == "delete" {
      #expect(try files(beside: database.path) == [])
      #expect(try ResultsDatabase(path: database.path).close())
    }
  }

  @Test("a file that is moved while it is written keeps its log, and the sentence names it")
  func moving() throws {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    #expect(rename(database.path, database.path + ".moved") == 0)
    let error = #expect(throws: ResultsDatabaseError.self) { try database.record(run: Sample.run("one")) }
    #expect(
      error?.reason.hasSuffix("its log \(database.path)-wal is left, which has what was stored last") == true)
    #expect(FileManager.default.fileExists(atPath: database.path + "-wal"))
  }

  @Test("a file that is gone while the command goes on is noticed in the end")
  func gone() throws {
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: Sample.definitions)
    #expect(try database.close())
    try database.checkIsThere()
    unlink(database.path)
    let error = #expect(throws: ResultsDatabaseError.self) { try database.checkIsThere() }
    #expect(
      error?.happenedLater == true
        && error?.reason.hasPrefix("the file was deleted or replaced after") == true)
  }

  @Test("a file that is cut while it is written fails the run that writes")
  func cutting() throws {
    let database = try ResultsDatabase(path: try Self.stored())
    #expect(truncate(database.path, 4096) == 0)
    let error = #expect(throws: ResultsDatabaseError.self) {
      try database.record(run: Sample.run("three"))
      try database.close()
    }
    #expect(error?.happenedLater == true)
    unlink(database.path)
  }

  @Test("every command that wrote has a line with its build; one that is given again has one line")
  func origins() throws {
    let database = try ResultsDatabase(path: Sample.path())
    let first = Provenance(command: "forescale run a", version: "1", recorded: "2026-01-01T00:00:00Z")
    let built = Provenance(
      command: "forescale run a", version: "1", revision: String(repeating: "a", count: 40), tree: .changed,
      built: "2026-01-02T00:00:00Z", recorded: "2026-01-03T00:00:00Z")
    for origin in [first, built, built] { try database.record(origin, of: "a") }
    #expect(try database.provenance().map(\.origin) == [first, built])
    #expect(first.build == "1 (commit and date of the build unknown)")
    #expect(built.build == "1 (commit aaaaaaaaaaaa with changes, built 2026-01-02T00:00:00Z)")
  }
}
