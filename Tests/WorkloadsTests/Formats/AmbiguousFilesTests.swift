import Foundation
import Testing

@testable import Workloads

/// Files that can be taken for something that they are not, and what becomes of a load of each.
@Suite("What would be a wrong load is read right, or refused")
struct AmbiguousFilesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var files: [String]
    var columns: String?
    var series: [String] = []
    /// The sum of all steps, how many they are and how many seconds each has; nil for a refusal.
    var load: (sum: Double, steps: Int, step: Int64)?
    /// What a note, an oddity or the refusal says.
    var told = ""
  }

  private static func rows(_ header: String, _ count: Int, _ row: (Int) -> String) -> String {
    ([header] + (0..<count).map(row)).joined(separator: "\n") + "\n"
  }

  /// The time of a minute, up to 0.2 s late.
  private static func jittering(_ minute: Int) -> String {
    let hundredths = minute * 37 % 11 * 2
    return "\(1_700_000_040 + 60 * minute).\(two(hundredths))"
  }

  /// A full hour as 12 AM and so on.
  private static func halfDay(_ hour: Int) -> String {
    let shown = hour % 12 == 0 ? 12 : hour % 12
    return "\(shown):00 \(hour < 12 ? "AM" : "PM")"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// 480 hours from 1 January 2024, each of 10 requests a second.
  private static func hourly(_ header: String, _ row: (_ day: String, _ hour: Int) -> String) -> [String] {
    [rows(header, 480) { row("2024-01-\(two(1 + $0 / 24))", $0 % 24) }]
  }

  private static let hours: (sum: Double, steps: Int, step: Int64) = (4800, 480, 3600)

  /// Counts of 600 minutes, /a each minute and rare others at every 120th.
  private static func rare(_ header: String, _ key: String, _ usual: String, _ others: [String]) -> [String] {
    var content = header + "\n"
    for minute in 0..<600 {
      content += "\(1_700_000_040 + 60 * minute),\(usual),600\n"
      if minute % 120 == 7 {
        content += "\(1_700_000_040 + 60 * minute),\(others[minute / 120 % others.count]),1000000\n"
      }
    }
    return [content]
  }

  static let cases: [Case] = [
    // MARK: Time in two columns
    Case(
      testDescription: "a date and a time of day",
      files: hourly("date,time,rps") { "\($0),\(two($1)):00,10" }, load: hours,
      told: "It holds dates; the time of day that is added to them is that of time."),
    Case(
      testDescription: "in German, the time first",
      files: hourly("Uhrzeit;Datum;rps") { "\(two($1)):00:00;\($0);10" }, load: hours),
    Case(
      testDescription: "with AM and PM",
      files: hourly("date,time,rps") { "\($0),\(halfDay($1)),10" }, load: hours),
    Case(
      testDescription: "a date and an hour", files: hourly("date,hour,rps") { "\($0),\($1),10" }, load: hours),
    Case(
      testDescription: "a date of digits and an hour",
      files: hourly("date,hour,rps") { "\($0.filter { $0 != "-" }),\($1),10" }, load: hours),
    Case(
      testDescription: "minutes, each a clock time of its own",
      files: [
        rows("date,time,requests", 4320) {
          "2024-01-0\(1 + $0 / 1440),\(two($0 / 60 % 24)):\(two($0 % 60)),1"
        }
      ],
      load: (4320, 4320, 60)),
    Case(
      testDescription: "a date, an hour and a minute",
      files: [rows("date,hour,minute,requests", 1440) { "2024-01-01,\($0 / 60),\($0 % 60),1" }],
      load: (1440, 1440, 60)),
    Case(
      testDescription: "as a mapping says", files: hourly("d,h,rps") { "\($0),\(two($1)):00,10" },
      columns: "time=d,clock=h,requests_per_second=rps", load: hours),
    Case(
      testDescription: "a whole time beside its parts",
      files: hourly("timestamp,clock,hour,rps") { "\($0) \(two($1)):00,\(two($1)):00,\($1),10" }, load: hours),
    Case(
      testDescription: "a time of day that is none",
      files: hourly("date,time,rps") { "\($0),\($1 * 100),10" },
      told:
        "the column date holds dates alone, which rows share, and time holds \"0\", no time of day that is read"
    ),
    Case(
      testDescription: "a mapping to a column that is no time of day",
      files: hourly("d,h,rps") { "\($0),x\($1),10" },
      columns: "time=d,clock=h,requests_per_second=rps", told: "the column h holds \"x0\", no times of day"),
    Case(
      testDescription: "a mapping to a time that is whole",
      files: hourly("d,h,rps") { "\($0) 00:00,\(two($1)):00,10" },
      columns: "time=d,clock=h,requests_per_second=rps", told: "the column d tells the time of day itself"),

    // MARK: Rare series, totals, statistics, counters, copies
    Case(
      testDescription: "series of a single sample",
      files: rare("timestamp,url,requests", "url", "/a", ["/v", "/w", "/x", "/y", "/z"]),
      load: (600 * 600 + 5_000_000, 600, 60), told: "there they count no request"),
    Case(
      testDescription: "a rare status",
      files: rare("timestamp,status,requests", "status", "200", ["500", "503"]),
      load: (600 * 600 + 5_000_000, 600, 60)),
    Case(
      testDescription: "a series called total",
      files: [
        rows("timestamp,service,requests", 90) {
          "\(60 * ($0 / 3)),\(["a,600", "b,60", "Total,660"][$0 % 3])"
        }
      ],
      told: "the series Total is the sum of the others, which would count twice; choose with workload.series"),
    Case(
      testDescription: "a total that is chosen by its name",
      files: [
        rows("timestamp,service,requests", 90) {
          "\(60 * ($0 / 3)),\(["a,600", "b,60", "Total,660"][$0 % 3])"
        }
      ],
      series: ["Total"], load: (660 * 30, 30, 60)),
    Case(
      testDescription: "a column that is the sum of the others",
      files: [
        rows("timestamp,a_requests_per_second,b,c", 200) {
          "\(60 * $0),\($0 % 7),\($0 % 11),\($0 % 7 + $0 % 11)"
        }
      ],
      columns: "time=timestamp,requests=1,requests=2,requests=3",
      told: "the series c is the sum of the others"),
    Case(
      testDescription: "a service called all that is none",
      files: [
        rows("timestamp,service,requests", 90) { "\(60 * ($0 / 3)),\(["a,600", "b,60", "all,5"][$0 % 3])" }
      ],
      load: (665 * 30, 30, 60)),
    Case(
      testDescription: "quantiles in words",
      files: [
        rows("timestamp,quantile,rps", 90) { "\(60 * ($0 / 2)),\($0 % 2 == 0 ? "p50,10" : "p99,100")" }
      ],
      told:
        "the rows of one time tell quantile of one thing, which do not add up; choose with workload.series"),
    Case(
      testDescription: "quantiles in numbers",
      files: [
        rows("timestamp,quantile,rps", 90) { "\(60 * ($0 / 2)),\($0 % 2 == 0 ? "0.5,10" : "0.99,100")" }
      ],
      told: "the rows of one time tell quantile of one thing"),
    Case(
      testDescription: "buckets of a histogram",
      files: [
        rows("timestamp,le,requests", 90) { "\(60 * ($0 / 3)),\(["0.1,10", "1,15", "+Inf,16"][$0 % 3])" }
      ],
      told: "the rows of one time tell le of one thing"),
    Case(
      testDescription: "columns of statistics",
      files: [rows("timestamp,latency_p50,latency_p99", 30) { "\(60 * $0),5,9" }],
      told: "the columns latency_p50, latency_p99 look like statistics of one thing"),
    Case(
      testDescription: "a counter", files: [rows("timestamp,requests", 600) { "\(60 * $0),\(600 * $0)" }],
      told: "requests never falls in 600 steps, as a counter does and counts of requests do not"),
    Case(
      testDescription: "a counter that restarts",
      files: [rows("timestamp,requests", 600) { "\(60 * $0),\(600 * ($0 % 250))" }],
      told:
        "requests falls in 2 of 600 steps alone, and there to less than half, as a counter that restarts does"
    ),
    // rises as seldom as it falls
    Case(
      testDescription: "a load of two levels",
      files: [rows("timestamp,requests", 600) { "\(60 * $0),\($0 % 250 < 100 ? 600 : 60)" }],
      load: (300 * 600 + 300 * 60, 600, 60)),
    Case(
      testDescription: "a counter that a mapping names",
      files: [rows("timestamp,requests", 600) { "\(60 * $0),\(600 * $0)" }],
      columns: "time=timestamp,counter=requests", load: (5990, 600, 60)),
    Case(
      testDescription: "counts that rise, as a mapping says",
      files: [rows("timestamp,requests", 600) { "\(60 * $0),\(600 * $0)" }],
      columns: "time=timestamp,requests=requests",
      load: (600 * 599 * 300, 600, 60)),
    Case(
      testDescription: "a file joined to its copy",
      files: [rows("timestamp,requests", 1200) { "\(60 * ($0 % 600)),\($0 % 600 * 37 % 101)" }],
      told: "600 of 1200 rows of requests repeat another of the same time with the same value"),
    Case(
      testDescription: "two pods in two files",
      files: [5, 6].map { rate in rows("timestamp,rps", 600) { "\(1_700_000_040 + 60 * $0),\(rate)" } },
      load: (6600, 600, 60), told: "steps that a file before has measured as well, added up"),
    Case(
      testDescription: "a file given twice",
      files: Array(
        repeating: rows("timestamp,requests", 600) { "\(1_700_000_040 + 60 * $0),\($0 % 7)" }, count: 2),
      told: "600 of its 600 steps of requests are in a file before with the same values"),
    Case(
      testDescription: "exports that overlap at their edges",
      files: [0, 590].map { first in
        rows("timestamp,requests", 600) { "\(1_700_000_040 + 60 * (first + $0)),\((first + $0) % 7)" }
      },
      load: (Double((0..<1190).reduce(0) { $0 + $1 % 7 }), 1190, 60),
      told: "steps that a file before has measured as well, with the same value, taken once"),

    Case(
      testDescription: "clocks that jitter by hundredths",
      files: [rows("timestamp,requests", 600) { "\(jittering($0)),10" }],
      load: (6000, 600, 60),
      told: "series whose steps jitter by fractions of a second, taken for whole seconds"),

    // MARK: Times alone, and how they are written
    Case(
      testDescription: "one line of epoch times",
      files: [(0..<100).map { "\(1_700_000_000 + $0)" }.joined(separator: ",")],
      told: "its numbers rise as times since 1970 do and are no counts of requests"),
    Case(
      testDescription: "minutes as digits",
      files: [rows("date,requests", 40) { "2024031000\(two($0)),\($0)" }],
      load: (780, 40, 60), told: "date holds dates and times of digits alone, such as \"202403100000\"."),
    Case(
      testDescription: "days as digits", files: [rows("date,requests", 30) { "202404\(two(1 + $0)),\($0)" }],
      load: (435, 30, 86_400)),
    Case(
      testDescription: "days of a spreadsheet",
      files: [rows("Time,requests", 60) { String(format: "%.6f,1", 45361 + Double($0) / 1440) }],
      load: (60, 60, 60), told: "Time holds days since 30 December 1899, as spreadsheets count them"),
    Case(
      testDescription: "years", files: [rows("year,requests", 20) { "\(2000 + $0),5" }],
      told: "no column holds times; year tells a part of a date alone."),
    Case(
      testDescription: "milliseconds that look like seconds",
      files: [rows("time,requests", 40) { "\(60_000 * $0),1" }],
      load: (40, 40, 60_000),
      told: "Steps of 60000 s are unusual: if the unit is another, say so with a mapping"),
    Case(
      testDescription: "day before month", files: [rows("date,requests", 30) { "\(1 + $0)/4/2024,\($0)" }],
      load: (435, 30, 86_400), told: "date holds dates whose day comes first, such as \"1/4/2024\"."),
    Case(
      testDescription: "month before day, with AM and PM, told by a late row",
      files: [rows("when,requests", 480) { "1/\(1 + $0 / 24)/2024 \(halfDay($0 % 24)),1" }],
      load: (480, 480, 3600), told: "when holds dates whose month comes first"),
    Case(
      testDescription: "day or month", files: [rows("date,requests", 30) { "03/10/2024 00:\(two($0)),1" }],
      told:
        "allowed is one meaning, and no date of the column is after the 12th and tells which number is the day"
    ),
    Case(
      testDescription: "the day, as a mapping says",
      files: [rows("date,requests", 30) { "03/10/2024 00:\(two($0)),1" }],
      columns: "time=date,unit=dmy,requests=requests", load: (30, 30, 60)),
    Case(
      testDescription: "German days of two digits",
      files: [rows("Datum;requests", 30) { "\(two(1 + $0)).04.24;\($0)" }],
      load: (435, 30, 86_400)),
  ]

  @Test("a load of it", arguments: cases)
  func load(_ one: Case) throws {
    let files = try one.files.map { try TemporaryFile("load.csv", content: $0) }
    try withExtendedLifetime(files) {
      func read() throws -> TraceDemand {
        try TraceDemand(
          paths: files.map(\.path), columns: one.columns.map { try ColumnMapping(text: $0) },
          series: one.series)
      }
      guard let expected = one.load else {
        let error = #expect(throws: WorkloadError.self) { try read() }
        #expect(error?.description.contains(one.told) == true, "\(error!)")
        return
      }
      let found = try read()
      #expect(abs(found.series.values.reduce(0) { $0 + ($1 ?? 0) } - expected.sum) <= 1e-9 * expected.sum)
      #expect(found.series.values.count == expected.steps && found.series.window == expected.step * 1_000_000)
      let told = found.files.flatMap { $0.notes + $0.oddities.map(\.what) }
      #expect(told.contains { $0.contains(one.told) } || one.told.isEmpty, "\(told)")
    }
  }

  @Test(
    "rows of which no load can be made are counted, with what was odd about them",
    arguments: ["1700000000,1\n1700000000,2\n", "1700000000,1\n"])
  func noLoad(rows: String) throws {
    let file = try TemporaryFile("t.csv", content: "time,requests\n" + rows)
    let error = #expect(throws: WorkloadError.self) { try TraceDemand(paths: [file.path]) }
    #expect(
      error?.description.contains("none of its \(rows.count / 13) rows gives a load (") == true, "\(error!)")
    #expect(error?.description.hasSuffix("at least two times with a value each are needed.") == true)
  }

  @Test(
    "a time a line is a log of requests",
    arguments: [
      (header: nil, unit: 1), (header: nil, unit: 1000), (header: "time", unit: 1), (header: nil, unit: nil),
      (header: "date", unit: nil),
    ] as [(header: String?, unit: Int?)])
  func epochs(header: String?, unit: Int?) throws {
    let times = (0..<120).map { second -> String in
      let time = 1_700_000_000 + second
      return unit.map { String(time * $0) } ?? CivilTime.text(Int64(time) * 1_000_000)
    }
    let lines = (header.map { [$0] } ?? []) + times
    let file = try TemporaryFile("epochs.txt", content: lines.joined(separator: "\n") + "\n")
    let recorded = try RecordedRequests(paths: [file.path])
    #expect(recorded.arrivals.count == 120 && recorded.start == 1_700_000_000_000_000)
    #expect(recorded.arrivals.last?.time == 1_700_000_119_000_000)
  }

  struct Unreadable: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content: String
    var told: String

    init(_ name: String, _ content: String, _ told: String) {
      testDescription = name
      self.content = content
      self.told = told
    }
  }

  static let table = "timestamp,rps\n1700000040,5\n1700000100,6\n1700000160,7\n1700000220,7\n"

  static let unreadable: [Unreadable] = [
    Unreadable(
      "a spreadsheet", "PK\u{3}\u{4}..xl/workbook.xml", "is a zip file or a spreadsheet (xlsx, ods)"),
    Unreadable("Parquet", "PAR1.........", "is a Parquet file; needed is its table, written as CSV."),
    Unreadable(
      "carriage returns alone", "timestamp,rps\r1700000040,5\r", "its lines end with a carriage return alone"),
    Unreadable(
      "a title", "Requests of our shop\n\(table)",
      "its first line is no part of the table that follows (\"Requests of"),
    Unreadable(
      "comments", "# made by hand\n# on Monday\n\(table)", "its first 2 lines are no part of the table"),
    Unreadable("one column with a name", "requests\n5\n6\n7\n", "has one column, \"requests\", and no times"),
    Unreadable(
      "a name with an apostrophe", "when;it's\nMonday;5\nTuesday;7\n", "--columns 'time=when,value=it'\\''s'."
    ),
  ]

  @Test("what cannot be read is told what it is", arguments: unreadable)
  func refused(_ one: Unreadable) throws {
    let file = try TemporaryFile("load", content: one.content)
    let error = #expect(throws: WorkloadError.self) { try TraceFormats.open(file.path) }
    #expect(error?.description.contains(one.told) == true, "\(error!)")
  }

  @Test("VictoriaMetrics' lines with spaces, and an error of Datadog")
  func json() throws {
    let lines =
      #"{"metric": {"__name__": "rps"}, "values": [1, 2], "timestamps": [1700000000000, 1700000060000]}"#
      + "\n"
    let file = try TemporaryFile("export.jsonl", content: lines)
    #expect(try TraceFormats.open(file.path) is VictoriaMetricsFormat)
    let answer = try TemporaryFile("answer.json", content: #"{"status": "error", "error": "rate limit"}"#)
    #expect(throws: WorkloadError("\(answer.path): Datadog answered with an error: rate limit")) {
      try TraceFormats.open(answer.path).read { _ in }
    }
  }

  @Test("large counts a line are counts")
  func counts() throws {
    let file = try TemporaryFile(
      "x", content: (0..<120).map { "\(1_500_000_000 + $0 * 7 % 5)" }.joined(separator: "\n"))
    #expect(try TraceFormats.open(file.path) is TimestampValueFormat)
  }
}
