import SimulationKernel
import Workloads

extension Scenario {
  private enum GeneratorKind: String, CaseIterable {
    case constant, seasonal, counted, sum
    case markovModulated = "markov-modulated"
    case selfSimilar = "self-similar"
  }

  /// A load made from a few numbers.
  static func generator(_ reader: YAMLReader) -> LoadGenerator {
    defer { reader.finish() }
    let kind: GeneratorKind = reader.choice("kind")
    func rate(_ key: String) -> Double { reader.quantity(key, .number, in: 0...1e9) }
    func base() -> LoadGenerator { generator(reader.section("of")) }
    let made: LoadGenerator
    switch kind {
    case .constant: made = .constant(rate: rate("rate"))
    case .seasonal: made = .seasonal(seasonal(reader))
    case .markovModulated:
      made = .markovModulated(
        .bursts(
          low: rate("low"), high: rate("high"),
          meanLow: reader.quantity("mean_low", .duration, in: 1...30 * 86_400),
          meanHigh: reader.quantity("mean_high", .duration, in: 1...30 * 86_400)))
    case .selfSimilar:
      made = .selfSimilar(
        SelfSimilarLoad(
          mean: reader.quantity("mean", .number, in: 0.001...1e9),
          coefficientOfVariation: reader.quantity("coefficient_of_variation", .share, in: 0...10),
          hurst: reader.quantity("hurst", .number, default: 0.8, in: 0.01...0.99),
          scale: .seconds(rounding: reader.quantity("scale", .duration, default: 60, in: 1...86_400)),
          marginal: reader.flag("log_normal", default: false) ? .logNormal : .normal))
    case .counted: made = .counted(base: base())
    case .sum: made = .sum(parts: reader.list("parts").map(generator))
    }
    return made
  }

  private static func seasonal(_ reader: YAMLReader) -> SeasonalLoad {
    let mean = reader.quantity("mean", .number, in: 0.001...1e9)
    var load = SeasonalLoad(mean: mean)
    if reader.isGiven("amplitude") {
      load.day = SeasonalLoad.sinusoidalDay(
        amplitude: reader.quantity("amplitude", .share, in: 0...1),
        peakHour: reader.quantity("peak", .duration, default: 14 * 3600, in: 0...86_400) / 3600)
    } else {
      load.day = reader.quantities("day", .number, default: load.day, in: 0...1e6)
    }
    load.week = reader.quantities("week", .number, default: load.week, in: 0...1e6)
    if reader.isGiven("noise") {
      let noise = reader.section("noise")
      load.noise = LoadFluctuation(
        coefficientOfVariation: noise.quantity("coefficient_of_variation", .share, in: 0...2),
        correlationTime: .seconds(
          rounding: noise.quantity("correlation_time", .duration, default: 5400, in: 1...30 * 86_400)))
      noise.finish()
    }
    for problem in load.problems() { reader.note("kind", problem) }
    return load
  }

  private enum ShapeKind: String, CaseIterable {
    case step, ramp, exponential
    case flashCrowd = "flash-crowd"
  }

  /// A surge on top of the load.
  static func surge(_ reader: YAMLReader) -> LoadSurge? {
    defer { reader.finish() }
    let longest = 366.0 * 86_400
    func duration(_ inner: YAMLReader, _ key: String, default fallback: Double? = nil) -> SimulationDuration {
      .seconds(rounding: inner.quantity(key, .duration, default: fallback, in: 0...longest))
    }
    let kind: ShapeKind = reader.choice("shape")
    let shape: SurgeShape
    switch kind {
    case .step:
      shape = .step(length: reader.isGiven("length") ? duration(reader, "length") : nil)
    case .ramp:
      shape = .ramp(
        rise: duration(reader, "rise"), hold: duration(reader, "hold", default: 0),
        fall: duration(reader, "fall"))
    case .exponential:
      shape = .exponential(
        growth: duration(reader, "growth"), hold: duration(reader, "hold", default: 0),
        decay: duration(reader, "decay"))
    case .flashCrowd:
      shape = .flashCrowd(
        unit: duration(reader, "unit"),
        decline: reader.quantity("decline", .number, default: 2, in: 0.01...100))
    }
    let (magnitude, measure) = magnitude(reader)
    var recurrence: LoadSurge.Recurrence?
    if reader.isGiven("every") {
      recurrence = LoadSurge.Recurrence(
        period: duration(reader, "every"), jitter: duration(reader, "jitter", default: 0),
        count: reader.isGiven("count") ? reader.whole("count", in: 1...1_000_000) : nil)
    }
    let surge = LoadSurge(
      start: duration(reader, "start"), shape: shape, magnitude: magnitude, measure: measure,
      recurrence: recurrence)
    for problem in surge.problems() { reader.note("shape", problem) }
    return surge
  }

  /// `factor` or `requests_per_second`: a number, or a list of the least and the largest, evenly spread.
  private static func magnitude(_ reader: YAMLReader) -> (SurgeMagnitude, LoadSurge.Measure) {
    let isFactor = !reader.isGiven("requests_per_second")
    let key = isFactor ? "factor" : "requests_per_second"
    if !isFactor, reader.isGiven("factor") {
      reader.note("factor", "a surge has a factor or requests_per_second, not both")
    }
    let measure: LoadSurge.Measure = isFactor ? .factor : .requestsPerSecond
    if case .sequence? = reader.tree(key) {
      let ends = reader.quantities(key, .number, default: [], in: 1e-6...1e9)
      if ends.count == 2 { return (.uniform(from: ends[0], to: ends[1]), measure) }
      reader.note(key, "expected a number, or a list of the least and the largest")
      return (.constant(value: 1), measure)
    }
    return (.constant(value: reader.quantity(key, .number, in: 1e-6...1e9)), measure)
  }
}
