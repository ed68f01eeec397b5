import Experiments
import Foundation
import Testing

@testable import Reporting

@Suite("Break-even maps")
struct BreakEvenMapTests {
  @Test("values stand in the order of their numbers, in one unit")
  func axis() {
    let axis = MapAxis(path: "a.start_up", values: ["5m", "30s", "1h"])
    #expect(axis.values == ["30s", "5m", "1h"] && axis.labels == ["30", "300", "3600"] && axis.unit == "s")
    #expect(axis.title == "a.start_up (s)")
    #expect(MapAxis(path: "a", values: ["2%", "0.5%"]).labels == ["0.5", "2"])
    let mixed = MapAxis(path: "a", values: ["linear", "5m"])
    #expect(mixed.values == ["linear", "5m"] && mixed.unit == "")
  }

  @Test("the contour passes between corners where the function is 0")
  func contours() {
    // −1 3 / −1 3: crossed at a quarter of the way, from bottom to top
    let straight = contour([[-1, 3], [-1, 3]], level: 0)
    #expect(
      straight == [ContourSegment(from: GridPoint(x: 0.25, y: 0), to: GridPoint(x: 0.25, y: 1))])
    // a saddle with mean 0.25 above 0: the two lower corners, 1 and 3, are cut off each alone
    let saddle = contour([[2, -1], [-1, 1]], level: 0)
    #expect(saddle.count == 2)
    #expect(saddle[0].from == GridPoint(x: 2.0 / 3, y: 0) && saddle[0].to == GridPoint(x: 1, y: 0.5))
    // its twin below 0: corners 0 and 2 are cut off
    let twin = contour([[1, -2], [-2, 1]], level: 0)
    #expect(twin.count == 2 && twin[0].to == GridPoint(x: 1.0 / 3, y: 0))
    #expect(contour([[1, 2], [3, 4]], level: 0).isEmpty)
    #expect(contour([[-1, 3], [nil, 3]], level: 0).isEmpty)
  }

  /// Three workloads, two values on each axis; the arm costs `ratio(x, y)` times the baseline, ± 1 % by workload.
  func runs(_ ratio: (Int, Int) -> Double) -> [StoredRun] {
    var runs: [StoredRun] = []
    for x in 0..<2 {
      for y in 0..<2 {
        for workload in 0..<3 {
          let settings = "{\"s.start_up\":\"\([30, 60][x])s\",\"w.mean\":\"\([100, 200][y])\"}"
          let factor = ratio(x, y) * (1 + 0.01 * Double(workload - 1))
          for (arm, cost) in [("old", 10.0), ("new", 10 * factor)] {
            var run = ComparisonTests.run(
              arm,
              ["node_cost": cost, "violation_windows": arm == "new" && x == 1 ? 3 : 1, "downtime": 3600],
              workload: "w\(workload)", settings: settings)
            run.id = Int64(runs.count)
            runs.append(run)
          }
        }
      }
    }
    return runs
  }

  func map(_ runs: [StoredRun], x: String = "start_up", y: String = "mean") throws -> BreakEvenMap {
    try BreakEvenMap(
      runs, arm: "new", baseline: "old", x: x, y: y, metric: ComparisonTests.cost,
      guarded: ComparisonTests.violation, margin: .absolute(0.1), file: "f")
  }

  @Test(
    "each cell is a comparison of its own, marked where nothing was shown and where the saving was bought")
  func cells() throws {
    let map = try map(runs { x, y in [[0.8, 1.0], [0.9, 1.2]][y][x] })
    #expect(map.x.labels == ["30", "60"] && map.y.labels == ["100", "200"])
    let cells = map.cells.map { $0.compactMap(\.self) }
    #expect(cells.map(\.count) == [2, 2])
    #expect(abs(try #require(BreakEvenMap.shown(cells[1][1])) - 20) < 0.01)
    // ± 1 % around 1: the interval is −2.5 … +2.5 %
    #expect(cells[0].map(\.isUndecided) == [false, true] && cells[1].map(\.isUndecided) == [false, false])
    #expect(cells[0].map(\.isBought) == [false, true])
    let text = BreakEvenTable.render(map, color: false)
    #expect(text.contains("2 of 4 cells lower, 1 higher, 1 undecided"), "\(text)")
    #expect(text.contains("+20.0 % ×") && text.contains("each cell: 3 workloads"), "\(text)")
    // the line of break-even passes between 0.9 and 1.2 in the upper row
    #expect(map.breakEven.count == 1)
  }

  @Test("the price of downtime turns one run into one for each price")
  func totalCost() throws {
    let priced = TotalCost.priced(runs { _, _ in 1 }, at: [0, 5])
    #expect(priced.count == 48 && Set(priced.map(\.id)).count == 48)
    // one hour of downtime
    #expect(Set(priced.compactMap { $0.values["downtime_price"] }) == ["0", "5"])
    #expect(
      priced.filter { $0.values["downtime_price"] == "5" && $0.arm == "old" }.allSatisfy {
        $0.figures["total_cost"] == 15
      })
    let map = try map(priced, x: "start_up", y: "downtime_price")
    #expect(map.y.path == "downtime_price" && map.cells.count == 2)
  }

  @Test("wrong keys are refused with those that there are")
  func mistakes() throws {
    let runs = runs { _, _ in 1 }
    for (x, y, reason) in [
      ("startup", "mean", "there is no varied key 'startup'; there are s.start_up, w.mean"),
      ("up", "mean", "there is no varied key 'up'; there are s.start_up, w.mean"),
    ] {
      let error = #expect(throws: ResultsDatabaseError.self) { try map(runs, x: x, y: y) }
      #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }
    var other = runs
    other += runs.map { run in
      var run = run
      run.family = "f"
      return run
    }
    let error = #expect(throws: ResultsDatabaseError.self) { try map(other) }
    #expect(error?.reason == "e and f vary these keys; --experiment names one")
  }

  @Test("the heat map is drawn")
  func chart() throws {
    let map = try map(runs { x, y in [[0.8, 1.0], [0.9, 1.2]][y][x] })
    let files = try BreakEvenChart.write(map, folder: (Sample.path() as NSString).deletingLastPathComponent)
      .paths
    #expect(files.map { ($0 as NSString).lastPathComponent }.contains("map-new-node-cost-start-up-mean.svg"))
    let panel = BreakEvenChart.chart(map).panels[0]
    #expect(panel.x.label == "s.start_up (s)" && panel.marks.map(\.title).contains("break-even"))
    let script = GnuplotScript(BreakEvenChart.chart(map), .print).text
    #expect(script.contains("set xlabel \"s.start_up (s)\" noenhanced") && script.contains("break-even"))
  }
}
