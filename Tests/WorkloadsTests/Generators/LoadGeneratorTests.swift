import Foundation
import SimulationKernel
import Stochastics
import Testing

@testable import Workloads

@Suite("Load generators")
struct LoadGeneratorTests {
  static let day: [Double] = [1, 2, 4, 1]
  static let week: [Double] = [1, 1, 1, 1, 1, 0.5, 1.5]

  @Test("days and weeks have the means asked for", arguments: [60, 900, 3600] as [Int64])
  func seasonalMeans(resolution: Int64) throws {
    let generator = LoadGenerator.seasonal(SeasonalLoad(mean: 80, day: Self.day, week: Self.week))
    let load = try generator.profile(span: .days(14), resolution: .seconds(resolution), seed: 1)
    #expect(abs(load.mean - 80) < 1e-10)
    // The day's mean is 2: a quarter of a day has 80 · part/2 · day of the week.
    for (index, mean) in load.means(step: 21_600).enumerated() {
      let expected = 40 * Self.day[index % 4] * Self.week[index / 4 % 7]
      #expect(abs(mean - expected) < 1e-10 * expected)
    }
  }

  @Test("a sinusoidal day has the sine's hourly means")
  func sinusoid() {
    let day = SeasonalLoad.sinusoidalDay(amplitude: 0.5, peakHour: 15)
    // Highest around 15 h: hours 14 and 15 are alike, 1 + 0.5 · sin(π/12)/(π/12) = 1.49431.
    #expect(abs(day[14] - 1.494308) < 1e-6 && abs(day[15] - day[14]) < 1e-12)
    #expect(abs(day.reduce(0, +) / 24 - 1) < 1e-12 && abs(day[2] - (2 - day[14])) < 1e-12)
  }

  @Test("noise has mean 1, its spread and its memory")
  func seasonalNoise() throws {
    let noise = LoadFluctuation(coefficientOfVariation: 0.4, correlationTime: .seconds(60))
    let flat = SeasonalLoad(mean: 10, day: [1], week: [], noise: noise)
    let load = try LoadGenerator.seasonal(flat).profile(span: .days(7), resolution: .seconds(15), seed: 2)
    let count = Double(load.rates.count)
    // 40 320 steps; the autocorrelation of a log-normal is (exp(s² ρ) − 1)/(exp(s²) − 1) ≤ ρ, and ρ = e^(−1/4) a step, so the
    // mean has at most the variance c² (1 + e^(−1/4))/(1 − e^(−1/4))/n = 0.16 · 8.04/40 320.
    let error = 10 * (0.16 * 8.04 / count).squareRoot()
    #expect(abs(load.mean - 10) < 3.5 * error)
    // The sister: without the correction the mean would be √1.16 = 1.077 times as high.
    #expect(abs(load.mean - 10 * 1.16.squareRoot()) > 3.5 * error)
    let logs = load.rates.map { log($0) }
    let centre = SampleMean(logs).mean
    let variance = SampleMean(logs.map { ($0 - centre) * ($0 - centre) }).mean
    let lagged = SampleMean(zip(logs, logs.dropFirst(4)).map { ($0 - centre) * ($1 - centre) }).mean
    // ln 1.16 = 0.1484; four steps are one correlation time. Relative standard error of a variance: √(2 Σ ρ²/n) with
    // Σ ρ² = coth(1/4) = 4.08: 1.4 %.
    #expect(abs(variance / 0.1484 - 1) < 3.5 * 0.0142)
    #expect(abs(lagged / variance - exp(-1)) < 3.5 * 0.0142)
  }

  @Test("a hidden chain's steps have the mean, variance and memory of theory")
  func markov() throws {
    // a = 1/60, b = 1/30: p = 1/3 of the time at 40, else at 10: mean 20, variance 2/9 · 900 = 200, κ = 0.05 per second.
    let bursts = MarkovModulatedLoad.bursts(low: 10, high: 40, meanLow: 60, meanHigh: 30)
    #expect(abs(bursts.mean - 20) < 1e-12)
    let load = try LoadGenerator.markovModulated(bursts).profile(
      span: .days(6), resolution: .seconds(10), seed: 3)
    let n = Double(load.rates.count)
    let step = 0.05 * 10
    // Steps of x = κT = 0.5: variance 200 · 2 (x − 1 + e^(−x))/x² = 170.45, covariance at lag k:
    // 200 (1 − e^(−x))²/x² e^(−(k − 1) x) = 123.86 at lag 1.
    let variance = 200 * 2 * (step - 1 + exp(-step)) / (step * step)
    let covariance = 200 * (1 - exp(-step)) * (1 - exp(-step)) / (step * step)
    #expect(abs(variance - 170.45) < 0.01 && abs(covariance - 123.86) < 0.01)
    // The mean over a long time τ has the variance 200 · 2/(κ τ).
    let error = (400 / (0.05 * 10 * n)).squareRoot()
    #expect(abs(load.mean - 20) < 3.5 * error)
    let centred = load.rates.map { $0 - 20 }
    let squares = BatchMeans(centred.map { $0 * $0 }, batches: 40)
    let products = BatchMeans(zip(centred, centred.dropFirst()).map { $0 * $1 }, batches: 40)
    #expect(abs(squares.mean - variance) < 3.5 * squares.standardError)
    #expect(abs(products.mean - covariance) < 3.5 * products.standardError)
    // The sister: the variance of the state itself would be noticed.
    #expect(abs(squares.mean - 200) > 3.5 * squares.standardError)
    #expect(load.rates.allSatisfy { $0 >= 10 - 1e-12 && $0 <= 40 + 1e-12 })
  }

  @Test("Poisson counts of a hidden chain are as dispersed as the process of arrivals")
  func markovCounts() throws {
    let bursts = MarkovModulatedLoad.bursts(low: 1, high: 10, meanLow: 60, meanHigh: 30)
    let load = try LoadGenerator.markovModulated(bursts).profile(
      span: .seconds(60_000), resolution: .seconds(20), seed: 5)
    let counts = load.counts(seed: 5).map(Double.init)
    var stream = RandomStream(seed: 6, purpose: .testArrivals)
    var process = MarkovModulatedPoissonProcess(
      rates: [1, 10], generator: [[-1 / 60.0, 1 / 60.0], [1 / 30.0, -1 / 30.0]], stationaryFrom: &stream)
    var direct = [Double](repeating: 0, count: counts.count)
    var time = process.next(after: 0, from: &stream)
    while time < 60_000 {
      direct[Int(time / 20)] += 1
      time = process.next(after: time, from: &stream)
    }
    // Mean 4 per second. The two are independent, so their difference has the sum of the variances.
    for power in [1.0, 2.0] {
      let (a, b) = (BatchMeans(counts.map { pow($0, power) }), BatchMeans(direct.map { pow($0, power) }))
      let error = (a.standardError * a.standardError + b.standardError * b.standardError).squareRoot()
      #expect(abs(a.mean - b.mean) < 3.5 * error)
    }
    // The sister: counts of a constant rate are far less dispersed.
    let steady = LoadProfile(resolution: .seconds(20), rates: [Double](repeating: 4, count: counts.count))
    let squares = SampleMean(steady.counts(seed: 5).map { Double($0 * $0) })
    #expect(squares.mean < 0.8 * SampleMean(counts.map { $0 * $0 }).mean)
  }

  @Test("counts are Poisson of each step's rate, and agree with the arrivals one by one")
  func counts() throws {
    let rates = (0..<8000).map { [0.0, 0.5, 3, 40][$0 % 4] }
    let load = LoadProfile(resolution: .seconds(2), rates: rates)
    let counts = load.counts(seed: 9)
    #expect(counts == load.counts(seed: 9) && counts != load.counts(seed: 10))
    var direct = [Int](repeating: 0, count: rates.count)
    var stream = RandomStream(seed: 9, purpose: .testArrivals)
    let process = load.arrivals
    var time = process.next(after: 0, from: &stream)
    while time < .infinity {
      direct[Int(time / 2)] += 1
      time = process.next(after: time, from: &stream)
    }
    for found in [counts, direct] {
      for (phase, rate) in [0.0, 0.5, 3, 40].enumerated() {
        let here = stride(from: phase, to: found.count, by: 4).map { Double(found[$0]) }
        let mean = 2 * rate
        // 2000 steps: the mean has the variance mean/2000, the sample variance about (mean + 2 mean²)/2000.
        let variance = SampleMean(here.map { ($0 - mean) * ($0 - mean) }).mean
        #expect(abs(SampleMean(here).mean - mean) <= 3.5 * (mean / 2000).squareRoot())
        #expect(abs(variance - mean) <= 3.5 * ((mean + 2 * mean * mean) / 2000).squareRoot())
      }
    }
    let counted = try LoadGenerator.counted(base: .constant(rate: 3)).profile(
      span: .seconds(4000), resolution: .seconds(2), seed: 1)
    #expect(counted.rates.allSatisfy { $0 * 2 == ($0 * 2).rounded() })
    // 12 000 requests ± √12 000.
    #expect(abs(counted.mean * 4000 - 12_000) < 3.5 * 12_000.0.squareRoot())
  }

  @Test(
    "a self-similar load has its Hurst parameter, mean and spread",
    arguments: SelfSimilarLoad.Marginal.allCases)
  func selfSimilar(marginal: SelfSimilarLoad.Marginal) throws {
    let specification = SelfSimilarLoad(
      mean: 100, coefficientOfVariation: 0.15, hurst: 0.8, scale: .seconds(60), marginal: marginal)
    let loads = try (0..<30).map {
      try LoadGenerator.selfSimilar(specification).profile(
        span: .seconds(15 * 2048), resolution: .seconds(15), seed: $0)
    }
    // Where the law is log-normal, the logarithm is the fractional noise.
    let estimates = loads.compactMap {
      HurstEstimate(marginal == .normal ? $0.rates : $0.rates.map { log($0) })
    }
    #expect(estimates.count == 30)
    let error = estimates[0].standardError / 30.0.squareRoot()
    #expect(abs(SampleMean(estimates.map(\.hurst)).mean - 0.8) < 3.5 * error)
    // The sister: 0.75 would be noticed.
    #expect(abs(SampleMean(estimates.map(\.hurst)).mean - 0.75) > 3.5 * error)
    // The mean over n steps has the variance σ² n^(2H − 2); σ = 15 · 4^0.2 a step of a quarter minute.
    let sigma = 15 * pow(4, 0.2)
    #expect(abs(100 * specification.coefficientOfVariation(at: .seconds(15)) - sigma) < 1e-12)
    let meanError = sigma * pow(2048, -0.2) / 30.0.squareRoot()
    #expect(abs(SampleMean(loads.map(\.mean)).mean - 100) < 3.5 * meanError)
    // Around the known mean, the variance of minutes is 15²; of steps σ². The seeds give the standard error.
    for (seconds, deviation) in [(15, sigma), (60, 15), (960, 15 * pow(16, -0.2))] {
      let variances = SampleMean(
        loads.map { load in SampleMean(load.means(step: seconds).map { ($0 - 100) * ($0 - 100) }).mean })
      let tolerance = marginal == .normal || seconds == 15 ? 0 : 0.02 * deviation * deviation
      #expect(
        abs(variances.mean - deviation * deviation) < 3.5 * variances.standardError + tolerance,
        "\(seconds) s")
    }
  }

  @Test("surged and summed loads keep their parts' random numbers and report the onsets")
  func composition() throws {
    let base = LoadGenerator.selfSimilar(SelfSimilarLoad(mean: 50, coefficientOfVariation: 0.1, hurst: 0.7))
    let flash = LoadSurge(
      start: .seconds(3600), shape: .flashCrowd(unit: .seconds(120), decline: 3),
      magnitude: .constant(value: 6))
    let spikes = LoadSurge(
      start: .zero, shape: SurgeCase.ramp(30, 30, 30), magnitude: .uniform(from: 1.5, to: 3),
      recurrence: LoadSurge.Recurrence(period: .seconds(1800), jitter: .seconds(300)))
    func make(_ generator: LoadGenerator, seed: UInt64 = 7) throws -> SurgedLoad {
      try generator.load(span: .hours(6), resolution: .seconds(15), seed: seed)
    }
    let plain = try make(base).load
    let surged = try make(.surged(base: base, surges: [flash, spikes]))
    #expect((12...14).contains(surged.onsets.count) && surged.onsets.contains { $0.start == .seconds(3600) })
    // The base is the same: what was added is nothing outside the surges.
    let outside = plain.rates.indices.filter { index in
      let (start, end) = (
        SimulationTime.seconds(Int64(index) * 15), SimulationTime.seconds(Int64(index + 1) * 15)
      )
      return surged.onsets.allSatisfy { $0.end <= start || end <= $0.start }
    }
    #expect(outside.count > 1000 && outside.allSatisfy { plain.rates[$0] == surged.load.rates[$0] })
    let nested = try make(.surged(base: .surged(base: base, surges: [spikes]), surges: [spikes]))
    #expect(Set(nested.onsets.map(\.start)).count == nested.onsets.count)

    let sum = try make(.sum(parts: [base, base, .constant(rate: 5)])).load
    // Two independent parts: of one seed, and not the same twice, nor the one alone.
    #expect(zip(sum.rates, plain.rates).allSatisfy { abs($0 - 2 * $1 - 5) > 1e-9 || $1 == 0 })
    #expect(try make(.sum(parts: [base])) != make(.sum(parts: [base]), seed: 8))
    #expect(try make(.sum(parts: [base])) == make(.sum(parts: [base])))
  }

  @Test("generators are plain data")
  func coding() throws {
    let generators: [LoadGenerator] = [
      .constant(rate: 1), .seasonal(SeasonalLoad(mean: 1)),
      .surged(
        base: .markovModulated(.bursts(low: 1, high: 2, meanLow: 3, meanHigh: 4)),
        surges: [LoadSurgeTests.recurring]),
      .counted(
        base: .sum(parts: [.selfSimilar(SelfSimilarLoad(mean: 1, coefficientOfVariation: 0.1, hurst: 0.7))])),
    ]
    for generator in generators {
      let data = try JSONEncoder().encode(generator)
      #expect(try JSONDecoder().decode(LoadGenerator.self, from: data) == generator)
      #expect(generator.problems().isEmpty)
    }
  }

  static let refusals: [(LoadGenerator, [String])] = [
    (
      .constant(rate: -1),
      ["constant: the rate is -1.0 requests per second; allowed are finite numbers from 0 up."]
    ),
    (
      .seasonal(SeasonalLoad(mean: 0, day: [], week: [1, 2])),
      [
        "seasonal: the mean rate is 0.0 requests per second; allowed are finite numbers above 0.",
        "seasonal: the day has no parts; at least one is needed.",
        "seasonal: the week has 2 days; allowed are 7 or none.",
      ]
    ),
    (
      .seasonal(SeasonalLoad(mean: 1, day: [0, 0], week: [])),
      ["seasonal: the parts of the day are [0.0, 0.0]; allowed are finite numbers from 0 up, not all 0."]
    ),
    (
      .markovModulated(MarkovModulatedLoad(rates: [1, -2], changes: [[0, 1]])),
      [
        "markovModulated: the rates are [1.0, -2.0]; allowed are finite numbers from 0 up.",
        "markovModulated: the changes need 2 rows of 2, as there are as many states.",
      ]
    ),
    (
      .markovModulated(MarkovModulatedLoad(rates: [1, 2], changes: [[0, 1], [0, 0]])),
      ["markovModulated: not every state can be reached from state 1; give more changes a rate above 0."]
    ),
    (
      .counted(
        base: .selfSimilar(SelfSimilarLoad(mean: 1, coefficientOfVariation: -1, hurst: 1, scale: .zero))),
      [
        "counted: selfSimilar: the coefficient of variation is -1.0; allowed are finite numbers from 0 up.",
        "counted: selfSimilar: the Hurst parameter is 1.0; allowed are numbers above 0 and below 1.",
        "counted: selfSimilar: the scale is 0.0 s; allowed are times above 0 s.",
      ]
    ),
    (.sum(parts: []), ["sum: there are no parts; at least one is needed."]),
    (
      .sum(parts: [
        .constant(rate: 1), .surged(base: .constant(rate: 1), surges: [LoadSurgeTests.refusals[4].0]),
      ]),
      [
        "sum: part 2: surged: surge 1: the growth is 0.0 s; allowed are times above 0 s.",
        "sum: part 2: surged: surge 1: the period is 0.0 s; allowed are times above 0 s.",
      ]
    ),
  ]

  @Test("what cannot be a load is refused", arguments: refusals)
  func refused(_ generator: LoadGenerator, _ sentences: [String]) {
    #expect(generator.problems() == sentences)
    #expect(throws: WorkloadError(sentences[0])) {
      try generator.profile(span: .seconds(10), resolution: .seconds(1), seed: 1)
    }
  }

  @Test("spans, steps and chains that do not fit are refused")
  func spans() {
    let fast = LoadGenerator.markovModulated(
      MarkovModulatedLoad(rates: [1, 2], changes: [[0, 1e9], [1, 0]]))
    #expect(
      throws: WorkloadError(
        "state 0 is left 1000000000.0 times a second, more than 1e6 times a step of 1.0 s; "
          + "give it the mean rate of its fast states instead.")
    ) { try fast.profile(span: .seconds(10), resolution: .seconds(1), seed: 1) }
    let flat = LoadGenerator.constant(rate: 1)
    #expect(throws: WorkloadError("the resolution is 0.0 s; allowed are resolutions above 0 s.")) {
      try flat.profile(span: .seconds(10), resolution: .zero, seed: 1)
    }
    #expect(
      throws: WorkloadError("the span is 10.0 s; allowed are multiples of the resolution, 3.0 s, above 0 s.")
    ) { try flat.profile(span: .seconds(10), resolution: .seconds(3), seed: 1) }
    #expect(
      throws: WorkloadError("the resolution is 7.0 s; a day of 24 parts needs a divisor of 3600.0 s.")
    ) {
      try LoadGenerator.seasonal(SeasonalLoad(mean: 1)).profile(
        span: .seconds(70), resolution: .seconds(7), seed: 1)
    }
  }
}

extension RandomPurpose {
  static let testArrivals = RandomPurpose("test: arrivals")
}
