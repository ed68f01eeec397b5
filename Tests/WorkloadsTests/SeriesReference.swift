import Foundation

/// What another reader and NumPy found: Reference/series.json, made by Reference/series.py.
struct SeriesReference: Decodable {
  struct Statistics: Decodable {
    var wave: [Double?]
    var holes: [Double?]
    var hill: [Double]
  }

  struct File: Decodable, Sendable, CustomStringConvertible {
    var file: String
    var format: String
    var rows: Int
    var seriesCount: Int
    var sum: Double
    var oddities: [String: Int]
    var series: [Series]
    var description: String { file }
  }

  struct Series: Decodable, Sendable {
    var name: String
    var start: Int64
    var step: Int64
    var steps: Int
    var measured: Int
    var gaps: Int
    var longestGap: Int
    var mean: Double
    var standardDeviation: Double
    /// 0, 1, 5, 25, 50, 75, 95, 99 and 100 %.
    var percentiles: [Double]
    var zeros: Int
    var longestConstant: Int
    var autocorrelations: [String: Double]
    var tails: [String: Double]
    var anomalousShare: Double?
    var kept: Int
    var offGrid: Int
    var sharedSteps: Int
    var backwards: Int
    var duplicates: Int
  }

  var statistics: Statistics
  /// Texts of times, and the microseconds since 1970 as text.
  var times: [[String]]
  var files: [File]

  static let shared: SeriesReference = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/series.json")
    do { return try JSONDecoder().decode(SeriesReference.self, from: Data(contentsOf: path)) } catch {
      fatalError("\(path.path): \(error)")
    }
  }()
}
