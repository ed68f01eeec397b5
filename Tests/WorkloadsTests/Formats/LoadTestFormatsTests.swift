import Testing

@testable import Workloads

@Suite("Access logs and load tests, beyond their rows")
struct LoadTestFormatsTests {
  /// Outputs of tools that only sum up, and the end of the sentence that they are refused with.
  static let summaries: [(content: String, sentence: String)] = [
    (
      "Running 30s test @ http://127.0.0.1:80/index.html\n  2 threads and 100 connections\n",
      "is a summary of wrk, which tells no times; needed is results request by request, such as vegeta's or k6's."
    ),
    (
      "\nSummary:\n  Total:\t1.0 secs\n  Requests/sec:\t200.1\n",
      "is a summary of hey, which tells no times; needed is what hey -o csv writes."
    ),
    (
      "Requests      [total, rate, throughput]  600, 50.08, 50.08\nDuration      [total, attack, wait]  11.98s\n",
      "is a summary of vegeta, which tells no times; needed is what vegeta encode writes."
    ),
    (
      "Type,Name,Request Count,Failure Count,Requests/s\nGET,/,5,0,1\n",
      "is a summary of Locust, which tells no times; needed is the file of its history, whose name ends in "
        + "stats_history.csv."
    ),
    (
      #"{"root_group":{},"metrics":{"http_req_duration":{"avg":1.5,"min":1}}}"#,
      "is a summary of k6, which tells no times; needed is what k6 --out csv= or --out json= writes."
    ),
  ]

  @Test("a result that only sums up is refused by its name", arguments: summaries)
  func summary(content: String, sentence: String) throws {
    let file = try TemporaryFile("result", content: content)
    #expect(throws: WorkloadError("\(file.path): \(sentence)")) { try TraceFormats.open(file.path) }
  }

  // 600 requests, 20 ms apart, from 22:00:00 to 22:00:11.98
  @Test("how far apart requests of some seconds came is told")
  func span() throws {
    let lines = (0..<600).map {
      "\(1_699_999_200_000_000_000 + $0 * 20_000_000),200,1500000,0,10,,,attack,\($0)\n"
    }
    let file = try TemporaryFile("results.csv", content: lines.joined())
    let found = try TraceInspection(path: file.path)
    #expect(
      found.format == "vegeta" && found.rows == 600 && found.series.count == 2 && found.series[0].mean == 600)
    // 600 times 1.5 ms, added up in doubles
    #expect(abs(found.series[1].mean - 0.9) < 1e-12)
    #expect(found.notes.last == "The 600 requests came within 11.98 s, 0.02 s apart on average.")
  }

  @Test("gzipped logs are known and read as plain ones", arguments: FormatFixture.accessLogs)
  func gzipped(_ fixture: FormatFixture) throws {
    let file = try TemporaryFile("log.gz")
    let writer = try GzipWriter(path: file.path)
    try writer.write(fixture.content)
    try writer.close()
    let trace = try TraceFormats.open(file.path)
    #expect(type(of: trace).name == fixture.format.name)
    let plain = try TemporaryFile(content: fixture.content)
    let (a, b) = (try Self.samples(trace), try Self.samples(fixture.format.init(path: plain.path)))
    #expect(a == b && !a.isEmpty)
  }

  @Test(
    "lines that end as on Windows are read as others",
    arguments: FormatFixture.accessLogs + FormatFixture.loadTests)
  func windows(_ fixture: FormatFixture) throws {
    let file = try TemporaryFile(
      content: fixture.content.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n"))
    let plain = try TemporaryFile(content: fixture.content)
    #expect(
      try Self.samples(fixture.format.init(path: file.path))
        == Self.samples(fixture.format.init(path: plain.path)))
  }

  @Test("a single request is told by each log of requests as the format tells its work")
  func requests() throws {
    let file = try TemporaryFile(
      content: #"[2023-11-14T22:00:00.310Z] "GET / HTTP/2" 200 - 1 2 3 250 "-" "-" "-" "x" "y""#)
    var found: [RequestArrival] = []
    _ = try RequestTraceFile(file.path).read { found.append($0) }
    #expect(found == [RequestArrival(time: 1_699_999_200_310_000, work: 0.25)])
  }

  private static func samples(_ trace: some TraceFormat) throws -> [SeriesSample] {
    var samples: [SeriesSample] = []
    _ = try trace.read { samples.append($0) }
    return samples
  }
}
