import Foundation
import Testing

@testable import Workloads

@Suite("Calibration of the Borg cell")
struct CalibrationTableTests {
  @Test("the jobs are as published")
  func jobs() throws {
    let table = try CalibrationTable.jobs(BorgCellParameters(), count: 30_000)
    #expect(table.rows.count == 24)
    // 30 jobs make up the upper 0.1 %: their tail index has an error of 18 %, and may be out while it is
    // compatible.
    let outside = table.outside.filter { !$0.isCompatible || !$0.name.contains("tail index") }
    #expect(outside.isEmpty, "\(outside)")
  }

  @Test("a lighter tail is noticed")
  func lighterTail() throws {
    var parameters = BorgCellParameters()
    parameters.sizes.tailIndex = 1.5
    let names = Set(try CalibrationTable.jobs(parameters, count: 20_000).outside.map(\.name))
    let expected: Set = [
      "job CPU time, tail index", "job CPU time, mean", "job CPU time, variance",
      "share of the top 0.1 % of jobs",
      "largest of 8 · 744 · 3,309 jobs",
    ]
    #expect(names.isSuperset(of: expected))
    #expect(!names.contains("job CPU time, median"))
  }

  private func table(_ change: (inout BorgCellParameters) -> Void) throws -> CalibrationTable {
    var parameters = BorgCellParameters()
    change(&parameters)
    let file = try TemporaryFile("x")
    let folder = String(file.path.dropLast(2))
    try BorgCellGenerator(parameters).write(to: folder)
    return try CalibrationTable.cell(folder)
  }

  /// Starts and stops cut few windows, updates are not generated: the doc comment of the parameters says so.
  static let shortfall = "share of rows shorter than 300 s"

  @Test("the tables of a day of six machines do not speak against any bound but a known one")
  func cell() throws {
    let table = try table {
      $0.machines = 6
      $0.hours = 24
    }
    #expect(table.rows.count == 55)
    let incompatible = table.rows.filter { !$0.isCompatible }.map(\.name)
    #expect(incompatible == [Self.shortfall])
    // So few machines hold about 150 jobs; chance may put one figure in eight out of its bound.
    #expect(table.outside.count <= 8, "\(table.outside.map(\.name))")
  }

  @Test("a cell of wrong parameters is noticed")
  func wrongCell() throws {
    let table = try table {
      $0.machines = 4
      $0.hours = 6
      $0.windowCorrelation = 0
      $0.jobsPerHour = 20_000
      $0.resubmissionsPerInstance = 9
      $0.utilization = 0.1
      $0.maximumOverMean.values = $0.maximumOverMean.values.map { 1 + ($0 - 1) / 2 }
      $0.withinWindow = $0.withinWindow.map { 1 + ($0 - 1) / 2 }
    }
    let names = Set(table.rows.filter { !$0.isCompatible }.map(\.name))
    let expected: Set = [
      "jobs submitted an hour, median, for 12,000 machines",
      "autocorrelation of a job's CPU at 5 minutes, median", "submissions again over new instances",
      "CPU used over the machines' capacity", "highest over mean CPU of a window, 50 %",
      "0 % of CPU within a window over its mean, median",
    ]
    #expect(names.isSuperset(of: expected), "\(expected.subtracting(names))")
  }

  @Test("a usage row without events is refused")
  func orphan() throws {
    let file = try TemporaryFile("x")
    let folder = String(file.path.dropLast(2))
    let rows: [(BorgTable, String)] = [
      (.machineEvents, #"{"time":"0","machine_id":"1","type":"1","capacity":{"cpus":1,"memory":1}}"#),
      (.instanceEvents, #"{"time":"0","type":"0","collection_id":"1","instance_index":"0","priority":"0"}"#),
      (
        .instanceUsage,
        #"{"start_time":"600000000","end_time":"900000000","collection_id":"1","instance_index":"4","#
          + #""average_usage":{"cpus":1}}"#
      ),
    ]
    for (table, row) in rows {
      try Data(row.utf8).write(to: URL(fileURLWithPath: folder + "/" + table.fileName))
    }
    let error = #expect(throws: WorkloadError.self) { try CalibrationTable.cell(folder) }
    let sentence =
      "instance 4 of collection 1 has no events; \(folder)/instance_events-000000000000.json.gz must"
    #expect(error?.description.contains(sentence) == true)
  }

  @Test("a ratio of clusters has the mean and the error of the textbook")
  func ratio() throws {
    // Numerators 1, 3, 2 over denominators 2, 2, 2: ratio 1, residuals −1, 1, 0, squares 2, times 3/2 is 3;
    // error √3 / 6 = 0.288675; Student's t of 2 degrees 4.302653. The pair of zeros does not count.
    let estimate = ClusteredSample.ratio([1, 3, 0, 2], [2, 2, 0, 2])
    #expect(estimate.value == 1)
    #expect(abs(try #require(estimate.upper) - (1 + 4.302653 * 0.288675)) < 1e-5)
  }

  @Test("the median of clustered values has a wider interval than that of independent ones")
  func clusters() throws {
    let values = (0..<1000).map { Double($0) }
    let alone = ClusteredSample(values.map { ($0, Int($0)) }, clusters: 1000)
    let together = ClusteredSample(values.map { ($0, Int($0) / 50) }, clusters: 20)
    // Independent: ±1.96 · √(1000 / 4) = ±31 ranks. In 20 clusters of 50 neighbours, each all below or all
    // above: ±2.09 · √(20 / 4 · 20/19) · 50 = ±240 ranks.
    let narrow = try #require(alone.quantile(0.5))
    let wide = try #require(together.quantile(0.5))
    #expect(narrow.value == 500 && wide.value == 500)
    #expect(abs(try #require(narrow.upper) - 531) <= 2)
    #expect(abs(try #require(wide.lower) - 260) <= 3)
  }

  @Test("the table in Markdown and in JSON")
  func rendering() throws {
    let table = CalibrationTable(rows: [
      .init("a", unit: "h", source: "s", target: 370_000, obtained: 0.0123456, bound: 0...1, method: "m"),
      .init(
        "b", unit: "1", source: "s", target: -0.00005, obtained: 9.999, lower: 2.5, upper: 1e7, bound: 1...2,
        method: "m"),
    ])
    let lines = table.markdown.split(separator: "\n").map(String.init)
    #expect(lines[2] == "| a | h | 370000 | 0.0123 | – | 0 … 1.00 | yes | s | m |")
    #expect(lines[3] == "| b | 1 | −5.00e-5 | 10.0 | 2.50 … 1.00e7 | 1.00 … 2.00 | **no** | s | m |")
    #expect(table.outside.map(\.name) == ["b"] && !table.rows[1].isCompatible)
    let decoded = try JSONDecoder().decode(CalibrationTable.self, from: JSONEncoder().encode(table))
    #expect(decoded == table)
  }
}
