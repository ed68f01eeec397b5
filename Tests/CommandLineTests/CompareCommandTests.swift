import Foundation
import Testing

@Suite("forescale compare")
struct CompareCommandTests {
  @Test(
    "a file against itself is no regression, a leaner arm is one; wrong words are refused before anything is read"
  )
  func compares() throws {
    let folder = try SweepCommandTests.prepare()
    // enough load for more replicas than the least, so that the arms differ
    let scenario = folder.appendingPathComponent("s.yaml")
    let text = try String(contentsOf: scenario, encoding: .utf8)
    try Data(
      text.replacingOccurrences(of: "mean_requests_per_second: 100", with: "mean_requests_per_second: 400")
        .utf8
    )
    .write(to: scenario)
    let sweep = try Binary.run(["sweep", "e.yaml", "--out", "a.sqlite"], in: folder)
    #expect(sweep.code == 0, "\(sweep.errors)")
    let same = try Binary.run(["compare", "a.sqlite", "a.sqlite"], in: folder)
    #expect(same.code == 0, "\(same.errors)")
    #expect(
      same.output.contains("no worse") && same.output.contains("still, stock: one workload"), "\(same.output)"
    )
    let arms = ["compare", "a.sqlite", "--arm", "still", "--baseline", "stock"]
    let worse = try Binary.run(arms, in: folder)
    #expect(worse.code == 1)
    #expect(worse.errors == "forescale: not shown to be no worse within the margin: still\n")
    let document = try Binary.run(arms + ["--json", "--margin", "90%", "violation_windows=100"], in: folder)
    #expect(document.code == 0, "\(document.errors)")
    #expect(document.output.contains("\"pairs\" : 6") && document.output.contains("\"regressed\" : false"))

    for (arguments, sentence) in [
      (["a.sqlite"], "one results database needs --baseline, the arm that others are compared against"),
      (
        ["a.sqlite", "--baseline", "stok"],
        "a.sqlite: there is no arm 'stok'; there are still, stock (did you mean 'stock'?)"
      ),
      (
        ["a.sqlite", "a.sqlite", "--metric", "node_costs"],
        "(did you mean 'node_cost'?)"
      ),
      (
        ["a.sqlite", "a.sqlite", "--experiment", "f"],
        "a.sqlite: there is no experiment 'f'; there are e"
      ),
      (
        ["a.sqlite", "a.sqlite", "--margin", "5"],
        "--margin: a value in a unit needs its metric, such as node_cost=5"
      ),
      (
        ["a.sqlite", "a.sqlite", "--margin", "downtime=5"],
        "--margin: 'downtime' is not compared; compared are node_cost, violation_windows"
      ),
      (["a.sqlite", "b.sqlite"], "b.sqlite: there is no such results database"),
      (
        ["a.sqlite", "--arm", "stock", "--baseline", "stock"],
        "--arm and --baseline are both 'stock'; two arms are needed"
      ),
    ] {
      let outcome = try Binary.run(["compare"] + arguments, in: folder)
      #expect(outcome.code == 2 && outcome.errors.contains(sentence), "\(arguments): \(outcome.errors)")
    }
  }
}
