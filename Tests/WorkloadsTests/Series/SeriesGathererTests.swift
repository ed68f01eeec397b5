import Foundation
import Testing

@testable import Workloads

@Suite("Samples on a grid")
struct SeriesGathererTests {
  /// The series of samples at the given seconds with the values 1, 2, 3, …
  static func gather(
    _ seconds: [Double], step: Int64? = nil, largestSpan: Int = 1000
  ) throws -> (MeasuredSeries?, TraceReport) {
    var report = TraceReport()
    report.series = [TraceReport.Series(name: "s", quantity: .value, step: step.map { $0 * 1_000_000 })]
    var gatherer = SeriesGatherer(largestSpan: largestSpan)
    for (index, second) in seconds.enumerated() {
      gatherer.add(SeriesSample(series: 0, time: Int64(second * 1e6), value: Double(index + 1)))
    }
    return (try gatherer.gathered(&report).first, report)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var seconds: [Double]
    var step: Int64?
    var start: Int64
    var found: Int64
    var values: [Double?]
    var oddities: [String] = []
  }

  static let cases: [Case] = [
    Case(testDescription: "even", seconds: [0, 60, 120], start: 0, found: 60, values: [1, 2, 3]),
    Case(
      testDescription: "a gap is nil, not 0", seconds: [60, 120, 180, 360], start: 60, found: 60,
      values: [1, 2, 3, nil, nil, 4]),
    // 3 and 1 change places; of 10 s there are the values 2 and 4
    Case(
      testDescription: "samples out of order are put in order, those of one time averaged",
      seconds: [0, 20, 10, 20, 30, 40], start: 0, found: 10, values: [1, 3, 3, 5, 6],
      oddities: [
        "samples earlier than the one before, put in order", "samples at the time of another, averaged",
      ]),
    Case(
      testDescription: "newest first", seconds: [40, 30, 20, 10, 0], start: 0, found: 10,
      values: [5, 4, 3, 2, 1],
      oddities: ["samples earlier than the one before, put in order"]),
    Case(
      testDescription: "readings belong to the nearest step", seconds: [0, 10, 20.25, 29.75, 40, 50],
      start: 0, found: 10,
      values: [1, 2, 3, 4, 5, 6], oddities: ["samples off the grid"]),
    Case(
      testDescription: "a first sample off the grid does not move it", seconds: [7, 10, 20, 30, 40],
      start: 10, found: 10,
      values: [1.5, 3, 4, 5], oddities: ["samples off the grid", "samples in a step that already had one"]),
    // The windows of 7 s to 10 s and of 20 to 24 to 30 s: 3, and (4 · 3 + 6 · 4) / 10.
    Case(
      testDescription: "windows of a fixed step belong to the step they begin in",
      seconds: [7, 10, 20, 24, 40],
      step: 10, start: 0, found: 10, values: [1, 2, 3.6, nil, 5],
      oddities: ["samples off the grid", "samples in a step that already had one"]),
    Case(
      testDescription: "one window of a fixed step is a series", seconds: [20], step: 10, start: 20,
      found: 10, values: [1]),
    Case(
      testDescription: "times before 0", seconds: [-20, -10, 0, 10], start: -20, found: 10,
      values: [1, 2, 3, 4]),
  ]

  @Test("a series on its grid", arguments: cases)
  func grids(_ one: Case) throws {
    let (found, report) = try Self.gather(one.seconds, step: one.step)
    let series = try #require(found)
    #expect(series.start == one.start * 1_000_000 && series.step == one.found * 1_000_000)
    #expect(series.values == one.values)
    #expect(report.oddities.map(\.what) == one.oddities)
  }

  // 1 + 2 at 0 s, 4 + 8 at 10 s, of which one is read before the other's time; 16 at 21 s shares the step of 20 s with 32.
  @Test("counts of one time and of one step add up, whatever their order")
  func counts() throws {
    var report = TraceReport()
    report.series = [TraceReport.Series(name: "hits", quantity: .requests)]
    var gatherer = SeriesGatherer()
    for (second, value) in [(0, 1.0), (10, 4), (0, 2), (10, 8), (21, 16), (20, 32), (30, 64), (40, 128)] {
      gatherer.add(SeriesSample(series: 0, time: Int64(second) * 1_000_000, value: value))
    }
    let series = try #require(try gatherer.gathered(&report).first)
    #expect(series.values == [3, 12, 48, 64, 128])
    #expect(series.counts.samples == 8 && series.counts.duplicates == 2 && report.leftOut == 0)
    #expect(
      report.oddities.map { "\($0.count) \($0.what)" } == [
        "2 samples earlier than the one before, put in order", "2 samples at the time of another, added up",
        "1 samples off the grid", "1 samples in a step that already had one",
      ])
  }

  // Differences 1, 2, 2 and 9: the upper of the middle two is 2.
  @Test("the step is the upper median of the differences")
  func medianStep() throws {
    #expect(try Self.gather([0, 1, 3, 5, 14]).0?.step == 2_000_000)
    #expect(try Self.gather([0, 1, 3]).0?.step == 2_000_000)
  }

  @Test("a single sample has no step, none no series")
  func tooFew() throws {
    let (one, report) = try Self.gather([5])
    #expect(one == nil)
    #expect(report.oddities.map(\.what) == ["series of a single sample, whose step cannot be found"])
    let (none, empty) = try Self.gather([])
    #expect(none == nil && empty.oddities.map(\.what) == ["series without a sample"])
  }

  @Test("too long a span is refused before memory is taken for it")
  func span() throws {
    #expect(try Self.gather([0, 1, 2, 999]).0?.values.count == 1000)
    #expect(
      throws: WorkloadError(
        "the series s spans 1001 steps of 1.0 s; allowed are at most 1000. "
          + "A step that is too short, or times in a wrong unit, make many.")
    ) { try Self.gather([0, 1, 2, 1000]) }
  }

  @Test("values whose squares overflow are left out")
  func huge() throws {
    var report = TraceReport()
    report.series = [TraceReport.Series(name: "s", quantity: .value)]
    var gatherer = SeriesGatherer()
    let samples: [(Int64, Double)] = [(0, 1e139), (1, -1e300), (2, -1e139), (3, 1e300), (4, 0), (5, 1)]
    for (second, value) in samples {
      gatherer.add(SeriesSample(series: 0, time: second * 1_000_000, value: value))
    }
    let series = try #require(try gatherer.gathered(&report).first)
    // What is left lies at 0, 2, 4 and 5 s, so the step is 2 s and the last is nearest to 6 s.
    #expect(series.values == [1e139, -1e139, 0, 1])
    #expect(report.oddities.contains(TraceReport.Oddity(what: "values beyond 10^140, left out", count: 2)))
    #expect(SeriesInspection(series)?.standardDeviation.isFinite == true)
  }

  @Test("a step is anomalous if any of its samples is")
  func labels() throws {
    var report = TraceReport()
    report.series = [TraceReport.Series(name: "s", quantity: .value, step: 10_000_000)]
    var gatherer = SeriesGatherer()
    let labels: [(Int64, Bool?)] = [(0, nil), (10, true), (15, false), (30, false), (40, nil)]
    for (second, label) in labels {
      gatherer.add(SeriesSample(series: 0, time: second * 1_000_000, value: 1, isAnomalous: label))
    }
    let series = try #require(try gatherer.gathered(&report).first)
    #expect(series.labels == [nil, true, nil, false, nil])
    #expect(SeriesInspection(series)?.anomalousShare == 0.5)
  }
}
