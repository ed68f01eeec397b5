import Testing

@testable import Workloads

@Suite("Tables, events and request logs of which no file is at hand")
struct FormatFixtureTests {
  @Test("rows become the samples that the schema means", arguments: FormatFixture.all)
  func samples(_ fixture: FormatFixture) throws {
    let file = try TemporaryFile(fixture.file, content: fixture.content)
    let (report, series) = try readSeries(fixture.format.init(path: file.path))
    let found = zip(report.series, series).map { series, samples in
      "\(series.name):" + samples.map { " " + Self.shown($0.0) + "=" + Self.shown($0.1) }.joined()
    }

    #expect(found == fixture.series)
    #expect(report.rows == fixture.rows)
    #expect(report.oddities.map { "\($0.count) \($0.what)" } == fixture.oddities)
    #expect(report.series.isEmpty == fixture.series.isEmpty)
    #expect(report.notes.allSatisfy { $0.hasSuffix(".") })
  }

  @Test("a gzipped file gives what a plain one gives")
  func gzipped() throws {
    let fixture = FormatFixture.google[0]
    let file = try TemporaryFile("events.json.gz")
    let writer = try GzipWriter(path: file.path)
    try writer.write(fixture.content)
    try writer.close()
    let plain = try TemporaryFile(fixture.file, content: fixture.content)
    let (a, b) = (
      try readSeries(JobEventsFormat(path: file.path)), try readSeries(JobEventsFormat(path: plain.path))
    )
    #expect(a.report == b.report && a.series.map { $0.map(\.1) } == b.series.map { $0.map(\.1) })
    #expect(JobEventsFormat.recognizes(try TraceHead(path: file.path)))
  }

  @Test("what is counted of tables without series is told in notes")
  func notes() throws {
    func note(_ what: String) throws -> String {
      let fixture = try #require(FormatFixture.all.first { $0.what == what })
      let file = try TemporaryFile(fixture.file, content: fixture.content)
      return try readSeries(fixture.format.init(path: file.path)).report.notes.first ?? ""
    }
    #expect(
      try note("machine_attributes 2019")
        == "It holds attributes of 2 machines, 1 of them taken away, and no series.")
    // 96 + 64 cores; the second row of m_1 repeats the first
    #expect(
      try note("Alibaba machine_meta") == "It describes 2 machines of 160.0 cores in all, and no series.")
    #expect(
      try note("Alibaba container_meta")
        == "It describes 1 containers that ask for 4.0 cores in all, and no series.")
  }

  private static func shown(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }
}
