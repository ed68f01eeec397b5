import Foundation
import Testing

@Suite("forescale sweep")
struct SweepCommandTests {
  /// Two days of one task on the 300-s grid, and a sweep of six variations and two arms over it.
  static func prepare() throws -> URL {
    let folder = try Binary.scratch()
    var trace = "time,collection_id,instance_index,avg_cpu_usage\n"
    for window in 2..<578 {
      trace += "\(window * 300_000_000),1,0,\(0.1 + 0.05 * Double(window * 7919 % 101) / 100)\n"
    }
    try Data(trace.utf8).write(to: folder.appendingPathComponent("trace.csv"))
    let scenario = """
      format: forescale/scenario/v1
      name: small
      workload: {traces: [trace.csv], mean_requests_per_second: 100}
      service:
        replica: {cpu: 1, memory: 2Gi, max: 10}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
      warm_up: 1h
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70}
        - {name: still, policy: static, size: mean}
      """
    try Data(scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))
    let experiment = """
      format: forescale/experiment/v1
      name: e
      scenario: s.yaml
      seeds: 2
      parameters: {grid: {service.replica.start_up: [30s, 60s, 120s]}}
      """
    try Data(experiment.utf8).write(to: folder.appendingPathComponent("e.yaml"))
    return folder
  }

  private func dump(_ name: String, in folder: URL) throws -> String {
    let outcome = try Binary.run(["dump", name], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test("twelve runs, none of them twice, and the same by one thread, in shares and after being killed")
  func sweeps() throws {
    let folder = try Self.prepare()
    let estimate = try Binary.run(["sweep", "e.yaml", "--dry-run"], in: folder)
    #expect(
      estimate.output.hasPrefix("e: 6 points, 12 different runs, 0 of them done; about "),
      "\(estimate.errors)")
    let first = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite"], in: folder)
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.output == "e: 12 runs, 0 of them were there before, 0 failed\n")
    let second = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite", "--json"], in: folder)
    #expect(second.output.contains("\"present\" : 12"))
    let whole = try dump("a.sqlite", in: folder)

    for share in ["1/2", "2/2"] {
      let outcome = try Binary.run(
        ["sweep", "e.yaml", "--out", "s\(share.first!).sqlite", "--shard", share, "--threads", "1"],
        in: folder)
      #expect(outcome.output == "e: 6 runs, 0 of them were there before, 0 failed\n", "\(outcome.errors)")
    }
    let merged = try Binary.run(
      ["results", "merge", "--complete", "m.sqlite", "s1.sqlite", "s2.sqlite"], in: folder)
    #expect(
      merged.output
        == "s1.sqlite: 6 runs came, 0 were there\ns2.sqlite: 6 runs came, 0 were there\ne: 12 of 12 runs are there, 0 failed\n",
      "\(merged.errors)")
    #expect(try dump("m.sqlite", in: folder) == whole)
    let half = try Binary.run(["results", "merge", "--complete", "h.sqlite", "s1.sqlite"], in: folder)
    #expect(half.code == 1)
    #expect(half.errors.contains("6 of 12 runs of e are missing, 0 of them failed"), "\(half.errors)")
    let estimated = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite", "--dry-run"], in: folder)
    #expect(estimated.output.contains("12 of them done; about 0 s on "), "\(estimated.output)")

    // killed after its first write, its second, and so on, until it gets through
    var kills = 0
    for writes in 1...200 {
      let attempt = try Binary.interrupt(
        ["sweep", "e.yaml", "--out", "k.sqlite"], in: folder, writing: "k.sqlite", times: writes)
      if !attempt.wasRunning { break }
      kills += 1
    }
    #expect(kills > 0)
    #expect(try Binary.run(["sweep", "e.yaml", "--out", "k.sqlite"], in: folder).code == 0)
    #expect(try dump("k.sqlite", in: folder) == whole)
  }

  @Test("a run that fails is told, kept, left alone, and made when it is asked for")
  func failures() throws {
    let folder = try Self.prepare()
    let trace = folder.appendingPathComponent("trace.csv")
    let good = try Data(contentsOf: trace)
    // ten windows are too few to divide
    try Data(good.prefix(200)).write(to: trace)
    let failed = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite"], in: folder)
    #expect(failed.code == 3)
    #expect(failed.output == "e: 12 runs, 0 of them were there before, 12 failed\n")
    #expect(failed.errors.contains("12 of 12 runs failed, such as: the load spans "))
    let again = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite"], in: folder)
    #expect(again.code == 3 && again.errors.contains("--retry-failed runs them again"))
    try good.write(to: trace)
    // another content is another run
    let retried = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite", "--retry-failed"], in: folder)
    #expect(retried.code == 0, "\(retried.errors)")
  }

  @Test("Ctrl-C and a batch system's SIGTERM end with their exit codes, and what is finished is kept")
  func interruption() throws {
    let folder = try Self.prepare()
    let file = folder.appendingPathComponent("e.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "seeds: 2", with: "seeds: 100").utf8).write(to: file)
    var stored = 0
    for (signal, code) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
      let before = stored
      // twice the writes until something was finished
      for writes in [8, 16, 32, 64, 128, 256] where stored == before {
        let errors = Pipe()
        let (process, _) = try Binary.interrupt(
          ["sweep", "e.yaml", "--out", "a.sqlite"], in: folder, writing: "a.sqlite", times: writes,
          with: signal,
          standardError: errors)
        #expect(process.terminationStatus == code && process.terminationReason == .exit)
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        // before the plan was read there is nothing to tell of
        if words == "forescale: interrupted\n" { continue }
        let match = try #require(
          words.wholeMatch(
            of:
              /forescale: interrupted; ([0-9]+) of 600 runs are stored, the same command goes on with the rest\n/
          ),
          "\(words)")
        stored = try #require(Int(match.1))
      }
      #expect(stored > before && stored < 600)
    }
    let dry = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite", "--dry-run"], in: folder)
    #expect(
      dry.output.hasPrefix("e: 300 points, 600 different runs, \(stored) of them done; about "),
      "\(dry.output)")
  }
}
