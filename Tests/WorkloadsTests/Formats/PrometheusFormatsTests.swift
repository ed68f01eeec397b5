import Testing

@testable import Workloads

@Suite("Exports of Prometheus")
struct PrometheusFormatsTests {
  @Test("a matrix: series by their labels in any order of members, NaN and infinities counted")
  func range() throws {
    let (samples, report) = try SeriesFormatsTests.read(
      "prometheus-range",
      #"""
      {"data":{"result":[
        {"values":[[1700000000,"1"],[1700000015.001,"2.5e3"],[1700000030,"NaN"],[1700000045,"+Inf"]],
         "metric":{"__name__":"http_requests_total","code":"200","path":"a \"b\""}},
        {"metric":{},"values":[[1700000000.781,"-Inf"],[1700000015,"-0.5"]]},
        {"metric":{"__name__":"h"},"histograms":[[1,{"count":"1"}]]},
        {"metric":{"__name__":"up"},"values":[[1700000000,"NaN"]]}],
       "resultType":"matrix"},"status":"success"}
      """#)
    #expect(report.series.map(\.name) == [#"http_requests_total{code="200",path="a \"b\""}"#, "{}", "up"])
    #expect(report.series.map(\.isCounter) == [true, false, false])
    #expect(samples.map(\.value) == [1, 2500, -0.5])
    #expect(samples.map(\.time) == [1_700_000_000_000_000, 1_700_000_015_001_000, 1_700_000_015_000_000])
    #expect(report.rows == 7 && report.clock == .unix)
    let oddities = Dictionary(uniqueKeysWithValues: report.oddities.map { ($0.what, $0.count) })
    #expect(
      oddities == [
        "values that are NaN": 2, "values that are +Inf": 1, "values that are -Inf": 1,
        "series of native histograms, which are not read": 1,
      ])
  }

  @Test("what the reader's body throws comes through")
  func bodyThrows() throws {
    struct Stop: Error {}
    let file = try TemporaryFile(
      "load",
      content:
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}"#)
    #expect(throws: Stop.self) { try PrometheusRangeFormat(path: file.path).read { _ in throw Stop() } }
  }

  @Test("the text format in milliseconds, OpenMetrics in seconds, exemplars and missing timestamps")
  func text() throws {
    let (samples, report) = try SeriesFormatsTests.read(
      "prometheus-text",
      """
      # HELP jobs Jobs done.
      # TYPE jobs counter
      jobs{queue="a}b \\"c\\""} 5 1700000000250
      # a comment
      foo_bucket{le="0.1"} 8 1700000000.5 # {trace_id="x"} 0.06 1699999999.5
      jobs{queue="a}b \\"c\\""} 2 1700000015250
      up 1
      temp 4e-1\t1700000000
      temp NaN 1700000001
      # EOF

      """)
    #expect(report.series.map(\.name) == [#"jobs{queue="a}b \"c\""}"#, #"foo_bucket{le="0.1"}"#, "temp"])
    #expect(report.series.map(\.isCounter) == [true, true, false])
    #expect(samples.map(\.series) == [0, 1, 0, 2] && samples.map(\.value) == [5, 8, 2, 0.4])
    #expect(
      samples.map(\.time) == [
        1_700_000_000_250_000, 1_700_000_000_500_000, 1_700_000_015_250_000, 1_700_000_000_000_000,
      ])
    #expect(report.rows == 6)
    #expect(report.oddities.map(\.what) == ["samples without a timestamp", "values that are NaN"])
  }

  // 100 at 0 s, 130 at 10 s, 20 at 20 s (a reset), nothing at 30 s, 50 and 60: 3/s, 2/s, then 1/s after the gap.
  @Test("a counter is inspected by its rate, a reset starts it from 0")
  func counter() throws {
    let lines = [(0, 100), (10, 130), (20, 20), (40, 50), (50, 60)].map {
      "c_total \($0.1) \(1_700_000_000 + $0.0)"
    }
    let file = try TemporaryFile("load", content: lines.joined(separator: "\n") + "\n")
    let (series, report) = try SeriesGatherer.gather(PrometheusTextFormat(path: file.path))
    #expect(series[0].values == [100, 130, 20, nil, 50, 60] && series[0].counts.resets == 1)
    #expect(series[0].rate().values == [nil, 3, 2, nil, nil, 1])
    #expect(report.oddities == [TraceReport.Oddity(what: "resets of counters", count: 1)])
    let found = try #require(SeriesInspection(series[0]))
    #expect(found.isRate && found.maximum == 3 && found.mean == 2 && found.measured == 3)
  }

  @Test("warnings of an answer are told, wherever they stand", arguments: [true, false])
  func warnings(first: Bool) throws {
    let data =
      #""data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1700000000,"1"],[1700000060,"2"]]}]}"#
    let warnings = #""warnings":["some stores timed out","partial"]"#
    let file = try TemporaryFile(
      "load.json",
      content: #"{"status":"success","# + (first ? warnings + "," + data : data + "," + warnings) + "}")
    var values: [Double] = []
    let report = try PrometheusRangeFormat(path: file.path).read { values.append($0.value) }
    #expect(values == [1, 2])
    #expect(
      report.notes == [
        "The answer came with 2 warnings, so something of it may be missing: \"some stores timed out\"."
      ])
  }
}
