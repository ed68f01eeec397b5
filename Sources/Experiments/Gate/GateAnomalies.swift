import Foundation
import Learning
import Stochastics
import Workloads

extension RandomPurpose {
  static let gateAnomalies = RandomPurpose("anomalies of the gate")
}

/// A series with labelled anomalies, the first part of it healthy.
struct GateAnomalies: Sendable {
  /// (N × D).
  var table: FeatureTable
  /// (N) the truth.
  var labels: [Bool]
  /// Points that detectors are fitted on; they are not judged.
  var prefix: Int

  /// Recorded series: a name, and where the file lies in the folder of real data.
  static let recorded = [(name: "kpi cpu4", file: "kpi-labelled-5min/cpu4.csv.gz")]
  /// The longest window of VUS-PR, in points.
  static let window = 40

  /// Load, CPU use and latency of a service, in which CPU follows load and latency follows CPU. From the prefix on there is
  /// an anomaly each 220 points or so, of 40 to 90 points: slow answers, CPU that something else takes, or both creeping up.
  init(number: Int, points: Int) throws {
    var stream = RandomStream(seed: 20_261_121, purpose: .gateAnomalies, entity: UInt64(number))
    let normal = Normal()
    prefix = points / 4
    labels = [Bool](repeating: false, count: points)
    var kinds = [(kind: Int, share: Double)?](repeating: nil, count: points)
    var place = prefix + 60
    while place + 90 < points {
      let kind = stream.nextIndex(below: 3)
      let length = 40 + stream.nextIndex(below: 51)
      for index in place..<place + length {
        labels[index] = true
        kinds[index] = (kind, Double(index - place + 1) / Double(length))
      }
      place += length + 120 + stream.nextIndex(below: 80)
    }
    var noise = 0.0
    table = try FeatureTable(
      rows: (0..<points).map { index in
        noise = 0.9 * noise + 0.06 * normal.sample(from: &stream)
        let load = 1 + 0.5 * sin(2 * .pi * Double(index) / 288) + noise
        var cpu = 0.6 * load + 0.03 * normal.sample(from: &stream)
        var latency = 0.1 + 0.05 * cpu + 0.01 * normal.sample(from: &stream)
        if let (kind, share) = kinds[index] {
          if kind == 0 { latency *= 1.6 }
          if kind == 1 { cpu += 0.5 }
          if kind == 2 { (cpu, latency) = (cpu + 0.5 * share, latency + 0.08 * share) }
        }
        return [load, cpu, latency]
      })
  }

  /// The labelled series in the file at `path`; its first 15 % are the prefix.
  init(path: String) throws {
    func gather(_ format: some TraceFormat) throws -> [MeasuredSeries] {
      try SeriesGatherer.gather(format).series
    }
    let all = try gather(try TraceFormats.open(path))
    guard let series = all.first, let flags = series.labels else {
      throw RunError("\(path): has no labels of anomalies")
    }
    table = try FeatureTable(rows: series.values.map { [$0 ?? 0] })
    labels = flags.map { $0 ?? false }
    prefix = Int(0.15 * Double(labels.count))
  }

  /// VUS-PR of a detector on what follows the prefix.
  func volume(_ detector: any SeriesDetectorConfiguration) throws -> Double {
    let scores = try detector.scores(table, prefix: prefix)
    return VolumeUnderSurface(
      scores: Array(scores[prefix...]), anomalies: Array(labels[prefix...]), window: Self.window
    ).precisionRecall
  }
}
