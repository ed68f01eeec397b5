import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import Learning
import Stochastics

/// Every detector beside the three controls.
enum Detection {
  static let detectors: [any SeriesDetectorConfiguration] = [
    RandomScore(), ConstantScore(), MovingZScore(window: 100), RobustZScore(),
    SeriesIsolationForest(lags: 10),
    SeriesIsolationForest(IsolationForestConfiguration(extensionLevel: 1), lags: 10),
    RegressionResidual(),
  ]

  /// What a detector reached on one series.
  struct Result {
    var detector: String
    var series: String
    var volume: Double
    var precision: Double
    var recall: Double
    var delay: Double?
    var found: Int
    var anomalies: Int
  }

  static func run(folder: String, model: String?) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".csv") }
      .sorted()
    var groups: [(name: String, results: [Result], nab: [String: [NABFile]])] = []
    for prefix in ["nab", "kpi", "kdd"] {
      var results: [Result] = []
      var nab: [String: [NABFile]] = [:]
      for file in files where file.hasPrefix(prefix) {
        let series = try LabelledSeries(path: folder + "/" + file)
        for detector in detectors {
          let isRows = prefix == "kdd"
          var fitted = detector
          // rows without time have no past
          if isRows, let forest = detector as? SeriesIsolationForest {
            fitted = SeriesIsolationForest(forest.forest, lags: 1)
          }
          if isRows, detector is RegressionResidual { continue }
          let scores = try fitted.scores(series.table, prefix: series.prefix)
          let usual = scores.prefix(series.prefix).sorted()
          let limit = max(quantile(ofSorted: usual, 0.995), 1e-9)
          if prefix == "nab" {
            // a scale of its own for each file, so that one threshold can serve all
            nab[detector.name, default: []].append(
              NABFile(scores: scores.map { $0 / ($0 + limit) }, windows: series.windows))
          }
          results += judge(
            detector.name, series.name, Array(scores[series.prefix...]),
            Array(series.labels[series.prefix...]), limit: limit, window: isRows ? 0 : 100)
        }
        FileHandle.standardError.write(Data("\(series.name)\n".utf8))
      }
      groups.append((prefix, results, nab))
    }
    groups.append(("episodes", try episodes(model), [:]))
    for group in groups { report(group.name, group.results, group.nab) }
  }

  private static func judge(
    _ detector: String, _ series: String, _ scores: [Double], _ labels: [Bool], limit: Double, window: Int
  ) -> [Result] {
    guard labels.contains(true) else { return [] }
    let volume = VolumeUnderSurface(scores: scores, anomalies: labels, window: window)
    let flags = scores.map { $0 > limit }
    let ranged = RangePrecisionRecall(
      flags: flags, anomalies: labels, existence: 0.5, recallBias: .front, dividesByCount: true)
    let delays = detectionDelays(flags, anomalies: anomalyRanges(labels))
    let found = delays.compactMap { $0 }.sorted()
    return [
      Result(
        detector: detector, series: series, volume: volume.precisionRecall, precision: ranged.precision,
        recall: ranged.recall, delay: found.isEmpty ? nil : Double(found[found.count / 2]),
        found: found.count,
        anomalies: delays.count)
    ]
  }

  /// Test episodes one after the other; detectors are fitted on healthy episodes of the training part.
  private static func episodes(_ model: String?) throws -> [Result] {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let columns = HealthFeatures.catalogue.indices.filter { HealthFeatures.catalogue[$0].group != .replicas }
    func rows(_ episodes: [EpisodeRows]) -> [EpisodeRows.Row] {
      episodes.flatMap(\.rows).filter { $0.label != nil }
    }
    func table(_ rows: [EpisodeRows.Row]) throws -> FeatureTable {
      try FeatureTable(rows: rows.map { row in columns.map { Double(row.features[$0]) } })
    }
    let healthy = EpisodeRows.run(part: .training, count: 28 * 10, seed: 1, threads: threads)
      .filter { $0.label == 0 }
    let lessons = try table(rows(healthy))
    let test = rows(EpisodeRows.run(part: .test, count: 28 * 5, seed: 1, threads: threads))
    let exam = try table(test)
    let labels = test.map { $0.label != 0 }
    let configurations: [any SeriesDetectorConfiguration] = [
      RandomScore(), ConstantScore(), MovingZScore(window: 40), RobustZScore(),
      SeriesIsolationForest(),
      SeriesIsolationForest(IsolationForestConfiguration(extensionLevel: 3)),
      RegressionResidual(lags: 1, treeCount: 30),
    ]
    var results: [Result] = []
    for configuration in configurations {
      var detector = try configuration.fit(lessons)
      let usual = (0..<lessons.rowCount).map { detector.score(lessons.row($0)) }.sorted()
      let scores = (0..<exam.rowCount).map { detector.score(exam.row($0)) }
      results += judge(
        configuration.name, "episodes", scores, labels, limit: quantile(ofSorted: usual, 0.995), window: 8)
    }
    if let model {
      let classifier = try AnomalyClassifier(contentsOf: model)
      let scores = test.map { 1 - classifier.model.probabilities(for: $0.features)[0] }
      results += judge(
        "classifier", "episodes", scores, labels, limit: 1 - classifier.model.normalThreshold, window: 8)
    }
    return results
  }

  private static func report(_ name: String, _ results: [Result], _ nab: [String: [NABFile]]) {
    let names = results.map(\.detector).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    print(
      "\n| \(name) | VUS-PR | range precision | range recall | found | delay |"
        + (nab.isEmpty ? "" : " NAB standard | low FP | low FN |"))
    print("| --- | ---: | ---: | ---: | ---: | ---: |" + (nab.isEmpty ? "" : " ---: | ---: | ---: |"))
    for detector in names {
      let own = results.filter { $0.detector == detector }
      let delays = own.compactMap(\.delay).sorted()
      var line = String(
        format: "| %@ | %.3f | %.3f | %.3f | %d of %d | %@ |", detector, mean(own.map(\.volume)),
        mean(own.map(\.precision)), mean(own.map(\.recall)), own.reduce(0) { $0 + $1.found },
        own.reduce(0) { $0 + $1.anomalies },
        delays.isEmpty ? "–" : String(format: "%.0f", delays[delays.count / 2]))
      if let files = nab[detector] {
        for profile in NABFile.Profile.all {
          line += String(format: " %.1f |", NABFile.score(files, profile).score)
        }
      }
      print(line)
    }
  }
}
