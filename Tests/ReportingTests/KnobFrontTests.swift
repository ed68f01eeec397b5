import Experiments
import Foundation
import Stochastics
import Testing

@testable import Reporting

@Suite("Fronts over knobs")
struct KnobFrontTests {
  /// Two workloads; `points` are knob, cost and violation of the arm, ± 1 USD by workload.
  func runs(_ arm: String, _ points: [(String, Double, Double)]) -> [StoredRun] {
    points.enumerated().flatMap { index, point in
      [-1.0, 1].enumerated().map { number, shift in
        var run = ComparisonTests.run(
          arm, ["node_cost": point.1 + shift, "violation_windows": point.2], workload: "w\(number)",
          settings: "{\"arms[\(arm)].knob\":\"\(point.0)\",\"other\":\"1\"}")
        run.id = Int64(arm.hashValue & 0xFFFF) * 100 + Int64(2 * index + number)
        return run
      }
    }
  }

  func fronts(_ runs: [StoredRun], reference: ObjectivePair? = ObjectivePair(10, 8)) throws
    -> KnobFronts
  {
    try KnobFronts(
      runs, arms: [], cost: ComparisonTests.cost, violation: ComparisonTests.violation, reference: reference,
      file: "f")
  }

  @Test("a point that costs and violates more is not on the front; the area is that of the stairs")
  func front() throws {
    let found = try fronts(
      runs("a", [("1", 2, 6), ("2", 5, 2), ("3", 6, 4)]) + runs("b", [("9", 4, 4)]))
    #expect(found.fronts.map(\.arm) == ["a", "b"] && found.workloads == 2)
    #expect(found.fronts[0].points.map(\.knob) == ["knob=1", "knob=2", "knob=3"])
    #expect(found.fronts[0].points.map { found.fronts[0].isOnFront($0) } == [true, true, false])
    // (10 − 2)(8 − 6) + (10 − 5)(6 − 2) = 16 + 20
    #expect(found.hypervolume(found.fronts[0]) == 36)
    // (10 − 4)(8 − 4)
    #expect(found.hypervolume(found.fronts[1]) == 24)
    let difference = try #require(found.difference(found.fronts[0], from: found.fronts[1]))
    #expect(difference.estimate.value == 12)
    let text = FrontTable.render(found, baseline: "b", color: false)
    #expect(text.contains("reference point: 10.00 USD, 8.000 %; 2 workloads"), "\(text)")
    #expect(text.contains("+12.00"))
  }

  @Test("a run that several points share counts once, and the reference is told where it is from the data")
  func sharing() throws {
    var twice = runs("a", [("1", 2, 6)])
    let again = twice.map { run in
      var run = run
      run.settings = run.settings.replacingOccurrences(of: "\"1\"}", with: "\"2\"}")
      return run
    }
    twice += again
    let found = try fronts(twice, reference: nil)
    #expect(found.fronts[0].points.map(\.knob) == [""])
    // a tenth beyond 2 and 6
    #expect(abs(found.reference.first - 2.2) < 1e-12 && abs(found.reference.second - 6.6) < 1e-12)
    #expect(FrontTable.render(found, baseline: nil, color: false).contains("from these data"))
  }

  @Test("a knob's value without one of the workloads is refused")
  func lacking() throws {
    let error = #expect(throws: ResultsDatabaseError.self) {
      try fronts(Array(runs("a", [("1", 2, 6), ("2", 5, 2)]).dropLast()))
    }
    #expect(
      error?.reason
        == "arm a at knob=2 lacks a run or a figure of w1; a front needs every workload at every value of the knob"
    )
  }

  @Test("the chart is drawn")
  func chart() throws {
    let found = try fronts(runs("a", [("1", 2, 6), ("2", 5, 2), ("3", 6, 4)]) + runs("b", [("9", 4, 4)]))
    let files = try FrontChart.write(found, folder: (Sample.path() as NSString).deletingLastPathComponent)
      .paths
    #expect(Set(files.map { ($0 as NSString).pathExtension }) == ["svg", "pdf", "png", "gp", "csv"])
  }
}
