import Experiments
import Foundation
import Stochastics
import Testing

@testable import Reporting

@Suite("Comparing arms")
struct ComparisonTests {
  static let cost = MetricDefinition(name: "node_cost", unit: "USD", better: "lower", summary: "")
  static let violation = MetricDefinition(name: "violation_windows", unit: "%", better: "lower", summary: "")
  static let availability = MetricDefinition(name: "availability", unit: "%", better: "higher", summary: "")

  static func run(
    _ arm: String, _ figures: [String: Double], workload: String = "w", settings: String = "{}", seed: Int = 1
  ) -> StoredRun {
    // ids only have to tell runs apart
    StoredRun(
      id: Int64(abs([arm, workload, settings, "\(seed)"].hashValue >> 1)), arm: arm, family: "e",
      settings: settings, seed: "\(seed)", part: "test", inputs: workload, figures: figures)
  }

  /// One seed a workload, with the given figures of both arms.
  private func compare(
    _ figures: [(before: Double?, after: Double?)], _ definition: MetricDefinition,
    margin: ComparisonMargin = .relative(0.01)
  ) throws -> MetricComparison {
    func runs(_ arm: String, _ values: [Double?]) -> [StoredRun] {
      values.enumerated().map { index, value in
        Self.run(arm, value.map { [definition.name: $0] } ?? [:], workload: "w\(index)")
      }
    }
    let pairs = RunPairs(
      baseline: runs("old", figures.map(\.before)), treatment: runs("new", figures.map(\.after)))
    return try #require(MetricComparison(pairs, definition, margin: margin))
  }

  @Test("shares are compared by their difference in percentage points")
  func difference() throws {
    // differences −1, −2, −3, −4: mean −2.5, deviation √(5/3) = 1.290994, error 0.645497, t(97.5 %, 3) = 3.182446,
    // so ± 2.054260; Wilcoxon with four of one sign: 2/2⁴ = 0.125
    let found = try compare([(5, 4), (5, 3), (5, 2), (5, 1)], Self.violation)
    #expect(found.scale == .difference && found.workloads == 4 && found.pairs == 4)
    #expect(abs(try #require(found.effect) + 2.5) < 1e-12)
    let interval = try #require(found.interval)
    #expect(abs(interval.lowerBound + 4.554260) < 1e-5 && abs(interval.upperBound + 0.445740) < 1e-5)
    #expect(found.pValue == 0.125)
    // 1 % of the baseline's mean of 5
    #expect(abs(found.margin - 0.05) < 1e-12 && found.verdict == .noWorse)
    #expect(found.text(-2.5) == "−2.500 pp")
  }

  @Test("costs are compared by their ratio; the mean is the geometric one")
  func ratio() throws {
    // ratios 1/2 and 1/8: logs −0.693147 and −2.079442, mean −1.386294 (1/4), error 0.693147, t(97.5 %, 1) = 12.706205
    let found = try compare([(10, 5), (80, 10)], Self.cost)
    #expect(found.scale == .logRatio && found.baselineMean == 45 && found.treatmentMean == 7.5)
    #expect(abs(try #require(found.effect) - log(0.25)) < 1e-12)
    let interval = try #require(found.interval)
    #expect(abs(interval.upperBound - (log(0.25) + 12.706205 * log(2))) < 1e-5)
    #expect(found.text(log(0.25)) == "−75.0 %")
    // the interval reaches from far below to far above the margin
    #expect(found.verdict == .unclear)
  }

  @Test(
    "the margin decides by the interval, in the metric's better direction",
    arguments: [
      // effects −0.1 ± and +0.1 ± something small; margin 0.05 in the unit
      ([(10.0, 9.9), (20, 19.91), (30, 29.89)], cost, 0.05, MetricComparison.Verdict.noWorse),
      ([(10, 10.1), (20, 20.09), (30, 30.11)], cost, 0.05, .worse),
      ([(10, 10.1), (20, 20.09), (30, 30.11)], cost, 0.5, .noWorse),
      ([(10, 10.1), (20, 20.09), (30, 30.11)], cost, 0.1, .unclear),
      ([(90, 90.1), (91, 91.09), (92, 92.11)], availability, 0.05, .noWorse),
      ([(90, 89.9), (91, 90.91), (92, 91.89)], availability, 0.05, .worse),
      // equal figures are no worse even with a margin of 0
      ([(0, 0), (0, 0)], violation, 0, .noWorse),
      ([(0, 0), (0, 0.1)], violation, 0, .unclear),
    ])
  func verdicts(
    figures: [(Double, Double)], definition: MetricDefinition, margin: Double,
    expected: MetricComparison.Verdict
  ) throws {
    let found = try compare(
      figures.map { (before: $0.0, after: $0.1) }, definition, margin: .absolute(margin))
    #expect(found.verdict == expected)
  }

  @Test("a figure of 0 turns a ratio into a difference; an undefined one leaves its workload out")
  func zeros() throws {
    #expect(try compare([(0, 1), (1, 2)], Self.cost).scale == .difference)
    let found = try compare([(1, 1), (nil, 2), (2, 2)], Self.cost)
    #expect(found.workloads == 2 && found.dropped == 1 && found.effect == 0)
  }

  @Test("seeds and settings are averaged within a workload, which weighs the same as one with a single run")
  func nesting() throws {
    let settings = ["{\"a\":\"1\"}", "{\"a\":\"2\"}"]
    func runs(_ arm: String, _ values: [Double], _ single: Double) -> [StoredRun] {
      zip([(0, 1), (0, 2), (1, 1), (1, 2)], values).map { place, value in
        Self.run(arm, ["violation_windows": value], settings: settings[place.0], seed: place.1)
      } + [Self.run(arm, ["violation_windows": single], workload: "v")]
    }
    let pairs = RunPairs(baseline: runs("old", [1, 1, 1, 1], 1), treatment: runs("new", [2, 3, 4, 5], 1))
    let found = try #require(MetricComparison(pairs, Self.violation, margin: .relative(0.01)))
    // workload w: (1 + 2 + 3 + 4)/4 = 2.5; workload v: 0
    #expect(found.effect == 1.25 && found.workloads == 2 && found.pairs == 5)
  }

  @Test("what has no partner is said, and points that share both runs count once")
  func pairing() throws {
    let before = [Self.run("old", ["node_cost": 1]), Self.run("old", ["node_cost": 1], seed: 2)]
    let after = [Self.run("new", ["node_cost": 1]), Self.run("new", ["node_cost": 1], seed: 3)]
    let found = ArmComparison(
      treatment: after, baseline: before, definitions: [Self.cost], margin: { _ in .relative(0.01) })
    #expect(found.pairs == 1)
    #expect(
      found.notes.prefix(2) == [
        "1 run of new has no partner, the first is e, seed 3",
        "1 run of old has no partner, the first is e, seed 2",
      ])
    #expect(found.notes[2].hasPrefix("one workload: there is no interval"))
    var twice = [before[0], before[0]]
    var again = [after[0], after[0]]
    twice[1].settings = "{\"arms[other].x\":\"1\"}"
    again[1].settings = twice[1].settings
    #expect(RunPairs(baseline: twice, treatment: again).pairs.count == 1)
  }

  // Remission of leukaemia in weeks (Freireich et al., 1963; Tests/StochasticsTests/Reference has it whole): the log-rank test's
  // χ² is 16.79. One fault more on one side has no partner.
  @Test("recoveries of paired faults are compared by the log-rank test, and are told in a table of their own")
  func recoveries() throws {
    let drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    let seen = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    var before = Self.run("old", ["node_cost": 1])
    var after = Self.run("new", ["node_cost": 1])
    for (number, time) in drug.enumerated() {
      before.recoveries[number] = CensoredTime(Double(time), isObserved: seen[number] == 1)
      after.recoveries[number] = CensoredTime(Double(placebo[number]))
    }
    after.recoveries[99] = CensoredTime(5)
    let found = ArmComparison(
      treatment: [after], baseline: [before], definitions: [Self.cost], margin: { _ in .relative(0.01) })
    let recovery = try #require(found.recovery)
    #expect(recovery.faults == 21 && recovery.baseline.recovered == 9 && recovery.treatment.recovered == 21)
    #expect(abs(recovery.test.statistic - 16.79) < 0.005 && recovery.test.excess > 0)
    // 182 weeks of placebo over 21
    #expect(abs(recovery.treatment.mean.value - 182.0 / 21) < 1e-12)
    let table = try #require(ComparisonTable.recoveries([found], color: false))
    #expect(table.contains("log-rank") && table.contains("16.79") && table.contains("< 0.001"))
    #expect(try ComparisonTable.json([found]).contains("\"arm_recovered\" : 21"))
    let none = ArmComparison(
      treatment: [Self.run("new", ["node_cost": 1])], baseline: [Self.run("old", ["node_cost": 1])],
      definitions: [Self.cost], margin: { _ in .relative(0.01) })
    #expect(none.recovery == nil && ComparisonTable.recoveries([none], color: false) == nil)
  }

  @Test("a generated load is another workload with each seed, a trace is not")
  func workloads() {
    let trace = (1...3).map { Self.run("a", [:], seed: $0).workload }
    #expect(Set(trace).count == 1)
    let generated = (1...3).map { Self.run("a", [:], workload: "", seed: $0).workload }
    #expect(generated == ["e, seed 1", "e, seed 2", "e, seed 3"])
  }

  @Test("the table aligns its columns and corrects p-values over its rows")
  func table() throws {
    func runs(_ arm: String, _ factor: Double) -> [StoredRun] {
      (1...8).map {
        Self.run(
          arm, ["node_cost": Double($0) * factor, "violation_windows": factor - 1], workload: "w\($0)")
      }
    }
    let comparison = ArmComparison(
      treatment: runs("new", 0.9), baseline: runs("old", 1), definitions: [Self.cost, Self.violation],
      margin: { _ in .relative(0.01) })
    // 2/2⁸ = 0.0078125, twice that after Holm for two rows of the same p
    #expect(ComparisonTable.adjustedPValues([comparison]) == [0.015625, 0.015625])
    let lines = ComparisonTable.render([comparison], color: false).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[3].contains("USD") && lines[3].contains("−10.0 %") && lines[3].contains("no worse"))
  }

  @Test(
    "an arm with files of its own is paired by the files of the load; one arm before and after needs equal ones"
  )
  func ownFiles() {
    let (load, own) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
    func run(_ arm: String, _ inputs: String, id: Int64) -> StoredRun {
      StoredRun(
        id: id, arm: arm, family: "s", settings: "", seed: "1", part: "test", inputs: inputs,
        figures: ["node_cost": 1])
    }
    let pairs = RunPairs(baseline: [run("hpa", load, id: 1)], treatment: [run("mine", load + own, id: 2)])
    #expect(pairs.pairs.map(\.treatment.workload) == [load] && pairs.unpairedBaseline == [])
    // another load, the same arm with another load, and files that only begin alike
    for (baseline, treatment) in [
      (run("hpa", own, id: 1), run("mine", load + own, id: 2)),
      (run("hpa", load, id: 1), run("hpa", load + own, id: 2)),
      (run("hpa", "", id: 1), run("mine", String(own.prefix(63)), id: 2)),
    ] {
      let none = RunPairs(baseline: [baseline], treatment: [treatment])
      #expect(
        none.pairs.isEmpty && none.unpairedTreatment == [treatment] && none.unpairedBaseline == [baseline])
    }
  }
}
