import Foundation
import Testing

@Suite("forescale tune and forescale gate")
struct TuneCommandTests {
  private func prepare() throws -> URL {
    let folder = try SweepCommandTests.prepare()
    let search = """
      format: forescale/tuning/v1
      name: t
      scenario: s.yaml
      arm: stock
      method: tpe
      trials: 14
      parameters:
        cpu_utilization: {from: 20, to: 90, whole: true}
        stabilization: [0s, 60s, 300s]
      """
    try Data(search.utf8).write(to: folder.appendingPathComponent("t.yaml"))
    return folder
  }

  private func dump(_ name: String, in folder: URL) throws -> String {
    let outcome = try Binary.run(["dump", name], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test(
    "fifteen trials, none of them twice; the same with one thread, with more trials later, and after being killed"
  )
  func resuming() throws {
    let folder = try prepare()
    let first = try Binary.run(["tune", "t.yaml", "--out", "a.sqlite"], in: folder)
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.output.contains("t: 15 trials, 0 of them were there before, 0 failed\n"), "\(first.output)")
    #expect(first.output.contains("\n  arms[stock].cpu_utilization: "), "\(first.output)")
    let again = try Binary.run(["tune", "t.yaml", "--out", "a.sqlite", "--json"], in: folder)
    #expect(again.output.contains("\"present\" : 15"), "\(again.output)")
    let whole = try dump("a.sqlite", in: folder)

    let single = try Binary.run(
      ["tune", "t.yaml", "--out", "b.sqlite", "--threads", "1", "--trials", "10"], in: folder)
    #expect(single.output.contains("t: 11 trials, 0 of them were there before, 0 failed\n"))
    let more = try Binary.run(["tune", "t.yaml", "--out", "b.sqlite"], in: folder)
    #expect(more.output.contains("t: 15 trials, 11 of them were there before, 0 failed\n"), "\(more.output)")
    #expect(try dump("b.sqlite", in: folder) == whole)

    // killed after its first write, its second, and so on, until it gets through
    var kills = 0
    var last: Process?
    for writes in 1...200 {
      let attempt = try Binary.interrupt(
        ["tune", "t.yaml", "--out", "c.sqlite"], in: folder, writing: "c.sqlite", times: writes)
      last = attempt.process
      if !attempt.wasRunning { break }
      kills += 1
    }
    #expect(kills > 0 && last?.terminationReason == .exit && last?.terminationStatus == 0)
    #expect(try dump("c.sqlite", in: folder) == whole)
  }

  @Test("another search of the same name is refused before anything runs")
  func otherSearch() throws {
    let folder = try prepare()
    #expect(try Binary.run(["tune", "t.yaml", "--trials", "1", "--out", "a.sqlite"], in: folder).code == 0)
    let path = folder.appendingPathComponent("t.yaml")
    let text = try String(contentsOf: path, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "to: 90", with: "to: 95").utf8).write(to: path)
    let outcome = try Binary.run(["tune", "t.yaml", "--out", "a.sqlite"], in: folder)
    #expect(outcome.code == 2)
    #expect(
      outcome.errors
        == "forescale: a.sqlite: holds another search of the name 't', of another scenario, load, space, method or seed; "
        + "choose another name or another database\n")
  }

  @Test(
    "the gate tells wrong options before anything runs",
    arguments: [
      (["--record"], "--record needs --reason TEXT: why the old baseline no longer holds"),
      (["--record", "--reason", " "], "--record needs --reason TEXT: why the old baseline no longer holds"),
      (["--reason", "x"], "--reason goes with --record"),
      (["--only", "lstmm"], "--only: 'lstmm' is no model of the gate; did you mean 'lstm'?"),
      (
        ["--record", "--reason", "x", "--only", "lstm"],
        "--record trains every model; it does not go with --only or --models"
      ),
      (["--save", "x", "--seeds", "2"], "--save keeps the models of one seed; it does not go with --seeds"),
      (
        ["--baselines", "absent.json"],
        "absent.json: there is no such file of baselines; gate --record --reason TEXT writes one"
      ),
    ])
  func gateOptions(_ arguments: [String], _ sentence: String) throws {
    let outcome = try Binary.run(["gate"] + arguments, in: try Binary.scratch())
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
