import Foundation
import Learning

/// The measurements, each by its name on the command line.
enum ForestBench {
  static func run(_ arguments: [String]) {
    guard arguments.count >= 2 else {
      print("usage: forest-bench FOLDER forest|isolation [threads]")
      return
    }
    let folder = arguments[0]
    let threads = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
    switch arguments[1] {
    case "forest": forest(folder, threads: threads)
    case "isolation": isolation(folder, threads: threads)
    default: print("unknown measurement \(arguments[1])")
    }
  }

  /// Little-endian single-precision numbers.
  static func floats(_ path: String) -> [Float] {
    guard let data = FileManager.default.contents(atPath: path) else { fatalError("cannot read \(path)") }
    return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Wall and CPU seconds of `body`.
  static func time<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let (wall, cpu) = (Date(), cpuSeconds())
    let result = try body()
    print("\(name): wall \(-wall.timeIntervalSinceNow) s, cpu \(cpuSeconds() - cpu) s")
    return result
  }

  static func forest(_ folder: String, threads: Int) {
    let trainingValues = floats(folder + "/train_x.f32")
    let y = floats(folder + "/train_y.f32").map { Double($0) }
    let testY = floats(folder + "/test_y.f32").map { Double($0) }
    do {
      let d = trainingValues.count / y.count
      let table = try FeatureTable(columnMajor: trainingValues, rowCount: y.count, featureCount: d)
      let test = try FeatureTable(
        columnMajor: floats(folder + "/test_x.f32"), rowCount: testY.count, featureCount: d)
      let configuration = RandomForestConfiguration(treeCount: 200, features: .squareRoot)
      let forest = try time("fit") { try configuration.fit(table, targets: y, threads: threads) }
      let predictions = time("batch of \(test.rowCount)") { forest.predictions(for: test, threads: threads) }
      _ = predictions
      print("R2 \(forest.score(test, targets: testY))")
      let rows = (0..<2000).map { test.row($0) }
      var output = [0.0]
      var sum = 0.0
      time("2000 single rows") {
        output.withUnsafeMutableBufferPointer { output in
          for row in rows {
            row.withUnsafeBufferPointer { forest.predict(row: $0, into: output) }
            sum += output[0]
          }
        }
      }
      time("2000 times one row") {
        output.withUnsafeMutableBufferPointer { output in
          rows[0].withUnsafeBufferPointer { row in
            for _ in rows {
              forest.predict(row: row, into: output)
              sum += output[0]
            }
          }
        }
      }
      print("nodes \(forest.nodeCount), sum of single predictions \(sum)")
    } catch {
      print(error)
    }
  }

  static func isolation(_ folder: String, threads: Int) {
    let labels = floats(folder + "/iso_y.f32")
    let values = floats(folder + "/iso_x.f32")
    do {
      let table = try FeatureTable(
        columnMajor: values, rowCount: labels.count, featureCount: values.count / labels.count)
      let forest = try time("isolation fit") {
        try IsolationForestConfiguration().fit(table, threads: threads)
      }
      let scores = time("isolation score of \(table.rowCount)") {
        forest.scores(for: table, threads: threads)
      }
      let isAnomaly = labels.map { $0 > 0.5 }
      // Forests of other seeds rank otherwise: the mean over ten is compared.
      let others = try (2...UInt64(10)).map { seed in
        let forest = try IsolationForestConfiguration(seed: seed).fit(table, threads: threads)
        return areaUnderCurve(forest.scores(for: table, threads: threads), isAnomaly)
      }
      let areas = [areaUnderCurve(scores, isAnomaly)] + others
      print("AUC \(areas.reduce(0, +) / Double(areas.count)) \(areas)")
    } catch {
      print(error)
    }
  }

  /// The chance that an anomaly has a higher score than a normal row, ties counted half.
  static func areaUnderCurve(_ scores: [Double], _ isAnomaly: [Bool]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (rankSum, anomalies, first) = (0.0, 0.0, 0)
    while first < order.count {
      var end = first
      while end < order.count, scores[order[end]] == scores[order[first]] { end += 1 }
      let rank = Double(first + end + 1) / 2
      for k in first..<end where isAnomaly[order[k]] {
        rankSum += rank
        anomalies += 1
      }
      first = end
    }
    let normal = Double(scores.count) - anomalies
    return (rankSum - anomalies * (anomalies + 1) / 2) / (anomalies * normal)
  }
}
