import Foundation
import Testing

@testable import Workloads

@Suite("The synthetic service")
struct ServiceTraceTests {
  @Test("the committed month is what the generator writes")
  func committed() throws {
    let committed = packageFolder.appendingPathComponent("traces/service-month.json.gz").path
    var lines = ""
    try ServiceTraceGenerator().forEachLine { lines += $0 }
    #expect(try content(of: committed) == Array(lines.utf8))
    let size = try FileManager.default.attributesOfItem(atPath: committed)[.size] as? Int
    #expect(try #require(size) < 1_600_000)
  }

  @Test("the same seed gives the same bytes, another seed others")
  func seeds() throws {
    var parameters = ServiceTraceParameters()
    parameters.windows = 600
    let files = try [TemporaryFile(), TemporaryFile(), TemporaryFile()]
    for (file, seed) in zip(files, [5, 5, 6] as [UInt64]) {
      parameters.seed = seed
      try ServiceTraceGenerator(parameters).write(to: file.path)
    }
    let bytes = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0.path)) }
    #expect(bytes[0] == bytes[1])
    #expect(bytes[0] != bytes[2])
    #expect(bytes[0][4..<8].allSatisfy { $0 == 0 }, "the gzip header holds a time")
  }

  @Test("the month is like job 113 in what was measured there", arguments: [2019, 1, 2] as [UInt64])
  func calibration(seed: UInt64) throws {
    var parameters = ServiceTraceParameters()
    parameters.seed = seed
    let file = try TemporaryFile()
    try ServiceTraceGenerator(parameters).write(to: file.path)
    let (series, report) = try CollectionDemand.read([file.path])
    #expect(report.tasks == 4 && series.missing == 0 && series.values.count == 8929)
    #expect((0.25...0.5).contains(Double(report.missingTaskWindows) / Double(4 * 8929)))
    #expect(report.read.shortWindows > 20)

    let values = series.values.compactMap(\.self)
    let mean = values.reduce(0, +) / Double(values.count)
    #expect((0.016...0.017).contains(mean / 4))
    for (lag, range) in [
      1: 0.96...0.99, 12: 0.77...0.87, 72: -0.3...0.0, 288: 0.80...0.92, 2016: 0.80...0.92,
    ] {
      #expect(range.contains(autocorrelation(values, lag)), "autocorrelation at \(lag) windows")
    }
    for (hour, target) in parameters.hourlyProfile.enumerated() {
      let here = values.indices.filter { ($0 + 1) % 288 / 12 == hour }.map { values[$0] }
      #expect(abs(here.reduce(0, +) / Double(here.count) / mean - target) < 0.08, "hour \(hour)")
    }
  }

  @Test("maxima and values are as in the trace")
  func rowsOfTheMonth() throws {
    let committed = packageFolder.appendingPathComponent("traces/service-month.json.gz").path
    let (rows, _) = try rows(committed, withPercentiles: true)
    let ratios = rows.map { $0.cpuMaximum! / $0.cpuAverage }.sorted()
    #expect((2.4...2.8).contains(ratios[ratios.count / 2]))
    #expect(ratios[ratios.count / 10] > 1.7 && ratios[ratios.count * 9 / 10] < 4.1)
    #expect(rows.allSatisfy { $0.cpuAverage.significandWidth <= 9 })
    let full = rows.map(\.cpuPercentiles).filter { !$0.isEmpty }
    #expect(full.count > rows.count * 9 / 10)
    #expect(full.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 } })
  }

  private func autocorrelation(_ values: [Double], _ lag: Int) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let centred = values.map { $0 - mean }
    let variance = centred.map { $0 * $0 }.reduce(0, +) / Double(values.count)
    let products = zip(centred, centred.dropFirst(lag)).map { $0 * $1 }
    return products.reduce(0, +) / Double(products.count) / variance
  }
}
