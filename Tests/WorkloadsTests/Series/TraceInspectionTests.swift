import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite("Inspection of a trace")
struct TraceInspectionTests {
  // 1, 1, 1, 0, nothing, 0, 4: mean 7/6; squares of deviations 1+1+1+0+0+16 - 49/6 = 65/6, over 5 is 13/6.
  @Test("the figures of a small series")
  func figures() throws {
    let content = "ts,value\n0,1\n60,1.0000001\n120,1\n180,0\n300,0\n360,4\n"
    let file = try TemporaryFile("load", content: content)
    let found = try TraceInspection(path: file.path)
    #expect(
      found.format == "timestamp-value" && found.rows == 6 && found.samples == 6 && found.clock == .relative)
    #expect(found.start == 0 && found.end == 420_000_000 && found.startText == nil && found.summary == nil)
    let series = try #require(found.series.first)
    #expect(series.steps == 7 && series.measured == 6 && abs(series.coverage - 6.0 / 7) < 1e-12)
    #expect(series.gaps == SeriesInspection.Gaps(count: 1, longest: 1))
    #expect(
      abs(series.mean - 7.0 / 6) < 1e-6 && abs(series.standardDeviation - (13.0 / 6).squareRoot()) < 1e-6)
    #expect(series.minimum == 0 && series.maximum == 4 && abs((series.peakToMean ?? 0) - 24.0 / 7) < 1e-6)
    // 1, 1.0000001 and 1 agree to six digits; the gap ends the run of zeros.
    #expect(series.longestConstant == 3 && abs(series.zeroShare - 1.0 / 3) < 1e-12)
    // sorted 0 0 1 1 1 4: the median is 1, the 95th percentile 0.75 of the way from 1 to 4
    #expect(abs(series.percentiles[3].value - 1) < 1e-6 && abs(series.percentiles[5].value - 3.25) < 1e-6)
    #expect(
      series.autocorrelations.map(\.lag) == ["1 step"] && series.tails.isEmpty && series.anomalousShare == nil
    )
  }

  @Test("the series beyond those shown are in the summary, and civil times are said")
  func summary() throws {
    let content =
      "p,2024-01-01 00:00:00,,1\np,2024-01-01 00:00:30,,3\nq,2024-01-01 00:00:00,,10\nq,2024-01-01 00:00:30,,30\n"
    let file = try TemporaryFile("load", content: content)
    let found = try TraceInspection(path: file.path, shown: 1)
    #expect(found.seriesCount == 2 && found.series.map(\.name) == ["p"])
    let mean = try #require(found.summary?.mean)
    // means 2 and 20: quantiles 10, 50 and 90 % lie at 2 + 18 p
    #expect(abs(mean.low10 - 3.8) < 1e-9 && abs(mean.median - 11) < 1e-9 && abs(mean.high90 - 18.2) < 1e-9)
    #expect(found.startText == "2024-01-01T00:00:00Z" && found.endText == "2024-01-01T00:01:00Z")
    #expect(found.oddities == [TraceReport.Oddity(what: "rows filled in with the values before", count: 4)])
  }

  @Test("an inspection survives JSON, whatever the series holds")
  func codable() throws {
    for content in [
      "ts,value\n0,0\n60,0\n120,0\n", "ts,value\n0,-1e300\n60,-1e139\n120,1e139\n180,1e-320\n",
      "ts,value\n1,1\n",
    ] {
      let file = try TemporaryFile("load", content: content)
      let found = try TraceInspection(path: file.path)
      #expect(try JSONDecoder().decode(TraceInspection.self, from: JSONEncoder().encode(found)) == found)
    }
  }

  // README: one passage of an hour is recorded twice (the clock was put back), other files miss or repeat samples.
  @Test("the traps of the Numenta files are counted")
  func numenta() throws {
    func oddities(_ name: String) throws -> [String: Int] {
      let path = try SharedData.path("nab/\(name).csv")
      let found = try TraceInspection(path: path)
      #expect(found.series[0].anomalousShare.map { $0 > 0.09 && $0 < 0.11 } == true)
      return Dictionary(uniqueKeysWithValues: found.oddities.map { ($0.what, $0.count) })
    }
    let backwards = "samples earlier than the one before, put in order"
    let repeated = "samples at the time of another, averaged"
    // the hour of 12 samples comes once more: one step back, twelve times twice
    #expect(
      try oddities("realKnownCause/machine_temperature_system_failure") == [backwards: 1, repeated: 12])
    #expect(
      try oddities("realAWSCloudwatch/ec2_disk_write_bytes_1ef3de")
        == [repeated: 11, "samples off the grid": 1])
  }
}
