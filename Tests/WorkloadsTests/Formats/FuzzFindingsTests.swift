import SimulationKernel
import Testing

@testable import Workloads

/// A content that broke a promise of a reader, and the sentence that it is refused with now, in which F stands for the
/// path.
struct FuzzFinding: Sendable, CustomTestStringConvertible {
  /// What was promised and not kept.
  let name: String
  let content: String
  let sentence: String
  let read: @Sendable (String) throws -> Void
  var testDescription: String { name }

  init(
    _ name: String, _ content: String, _ sentence: String, read: @escaping @Sendable (String) throws -> Void
  ) {
    self.name = name
    self.content = content
    self.sentence = sentence
    self.read = read
  }

  /// Of a trace format.
  init(_ name: String, _ format: any TraceFormat.Type, _ content: String, _ sentence: String) {
    self.init(name, content, sentence) { path in _ = try format.init(path: path).read { _ in } }
  }

  static let all: [FuzzFinding] = sentences + numbers + sizes

  static let sentences: [FuzzFinding] = [
    FuzzFinding(
      "an escape character of a header stood in the sentence", TimestampedRequestsFormat.self,
      "time\u{1b}stamp,work\n1\n",
      "F, line 2: has 1 fields; such a table has the 2 columns time\\u001bstamp, work."),
    FuzzFinding(
      "a line break of a header stood in the sentence", AzureVMAverageFormat.self, "step,\"7\n1\"\n0,x\n",
      "F, line 3: 7\\u000a1 is \"x\"; allowed are finite numbers, or nothing where it was not measured."),
    FuzzFinding(
      "a line separator stood in quotes", TaskUsageFormat.self,
      "600000000,900000000,1,0,1,0.0\u{2028}1,,,,,,,,,,,,,,\n",
      "F, line 1: CPU rate is \"0.0\\u20281\"; allowed are finite numbers from 0 up."),
    FuzzFinding(
      "a C1 control character stood in quotes", AzureVMReadingsFormat.self, "0,vm,1,2,3\u{85}\n",
      "F, line 1: avg cpu is \"3\\u0085\"; allowed are finite numbers from 0 up."),
  ]

  static let numbers: [FuzzFinding] = [
    // 1e307 of the limit are 1e309 percent
    FuzzFinding(
      "a sample became infinite in its unit", HeliosFormat.self,
      "timestamp,memory_bytes,cpu_utilization\n2024-01-01 00:00:00,1,1e307\n",
      "F, line 2: cpu_utilization is \"1e307\"; allowed are finite numbers, or nothing where it was not measured."
    ),
    FuzzFinding(
      "the work of a step became infinite", TimestampedRequestsFormat.self,
      "timestamp,work\n1,9e139\n2,9e139\n",
      "F: amounts of one step of 60 s add up to 1.8e+140; allowed are at most 1e+140."),
    FuzzFinding(
      "CPU times length became infinite",
      "time,collection_id,instance_index,avg_cpu_usage\n300000000,1,1,1e308\n",
      "F, line 2: the CPU is 1e+308; allowed are numbers up to 1e+140."
    ) { _ = try TraceDemand(paths: [$0]) },
    FuzzFinding(
      "the mean work of requests became infinite", "timestamp,work\n0,1e308\n1,1e308\n",
      "the work of the request logs' requests adds up to infinity; a finite sum is needed."
    ) { _ = try RecordedRequests(paths: [$0]) },
    // 9,223,372,036,854,775,807 - 300,000,000 is the latest
    FuzzFinding(
      "the end of a window overflowed",
      "time,collection_id,instance_index,avg_cpu_usage\n9223372036554775808,1,1,0.5\n",
      "F, line 2: the start is 9223372036554775808 µs; allowed are times up to 9223372036554775807."
    ) { _ = try TraceDemand(paths: [$0]) },
    // 2^60 + 1
    FuzzFinding(
      "the difference of two times overflowed",
      "time,collection_id,instance_index,avg_cpu_usage\n1152921504606846977,1,1,0.5\n",
      "the series 1-1 has a sample at 1152921504606846977 µs; allowed are at most 1152921504606846976 µs either way."
    ) { _ = try SeriesGatherer.gather(GoogleUsageFormat(path: $0)) },
  ]

  /// Tasks with two windows each, 365 days apart.
  private static let farApart =
    "time,end_time,collection_id,instance_index,avg_cpu_usage\n"
    + (0..<200).map { task in
      "300000000,600000000,1,\(task),0.5\n31536300000000,31536600000000,1,\(task),0.5\n"
    }.joined()

  static let sizes: [FuzzFinding] = [
    // 96 tasks of 105,121 windows are 10,091,616, more than 10,000,000 and 100 for each of their 192 rows
    FuzzFinding(
      "tasks with rows far apart took gigabytes", farApart,
      "192 rows of usage span 10091616 windows of 300 s; allowed are at most 10000000 and 100 a row."
    ) { _ = try CollectionDemand.read([$0]) },
    // no multiple of 300 s in microseconds, so seconds: 9e9 s at a rate a minute would be 150 million rates
    FuzzFinding(
      "two requests took a gigabyte", "timestamp\n0\n9000000001\n",
      "the request logs span 9000000001.0 s; allowed are at most 31622400 s, 366 days."
    ) { _ = try RecordedRequests(paths: [$0]) },
    // a to 60 s, b from 6e9 s: 6,000,000,120 s from end to end
    FuzzFinding(
      "two series far apart took gigabytes", "t,v,k\n0,1,a\n60,1,a\n6000000000,1,b\n6000000060,1,b\n",
      "the series span 100000002 steps of 60.0 s together and are 4 steps long; "
        + "allowed are at most 10000000 steps without any."
    ) { path in
      let mapping = ColumnMapping(time: "t", timeUnit: .seconds, values: [.init("v")], key: "k")
      _ = try TraceDemand(paths: [path], columns: mapping)
    },
    // two samples leave room for 10,000,200 steps without one
    FuzzFinding(
      "two samples far apart took a gigabyte", "c_1,m_1,1,1,,,,,,,\nc_1,m_1,3000061202,1,,,,,,,\n",
      "F"
    ) { path in
      var report = TraceReport()
      report.series = [TraceReport.Series(name: "s", quantity: .value, step: 1)]
      var gatherer = SeriesGatherer()
      gatherer.add(SeriesSample(series: 0, time: 0, value: 1))
      gatherer.add(SeriesSample(series: 0, time: 10_000_202, value: 1))
      do { _ = try gatherer.gathered(&report) } catch let error as WorkloadError {
        #expect(
          error.description
            == "the series s and those before it have too many steps without a sample; allowed are at most "
            + "10000000, and 100 more for each sample. Times in a wrong unit, or far off, make many.")
        throw WorkloadError(path)
      }
    },
  ]
}

@Suite("What the fuzzer found in readers")
struct FuzzFindingsTests {
  @Test("is refused in one line", arguments: FuzzFinding.all)
  func refused(_ finding: FuzzFinding) throws {
    let file = try TemporaryFile(content: finding.content)
    let error = #expect(throws: WorkloadError.self) { try finding.read(file.path) }
    let expected =
      finding.sentence.hasPrefix("F") ? file.path + finding.sentence.dropFirst() : finding.sentence
    #expect(error?.description == expected)
  }

  @Test("a sentence of a long header leaves out its middle")
  func long() throws {
    let names = ["a", "b", "c"].map { String(repeating: $0, count: 500) }.joined(separator: ",")
    let file = try TemporaryFile(content: names + "\n1\n")
    let error = #expect(throws: WorkloadError.self) {
      try TimestampedRequestsFormat(path: file.path).read { _ in }
    }
    let sentence = try #require(error).description
    #expect(sentence.unicodeScalars.count == 999)
    #expect(sentence.hasPrefix(file.path + ", line 2: has 1 fields") && sentence.hasSuffix("cc."))
    #expect(sentence.contains("…"))
  }

  @Test("a number of bytes of 400 digits is one that cannot be read, and no infinite work")
  func bytes() throws {
    let line = #"h - - [01/Jul/1995:00:00:01 -0400] "GET /" 200 "#
    let file = try TemporaryFile(content: line + String(repeating: "9", count: 400) + "\n" + line + "7\n")
    let (report, series) = try readSeries(CommonLogFormat(path: file.path))
    #expect(series.map { $0.map(\.1) } == [[2], [7]])
    #expect(
      report.oddities.map { "\($0.count) \($0.what)" } == [
        "1 lines without a readable status and number of bytes"
      ])
  }

  @Test("events that come ever earlier are counted from the earliest on")
  func earlier() throws {
    // one a minute from minute 99 down to 0, but for minute 50
    let minutes = (0..<100).reversed().filter { $0 != 50 }
    let file = try TemporaryFile(content: "timestamp\n" + minutes.map { "\($0 * 60)\n" }.joined())
    let (_, series) = try readSeries(TimestampedRequestsFormat(path: file.path))
    #expect(series[0].map(\.0) == (0..<100).map { Double($0 * 60) })
    #expect(series[0].map(\.1) == (0..<100).map { $0 == 50 ? 0 : 1 })
  }
}
