import Learning
import Stochastics

/// How long the features of one observation take, online.
public enum FeatureBenchmark {
  /// One figure a feature set, in microseconds of CPU time an observation.
  ///
  /// - Parameters:
  ///   - observations: How many make one measurement.
  ///   - repetitions: Measurements, of which the median counts.
  public static func run(observations: Int = 20_000, repetitions: Int) -> [BenchmarkRecord] {
    let sets = [
      ("all", FeatureCatalogue.all(step: 60)), ("seven-metrics", FeatureCatalogue.sevenMetrics(step: 60)),
      ("replica-predictor", FeatureCatalogue.replicaPredictor(step: 15)),
    ]
    var draws = RandomStream(seed: 1, purpose: RandomPurpose("feature benchmark"))
    let readings = (0..<512).map { _ in
      var reading = MetricReading()
      for metric in FeatureMetric.allCases { reading[metric] = 10 + draws.nextUnit() }
      return reading
    }
    return sets.map { name, set in
      var stream = FeatureStream(set)
      var row = [Double](repeating: 0, count: set.count)
      let time = Stopwatch.median(of: repetitions) {
        row.withUnsafeMutableBufferPointer { row in
          for index in 0..<observations {
            stream.add(readings[index % 512], endingAt: Double(index) * 60, into: row)
          }
        }
      }
      precondition(row.contains { $0 > 0 }, "nothing was worked out")
      return BenchmarkRecord(
        name: "features/\(name)", metric: "cpu", value: time.cpu / Double(observations) * 1e6,
        unit: "us/observation", parameters: ["features": .init(set.count), "runs": .init(repetitions)])
    }
  }
}
