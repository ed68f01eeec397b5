import Foundation
import TestSupport
import Testing

/// What commands do to results databases, and what happens to them meanwhile.
@Suite("Results databases of commands")
struct DatabaseCommandTests {
  private static func scenario(price: Double = 0.4, arm: String = "flat") -> String {
    """
    format: forescale/scenario/v1
    name: small
    workload: {generator: {kind: constant, rate: 200}, span: 2h}
    service:
      replica: {cpu: 1, memory: 2Gi, start_up: 60s, min: 1, max: 20}
      request: {service_time: 100ms, cpu_time: 10ms}
      objective: {latency_target: 500ms}
    nodes: {cpu: 8, memory: 32Gi, price_per_hour: \(price), max: 5}
    arms:
      - {name: stock, policy: hpa, cpu_utilization: 70}
      - {name: \(arm), policy: static, size: peak}
    """
  }

  private static func folder() throws -> URL {
    let folder = try Binary.scratch()
    try scenario().write(to: folder.appendingPathComponent("s.yaml"), atomically: true, encoding: .utf8)
    try "format: forescale/experiment/v1\nname: e\nscenario: s.yaml\nseeds: 2\n"
      .write(to: folder.appendingPathComponent("e.yaml"), atomically: true, encoding: .utf8)
    return folder
  }

  @Test("an edited scenario in the same file: told, kept apart, and never held against the earlier one")
  func edited() throws {
    let folder = try Self.folder()
    let first = try Binary.run(["run", "s.yaml", "--out", "r.sqlite"], in: folder)
    #expect(first.code == 0 && !first.errors.contains("kept apart"), "\(first.errors)")
    try Self.scenario(price: 0.8, arm: "still").write(
      to: folder.appendingPathComponent("s.yaml"), atomically: true, encoding: .utf8)
    let second = try Binary.run(["run", "s.yaml", "--out", "r.sqlite"], in: folder)
    #expect(second.code == 0)
    let name = try #require(
      second.errors.firstMatch(
        of: /forescale: small: the scenario was edited; .* are kept apart as (small@[0-9a-f]{12})\n/)
    ).1
    let report = try Binary.run(["report", "r.sqlite", "--markdown"], in: folder)
    #expect(
      report.code == 0
        && report.errors.contains("left out: 2 runs of an earlier version of the scenario small"))
    let text = try String(contentsOf: folder.appendingPathComponent("r.md"), encoding: .utf8)
    #expect(text.contains("still: node cost") && !text.contains("flat: node cost"))
    let earlier = try Binary.run(
      ["report", "r.sqlite", "--markdown", "--set", String(name), "--out", "e.md"], in: folder)
    #expect(earlier.code == 0, "\(earlier.errors)")
    #expect(
      try String(contentsOf: folder.appendingPathComponent("e.md"), encoding: .utf8).contains(
        "flat: node cost"))
    let unknown = try Binary.run(["report", "r.sqlite", "--set", "smal"], in: folder)
    #expect(unknown.code == 2 && unknown.errors.contains("did you mean 'small'?"))
    // the experiment of the edited scenario in one file with that of the first
    let origins = try Binary.run(["results", "provenance", "r.sqlite"], in: folder)
    #expect(
      origins.output.split(separator: "\n").count == 1 && origins.output.contains("\tforescale run s.yaml"))
    for file in ["r.sqlite-wal", "r.sqlite-shm", "r.sqlite-journal"] {
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path))
    }
  }

  @Test(
    "no output takes the place of a database's log, index or journal, and no database that of another file")
  func belongings() throws {
    let folder = try Self.folder()
    let text = { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    #expect(try Binary.run(["run", "s.yaml", "--out", "r.sqlite"], in: folder).code == 0)
    #expect(try Binary.run(["sweep", "e.yaml", "--out", "other.sqlite"], in: folder).code == 0)
    let dump = try Binary.run(["dump", "r.sqlite"], in: folder).output
    for (command, file) in [
      (["report", "r.sqlite", "--out"], "r.sqlite-wal"),
      (["report", "other.sqlite", "--out"], "r.sqlite-wal"),
      (["report", "r.sqlite", "--markdown", "--out"], "r.sqlite-journal"),
      (["run", "s.yaml", "--out"], "r.sqlite-shm"), (["sweep", "e.yaml", "--out"], "r.sqlite-journal"),
      (["train", "classifier", "--out"], "r.sqlite-wal"),
    ] {
      let refused = try Binary.run(command + [file], in: folder)
      #expect(refused.code == 2, "\(command): \(refused.errors)")
      #expect(
        refused.errors.contains(
          "\(file) belongs to the database r.sqlite, which may have results there; name another file"),
        "\(command): \(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path))
    }
    // names that SQLite takes for something else
    for name in [":memory:", "file:x?mode=memory"] {
      #expect(try Binary.run(["run", "s.yaml", "--out", name], in: folder).code == 0)
      #expect(try Binary.run(["dump", name], in: folder).output == dump)
    }
    for ending in ["-wal", "-shm", "-journal"] {
      // an input of a run, a source of a merge, a file of nobody
      for (name, command) in [
        ("a", ["run", "a.sqlite\(ending)", "--out", "a.sqlite"]),
        ("b", ["results", "merge", "b.sqlite", "other.sqlite", "b.sqlite\(ending)"]),
        ("c", ["run", "s.yaml", "--out", "c.sqlite"]),
      ] {
        let file = "\(name).sqlite\(ending)"
        try Self.scenario().write(
          to: folder.appendingPathComponent(file), atomically: true, encoding: .utf8)
        let refused = try Binary.run(command, in: folder)
        #expect(refused.code == 2 && refused.errors.contains(file), "\(command): \(refused.errors)")
        #expect(try text(file) == Self.scenario())
        #expect(
          !FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(name).sqlite").path))
        try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
      }
    }
    #expect(try Binary.run(["dump", "r.sqlite"], in: folder).output == dump)
  }

  /// The fault file system of benchmarks/database, whose `inject.py` tries every place.
  @Test(
    "a write, sync, lock or open that fails ends a sweep or a run in one sentence, and it goes on afterwards")
  func faults() throws {
    let folder = try Self.folder()
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-o", folder.path + "/faulty.so",
      Binary.root.path + "/benchmarks/database/faulty.c", "-lsqlite3",
    ]
    compiler.standardError = FileHandle.nullDevice
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else {
      try skip("there is no C compiler with sqlite3.h to make the file system that fails")
    }
    // the places of a run where its second arm can be stored though its first, and what they have in common, was not
    let runs = (12...17).map { ("run", "s.yaml", "sync:FULL:\($0)") }
    let sweeps = ["write:FULL:9:on", "write:IOERR:90:on", "sync:IOERR:4", "lock:BUSY:11", "open:IOERR:1"].map
    {
      ("sweep", "e.yaml", $0)
    }
    var calm: [String: String] = [:]
    for (verb, file, _) in [runs[0], sweeps[0]] {
      let out = "calm-\(verb).sqlite"
      #expect(try Binary.run([verb, file, "--threads", "1", "--out", out], in: folder).code == 0)
      calm[verb] = try Binary.run(["dump", out], in: folder).output
    }
    for (number, (verb, file, fault)) in (sweeps + runs).enumerated() {
      let command = [verb, file, "--threads", "1", "--out"]
      let out = "r\(number).sqlite"
      let failed = try Binary.run(
        command + [out], in: folder,
        environment: [
          "LD_PRELOAD": folder.path + "/faulty.so", "FORESCALE_FAULT": fault,
          "FORESCALE_FAULT_FILE": "/\(out)",
        ])
      #expect([0, 2, 3].contains(failed.code), "\(fault): \(failed.code) \(failed.errors)")
      if verb == "sweep" {
        #expect((failed.code == 0) == (fault == "lock:BUSY:11"), "\(fault): \(failed.errors)")
      }
      if failed.code != 0 {
        #expect(
          failed.errors.hasPrefix("forescale: \(out): the results")
            && failed.errors.split(separator: "\n").count == 1,
          "\(fault): \(failed.errors)")
      }
      #expect(try Binary.run(command + [out], in: folder).code == 0, "\(fault)")
      #expect(try Binary.run(["dump", out], in: folder).output == calm[verb], "\(verb) \(fault)")
    }
  }
}
