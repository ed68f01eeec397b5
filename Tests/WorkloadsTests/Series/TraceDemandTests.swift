import Foundation
import Testing

@testable import Workloads

@Suite("What several files and rows add up to")
struct TraceDemandTests {
  private func demand(_ contents: [String], columns: String? = nil) throws -> TraceDemand {
    let files = try contents.map { try TemporaryFile("load.csv", content: $0) }
    return try withExtendedLifetime(files) {
      try TraceDemand(paths: files.map(\.path), columns: columns.map { try ColumnMapping(text: $0) })
    }
  }

  @Test("rows in any order give what rows in order give")
  func order() throws {
    let rows = (0..<50).map { "\(1_699_999_200 + 300 * $0),\($0)\n" }
    let sorted = try demand(["timestamp,requests\n" + rows.joined()])
    let reversed = try demand(["timestamp,requests\n" + rows.reversed().joined()])
    #expect(
      sorted.series == reversed.series && sorted.files[0].oddities.isEmpty && reversed.files[0].leftOut == 0)
    #expect(
      reversed.files[0].oddities.map { "\($0.count) \($0.what)" } == [
        "49 samples earlier than the one before, put in order"
      ])
  }

  @Test("rows of one time add up where they count requests, and are averaged where they are levels")
  func oneTime() throws {
    let rows = "timestamp,NAME\n0,10\n60,20\n60,30\n120,40\n"
    #expect(
      try demand([rows.replacingOccurrences(of: "NAME", with: "requests")]).series.values == [10, 50, 40])
    #expect(
      try demand([rows.replacingOccurrences(of: "NAME", with: "cpu_percent")]).series.values == [10, 25, 40])
  }

  @Test("a step of several files is added up or averaged, and the report says so")
  func severalFiles() throws {
    func rows(_ name: String, _ values: [Int], from start: Int) -> String {
      "timestamp,\(name)\n"
        + values.enumerated().map { "\(1_699_999_200 + 300 * ($0 + start)),\($1)\n" }.joined()
    }
    let requests = try demand([rows("requests", [1, 2, 3], from: 0), rows("requests", [10, 20], from: 2)])
    #expect(requests.series.values == [1, 2, 13, 20])
    #expect(
      requests.files[1].oddities == [
        TraceReport.Oddity(what: "steps that a file before has measured as well, added up", count: 1)
      ])
    let files = [[3, 6], [6, 6], [9, 0]].map { rows("cpu_percent", $0, from: 0) }
    #expect(try demand(files).series.values == [6, 4])
  }

  @Test("two rows of a function of Azure count both")
  func azureFunctions() throws {
    let header =
      "HashOwner,HashApp,HashFunction,Trigger," + (1...1440).map { String($0) }.joined(separator: ",")
    func row(_ function: String, _ count: Int) -> String {
      "o,a,\(function),http," + Array(repeating: String(count), count: 1440).joined(separator: ",")
    }
    let file = try TemporaryFile(
      "day.csv", content: [header, row("f", 60), row("g", 6), row("f", 30)].joined(separator: "\n"))
    let found = try TraceDemand(paths: [file.path])
    #expect(found.series.values == Array(repeating: 96, count: 1440))
    #expect(
      found.files[0].oddities.first == TraceReport.Oddity(what: "rows of a function that had one", count: 1))
    #expect(try TraceInspection(path: file.path).series.map(\.mean) == [90, 6])
  }

  @Test("two columns of one name are two series")
  func namesakes() throws {
    let found = try demand(
      ["timestamp,requests,requests\n0,1,10\n60,2,20\n"], columns: "time=timestamp,requests=1,requests=2")
    #expect(found.series.values == [11, 22])
  }

  @Test("a negative load is refused with file, series and a time to read")
  func negative() throws {
    let file = try TemporaryFile("kpi.csv", content: "timestamp,value\n1700042400,0.5\n1700042700,-0.25\n")
    #expect(
      throws: WorkloadError(
        "\(file.path): the series value is -0.25 at 2023-11-15T10:05:00Z; demand is never negative. A load of standardized "
          + "values has lost its unit: take the values as they were measured.")
    ) { try TraceDemand(paths: [file.path]) }
  }

  @Test("two files far apart take no memory for what lies between")
  func farApart() throws {
    let error = #expect(throws: WorkloadError.self) {
      try demand(
        ["t,v\n1000000000,1\n1000000001,1\n", "t,v\n1900000000,1\n1900000001,1\n"],
        columns: "time=t,unit=s,requests=v")
    }
    #expect(error?.description.contains("allowed are at most 10000000 steps between files") == true)
  }

  @Test("a load of too many steps is refused before it takes memory")
  func manySteps() throws {
    let demand = DemandSeries(start: 0, window: 300_000_000_000_000, values: Array(repeating: 1, count: 576))
    #expect(
      throws: WorkloadError(
        "the load would have 11520000000.0 steps of 15.0 s; allowed are at most 50000000. Times in a wrong unit make many, a "
          + "coarser resolution makes fewer.")
    ) { try LoadProfile(demand: demand, meanRate: 1) }
  }

  @Test("demand that is too little to be scaled is refused")
  func tooLittle() throws {
    let demand = DemandSeries(start: 0, values: Array(repeating: 5e-324, count: 4))
    let error = #expect(throws: WorkloadError.self) { try LoadProfile(demand: demand, meanRate: 100) }
    #expect(
      error?.description.hasPrefix("the demand of 4 windows adds up to 2e-323, too little to be scaled")
        == true)
    #expect(throws: WorkloadError.self) {
      try LoadProfile(resolution: .seconds(1), rates: [1e-320]).applying([.scaleToMean(rate: 100)])
    }
  }
}
