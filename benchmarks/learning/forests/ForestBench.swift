import Foundation
import Learning

/// The measurements, each by its name on the command line.
enum ForestBench {
  static func run(_ arguments: [String]) {
    guard arguments.count >= 2 else {
      print("usage: forest-bench FOLDER forest|isolation [THREADS [SEEDS]]")
      return
    }
    let folder = arguments[0]
    let threads = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
    let seeds = arguments.count > 3 ? UInt64(arguments[3]) : nil
    switch arguments[1] {
    case "forest": forest(folder, threads: threads, seeds: seeds ?? 1)
    case "isolation": isolation(folder, threads: threads, seeds: seeds ?? 100)
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

  /// Forests of other seeds differ by more than the libraries do: R² is compared as a mean over seeds, of 40 trees.
  static func forest(_ folder: String, threads: Int, seeds: UInt64) {
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
      var exact = configuration
      exact.splitSearch = .exact
      let slow = try time("fit, exact splits") { try exact.fit(table, targets: y, threads: threads) }
      print("R2, exact splits \(slow.score(test, targets: testY))")
      for search in [RandomForestConfiguration.SplitSearch.binned, .exact] {
        let scores = try (1...seeds).map { seed in
          let some = RandomForestConfiguration(
            treeCount: 40, features: .squareRoot, splitSearch: search, seed: seed)
          return try some.fit(table, targets: y, threads: threads).score(test, targets: testY)
        }
        print("R2 of 40 trees, \(search): \(summary(scores))")
      }
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

  /// Forests of other seeds rank otherwise: the mean area over many is compared, on every tenth row.
  static func isolation(_ folder: String, threads: Int, seeds: UInt64) {
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
      print("AUC of all rows \(areaUnderCurve(scores, labels.map { $0 > 0.5 }))")
      let judged = Array(stride(from: 0, to: table.rowCount, by: table.rowCount < 100_000 ? 1 : 10))
      let part = table.selecting(rows: judged)
      let isAnomaly = judged.map { labels[$0] > 0.5 }
      let areas = try (1...seeds).map { seed in
        let forest = try IsolationForestConfiguration(seed: seed).fit(table, threads: threads)
        return areaUnderCurve(forest.scores(for: part, threads: threads), isAnomaly)
      }
      print("AUC: \(summary(areas))")
    } catch {
      print(error)
    }
  }

  static func summary(_ values: [Double]) -> String {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / max(1, count - 1) / count).squareRoot()
    return "mean over \(values.count) seeds \(mean), standard error \(error)"
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
