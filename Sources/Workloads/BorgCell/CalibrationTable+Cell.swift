import Stochastics

import Glibc

extension CalibrationTable {
  private static let sample = "google2019-usage-sample"
  private static let requests = "google2019-requests"

  /// The figures of the tables in a folder, read as any other trace.
  ///
  /// The intervals stand on the variance between jobs alone (`ClusteredSample`), which is what they differ by
  /// in another cell of the same parameters.
  ///
  /// - Throws: ``WorkloadError`` if a table cannot be read.
  public static func cell(_ folder: String) throws -> Self {
    let reading = try BorgCellReading(folder: folder)
    var table = Self()
    table.addArrivals(reading)
    table.addRequests(reading)
    table.addTiers(reading)
    table.addRatios(reading)
    table.addShapes(reading)
    table.addSeries(reading)
    return table
  }

  private mutating func add(
    _ name: String, _ unit: String, _ source: String, _ target: Double, _ estimate: IntervalEstimate?,
    _ bound: ClosedRange<Double>, _ method: String
  ) {
    guard let estimate else { return }
    rows.append(
      Row(
        name, unit: unit, source: source, target: target, obtained: estimate.value, lower: estimate.lower,
        upper: estimate.upper, bound: bound, method: method))
  }

  private mutating func addArrivals(_ reading: BorgCellReading) {
    let scale = 12_000 / Double(reading.machines)
    let start = BorgCellParameters.startTime
    let arrivals = reading.jobs.map(\.firstSubmit).filter { $0 >= start }
    let hours = reading.windows / 12
    var counts = [Double](repeating: 0, count: max(hours, 1))
    for time in arrivals {
      let hour = Int((time - start) / 3_600_000_000)
      if hour < counts.count { counts[hour] += scale }
    }
    counts.sort()
    let interval = quantileInterval(ofSorted: counts, 0.5)
    add(
      "jobs submitted an hour, median, for 12,000 machines", "1/h", "EuroSys 2020", 3309,
      IntervalEstimate(
        value: quantile(ofSorted: counts, 0.5), lower: interval?.lowerBound, upper: interval?.upperBound),
      2300...4600, "\(hours) hours, order statistics")
    // Windows of 300 s to hours.
    let sizes = zip(reading.waves, reading.jobs).filter { $1.firstSubmit >= start }.map { $0.0.sum / 12 }
      .sorted()
    for (p, target, factor) in [(0.5, 0.05e-3, 1.6), (0.9, 0.005, 2.5)] where !sizes.isEmpty {
      let interval = quantileInterval(ofSorted: sizes, p)
      add(
        "CPU time of a job by its rows, \(percent(p))", "NCU h", "EuroSys 2020", target,
        IntervalEstimate(
          value: quantile(ofSorted: sizes, p), lower: interval?.lowerBound, upper: interval?.upperBound),
        target / factor...target * factor, "\(sizes.count) jobs submitted in the trace, order statistics")
    }
    var again = [Double](repeating: 0, count: reading.jobs.count)
    var new = again
    for instance in reading.instances where instance.firstSubmit >= start {
      again[instance.job] += Double(instance.submissions - 1)
      new[instance.job] += 1
    }
    add(
      "submissions again over new instances", "1", "EuroSys 2020", 2.26, ClusteredSample.ratio(again, new),
      1.8...2.7, "instances new in the trace, linearized by job")
  }

  private mutating func addRequests(_ reading: BorgCellReading) {
    func values(_ value: (BorgCellReading.Instance) -> Double) -> ClusteredSample {
      ClusteredSample(reading.instances.map { (value($0), $0.job) }, clusters: reading.jobs.count)
    }
    let method = "instances, Woodruff by job"
    let cpu = values(\.cpu)
    for (p, target) in [(0.1, 0.0020), (0.5, 0.0097), (0.9, 0.032)] {
      add(
        "CPU request of an instance, \(percent(p))", "NCU", Self.requests, target, cpu.quantile(p),
        target / 2...target * 2, method)
    }
    add(
      "CPU request of an instance, 99 %", "NCU", "0.040 " + Self.requests + ", 0.124 " + Self.sample, 0.040,
      cpu.quantile(0.99), 0.03...0.25, method)
    let memory = values(\.memory)
    for (p, target, factor) in [(0.1, 0.0017, 2.5), (0.5, 0.0027, 2), (0.9, 0.010, 2)] {
      add(
        "memory request of an instance, \(percent(p))", "NMU", Self.requests, target, memory.quantile(p),
        target / factor...target * factor, method)
    }
    add(
      "memory request of an instance, 99 %", "NMU", "0.021 " + Self.requests + ", 0.104 " + Self.sample,
      0.021,
      memory.quantile(0.99), 0.015...0.15, method)
    let ratio = values { $0.memory / max($0.cpu, 1e-9) }
    for (p, target) in [(0.1, 0.1), (0.5, 0.31), (0.9, 2.7)] {
      add(
        "memory over CPU request, \(percent(p))", "1", Self.requests, target, ratio.quantile(p),
        target / 2...target * 2, method)
    }
  }

  private mutating func addTiers(_ reading: BorgCellReading) {
    let shares: [(BorgTier, Double)] = [
      (.free, 0.21), (.batch, 0.33), (.mid, 0.07), (.production, 0.22), (.monitoring, 0.17),
    ]
    var all = [Double](repeating: 0, count: reading.jobs.count)
    for row in reading.rows { all[row.job] += 1 }
    for (tier, target) in shares {
      let own = zip(all, reading.jobs).map { $1.tier == tier ? $0 : 0 }
      add(
        "share of the rows, \(tier.rawValue)", "1", Self.sample, target, ClusteredSample.ratio(own, all),
        target - 0.06...target + 0.06, "rows, linearized by job")
    }
    let medians: [(BorgTier, Double)] = [
      (.free, 0.09), (.batch, 0.18), (.mid, 0.66), (.production, 0.30), (.monitoring, 0.55),
    ]
    for (tier, target) in medians {
      let rows = reading.rows.filter { $0.tier == tier }.map { ($0.ratio, $0.job) }
      add(
        "CPU used over requested, median, \(tier.rawValue)", "1", Self.sample, target,
        ClusteredSample(rows, clusters: reading.jobs.count).quantile(0.5), target / 2...target * 2,
        "rows, Woodruff by job")
    }
  }

  private mutating func addRatios(_ reading: BorgCellReading) {
    let ratios = ClusteredSample(reading.rows.map { ($0.ratio, $0.job) }, clusters: reading.jobs.count)
    let method = "rows, Woodruff by job"
    add("CPU used over requested, 10 %", "1", Self.sample, 0, ratios.quantile(0.1), 0...0.01, method)
    for (p, target, factor) in [
      (0.25, 0.03, 1.8), (0.5, 0.21, 1.6), (0.75, 0.70, 1.4), (0.9, 1.26, 1.4), (0.99, 4.1, 1.5),
    ] {
      add(
        "CPU used over requested, \(percent(p))", "1", Self.sample, target, ratios.quantile(p),
        target / factor...target * factor, method)
    }
    let logs = reading.rows.filter { $0.cpu > 0 }.map { (log($0.cpu), $0.job) }
    let moments = ClusteredSample(logs, clusters: reading.jobs.count).moments()
    add(
      "logarithm of the CPU of a row, mean", "ln NCU", Self.sample, -6.3, moments?.mean, -6.9 ... -5.7,
      "rows above 0, linearized by job")
    add(
      "logarithm of the CPU of a row, standard deviation", "1", Self.sample, 2.0, moments?.deviation,
      1.6...2.4,
      "rows above 0, linearized by job")
  }

  private mutating func addShapes(_ reading: BorgCellReading) {
    let method = "rows above 10⁻⁴ NCU, Woodruff by job"
    let peaks = ClusteredSample(
      reading.rows.compactMap { row in row.peak.map { ($0, row.job) } }, clusters: reading.jobs.count)
    for (p, target) in [(0.1, 2.0), (0.5, 3.7), (0.75, 6.4), (0.9, 10.2), (0.99, 25.5)] {
      add(
        "highest over mean CPU of a window, \(percent(p))", "1", Self.sample, target, peaks.quantile(p),
        target / 1.15...target * 1.15, method)
    }
    let medians = [0.26, 0.57, 0.66, 0.78, 0.84, 0.90, 0.98, 1.06, 1.20, 1.40, 2.79]
    for (place, target) in medians.enumerated() {
      let values = reading.rows.filter { !$0.deciles.isEmpty }.map { ($0.deciles[place], $0.job) }
      add(
        "\(place * 10) % of CPU within a window over its mean, median", "1", Self.sample, target,
        ClusteredSample(values, clusters: reading.jobs.count).quantile(0.5), target - 0.1...target + 0.1,
        method)
    }
    let short = Double(reading.shortRows)
    let interval = binomialInterval(successes: reading.shortRows, trials: reading.rowCount)
    add(
      "share of rows shorter than 300 s", "1", Self.sample, 0.29,
      IntervalEstimate(
        value: short / Double(reading.rowCount), lower: interval.lowerBound, upper: interval.upperBound),
      0.2...0.4, "all rows, binomial")
  }

  private func percent(_ p: Double) -> String { "\(Int((p * 100).rounded())) %" }
}
