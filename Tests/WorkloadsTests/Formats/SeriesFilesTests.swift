import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite("Files of series, against another reader and NumPy")
struct SeriesFilesTests {
  /// All but the longest files of the pools and Azure's maxima, which have the form of others.
  static let files = SeriesReference.shared.files.filter {
    !($0.format == "cloud-pool" && $0.rows > 20_000) && !$0.file.contains("microsoft_max")
  }

  @Test(
    "a file has the rows, the sum, the series and the figures that another reader found", arguments: files)
  func figures(_ expected: SeriesReference.File) throws {
    let path = try SharedData.path(expected.file)
    let format = try TraceFormats.open(path)
    #expect(type(of: format).name == expected.format)
    var sum = 0.0
    var gatherer = SeriesGatherer()
    var report = try format.read {
      sum += $0.value
      gatherer.add($0)
    }
    let series = try gatherer.gathered(&report)
    #expect(report.rows == expected.rows)
    #expect(series.count == expected.seriesCount)
    // Both add in the file's order; scales are the only other rounding.
    #expect(abs(sum - expected.sum) <= 1e-12 * abs(expected.sum))
    for (what, count) in expected.oddities {
      #expect(report.oddities.first { $0.what == what }?.count ?? 0 == count)
    }
    for (series, expected) in zip(series, expected.series) { try compare(series, expected) }
  }

  private func compare(_ series: MeasuredSeries, _ expected: SeriesReference.Series) throws {
    let found = try #require(SeriesInspection(series))
    #expect(found.name == expected.name)
    #expect(found.start == expected.start && found.step == expected.step && found.steps == expected.steps)
    #expect(found.measured == expected.measured)
    #expect(found.gaps.count == expected.gaps && found.gaps.longest == expected.longestGap)
    #expect(found.counts.samples == expected.kept)
    #expect(found.counts.offGrid == expected.offGrid && found.counts.sharedSteps == expected.sharedSteps)
    #expect(found.counts.backwards == expected.backwards && found.counts.duplicates == expected.duplicates)
    #expect(found.longestConstant == expected.longestConstant)
    #expect(abs(found.zeroShare * Double(found.measured) - Double(expected.zeros)) < 1e-6)
    expectClose(found.mean, expected.mean, "mean")
    expectClose(found.standardDeviation, expected.standardDeviation, "standard deviation")
    let percentiles = [found.minimum] + found.percentiles.map(\.value) + [found.maximum]
    for (a, b) in zip(percentiles, expected.percentiles) { expectClose(a, b, "percentile") }
    #expect(found.autocorrelations.map(\.lag).sorted() == expected.autocorrelations.keys.sorted())
    for one in found.autocorrelations {
      expectClose(one.value, expected.autocorrelations[one.lag] ?? .nan, one.lag, within: 1e-8)
    }
    #expect(found.tails.map { "\($0.share)" }.sorted() == expected.tails.keys.sorted())
    for tail in found.tails {
      expectClose(tail.index, expected.tails["\(tail.share)"] ?? .nan, "tail", within: 1e-8)
    }
    #expect((found.anomalousShare == nil) == (expected.anomalousShare == nil))
    if let share = found.anomalousShare { expectClose(share, expected.anomalousShare ?? .nan, "share") }
  }

  /// Relative to the larger of the numbers and 1e-6.
  private func expectClose(_ a: Double, _ b: Double, _ what: String, within tolerance: Double = 1e-9) {
    #expect(abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-6), "\(what): \(a) and \(b)")
  }
}
