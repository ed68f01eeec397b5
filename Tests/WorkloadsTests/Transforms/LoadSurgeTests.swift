import Foundation
import SimulationKernel
import Stochastics
import Testing

@testable import Workloads

/// A surge on a load of 10 requests per second in twelve steps of 10 s, and what comes out.
struct SurgeCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let surge: LoadSurge
  let rates: [Double]
  /// Start, peak, end of the peak and end, in seconds; nil for after everything.
  let times: [Double?]

  init(
    _ name: String, start: Double, _ shape: SurgeShape, _ magnitude: Double, _ rates: [Double],
    measure: LoadSurge.Measure = .factor, times: [Double?]
  ) {
    testDescription = name
    surge = LoadSurge(
      start: .seconds(rounding: start), shape: shape, magnitude: .constant(value: magnitude), measure: measure
    )
    self.rates = rates
    self.times = times
  }

  static func ramp(_ rise: Int64, _ hold: Int64, _ fall: Int64) -> SurgeShape {
    .ramp(rise: .seconds(rise), hold: .seconds(hold), fall: .seconds(fall))
  }

  static let all = [
    SurgeCase(
      "a step for ever", start: 60, .step(length: nil), 3, [10, 10, 10, 10, 10, 10, 30, 30, 30, 30, 30, 30],
      times: [60, 60, nil, nil]),
    // From 25 s to 50 s: half of the third step.
    SurgeCase(
      "a step off the grid", start: 25, .step(length: .seconds(25)), 3,
      [10, 10, 20, 30, 30, 10, 10, 10, 10, 10, 10, 10], times: [25, 25, 50, 50]),
    SurgeCase(
      "requests per second on top", start: 110, .step(length: .seconds(100)), 7,
      [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 17], measure: .requestsPerSecond,
      times: [110, 110, 210, 210]),
    // 20 s up: means of a quarter and three quarters; 40 s down: 7/8, 5/8, 3/8, 1/8. Height 20 over 10.
    SurgeCase(
      "a ramp", start: 10, ramp(20, 30, 40), 3, [10, 15, 25, 30, 30, 30, 27.5, 22.5, 17.5, 12.5, 10, 10],
      times: [10, 30, 60, 100]),
    SurgeCase(
      "a slump", start: 0, ramp(0, 20, 0), 0.25, [2.5, 2.5, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
      times: [0, 0, 20, 20]),
    // S = 9: log₁₀ 10 = 1, so 20 s up, 20 s level and 40 s down.
    SurgeCase(
      "a flash crowd", start: 20, .flashCrowd(unit: .seconds(20), decline: 2), 9,
      [10, 10, 30, 70, 90, 90, 80, 60, 40, 20, 10, 10], times: [20, 40, 60, 100]),
  ]
}

@Suite("Surges on a load")
struct LoadSurgeTests {
  static let load = LoadProfile(resolution: .seconds(10), rates: [Double](repeating: 10, count: 12))

  @Test("worked by hand", arguments: SurgeCase.all)
  func byHand(_ example: SurgeCase) throws {
    let surged = try Self.load.adding([example.surge], seed: 1)
    #expect(zip(surged.load.rates, example.rates).allSatisfy { abs($0 - $1) < 1e-12 }, "\(surged.load.rates)")
    #expect(surged.onsets.count == 1)
    let onset = try #require(surged.onsets.first)
    for (found, wanted) in zip([onset.start, onset.peak, onset.peakEnd, onset.end], example.times) {
      if let wanted { #expect(abs(found.seconds - wanted) < 1e-9) } else { #expect(found == .distantFuture) }
    }
  }

  @Test("an exponential surge grows and decays e-fold as said, and adds the area of its curves")
  func exponential() throws {
    let load = LoadProfile(resolution: .seconds(1), rates: [Double](repeating: 1, count: 2000))
    let surge = LoadSurge(
      start: .seconds(100),
      shape: .exponential(growth: .seconds(20), hold: .seconds(60), decay: .seconds(100)),
      magnitude: .constant(value: 51))
    let surged = try load.adding([surge], seed: 1)
    let excess = surged.load.rates.map { $0 - 1 }
    // On the way up: from second to second e^(1/20); on the way down e^(−1/100). Up lasts 20 ln 100 = 92.1 s.
    #expect(abs(excess[160] / excess[140] - exp(1)) < 1e-9)
    #expect(abs(excess[460] / excess[360] - exp(-1)) < 1e-9)
    #expect(abs(surged.onsets[0].peak.seconds - 192.103) < 1e-3)
    #expect(abs(excess.max()! - 50) < 1e-12)
    // 50 · (20 · 0.99 + 60 + 100 · 0.99) = 8940.
    #expect(abs(excess.reduce(0, +) - 8940) < 1e-6)
  }

  @Test("a harder shock rises faster and lasts longer")
  func shockLevel() {
    let shape = SurgeShape.flashCrowd(unit: .seconds(60), decline: 3)
    // S = 99: log₁₀ 100 = 2, so 30, 120 and 360 s.
    let hard = shape.durations(magnitude: 99)
    #expect(abs(hard.rise - 30) < 1e-12 && abs(hard.hold - 120) < 1e-12 && abs(hard.fall - 360) < 1e-12)
    let soft = shape.durations(magnitude: 9)
    #expect(soft.rise > hard.rise && soft.hold < hard.hold)
  }

  @Test("surges add to the load below, not to each other; onsets come in order")
  func several() throws {
    let surges = [
      LoadSurge(start: .seconds(40), shape: .step(length: .seconds(40)), magnitude: .constant(value: 2)),
      LoadSurge(start: .seconds(20), shape: .step(length: .seconds(40)), magnitude: .constant(value: 4)),
    ]
    let surged = try Self.load.adding(surges, seed: 1)
    #expect(surged.load.rates == [10, 10, 40, 40, 50, 50, 20, 20, 10, 10, 10, 10])
    #expect(surged.onsets.map(\.surge) == [1, 0] && surged.onsets.map(\.magnitude) == [4, 2])
  }

  static let recurring = LoadSurge(
    start: .seconds(600), shape: SurgeCase.ramp(60, 120, 60),
    magnitude: .logNormal(mean: 3, coefficientOfVariation: 0.5),
    recurrence: LoadSurge.Recurrence(period: .seconds(3600), jitter: .seconds(900)))

  @Test("surges recur with the period, the jitter and the magnitudes asked for")
  func recurrence() throws {
    let load = LoadProfile(resolution: .seconds(60), rates: [Double](repeating: 10, count: 60 * 1000))
    let surged = try load.adding([Self.recurring], seed: 4)
    #expect((999...1000).contains(surged.onsets.count))
    let offsets = surged.onsets.map { $0.start.seconds - 600 - 3600 * Double($0.occurrence) }
    #expect(offsets.allSatisfy { abs($0) <= 900 })
    // Evenly spread over ±900 s: a standard deviation of 900/√3 = 519.6, of the mean over 1000 of 16.4; the mean square
    // is 270 000 with a standard error of 270 000 · √0.8/√1000 = 7637. The first surge cannot begin before 0.
    let moments = (SampleMean(offsets.dropFirst()).mean, SampleMean(offsets.dropFirst().map { $0 * $0 }).mean)
    #expect(abs(moments.0) < 3.5 * 16.4 && abs(moments.1 - 270_000) < 3.5 * 7637)
    // Magnitudes of mean 3 and standard deviation 1.5: 0.047 of the mean over 1000. The sister: 2.6 would be noticed.
    let magnitude = SampleMean(surged.onsets.map(\.magnitude)).mean
    #expect(abs(magnitude - 3) < 3.5 * 0.0475 && abs(magnitude - 2.6) > 3.5 * 0.0475)
    let starts = surged.onsets.map(\.start)
    #expect(zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 })
    // What was added is the magnitudes' excess times the area, 180 s, of each surge that ends in time.
    let added = (surged.load.mean - 10) * load.span.seconds
    let expected = surged.onsets.filter { $0.end <= .zero + load.span }.map { ($0.magnitude - 1) * 10 * 180 }
    #expect(abs(added / expected.reduce(0, +) - 1) < 0.002)
  }

  @Test("a surge does not change when another comes beside it, nor with the span")
  func independence() throws {
    let load = LoadProfile(resolution: .seconds(60), rates: [Double](repeating: 10, count: 60 * 24))
    let alone = try load.adding([Self.recurring], seed: 4).onsets
    let step = LoadSurge(start: .zero, shape: .step(length: nil), magnitude: .uniform(from: 1, to: 2))
    let beside = try load.adding([Self.recurring, step], seed: 4).onsets
    #expect(beside.filter { $0.surge == 0 } == alone)
    let short = load.slice(from: .zero, to: .seconds(6 * 3600))
    #expect(try short.adding([Self.recurring], seed: 4).onsets == Array(alone.prefix(6)))
    #expect(try load.adding([Self.recurring], seed: 5).onsets != alone)
    var few = Self.recurring
    few.recurrence?.count = 2
    #expect(try load.adding([few], seed: 4).onsets == Array(alone.prefix(2)))
  }

  @Test(
    "magnitudes come from their laws",
    arguments: [
      (SurgeMagnitude.uniform(from: 2, to: 5), 3.5, 0.866),
      (.boundedPareto(from: 2, to: 20, shape: 1.5), 4.2366, 2.9742),
    ])
  func magnitudes(law: SurgeMagnitude, mean: Double, deviation: Double) {
    // Bounded Pareto from 2 to 20 with index 1.5: mean and standard deviation by the closed form in Python.
    var stream = RandomStream(seed: 3, purpose: .loadSurge)
    let draws = (0..<10_000).map { _ in law.sample(from: &stream) }
    #expect(abs(SampleMean(draws).mean - mean) < 3.5 * deviation / 100)
  }

  static let refusals: [(LoadSurge, [String])] = [
    (
      LoadSurge(start: .seconds(-1), shape: .step(length: .zero), magnitude: .constant(value: 0)),
      [
        "the start is -1.0 s; allowed are times from 0 s up.",
        "the length is 0.0 s; allowed are times above 0 s.",
        "the magnitude is 0.0; allowed are finite numbers above 0.",
      ]
    ),
    (
      LoadSurge(start: .zero, shape: SurgeCase.ramp(-1, 0, 1), magnitude: .uniform(from: 3, to: 3)),
      [
        "the rise is -1.0 s; allowed are times from 0 s up.",
        "the ramp lasts 0 s; allowed are ramps of some length.",
        "the magnitudes run from 3.0 to 3.0; the first must be below the second.",
      ]
    ),
    (
      LoadSurge(
        start: .zero, shape: .flashCrowd(unit: .seconds(1), decline: 0),
        magnitude: .boundedPareto(from: 1, to: 2, shape: -1), measure: .requestsPerSecond),
      [
        "the decline is 0.0; allowed are finite numbers above 0.",
        "the tail index is -1.0; allowed are finite numbers above 0.",
        "the measure is requestsPerSecond; a flash crowd's magnitude is its shock level, so allowed is factor.",
      ]
    ),
    (
      LoadSurge(
        start: .zero, shape: .step(length: nil), magnitude: .logNormal(mean: 2, coefficientOfVariation: -1),
        recurrence: LoadSurge.Recurrence(period: .seconds(10), jitter: .seconds(6), count: 0)),
      [
        "the magnitude's coefficient of variation is -1.0; allowed are finite numbers from 0 up.",
        "the jitter is 6.0 s; allowed are 0 s to half the period, 5.0 s.",
        "the count is 0; allowed are counts above 0.",
        "the surge never ends but comes again; a step that comes again needs a length.",
      ]
    ),
    (
      LoadSurge(
        start: .zero, shape: .exponential(growth: .zero, hold: .zero, decay: .seconds(1)),
        magnitude: .constant(value: 2),
        recurrence: LoadSurge.Recurrence(period: .zero)),
      [
        "the growth is 0.0 s; allowed are times above 0 s.",
        "the period is 0.0 s; allowed are times above 0 s.",
      ]
    ),
  ]

  @Test("surges that come faster than the steps are refused")
  func tooFast() {
    var surge = Self.recurring
    surge.recurrence = LoadSurge.Recurrence(period: .seconds(5))
    #expect(
      throws: WorkloadError(
        "surge 1: the period is 5.0 s; allowed are periods of at least the resolution, 10.0 s.")
    ) { try Self.load.adding([surge], seed: 1) }
  }

  @Test("what cannot be a surge is refused", arguments: refusals)
  func refused(_ surge: LoadSurge, _ sentences: [String]) throws {
    #expect(surge.problems() == sentences)
    let fine = SurgeCase.all[0].surge
    #expect(throws: WorkloadError("surge 2: \(sentences[0])")) {
      try Self.load.adding([fine, surge], seed: 1)
    }
    let data = try JSONEncoder().encode(surge)
    #expect(try JSONDecoder().decode(LoadSurge.self, from: data) == surge)
  }
}
