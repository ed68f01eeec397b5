import TestSupport
import Testing

@testable import Workloads

@Suite("Files of the real trace")
struct RealTraceTests {
  static let job113 = [
    ("task115", 5111, 0.016855257407859956), ("task22", 6203, 0.016554342783710048),
    ("task75", 4749, 0.01649252011364799), ("task81", 5942, 0.016256881297858457),
    ("task88", 4160, 0.017455321779617887),
  ]

  @Test(
    "a task's file has the rows and the mean that another reader found", arguments: job113, [true, false])
  func countsAndMeans(_ file: (task: String, count: Int, mean: Double), plainly: Bool) throws {
    let (task, count, mean) = file
    let path = try SharedData.path("google2019-instance-usage/job113-\(task).csv.gz")
    let (rows, report) = try rows(path, withPercentiles: true, plainly: plainly)
    #expect(report.rows == count)
    #expect(report.delivered == count)
    #expect(report.duplicates == 0)
    #expect(abs(rows.map(\.cpuAverage).reduce(0, +) / Double(count) - mean) < 1e-14)
    #expect(rows.allSatisfy { $0.collectionID == 113_812_204_462 })
    // The others hold -1 where the trace has no distribution.
    #expect(rows.count { $0.cpuPercentiles.count == 20 } > count * 9 / 10)
  }

  @Test("five tasks that miss 31 to 54 % of their windows cover the month together")
  func union() throws {
    let paths = try Self.job113.map { try SharedData.path("google2019-instance-usage/job113-\($0.0).csv.gz") }
    let (series, report) = try CollectionDemand.read(paths)
    #expect(series.values.count == 8929)
    #expect(series.missing == 0)
    #expect(series.start == 300_000_000)
    #expect(report.tasks == 5)
    // Windows with a row, counted by another reader: 5101, 6183, 4731, 5920, 4148.
    #expect(report.missingTaskWindows == 5 * 8929 - (5101 + 6183 + 4731 + 5920 + 4148))
    let mean = series.values.compactMap(\.self).reduce(0, +) / 8929 / 5
    #expect(abs(mean - 0.01674) < 2e-5)
  }

  @Test("the official line is read to the last number")
  func officialLine() throws {
    let path = try SharedData.path("google2019-usage-sample/instance_usage-one-line.json")
    let (rows, report) = try rows(path, withPercentiles: true)
    #expect(report.rows == 1 && report.shortWindows == 0)
    let row = try #require(rows.first)
    #expect(row.startTime == 1_838_400_000_000 && row.endTime == 1_838_700_000_000)
    #expect(row.collectionID == 330_587_238_433 && row.instanceIndex == 111)
    #expect(row.cpuAverage == 0.008392333984375 && row.cpuMaximum == 0.04791259765625)
    #expect(row.cpuPercentiles.count == 20)
    #expect(row.cpuPercentiles[0] == 0.0004711151123046875 && row.cpuPercentiles[9] == 0.021942138671875)
    #expect(row.cpuPercentiles[10] == 0.022308349609375 && row.cpuPercentiles[18] == 0.0369873046875)
    #expect(row.cpuPercentiles[19] == 0.04779052734375)
  }

  @Test("two jobs together must be told apart")
  func twoJobs() throws {
    let names = ["job113-task22", "job382-task2"].map { "google2019-instance-usage/\($0).csv.gz" }
    let paths = try names.map { try SharedData.path($0) }
    #expect(
      throws: WorkloadError(
        "the files hold 2 collections, 113812204462, 382417448240; one must be chosen.")
    ) { try CollectionDemand.read(paths) }
    #expect(try CollectionDemand.read(paths, collection: 382_417_448_240).report.tasks == 1)
  }
}
