import Foundation
import Testing

@testable import Workloads

@Suite("Tables as programs write them")
struct ColumnGuessTests {
  /// What a row is made of: its place, its time in seconds since 1970 and the same as text.
  struct Row {
    var index: Int
    var epoch: Int
    var text: String
  }

  /// 48 rows of five minutes from 14 November 2023, 22:00 UTC, with the values 20 to 67: mean 43.5.
  private static func table(_ header: String, _ line: (Row) -> String) -> String {
    var content = header + "\n"
    for index in 0..<48 {
      let epoch = 1_699_999_200 + 300 * index
      content += line(Row(index: index, epoch: epoch, text: CivilTime.text(Int64(epoch) * 1_000_000))) + "\n"
    }
    return content
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content: String
    var series = ["rps"]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "pandas: an index without a name, epoch",
      content: table(",timestamp,rps") { "\($0.index),\($0.epoch),\(20 + $0.index)" }),
    Case(
      testDescription: "pandas: an index without a name, text",
      content: table(",timestamp,rps") { "\($0.index),\($0.text),\(20 + $0.index)" }),
    Case(
      testDescription: "pandas: Unnamed: 0",
      content: table("Unnamed: 0,time,rps") { "\($0.index),\($0.epoch),\(20 + $0.index)" }),
    Case(
      testDescription: "SQL: id",
      content: table("id,date,rps") { "\($0.index + 7),\($0.text),\(20 + $0.index)" }),
    Case(
      testDescription: "R: row names in quotation marks",
      content: table("\"\",\"start_time\",\"rps\"") { "\"\($0.index + 1)\",\"\($0.text)\",\(20 + $0.index)" }),
    Case(
      testDescription: "a rising load before the time",
      content: table("rps,timestamp") { "\(20 + $0.index),\($0.epoch)" }
    ),
    Case(
      testDescription: "the time in a name of several words",
      content: table("rps,Window Start Time (UTC)") { "\(20 + $0.index),\($0.text)" }),
    Case(
      testDescription: "times not in order, by the name alone",
      content: table("ts,host,rps") { row in
        let index = row.index
        let other = index * 29 % 48
        return "\(1_699_999_200 + 300 * other),web,\(20 + other)"
      }),
    Case(
      testDescription: "Datadog: a quoted field with commas",
      content: table("timestamp,rps,tags") { "\($0.text),\(20 + $0.index),\"service:web,env:prod\"" }),
    Case(
      testDescription: "a start and an end, ids",
      content: table("start_time,end_time,machine_id,rps") {
        "\($0.epoch),\($0.epoch + 300),\(77),\(20 + $0.index)"
      }),
    Case(
      testDescription: "without a header: index, epoch, value",
      content: String(table("") { "\($0.index),\($0.epoch),\(20 + $0.index * 7 % 48)" }.dropFirst()),
      series: ["column 2"]),
    Case(
      testDescription: "milliseconds, semicolons, newest first, an empty column at the end",
      content: table("Time;rps;") { row in
        let index = row.index
        return "\((1_699_999_200 + 300 * (47 - index)) * 1000);\(67 - index);"
      }),
    Case(
      testDescription: "a response time in a column named time, beside a date",
      content: table("time,rps,date") { "\(0.1 + Double($0.index % 5)),\(20 + $0.index),\($0.text)" },
      series: ["time", "rps"]),
    Case(
      testDescription: "German dates and semicolons",
      content: table("Datum;rps") { row in
        let index = row.index
        let minute = 22 * 60 + 5 * index
        let clock = minute % 1440
        return
          "\(14 + minute / 1440).11.2023 \(clock / 60 < 10 ? "0" : "")\(clock / 60):\(clock % 60 < 10 ? "0" : "")\(clock % 60);\(20 + index)"
      }),
    Case(
      testDescription: "a byte order mark",
      content: "\u{feff}" + table("timestamp,rps") { "\($0.epoch),\(20 + $0.index)" }),
  ]

  @Test("the time is the time, an index no load", arguments: cases)
  func times(_ one: Case) throws {
    let file = try TemporaryFile("load.csv", content: one.content)
    let found = try TraceInspection(path: file.path)
    #expect(found.series.map(\.name) == one.series && found.startText == "2023-11-14T22:00:00Z")
    let load = try #require(found.series.last)
    #expect(load.steps == 48 && load.measured == 48 && load.step == 300_000_000)
    // added up in another order than by hand
    #expect(abs(load.mean - 43.5) < 1e-9)
    #expect(found.rows == 48 && found.samples == 48 * one.series.count)
  }

  @Test("a file that only counts its rows is refused, with the mapping that reads it")
  func onlyIndex() throws {
    let file = try TemporaryFile("load.csv", content: ",requests\n0,5\n1,7\n2,6\n")
    #expect(
      throws: WorkloadError(
        "\(file.path): no column holds times; the column without a name only counts the rows. It has the columns \"\", "
          + "\"requests\"; a mapping reads it, such as --columns 'time=0,requests=requests'.")
    ) { try TraceInspection(path: file.path) }
    let mapping = try ColumnMapping(text: "time=0,requests=requests,unit=s")
    #expect(
      try TraceInspection(MappedCSVFormat(path: file.path, mapping: mapping), path: file.path).rows == 3)
  }

  static let units: [(String, String)] = [
    (
      "Time,load\n2023-11-14 22:00:00,900 req/s\n2023-11-14 22:01:00,1.02K req/s\n",
      "line 2: load is \"900 req/s\""
    ),
    ("Time,load\n2023-11-14 22:00:00,900\n2023-11-14 22:01:00,1.02K\n", "line 3: load is \"1.02K\""),
    ("Time,t\n2023-11-14 22:00:00,12.50 °C\n2023-11-14 22:01:00,12.60 °C\n", "line 2: t is \"12.50 °C\""),
    ("sep=;\nTime;load\n2023-11-14 22:00:00;50%\n2023-11-14 22:01:00;51%\n", "line 3: load is \"50%\""),
  ]

  @Test("numbers with units are refused with line, column and field", arguments: units)
  func united(content: String, where place: String) throws {
    let file = try TemporaryFile("load.csv", content: content)
    let error = #expect(throws: WorkloadError.self) { try TraceInspection(path: file.path) }
    #expect(
      error?.description
        == "\(file.path), \(place), a number with a unit; allowed are plain numbers: export the values "
        + "without format.")
  }

  @Test(
    "rows of one time are told apart by what names their series, and a lone series is named by its column")
  func keys() throws {
    let hosts = (0..<40).map { "\(60 * ($0 / 2)),\($0 % 2 == 0 ? "a" : "b"),\($0)\n" }.joined()
    let file = try TemporaryFile("load.csv", content: "time,host,rps\n" + hosts)
    #expect(try TraceInspection(path: file.path).series.map(\.name) == ["a", "b"])
    // sorted by a column that is called like no key; the second series begins after the first rows
    let sorted = (0..<200).map { "\(60 * ($0 % 100)),\($0 < 100 ? "a" : "b"),\($0)\n" }.joined()
    let second = try TemporaryFile("load.csv", content: "time,pod,rps\n" + sorted)
    #expect(try TraceInspection(path: second.path).series.map(\.name) == ["a", "b"])
    let one = (0..<40).map { "\(60 * $0),a,\($0)\n" }.joined()
    let third = try TemporaryFile("load.csv", content: "time,host,rps\n" + one)
    #expect(try TraceInspection(path: third.path).series.map(\.name) == ["rps"])
  }

  @Test("times that a spreadsheet rounded are refused with the number of rows that share one")
  func rounded() throws {
    let rows = (0..<100).map { "1.7000\($0 < 60 ? 0 : 1)E+12,\($0)\n" }.joined()
    let file = try TemporaryFile("load.csv", content: "timestamp,value\n" + rows)
    #expect(
      throws: WorkloadError(
        "\(file.path), line 2: timestamp is \"1.70000E+12\", of which a spreadsheet cut the digits off: 100 rows share 2 "
          + "times; export the times as text or as whole numbers.")
    ) { try TraceInspection(path: file.path) }
  }

  struct Unit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var name = "time"
    var numbers: [String]
    /// Microseconds of the second time.
    var second: Int64
    var note: String
  }

  static let timeUnits: [Unit] = [
    Unit(
      testDescription: "seconds since 1970", numbers: ["1699999200", "1699999500"],
      second: 1_699_999_500_000_000,
      note: "time holds seconds since 1970, going by the size of the numbers, in steps of 300 s."),
    Unit(
      testDescription: "milliseconds since 1970", numbers: ["1699999200000", "1699999500000"],
      second: 1_699_999_500_000_000,
      note: "time holds milliseconds since 1970, going by the size of the numbers, in steps of 300 s."),
    Unit(
      testDescription: "nanoseconds since 1970", numbers: ["1699999200000000000", "1699999500000000000"],
      second: 1_699_999_500_000_000,
      note: "time holds nanoseconds since 1970, going by the size of the numbers, in steps of 300 s."),
    Unit(
      testDescription: "Google's microseconds, as large as seconds since 1970", name: "start_time",
      numbers: ["600000000", "900000000", "1200000000"], second: 900_000_000,
      note:
        "start_time holds microseconds since the trace began, as Google's traces do: its steps are whole multiples of "
        + "300 s then; as seconds since 1970 they would be 300000000 s long."),
    Unit(
      testDescription: "Google's microseconds, as large as milliseconds since 1970", name: "start_time",
      numbers: ["1500120000000", "1500420000000", "1500720000000"], second: 1_500_420_000_000,
      note:
        "start_time holds microseconds since the trace began, as Google's traces do: its steps are whole multiples of "
        + "300 s then; as milliseconds since 1970 they would be 300000 s long."),
    Unit(
      testDescription: "a name that tells", name: "time_ms", numbers: ["0", "60000"], second: 60_000_000,
      note: "time_ms holds milliseconds, as its name says."),
    Unit(
      testDescription: "minutes from 0", name: "minute", numbers: ["0", "1"], second: 60_000_000,
      note: "minute holds minutes, as its name says."),
    Unit(
      testDescription: "steps that nobody measures in",
      numbers: ["0", "5000000000", "10000000000", "15000000000"],
      second: 5_000_000_000_000,
      note:
        "time holds milliseconds from a beginning of their own: as seconds, which their size says, steps would be "
        + "5000000000 s long."),
    Unit(
      testDescription: "a doubt is told", numbers: ["0", "61234", "122468"], second: 61_234_000_000,
      note:
        "Steps of 61234 s are unusual: if the unit is another, say so with a mapping (--columns time=time,unit=ms,… "
        + "with s, ms, us or ns)."),
  ]

  @Test("the unit of times, and why", arguments: timeUnits)
  func unit(_ one: Unit) throws {
    let content = "\(one.name),load\n" + one.numbers.map { "\($0),1\n" }.joined()
    let file = try TemporaryFile("load.csv", content: content)
    var times: [Int64] = []
    let report = try TraceFormats.open(file.path, format: "csv").read { times.append($0.time) }
    #expect(times[1] == one.second)
    #expect(report.notes.contains(one.note), "\(report.notes)")
    #expect((report.clock == .google) == (one.name == "start_time"))
  }
}

@Suite("Mappings in words")
struct ColumnMappingTextTests {
  @Test("names, places, quantities, factors and how the file is written")
  func read() throws {
    #expect(
      try ColumnMapping(text: "time=when,unit=ms,requests=hits")
        == ColumnMapping(time: "when", timeUnit: .milliseconds, values: [.init("hits", quantity: .requests)]))
    #expect(
      try ColumnMapping(
        text:
          "header=no, time=0, cpu_cores=2*0.001, value=\"a, \"\"b\"\"\", key=\"3\", label=bad, separator=tab, decimal=comma"
      )
        == ColumnMapping(
          time: 0, values: [.init(2, quantity: .cpuCores, scale: 0.001), .init("a, \"b\"")], label: "bad",
          key: "3",
          hasHeader: false, separator: "\t", decimal: .comma))
    for name in ["rps", "a,b", "5", "x=y", "q\"q", " a", "a*b"] {
      #expect(try ColumnMapping(text: "time=\(ColumnMapping.quoted(name)),value=v").time == .named(name))
    }
  }

  static let mistakes: [(String, String)] = [
    ("value=v", "the mapping names no column of times; needed is time=NAME."),
    (
      "time=t",
      "the mapping names no column of values; needed is a quantity, such as requests=NAME or value=NAME."
    ),
    ("time=t,v", "the mapping's part \"v\" has no =; allowed are parts such as time=when and requests=hits."),
    ("time=t,value=", "the mapping's key value has no value; needed is value=…."),
    (
      "time=t,request=v",
      "the mapping's key \"request\" is not known (is it \"requests\"?); allowed are time, clock, unit, counter, label, "
        + "key, header, separator, decimal, requests, requests_per_second, cpu_cores, cpu_ncu, cpu_percent, memory_bytes, "
        + "memory_normalized, memory_percent, value."
    ),
    (
      "time=t,unit=m,value=v",
      "the mapping's unit is \"m\"; allowed are s, ms, us, ns, iso8601, dmy, mdy, auto."
    ),
    ("time=t,value=v*x", "the mapping's factor \"x\" is no number; allowed are finite numbers but 0."),
    ("time=t,value=v,header=maybe", "the mapping's header is \"maybe\"; allowed are yes and no."),
    (
      "time=t,value=v,separator=;;",
      "the mapping's separator is \";;\"; allowed are tab and single signs such as ; and |."
    ),
  ]

  @Test("a mapping that is none", arguments: mistakes)
  func refused(text: String, sentence: String) {
    #expect(throws: WorkloadError(sentence)) { try ColumnMapping(text: text) }
  }
}
