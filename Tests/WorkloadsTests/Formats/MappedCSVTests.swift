import Foundation
import Testing

@testable import Workloads

@Suite("CSV by a mapping, and by guessing")
struct MappedCSVTests {
  @Test("columns by name: unit, scale, label and key")
  func mapped() throws {
    let file = try TemporaryFile(
      "load.csv", content: "service,rps,when,bad,note\nweb,5,1000,no,x\napi,7,1000,yes,y\nweb,6,2000,1,z\n")
    let mapping = ColumnMapping(
      time: "when", timeUnit: .milliseconds, values: [.init("rps", quantity: .requestsPerSecond, scale: 2)],
      label: "bad", key: "service")
    var samples: [SeriesSample] = []
    let report = try MappedCSVFormat(path: file.path, mapping: mapping).read { samples.append($0) }
    #expect(report.series.map(\.name) == ["web", "api"])
    #expect(
      samples == [
        SeriesSample(series: 0, time: 1_000_000, value: 10, isAnomalous: false),
        SeriesSample(series: 1, time: 1_000_000, value: 14, isAnomalous: true),
        SeriesSample(series: 0, time: 2_000_000, value: 12, isAnomalous: true),
      ])
  }

  @Test("columns by place, without a header, in every unit of time")
  func byPlace() throws {
    let units: [(ColumnMapping.TimeUnit, String, Int64)] = [
      (.seconds, "3", 3_000_000), (.milliseconds, "3", 3000), (.microseconds, "3", 3),
      (.nanoseconds, "3000", 3),
      (.nanoseconds, "3e3", 3), (.text, "1970-01-01 00:00:03", 3_000_000), (.automatic, "3", 3_000_000),
    ]
    for (unit, text, time) in units {
      let file = try TemporaryFile("load.csv", content: "5,\(text)\n")
      let mapping = ColumnMapping(time: 1, timeUnit: unit, values: [.init(0)], hasHeader: false)
      var samples: [SeriesSample] = []
      let report = try MappedCSVFormat(path: file.path, mapping: mapping).read { samples.append($0) }
      #expect(samples == [SeriesSample(series: 0, time: time, value: 5)], "\(unit)")
      #expect(report.series[0].name == "column 0")
    }
  }

  @Test("a mapping in a scenario's JSON comes back as it was")
  func codable() throws {
    let text =
      #"{"time":2,"time_unit":"ms","values":[{"column":"rps","quantity":"requests_per_second"}],"has_header":true}"#
    let mapping = try JSONDecoder().decode(ColumnMapping.self, from: Data(text.utf8))
    #expect(
      mapping
        == ColumnMapping(
          time: 2, timeUnit: .milliseconds, values: [.init("rps", quantity: .requestsPerSecond)],
          hasHeader: true))
    #expect(try JSONDecoder().decode(ColumnMapping.self, from: JSONEncoder().encode(mapping)) == mapping)
  }

  static let mistakes: [(ColumnMapping, String)] = [
    (
      ColumnMapping(time: "wen", values: [.init("rps")]),
      "F, line 1: has no column wen (is it \"when\"?); needed are the columns of the mapping, there are when, rps."
    ),
    (
      ColumnMapping(time: "when", values: [.init(2)]),
      "F, line 1: the mapping's column 2 for values is not there; allowed are 0 to 1."
    ),
    (
      ColumnMapping(time: "when", values: [.init("when")]),
      "F: the mapping uses the column when twice; each has one use."
    ),
    (
      ColumnMapping(time: "when", values: []),
      "F: the mapping names no column of values; at least one is needed."
    ),
    (
      ColumnMapping(time: "when", values: [.init(1)], hasHeader: false),
      "F: the mapping's column \"when\" for time has a name, but the file has no header; give its place, from 0."
    ),
    (
      ColumnMapping(time: "when", timeUnit: .text, values: [.init(1)]),
      "F, line 2: when is \"1\"; allowed are \(CivilTime.form)."
    ),
  ]

  @Test("a mapping that does not fit", arguments: mistakes)
  func refused(mapping: ColumnMapping, sentence: String) throws {
    let file = try TemporaryFile("load.csv", content: "when,rps\n1,2\n")
    let error = #expect(throws: WorkloadError.self) {
      try MappedCSVFormat(path: file.path, mapping: mapping).read { _ in }
    }
    #expect(error?.description == file.path + sentence.dropFirst())
  }

  @Test("without a mapping the column of dates is the time, columns of words are left")
  func guessed() throws {
    let (samples, report) = try SeriesFormatsTests.read(
      "csv", "\u{feff}note,load,day,errors\nx,5,2024-01-01,0\ny,4,2024-01-02,\nz,6,2024-01-03,2\n")
    #expect(samples.map(\.value) == [5, 0, 4, 6, 2] && samples[2].time - samples[0].time == 86_400_000_000)
    #expect(report.series.map(\.name) == ["load", "errors"])
    #expect(
      report.notes == [
        "The times name no zone; they are taken for UTC.",
        "The column day is taken for the time, going by its name.",
        "Columns not read: note.",
      ])
  }
}
