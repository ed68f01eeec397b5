import Foundation
import Stochastics
import TestSupport
import Testing

@testable import Learning

@Suite("Feature streams")
struct FeatureStreamTests {
  /// One row at a time from the first step on.
  static func online(_ set: FeatureSet, _ series: MetricSeries) -> [[Double]] {
    var stream = FeatureStream(set)
    var reading = MetricReading()
    return (0..<series.count).map { index in
      series.read(index, into: &reading)
      return stream.add(reading, endingAt: series.end(of: index))
    }
  }

  @Test("Online and batch give the same bits, over the borders of blocks and with several threads")
  func batch() {
    let series = FeatureTestData.random(count: 2120, seed: 3)
    let set = FeatureCatalogue.sevenMetrics(step: 60)
    let online = Self.online(set, series)
    let batch = set.rows(of: series, threads: 3)
    // the second block begins at row 2048, with a stream of its own
    let wrong = online.indices.filter { !FeatureTestData.isSame(online[$0], batch.row($0)) }
    #expect(wrong.isEmpty, "rows \(wrong.prefix(5))")
  }

  @Test("Online and batch give the same bits on measured series")
  func real() throws {
    let series = try FeatureTestData.real()
    let set = FeatureCatalogue.all(step: 300)
    let online = Self.online(set, series)
    let batch = set.rows(of: series)
    #expect(series.count == 400)
    #expect(online.indices.allSatisfy { FeatureTestData.isSame(online[$0], batch.row($0)) })
  }

  @Test("A row depends on the values within reach alone, whatever the stream went through before")
  func reach() {
    let series = FeatureTestData.random(count: 251, seed: 5)
    let set = FeatureCatalogue.all(step: 60)
    #expect(set.reach == 64)
    let whole = Self.online(set, series)
    var reading = MetricReading()
    for last in [63, 250] {
      var late = FeatureStream(set)
      // values of another size, which running sums would remember
      for _ in 0..<70 {
        for metric in FeatureMetric.allCases { reading[metric] = 1e15 }
        late.skip(reading)
      }
      var row: [Double] = []
      for index in last - 63...last {
        series.read(index, into: &reading)
        row = late.add(reading, endingAt: series.end(of: index))
      }
      let differ = set.names.indices.filter {
        row[$0].bitPattern != whole[last][$0].bitPattern && !(row[$0].isNaN && whole[last][$0].isNaN)
      }
      #expect(differ.isEmpty, "\(differ.map { set.names[$0] })")
    }
  }

  @Test(
    "A group alone, and a preset, gives what the whole catalogue gives", arguments: Feature.Group.allCases)
  func groups(_ group: Feature.Group) {
    let series = FeatureTestData.random(count: 150, seed: 7)
    let all = FeatureCatalogue.all(step: 60)
    let alone = all.selecting([group])
    #expect(alone.count >= 9, "\(group) has \(alone.count)")
    let places = alone.names.map { name in all.names.firstIndex(of: name)! }
    let rows = all.rows(of: series)
    let some = alone.rows(of: series)
    for row in 0..<series.count {
      #expect(FeatureTestData.isSame(some.row(row), places.map { rows[row, $0] }))
    }
    // each group says something of these streams
    #expect(some.elements.contains { !$0.isNaN && $0 != 0 })
  }

  @Test("No feature looks ahead, in the catalogue or a preset")
  func canary() throws {
    let random = FeatureTestData.random(count: 130, seed: 11)
    for set in [
      FeatureCatalogue.all(step: 60), FeatureCatalogue.sevenMetrics(step: 60),
      FeatureCatalogue.replicaPredictor(step: 60),
    ] {
      #expect(
        LookAheadCanary.offenders(set.names, series: random, cuts: [0, 100]) { set.rows(of: $0) } == [])
    }
    let real = try FeatureTestData.real()
    let set = FeatureCatalogue.all(step: 300)
    #expect(LookAheadCanary.offenders(set.names, series: real, cuts: [200]) { set.rows(of: $0) } == [])
  }

  @Test("The canary names a feature that looks ahead by a step, and one that is scaled by the whole series")
  func plantedLeaks() {
    let series = FeatureTestData.random(count: 200, seed: 13)
    let set = FeatureCatalogue.sevenMetrics(step: 60)
    let names = set.names + ["cpu_usage_next", "cpu_usage_over_peak"]
    let offenders = LookAheadCanary.offenders(names, series: series, cuts: [99]) { series in
      let honest = set.rows(of: series)
      let cpu = series[.cpuUsage] ?? []
      let peak = cpu.reduce(0) { $1.isNaN ? $0 : max($0, $1) }
      var rows = Matrix<Double>(rows: series.count, columns: names.count)
      for row in 0..<series.count {
        for column in 0..<set.count { rows[row, column] = honest[row, column] }
        rows[row, set.count] = row + 1 < cpu.count ? cpu[row + 1] : .nan
        rows[row, set.count + 1] = cpu[row] / peak
      }
      return rows
    }
    #expect(offenders == ["cpu_usage_next", "cpu_usage_over_peak"])
  }

  @Test("What is missing stays so: no value, too few, a division by zero")
  func missing() throws {
    let set = FeatureCatalogue.all(step: 60)
    var stream = FeatureStream(set)
    var reading = MetricReading()
    func value(_ name: String, _ row: [Double]) throws -> Double {
      row[try #require(set.names.firstIndex(of: name))]
    }
    reading[.cpuUsage] = 4
    reading[.cpuRequest] = 0
    var row = stream.add(reading, endingAt: 60)
    #expect(try value("cpu_usage_mean_5", row) == 4)
    #expect(try value("cpu_usage_std_5", row).isNaN)  // one value has no spread
    #expect(try value("cpu_usage_per_cpu_request", row).isNaN)  // 4 / 0
    #expect(try value("memory_usage_mean_5", row).isNaN)
    #expect(try value("memory_usage_is_missing", row) == 1)
    #expect(try value("cpu_usage_is_missing", row) == 0)
    reading[.cpuUsage] = .infinity
    row = stream.add(reading, endingAt: 120)
    #expect(try value("cpu_usage", row).isNaN)
    #expect(try value("cpu_usage_mean_5", row) == 4)  // the one that is there
    #expect(try value("cpu_usage_lag_1", row) == 4)
    reading[.cpuUsage] = 10
    row = stream.add(reading, endingAt: 180)
    // 4 and 10: mean 7, deviation √(2 · 9) = 4.243, slope 6 in 120 s
    #expect(try value("cpu_usage_mean_5", row) == 7)
    #expect(abs(try value("cpu_usage_std_5", row) - 18.0.squareRoot()) < 1e-14)
    #expect(abs(try value("cpu_usage_slope_5", row) - 0.05) < 1e-16)
    #expect(try value("cpu_usage_skewness_30", row).isNaN)  // two values have none
    #expect(try value("cpu_usage_change_1", row).isNaN)
  }

  @Test("The clock, on a Saturday at 14:30")
  func clock() throws {
    let set = FeatureCatalogue.all(step: 60)
    // five days and 14.5 hours after a Monday's midnight
    let row = FeatureStreamTests.single(set, at: 5 * 86_400 + 14.5 * 3600)
    let expected: [(CalendarFigure, Double)] = [
      (.timestamp, 484_200), (.hourOfDay, 14.5), (.dayOfWeek, 5), (.isWeekend, 1), (.isWorkingHours, 0),
      (.isNight, 0),
      // 14.5 h of 24: an angle of 217.5 degrees; of two periods 435
      (.daySine, -0.608_761), (.dayCosine, -0.793_353),
      (.halfDaySine, 0.965_926), (.halfDayCosine, 0.258_819),
      // 134.5 h of 168: 288.2143 degrees
      (.weekSine, -0.949_894), (.weekCosine, 0.312_572),
    ]
    for (figure, value) in expected {
      let place = try #require(set.names.firstIndex(of: figure.rawValue))
      #expect(abs(row[place] - value) < 1e-5, "\(figure) is \(row[place])")
    }
    // the same instant of a time line that begins on a Sunday is a Friday
    let friday = FeatureStreamTests.single(
      FeatureCatalogue.all(step: 60, originWeekday: 6), at: 5 * 86_400 + 14.5 * 3600)
    let names = set.names
    #expect(friday[try #require(names.firstIndex(of: "day_of_week"))] == 4)
    #expect(friday[try #require(names.firstIndex(of: "is_working_hours"))] == 1)
  }

  static func single(_ set: FeatureSet, at time: Double) -> [Double] {
    var stream = FeatureStream(set)
    return stream.add(MetricReading(), endingAt: time)
  }

  @Test("A copy of a stream goes its own way")
  func copies() {
    let set = FeatureCatalogue.sevenMetrics(step: 60)
    let series = FeatureTestData.random(count: 40, seed: 17)
    var first = FeatureStream(set)
    var reading = MetricReading()
    for index in 0..<20 {
      series.read(index, into: &reading)
      first.skip(reading)
    }
    var second = first
    series.read(20, into: &reading)
    let expected = first.add(reading, endingAt: series.end(of: 20))
    for index in 30..<40 {
      var other = reading
      series.read(index, into: &other)
      first.skip(other)
    }
    #expect(FeatureTestData.isSame(second.add(reading, endingAt: series.end(of: 20)), expected))
  }
}
