import Foundation
import Learning
import Testing

@Suite("Isolation forests") struct IsolationForestTests {
  @Test("two rows are one cut apart, and equal rows none")
  func byHand() throws {
    // c(2) = 1 and every path is 1 long: 2^(−1/1) = 0.5.
    let pair = try IsolationForestConfiguration(treeCount: 7).fit(try FeatureTable(rows: [[0], [1]]))
    #expect(pair.score(for: [0]) == 0.5)
    #expect(pair.score(for: [9]) == 0.5)
    // Four equal rows: no cut, h = 0 + c(4), so 2^(−1) again. c(4) = 2 (1 + 1/2 + 1/3) − 6/4 = 13/6.
    let equal = try IsolationForestConfiguration(treeCount: 7)
      .fit(try FeatureTable(rows: Array(repeating: [3, 3], count: 4)))
    #expect(abs(equal.score(for: [3, 3]) - 0.5) < 1e-6)
    let length = [Float(3), 3].withUnsafeBufferPointer { equal.pathLength(row: $0) }
    #expect(abs(length - 13.0 / 6) < 1e-6)
  }

  @Test("a row far from the rest has the highest score", arguments: [nil, 0, 1, 4])
  func outlier(level: Int?) throws {
    let (table, _) = try ForestTestData.blob(seed: 3, rows: 400)
    var rows = (0..<400).map { table.row($0).map { Double($0) } }
    rows[123] = [9, -9, 9, -9, 9]
    let far = try FeatureTable(rows: rows)
    let forest = try IsolationForestConfiguration(treeCount: 50, contamination: 0.05, extensionLevel: level)
      .fit(far)
    let scores = forest.scores(for: far)
    #expect(scores.firstIndex(of: scores.max() ?? 0) == 123)
    #expect(scores.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(forest.isAnomaly(far.row(123)))
    // 5 % of 400 rows lie above the 95 % quantile.
    #expect(scores.filter { $0 > forest.threshold }.count == 20)
    #expect(scores == (0..<400).map { forest.score(for: far.row($0)) })
  }

  @Test("slopes of all features rank anomalies as well as single features do")
  func extended() throws {
    let (table, isAnomaly) = try ForestTestData.blob(seed: 3, rows: 600)
    let plain = try IsolationForestConfiguration().fit(table).scores(for: table)
    let full = try IsolationForestConfiguration(extensionLevel: 4).fit(table).scores(for: table)
    let areas = (
      ForestTestData.areaUnderCurve(plain, isAnomaly), ForestTestData.areaUnderCurve(full, isAnomaly)
    )
    // 30 anomalies: a standard error of an area near 0.85 is about √(0.85 · 0.15 / 30) = 0.065.
    #expect(areas.0 > 0.72 && areas.1 > 0.72)
    #expect(plain != full)
  }

  @Test("the number of threads changes no bit, the seed does")
  func threads() throws {
    let (table, _) = try ForestTestData.blob(seed: 3, rows: 600)
    let configuration = IsolationForestConfiguration(treeCount: 20, contamination: 0.1)
    let one = try configuration.fit(table, threads: 1)
    let three = try configuration.fit(table, threads: 3)
    #expect(one == three)
    #expect(one.scores(for: table, threads: 1) == one.scores(for: table, threads: 3))
    #expect(try IsolationForestConfiguration(treeCount: 20, seed: 2).fit(table) != one)
  }

  @Test("a sliding forest scores by the past alone and follows a change of level")
  func sliding() throws {
    let (table, _) = try ForestTestData.blob(seed: 3, rows: 400)
    var stream = try SlidingIsolationForest(
      IsolationForestConfiguration(treeCount: 20, sampleSize: 64), featureCount: 5, window: 100,
      refitInterval: 50)
    var scores: [Double?] = []
    for row in 0..<400 { scores.append(try stream.next(table.row(row).map { $0 + (row < 200 ? 0 : 5) })) }
    #expect(scores[..<50].allSatisfy { $0 == nil })
    #expect(scores[50...].allSatisfy { $0 != nil })
    #expect(stream.fitCount == 8 && stream.rowCount == 400)
    func mean(_ range: Range<Int>) -> Double {
      range.reduce(0) { $0 + (scores[$1] ?? 0) } / Double(range.count)
    }
    // All rows just after the change are beyond the old window; two windows later they are its middle.
    #expect(mean(200..<250) > mean(150..<200) + 0.1)
    #expect(mean(350..<400) < mean(200..<250) - 0.1)
    // The forest after row 399 is that of rows 300…399 in that order.
    let rows = (300..<400).map { table.row($0).map { Double($0 + 5) } }
    var again = try SlidingIsolationForest(
      stream.configuration, featureCount: 5, window: 100, refitInterval: 50)
    for row in 0..<300 { _ = try again.next(table.row(row)) }
    for row in rows { _ = try again.next(row.map { Float($0) }) }
    #expect(again.forest == stream.forest)
  }
}
