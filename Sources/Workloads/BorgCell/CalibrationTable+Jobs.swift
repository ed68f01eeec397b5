import Stochastics

import Glibc

extension CalibrationTable {
  private static let paper = "EuroSys 2020"
  private static let requests = "google2019-requests"

  /// The figures of jobs, from the first `count` jobs of the population and, where no sample settles, by
  /// formula.
  ///
  /// - Parameters:
  ///   - parameters: Of the cell.
  ///   - count: At least 10,000; the 99.9 % and the tail index need 100,000 to be sharp.
  /// - Throws: ``WorkloadError`` if a parameter is wrong.
  public static func jobs(_ parameters: BorgCellParameters, count: Int = 200_000) throws -> Self {
    precondition(count >= 10_000, "count must be at least 10,000, is \(count)")
    let population = try BorgJobPopulation(parameters)
    var sample = JobSample(count: count)
    for ordinal in 0..<UInt64(count) { sample.add(population.job(ordinal)) }
    sample.sort()
    var table = Self()
    table.addCPUHours(sample)
    table.addMoments(population.sizes)
    table.addMemoryHours(sample)
    table.addInstances(sample)
    return table
  }

  private mutating func addCPUHours(_ sample: JobSample) {
    let targets = [(0.5, "median", 0.05e-3, 1.3), (0.9, "90 %", 0.005, 1.4), (0.99, "99 %", 1.33, 1.5)]
    for (p, name, target, factor) in targets + [(0.999, "99.9 %", 69.7, 2)] {
      addQuantile("job CPU time, \(name)", "NCU h", Self.paper, sample.cpuHours, p, target, factor)
    }
    addTailIndex("job CPU time, tail index", Self.paper, sample.cpuHours, share: 0.001, 0.69, 0.5...0.9)
  }

  /// What only a formula can give.
  private mutating func addMoments(_ sizes: BorgJobSizes) {
    let mean = sizes.moment(1)
    let method = "exact, of the distribution drawn from, cut at the maximum"
    func add(
      _ name: String, _ unit: String, _ target: Double, _ obtained: Double, _ bound: ClosedRange<Double>
    ) {
      rows.append(
        Row(
          name, unit: unit, source: Self.paper, target: target, obtained: obtained, bound: bound,
          method: method))
    }
    add("job CPU time, mean", "NCU h", 1.19, mean, 1.07...1.31)
    add("job CPU time, variance", "NCU² h²", 33_300, sizes.moment(2) - mean * mean, 27_000...40_000)
    add("share of the top 1 % of jobs", "1", 0.992, sizes.moment(1, aboveLevel: 0.99) / mean, 0.985...0.997)
    add("share of the top 0.1 % of jobs", "1", 0.931, sizes.moment(1, aboveLevel: 0.999) / mean, 0.91...0.95)
    // Eight cells, 31 days, 3,309 jobs an hour.
    let jobs = 8 * 744 * 3309.0
    let quantile = { (p: Double) in sizes.uncutCPUHours(score: -normalQuantile(-expm1(log(p) / jobs))) }
    rows.append(
      Row(
        "largest of 8 · 744 · 3,309 jobs", unit: "NCU h", source: Self.paper, target: 370_000,
        obtained: quantile(0.5), lower: quantile(0.025), upper: quantile(0.975), bound: 185_000...740_000,
        method: "exact median and 95 % range of that maximum, were there no cut"))
  }

  private mutating func addMemoryHours(_ sample: JobSample) {
    let targets = [(0.5, "median", 0.03e-3, 1.6), (0.9, "90 %", 0.004, 1.8), (0.99, "99 %", 0.65, 1.8)]
    for (p, name, target, factor) in targets + [(0.999, "99.9 %", 36.6, 2)] {
      addQuantile("job memory time, \(name)", "NMU h", Self.paper, sample.memoryHours, p, target, factor)
    }
    addTailIndex(
      "job memory time, tail index", Self.paper, sample.memoryHours, share: 0.001, 0.72, 0.5...0.95)
    let logs = sample.correlation
    // Fisher's transform.
    let half = 1.96 / Double(sample.count - 3).squareRoot()
    rows.append(
      Row(
        "correlation of the logarithms of CPU and memory time", unit: "1", source: "EuroSys 2020",
        target: 0.97,
        obtained: logs, lower: tanh(atanh(logs) - half), upper: tanh(atanh(logs) + half), bound: 0.85...1,
        method: "jobs; the interval by Fisher's transform"))
    rows.append(
      Row(
        "the same, of medians of jobs alike in CPU time", unit: "1", source: "EuroSys 2020", target: 0.97,
        obtained: sample.groupCorrelation, bound: 0.95...1, method: "50 groups of equal size"))
  }

  private mutating func addInstances(_ sample: JobSample) {
    addQuantile("instances of a job, median", "1", Self.requests, sample.instances, 0.5, 1, 1.01)
    addQuantile("instances of a job, 90 %", "1", Self.requests, sample.instances, 0.9, 13, 1.4)
    addQuantile("instances of a job, 99 %", "1", Self.requests, sample.instances, 0.99, 311, 1.4)
    addTailIndex(
      "instances of a job, tail index", Self.requests, sample.instances, share: 0.1, 0.69, 0.59...0.82)
    for (share, target, bound) in [(0.01, 0.59, 0.52...0.68), (0.1, 0.92, 0.87...0.95)] {
      let first = sample.count - Int(Double(sample.count) * share)
      let top = sample.instances.enumerated().map { $0.offset >= first ? $0.element : 0 }
      let estimate = ClusteredSample.ratio(top, sample.instances)
      rows.append(
        Row(
          "share of the instances in the top \(share == 0.01 ? "1" : "10") % of jobs", unit: "1",
          source: Self.requests, target: target, obtained: estimate.value, lower: estimate.lower,
          upper: estimate.upper, bound: bound, method: "jobs, linearized"))
    }
    let deviation = sample.requestDeviation
    let half = 1.96 * deviation / (2 * Double(sample.count)).squareRoot()
    rows.append(
      Row(
        "standard deviation of the logarithm of the CPU request, by job", unit: "1", source: Self.requests,
        target: 1.31,
        obtained: deviation, lower: deviation - half, upper: deviation + half, bound: 1.2...1.42,
        method: "jobs; the interval as if lognormal"))
  }

  private mutating func addQuantile(
    _ name: String, _ unit: String, _ source: String, _ sorted: [Double], _ p: Double, _ target: Double,
    _ factor: Double
  ) {
    let interval = quantileInterval(ofSorted: sorted, p)
    rows.append(
      Row(
        name, unit: unit, source: source, target: target, obtained: quantile(ofSorted: sorted, p),
        lower: interval?.lowerBound, upper: interval?.upperBound, bound: target / factor...target * factor,
        method: "\(sorted.count) jobs, order statistics"))
  }

  /// Hill's estimate from the largest values, with the interval that is exact for a Pareto tail: 2kα/α̂ is
  /// chi-square with 2k degrees of freedom.
  private mutating func addTailIndex(
    _ name: String, _ source: String, _ sorted: [Double], share: Double, _ target: Double,
    _ bound: ClosedRange<Double>
  ) {
    let count = Int(Double(sorted.count) * share)
    let threshold = sorted[sorted.count - count - 1]
    let excess = sorted.suffix(count).reduce(0) { $0 + log($1 / threshold) }
    let freedom = Double(2 * count)
    rows.append(
      Row(
        name, unit: "1", source: source, target: target, obtained: Double(count) / excess,
        lower: chiSquareQuantile(0.025, degreesOfFreedom: freedom) / (2 * excess),
        upper: chiSquareQuantile(0.975, degreesOfFreedom: freedom) / (2 * excess), bound: bound,
        method: "Hill, largest \(count) of \(sorted.count)"))
  }
}

/// The figures of many jobs.
private struct JobSample {
  let count: Int
  private(set) var cpuHours: [Double] = []
  private(set) var memoryHours: [Double] = []
  private(set) var instances: [Double] = []
  private var logRequests: [Double] = []
  /// Between the logarithms of CPU and memory time.
  private(set) var correlation = 0.0
  private(set) var groupCorrelation = 0.0

  init(count: Int) { self.count = count }

  mutating func add(_ job: BorgJob) {
    cpuHours.append(job.cpuHours)
    memoryHours.append(job.memoryHours)
    instances.append(Double(job.instances))
    logRequests.append(log(job.cpuRequest))
  }

  var requestDeviation: Double {
    let mean = logRequests.reduce(0, +) / Double(count)
    return (logRequests.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }

  mutating func sort() {
    // A job of 0.01 per cent of a second of CPU is as good as none, and has a logarithm.
    let pairs = zip(cpuHours, memoryHours).map { (log(max($0, 1e-10)), log(max($1, 1e-10))) }
    correlation = Self.correlation(pairs)
    let ordered = pairs.sorted { $0.0 < $1.0 }
    let size = count / 50
    groupCorrelation = Self.correlation(
      (0..<50).map { group in
        let members = ordered[group * size..<(group + 1) * size]
        return (members[group * size + size / 2].0, members.map(\.1).sorted()[size / 2])
      })
    cpuHours.sort()
    memoryHours.sort()
    instances.sort()
  }

  private static func correlation(_ pairs: [(Double, Double)]) -> Double {
    let count = Double(pairs.count)
    let (x, y) = pairs.reduce((0, 0)) { ($0.0 + $1.0 / count, $0.1 + $1.1 / count) }
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for pair in pairs {
      xx += (pair.0 - x) * (pair.0 - x)
      xy += (pair.0 - x) * (pair.1 - y)
      yy += (pair.1 - y) * (pair.1 - y)
    }
    return xy / (xx * yy).squareRoot()
  }
}
