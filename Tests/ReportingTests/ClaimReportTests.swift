import Experiments
import Foundation
import Stochastics
import Testing

@testable import Reporting

@Suite("Claims, judged")
struct ClaimReportTests {
  /// A run with the given figures.
  private func run(
    _ arm: String, _ workload: String, seed: Int = 1, budget: String = "0.5%", _ figures: [String: Double]
  ) -> StoredRun {
    StoredRun(
      id: Int64.random(in: 1 ... .max), arm: arm, family: "p/normal",
      settings: #"{"name":"\#(workload)","violation_budget":"\#(budget)"}"#, seed: "\(seed)", part: "test",
      inputs: "",
      figures: figures)
  }

  func claims(_ guards: [Claim.Guard] = [], raisedBy: Double = 0) -> ClaimProtocol {
    let text = """
      format: forescale/claims/v1
      name: p
      experiments:
        - name: normal
          scenario: s.yaml
          arms: [stock, ahead, oracle]
          conditions: {violation_budget: [0.5%, 2%]}
          workloads: [{name: w}]
      claims:
        - name: cost
          statement: cheaper
          experiment: normal
          metric: node_cost
          stated: -15%
          arm: ahead
          baseline: stock
          other_arms: [oracle]
      """
    var claims = (try? ClaimProtocol(yaml: text, file: "p.yaml"))!
    claims.claims[0].guards = guards
    claims.claims[0].raisedBy = raisedBy
    return claims
  }

  /// Workloads with the given ratios of ahead to stock, an oracle at 0.8, and 100 times the shift as violations.
  func runs(_ ratios: [Double], budget: String = "0.5%", worse: Double = 0) -> [StoredRun] {
    ratios.enumerated().flatMap { index, ratio in
      [
        run("stock", "w\(index)", budget: budget, ["node_cost": 100, "violation_windows": 0.5]),
        run(
          "ahead", "w\(index)", budget: budget, ["node_cost": 100 * ratio, "violation_windows": 0.5 + worse]),
        run("oracle", "w\(index)", budget: budget, ["node_cost": 80, "violation_windows": 0]),
      ]
    }
  }

  @Test(
    "by the interval over workloads: eight around 0.7, 0.97 and 0.85, and six",
    arguments: [
      (0.70, 8, ClaimVerdict.supported), (0.97, 8, .refuted), (0.85, 8, .inconclusive),
      // with six workloads the exact test cannot reject for one claim either: its smallest p-value is 2/64
      (0.70, 5, .inconclusive),
    ])
  func verdicts(ratio: Double, count: Int, verdict: ClaimVerdict) throws {
    // ratios a factor of exp(±0.02) apart: the geometric mean is the ratio itself for even counts
    let ratios = (0..<count).map { ratio * exp($0 % 2 == 0 ? 0.02 : -0.02) }
    let judged = ClaimReport(claims(), runs: ["normal": runs(ratios)]).claims[0]
    #expect(judged.verdict == verdict)
    if count % 2 == 0 {
      #expect(abs(try #require(judged.effect.change) - (ratio - 1)) < 1e-12)
      let oracle = try #require(judged.oracle)
      #expect(abs(oracle.change + 0.2) < 1e-12)
      #expect(abs(oracle.share - log(ratio) / log(0.8)) < 1e-12)
    }
    #expect(judged.effect.effects.workloads.count == count)
  }

  @Test("what is cheaper by being worse is not supported")
  func guards() {
    let ratios = (0..<8).map { 0.7 * exp($0 % 2 == 0 ? 0.02 : -0.02) }
    let margin = [Claim.Guard(metric: "violation_windows", margin: .absolute(0.5))]
    for (worse, verdict) in [(0.4, ClaimVerdict.supported), (0.6, .inconclusive)] {
      let judged = ClaimReport(claims(margin), runs: ["normal": runs(ratios, worse: worse)]).claims[0]
      #expect(judged.verdict == verdict && judged.isGuarded == (verdict == .supported))
      #expect(judged.judgement?.verdict == .supported)
    }
  }

  @Test("conditions apart, zeros raised, a workload without a figure left out by name")
  func details() throws {
    let ratios = (0..<8).map { 0.9 * exp($0 % 2 == 0 ? 0.02 : -0.02) }
    var all = runs(ratios) + runs(ratios.map { $0 / 2 }, budget: "2%")
    let judged = ClaimReport(claims(), runs: ["normal": all]).claims[0]
    #expect(abs(try #require(judged.effect.change) + 0.1) < 1e-12)
    let other = try #require(judged.others.first { $0.condition == "violation_budget 2%" })
    #expect(abs(try #require(other.change) + 0.55) < 1e-12)

    // 0 raised by 1 against 100 raised by 1
    let index = try #require(all.firstIndex { $0.arm == "ahead" })
    all[index].figures["node_cost"] = 0
    let dropped = ClaimReport(claims(), runs: ["normal": all]).claims[0]
    #expect(dropped.effect.dropped == ["w0"] && dropped.effect.effects.workloads.count == 7)
    let raised = ClaimReport(claims(raisedBy: 1), runs: ["normal": all]).claims[0].effect
    let change = try #require(raised.changes.first?.change)
    #expect(raised.dropped == [] && abs(change - (1.0 / 101 - 1)) < 1e-12)
  }

  @Test("are stored, and replace what was stored under their name")
  func stored() throws {
    let ratios = (0..<8).map { 0.97 * exp($0 % 2 == 0 ? 0.02 : -0.02) }
    let report = ClaimReport(claims(), runs: ["normal": runs(ratios)])
    let database = try ResultsDatabase(path: Sample.path())
    try database.record(definitions: MetricCatalogue.all)
    for _ in 1...2 {
      try database.record(claims: report)
      try database.record(
        checks: [SoundnessCheck(name: "A/A", holds: true, detail: "0")], scenario: report.name)
    }
    let dump = try database.dump().replacing("\t", with: " ")
    #expect(dump.contains(#""p" 0 "cost" "cheaper" "normal" "node_cost" "ahead" "stock" -0.15 "refuted" 1"#))
    #expect(dump.contains(#""p" "cost" "w7" "#) && dump.contains(#""p" 0 "A/A" 1 "0""#))
    let text = ClaimTables.verdicts(report, color: false)
    #expect(text.contains("cost   refuted  −15.0 %    −3.0 %"), "\(text)")
  }
}
