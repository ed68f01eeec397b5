import Foundation
import Testing

@testable import Experiments

@Suite("Baselines of the gate")
struct GateBaselineTests {
  private func run(_ values: [(metric: String, value: Double)], seed: UInt64 = 1) -> GateRun {
    GateRun(
      seed: seed,
      figures: values.map {
        GateFigure(data: "synthetic", model: "lstm", metric: $0.metric, value: $0.value)
      })
  }

  private func record(_ metric: String, _ values: [Double]) throws -> GateBaselines.Record {
    try GateBaselines.Record(
      values.enumerated().map { run([(metric, $1)], seed: UInt64($0)) }, reason: "a test")
  }

  @Test("the margin is a prediction interval for one more seed")
  func margin() throws {
    // mean 0.2, deviation √(4 · 0.01² / 4) = 0.01, n = 5; t(1 − 3·10⁻⁵; 4) = 17.688897 by scipy 1.17.1, so the
    // margin is 17.688897 · 0.01 · √1.2 = 0.193772
    let figure = try record("skill-persistence", [0.19, 0.19, 0.2, 0.21, 0.21]).figures[0]
    #expect(abs(figure.mean - 0.2) < 1e-12)
    #expect(abs(figure.deviation - 0.01) < 1e-12)
    #expect((figure.least, figure.largest) == (0.19, 0.21))
    #expect(abs(figure.margin(seeds: 5) - 0.193772) < 1e-4)
  }

  @Test("without any spread the least margin holds: half a hundredth, or a hundredth of the baseline")
  func leastMargin() throws {
    #expect(try record("skill-persistence", [0.2, 0.2, 0.2]).figures[0].margin(seeds: 3) == 0.005)
    #expect(try record("exact", [0.75, 0.75, 0.75]).figures[0].margin(seeds: 3) == 0.01 * 0.75)
    #expect(try record("unseen-influence", [0, 0, 0]).figures[0].margin(seeds: 3) == 0)
  }

  @Test(
    "a figure fails beyond its margin on the worse side alone",
    arguments: [
      ("skill-persistence", 0.2, 0.196, true), ("skill-persistence", 0.2, 0.194, false),
      ("skill-persistence", 0.2, 0.9, true), ("skill-persistence", 0.2, Double.nan, false),
      ("rmse", 1.0, 1.009, true), ("rmse", 1.0, 1.011, false), ("rmse", 1.0, 0.1, true),
      // 0.88 is 0.02 away from 0.9, so that 0.03 is allowed on both sides
      ("coverage", 0.88, 0.871, true), ("coverage", 0.88, 0.929, true), ("coverage", 0.88, 0.931, false),
      ("coverage", 0.88, 0.869, false), ("unseen-influence", 0, 1e-9, false),
      // within its margin of 0.005, but no better than persistence
      ("skill-persistence", 0.003, -0.001, false),
    ])
  func sides(_ metric: String, _ baseline: Double, _ value: Double, _ passes: Bool) throws {
    let record = try record(metric, [baseline, baseline, baseline])
    #expect(GateVerdict(run([(metric, value)]), against: record, omissions: []).passes == passes)
  }

  @Test("the sentence names model, data, metric, value, baseline and margin")
  func sentence() throws {
    let record = try record("skill-persistence", [0.2, 0.2, 0.2])
    let verdict = GateVerdict(run([("skill-persistence", -0.5)]), against: record, omissions: [])
    #expect(
      verdict.failures == [
        "lstm on synthetic is worse than recorded: skill-persistence (1 − RMSE over that of persistence, at the lead time) "
          + "is -0.5, the baseline is 0.2 and the margin 0.005, so at least 0.195 is needed, and it is no better than its "
          + "control at 0"
      ])
  }

  @Test("what has no baseline fails, and a baseline without a figure does unless it was left out aloud")
  func coverage() throws {
    let record = try record("exact", [0.8, 0.8, 0.8])
    let unknown = GateVerdict(run([("exact", 0.8), ("rmse", 1)]), against: record, omissions: [])
    #expect(unknown.failures == ["lstm on synthetic: rmse has no recorded baseline; it is 1"])
    let empty = GateVerdict(run([]), against: record, omissions: [])
    #expect(empty.failures == ["lstm on synthetic: exact was not measured, its baseline is 0.8"])
    let told = GateVerdict(
      run([]), against: record, omissions: [GateOmission(data: "synthetic", reason: "a test")])
    #expect(told.passes)
  }

  @Test("a baseline is refused without a reason, a spread, or a lead over the control")
  func refusals() throws {
    let three = (0..<3).map { run([("exact", 0.8)], seed: $0) }
    func message(_ runs: [GateRun], _ reason: String) -> String {
      do {
        _ = try GateBaselines.Record(runs, reason: reason)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message(three, " ")
        == "a new baseline needs its reason: --reason \"...\" says why the old one no longer holds")
    #expect(
      message(Array(three.prefix(2)), "x") == "a baseline needs the spread of at least 3 seeds, found 2")
    #expect(
      message((0..<3).map { run([("vus-pr-lead", -0.25)], seed: $0) }, "x")
        == "lstm on synthetic is not recorded: its vus-pr-lead is -0.25, no better than the control's 0.0")
  }

  @Test("the file comes back as it was; a wrong one is refused with a sentence")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    let path = folder.appendingPathComponent("results/gate.json").path
    var baselines = GateBaselines()
    baselines.sizes["quick"] = try record("exact", [0.7, 0.8, 0.9])
    try baselines.write(to: path)
    #expect(try GateBaselines(path: path) == baselines)
    func message(_ text: String?) -> String {
      do {
        if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
        _ = try GateBaselines(path: text == nil ? "absent.json" : path)
        return ""
      } catch { return "\(error)".replacingOccurrences(of: path, with: "FILE") }
    }
    #expect(
      message(nil)
        == "absent.json: there is no such file of baselines; gate --record --reason TEXT writes one")
    #expect(message("{}") == "FILE: is no file of baselines of the format forescale/gate/v1")
    #expect(
      message("{\"format\": \"forescale/gate/v9\", \"sizes\": {}}")
        == "FILE: has the format 'forescale/gate/v9'; this program reads forescale/gate/v1")
  }
}
