import SimulationKernel
import Stochastics

extension RandomPurpose {
  /// Rates made by a generator.
  public static let loadGenerator = RandomPurpose("load generator")
  /// Poisson counts of requests, step by step.
  public static let requestCounts = RandomPurpose("request counts")
}

/// A load made from a few numbers instead of a trace, as plain data.
///
/// ```swift
/// let generator = LoadGenerator.selfSimilar(SelfSimilarLoad(mean: 200, coefficientOfVariation: 0.2, hurst: 0.8))
/// let load = try generator.profile(span: .days(1), resolution: .seconds(15), seed: 1)
/// ```
public indirect enum LoadGenerator: Hashable, Sendable, Codable {
  /// The same rate always, in requests per second, at least 0.
  case constant(rate: Double)
  /// Days and weeks, with noise.
  case seasonal(SeasonalLoad)
  /// The rate of a hidden Markov chain.
  case markovModulated(MarkovModulatedLoad)
  /// Fractional Gaussian noise around a mean.
  case selfSimilar(SelfSimilarLoad)
  /// Another load with surges: recurring spikes, flash crowds.
  case surged(base: LoadGenerator, surges: [LoadSurge])
  /// The sum of other loads. The n-th, from 0, has random numbers of its own.
  case sum(parts: [LoadGenerator])
  /// What a Poisson process of another load's rate counts in each step, per second: a rate that is measured.
  case counted(base: LoadGenerator)

  /// What is wrong whatever the span and the steps are, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    switch self {
    case .constant(let rate):
      checks.requirePositive(rate, orZero: true, "constant: the rate", unit: " requests per second")
    case .seasonal(let load): checks.add(load.problems(), in: "seasonal")
    case .markovModulated(let load): checks.add(load.problems(), in: "markovModulated")
    case .selfSimilar(let load): checks.add(load.problems(), in: "selfSimilar")
    case .surged(let base, let surges):
      checks.add(base.problems(), in: "surged")
      for (index, surge) in surges.enumerated() {
        checks.add(surge.problems(), in: "surged: surge \(index + 1)")
      }
    case .sum(let parts):
      checks.require(!parts.isEmpty, "sum: there are no parts; at least one is needed.")
      for (index, part) in parts.enumerated() { checks.add(part.problems(), in: "sum: part \(index + 1)") }
    case .counted(let base): checks.add(base.problems(), in: "counted")
    }
    return checks.sentences
  }

  /// The load from time 0 on. Same arguments, same load.
  ///
  /// - Parameters:
  ///   - span: whole steps, at least one.
  ///   - resolution: length of a step, above 0.
  ///   - seed: of everything random.
  ///   - entity: which of several loads under one seed.
  /// - Throws: ``WorkloadError`` if a parameter, the span or the resolution is out of range.
  public func profile(
    span: SimulationDuration, resolution: SimulationDuration, seed: UInt64, entity: UInt64 = 0
  ) throws -> LoadProfile {
    try load(span: span, resolution: resolution, seed: seed, entity: entity).load
  }

  /// As ``profile(span:resolution:seed:entity:)``, with the onsets of the surges, those of parts included.
  public func load(
    span: SimulationDuration, resolution: SimulationDuration, seed: UInt64, entity: UInt64 = 0
  ) throws -> SurgedLoad {
    try Checks.refuse(problems())
    guard resolution > .zero else {
      throw WorkloadError("the resolution is \(resolution.seconds) s; allowed are resolutions above 0 s.")
    }
    guard span > .zero, span.nanoseconds % resolution.nanoseconds == 0 else {
      throw WorkloadError(
        "the span is \(span.seconds) s; allowed are multiples of the resolution, \(resolution.seconds) s, above 0 s."
      )
    }
    return try make(Steps(count: Int(span / resolution), length: resolution), seed: seed, entity: entity)
  }

  /// The steps to be made.
  struct Steps {
    var count: Int
    var length: SimulationDuration
  }

  private func make(_ steps: Steps, seed: UInt64, entity: UInt64) throws -> SurgedLoad {
    var stream = RandomStream(seed: seed, purpose: .loadGenerator, entity: entity)
    let rates: [Double]
    switch self {
    case .constant(let rate): rates = [Double](repeating: rate, count: steps.count)
    case .seasonal(let load): rates = try load.rates(steps, from: &stream)
    case .markovModulated(let load): rates = try load.rates(steps, from: &stream)
    case .selfSimilar(let load): rates = load.rates(steps, from: &stream)
    case .surged(let base, let surges):
      let below = try base.make(steps, seed: seed, entity: entity)
      // Surges on top of surges have random numbers of their own; the base has those that it has without surges.
      let family = RandomStream.child(of: entity, UInt64(base.surgeDepth))
      let surged = try below.load.adding(surges, seed: seed, entity: family)
      return SurgedLoad(load: surged.load, onsets: Self.merged(below.onsets, surged.onsets))
    case .sum(let parts):
      let loads = try parts.enumerated().map { index, part in
        try part.make(steps, seed: seed, entity: RandomStream.child(of: entity, UInt64(index)))
      }
      return SurgedLoad(
        load: try LoadProfile.mix(loads.map { ($0.load, 1) }),
        onsets: loads.map(\.onsets).reduce([], Self.merged))
    case .counted(let base):
      let below = try base.make(steps, seed: seed, entity: entity)
      let counts = below.load.counts(seed: seed, entity: entity)
      rates = counts.map { Double($0) / steps.length.seconds }
      return SurgedLoad(
        load: LoadProfile(resolution: steps.length, rates: rates), onsets: below.onsets)
    }
    return SurgedLoad(load: LoadProfile(resolution: steps.length, rates: rates), onsets: [])
  }

  /// How many layers of surges the load has.
  private var surgeDepth: Int {
    switch self {
    case .surged(let base, _): 1 + base.surgeDepth
    case .counted(let base): base.surgeDepth
    default: 0
    }
  }

  private static func merged(_ a: [SurgeOnset], _ b: [SurgeOnset]) -> [SurgeOnset] {
    (a + b).sorted { ($0.start, $0.surge, $0.occurrence) < ($1.start, $1.surge, $1.occurrence) }
  }
}

extension RandomStream {
  /// The entity of a part of an entity: the parent's times an odd number, and the part's number from 1.
  static func child(of entity: UInt64, _ part: UInt64) -> UInt64 {
    entity &* 0x9E37_79B9_7F4A_7C15 &+ part &+ 1
  }
}
