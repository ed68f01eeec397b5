import Foundation
import Testing

@testable import Learning

@Suite("Features against NumPy, SciPy and pandas")
struct FeatureReferenceTests {
  /// Written by `Reference/make_features_reference.py`.
  struct Reference: Decodable {
    struct Row: Decodable {
      let row: Int
      let features: [String: Double?]
    }
    let step: Double
    let columns: [String: [Double?]]
    let rows: [Row]
  }

  @Test("All statistics agree, with values missing here and there")
  func agreement() throws {
    let file = try #require(
      Bundle.module.url(
        forResource: "features_reference", withExtension: "json", subdirectory: "Reference"))
    let known = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    var series = MetricSeries(count: known.columns["cpu_usage"]?.count ?? 0, step: known.step)
    for (name, column) in known.columns {
      series[try #require(FeatureMetric(rawValue: name))] = column.map { $0 ?? .nan }
    }
    let set = FeatureCatalogue.all(step: known.step)
    let rows = set.rows(of: series)
    var compared = 0
    for row in known.rows {
      for (name, expected) in row.features.sorted(by: { $0.key < $1.key }) {
        let found = rows[row.row, try #require(set.names.firstIndex(of: name), "\(name)")]
        // their own rounding: sums of 60 numbers near 4e9 keep about 1e-10 of memory's spread
        let tolerance = name.hasPrefix("memory") ? 1e-8 : 1e-10
        if let expected {
          #expect(
            abs(found - expected) <= tolerance * max(1, abs(expected)),
            "\(name) of row \(row.row): \(found) against \(expected)")
        } else {
          #expect(found.isNaN, "\(name) of row \(row.row): \(found) against nothing")
        }
        compared += 1
      }
    }
    #expect(compared == 1063)
  }

  @Test("Moments are as exact as direct formulas in twice the precision")
  func precision() throws {
    // a level of 1e9 with a spread of 1, where sums of squares would lose all digits
    let set = FeatureSet(
      [
        Feature(.rolling, .rolling(.deviation, .cpuUsage, window: 60)),
        Feature(.rolling, .rolling(.mean, .cpuUsage, window: 60)),
        Feature(.trends, .rolling(.slope, .cpuUsage, window: 60)),
      ], step: 1)
    var stream = FeatureStream(set)
    var reading = MetricReading()
    var row: [Double] = []
    for index in 0..<60 {
      reading[.cpuUsage] = 1e9 + Double(index % 2)
      row = stream.add(reading, endingAt: Double(index))
    }
    // 30 zeros and 30 ones: variance 60 · ¼ / 59. Slope Σ(t−t̄)(x−x̄) / Σ(t−t̄)²: each pair adds ½, so 15 over 60(60²−1)/12.
    #expect(abs(row[0] - (15.0 / 59).squareRoot()) < 1e-14)
    #expect(row[1] == 1e9 + 0.5)
    #expect(abs(row[2] - 15 / 17_995.0) < 1e-15)
  }
}
