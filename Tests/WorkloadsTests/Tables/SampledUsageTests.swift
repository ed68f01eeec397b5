import TestSupport
import Testing

@testable import Workloads

@Suite("Usage rows picked at random")
struct SampledUsageTests {
  /// All figures by Python's csv and ast modules, which add in the same order.
  @Test("the long form: 1,500 records on 4,786 lines, event codes instead of the wrong names")
  func long() throws {
    let path = try SharedData.path("google2019-usage-sample/sample_data.csv.gz")
    var rows: [SampledUsage] = []
    #expect(try SampledUsageFile(path).read { rows.append($0) } == 1_500)
    #expect(rows.reduce(0) { $0 + $1.cpuAverage } == 10.905085563659668)
    #expect(rows.reduce(0) { $0 + $1.memoryAverage } == 8.092133522033691)
    #expect(rows.reduce(0) { $0 + ($1.cpuMaximum ?? 0) } == 37.49293231964111)
    #expect(rows.reduce(0) { $0 + ($1.cpuRequest ?? 0) } == 23.170543670654297)
    #expect(rows.count { $0.cpuPercentiles.isEmpty } == 63)
    #expect(rows.allSatisfy { $0.cpuPercentiles.isEmpty || $0.cpuPercentiles.count == 20 })
    #expect(rows.count { $0.cpuRequest == nil } == 6 && rows.count { $0.isAllocInstance } == 144)
    // the file calls 364 rows FAIL; by the official code they are ENABLE, and 217 others failed
    let kinds = rows.reduce(into: [InstanceEvent.Kind: Int]()) { $0[$1.event!, default: 0] += 1 }
    #expect(
      kinds == [
        .submit: 267, .queue: 52, .enable: 364, .schedule: 324, .evict: 4, .fail: 217, .finish: 272,
      ])
    // 2.748E+11 and 2.751E+11
    #expect(rows[0].startTime == 274_800_000_000 && rows[0].endTime == 275_100_000_000)
    #expect(rows[0].hasRoundedTimes && rows[0].priority == 200 && rows[0].cell == 7)
    #expect(rows[0].cpuPercentiles[0] == 0.00314331 && rows[0].cpuPercentiles[9] == 0.00530243)
    #expect(rows[0].cpuPercentiles[10] == 0.00535583 && rows[0].cpuPercentiles[19] == 0.01194763)
  }

  @Test("the short form holds the same 1,500 rows with exact times")
  func short() throws {
    let folder = "google2019-usage-sample/"
    let path = try SharedData.path(folder + "google_cluster_10k_minimal.rows-00001-01500.csv")
    let longPath = try SharedData.path(folder + "sample_data.csv.gz")
    var (short, long): ([SampledUsage], [SampledUsage]) = ([], [])
    _ = try SampledUsageFile(path).read { short.append($0) }
    _ = try SampledUsageFile(longPath).read { long.append($0) }
    #expect(short.map(\.cpuAverage) == long.map(\.cpuAverage))
    #expect(short.map(\.memoryAverage) == long.map(\.memoryAverage))
    #expect(short.reduce(0) { $0 + $1.startTime } == 1_859_032_618_000_000)
    // Python: six digits leave an error of at most 3.7 millionths, and 197 starts off by more than a second
    let errors = zip(short, long).map { abs($0.startTime - $1.startTime) }
    #expect(errors.count { $0 > 1_000_000 } == 197)
    #expect(zip(errors, short).allSatisfy { Double($0) <= 3.7e-6 * Double($1.startTime) })
    #expect(short.allSatisfy { !$0.hasRoundedTimes && $0.endTime == nil })
  }
}
