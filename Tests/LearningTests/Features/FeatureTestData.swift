import Foundation
import Stochastics
import TestSupport
import Testing

@testable import Learning

/// Streams that feature tests run on.
enum FeatureTestData {
  /// All metrics as random walks, some steps without a value, some runs of equal values.
  static func random(count: Int, seed: UInt64, step: Double = 60, missing: Double = 0.03) -> MetricSeries {
    var series = MetricSeries(count: count, step: step, start: 7200)
    for metric in FeatureMetric.allCases {
      var stream = RandomStream(
        seed: seed, purpose: RandomPurpose("feature test"), entity: UInt64(metric.index))
      var level = 50.0
      series[metric] = (0..<count).map { index in
        // every third hundred stands still
        if index / 100 % 3 != 2 { level = max(0, level + 4 * (stream.nextUnit() - 0.5)) }
        return stream.nextUnit() < missing ? .nan : level
      }
    }
    return series
  }

  /// Measurements of machines and a load balancer every 5 minutes, a day and a half of them; the test is skipped where they are absent.
  static func real() throws -> MetricSeries {
    let files: [(FeatureMetric, String)] = [
      (.cpuUsage, "ec2_cpu_utilization_5f5533"), (.requestsPerSecond, "elb_request_count_8c0756"),
      (.memoryUsage, "ec2_disk_write_bytes_1ef3de"), (.responseTime, "ec2_cpu_utilization_c6585a"),
    ]
    var columns: [(FeatureMetric, [Double])] = []
    for (metric, name) in files {
      let path = try SharedData.path("nab/realAWSCloudwatch/\(name).csv")
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
      columns.append((metric, lines.map { Double($0.split(separator: ",")[1]) ?? .nan }))
    }
    var series = MetricSeries(count: 400, step: 300)
    for (metric, values) in columns { series[metric] = Array(values[1000..<1400]) }
    return series
  }

  /// Whether two rows have the same bits, all that is not a number being alike.
  static func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
  }
}
