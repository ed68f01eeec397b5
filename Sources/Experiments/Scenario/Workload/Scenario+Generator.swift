import InputFiles
import SimulationKernel
import Workloads

extension Scenario {
  static let generatorKeys = [
    Setting(
      "kind", .choice(of: GeneratorKind.self),
      "What makes it: a constant; days and weeks with noise; Poisson counts of another (`of`); the sum of several "
        + "(`parts`); a Markov-modulated rate, low and high by turns or of several states (counted, it is an "
        + "MMPP); fractional Gaussian noise.",
      isRequired: true),
    Setting("rate", .number(0...1e9), "constant: requests a second."),
    Setting("mean", .number(0.001...1e9), "seasonal, self-similar: mean requests a second."),
    Setting("amplitude", .share(0...1), "seasonal: amplitude of a sine over the day instead of `day`."),
    Setting(
      "peak", .duration(0...86_400), "seasonal with an amplitude: when in the day it is highest.",
      default: 50_400),
    Setting(
      "day", .quantities(.number, 0...1e6),
      "seasonal: load in equal parts of a day, in any unit. Default the 24 hours of job 113 of ClusterData 2019."
    ),
    Setting(
      "week", .quantities(.number, 0...1e6),
      "seasonal: load of the seven days, in any unit; an empty list for none. Default the week of the built-in month."
    ),
    Setting(
      "noise",
      .section([
        Setting(
          "coefficient_of_variation", .share(0...2), "Standard deviation over mean.", isRequired: true),
        Setting(
          "correlation_time", .duration(1...30 * 86_400),
          "Time after which it has lost all but 1/e of its autocorrelation.", default: 5400),
      ]), "seasonal: log-normal noise of first order."),
    Setting("low", .number(0...1e9), "markov-modulated: requests a second when it is low."),
    Setting("high", .number(0...1e9), "markov-modulated: requests a second when it is high."),
    Setting(
      "mean_low", .duration(1...30 * 86_400), "markov-modulated: mean length of a low time.", example: "50m"),
    Setting(
      "mean_high", .duration(1...30 * 86_400), "markov-modulated: mean length of a high time.",
      example: "10m"),
    Setting(
      "rates", .quantities(.number, 0...1e9),
      "markov-modulated, instead of a low and a high one: requests a second in each of several states. From each it goes to "
        + "any of the others with equal chance."),
    Setting(
      "stays", .quantities(.duration, 1...30 * 86_400),
      "markov-modulated: mean length of a stay in each of the `rates`."),
    Setting(
      "coefficient_of_variation", .share(0...10),
      "self-similar: standard deviation over mean of averages over `scale`."),
    Setting("hurst", .number(0.01...0.99), "self-similar: Hurst parameter.", default: 0.8),
    Setting(
      "scale", .duration(1...86_400), "self-similar: the time scale of its coefficient of variation.",
      default: 60),
    Setting(
      "log_normal", .flag, "self-similar: log-normal instead of normal steps.", default: false),
    Setting("of", .again, "counted: the generator whose rate is counted."),
    Setting("parts", .agains, "sum: the generators that are added up."),
  ]

  private enum GeneratorKind: String, CaseIterable {
    case constant, seasonal, counted, sum
    case markovModulated = "markov-modulated"
    case selfSimilar = "self-similar"
  }

  /// A load made from a few numbers.
  static func generator(_ reader: YAMLReader) -> LoadGenerator {
    defer { reader.finish() }
    let kind: GeneratorKind = reader.choice("kind")
    func rate(_ key: String) -> Double { reader.number(key) }
    func base() -> LoadGenerator { generator(reader.section("of")) }
    let made: LoadGenerator
    switch kind {
    case .constant: made = .constant(rate: rate("rate"))
    case .seasonal: made = .seasonal(seasonal(reader))
    case .markovModulated:
      made = .markovModulated(
        reader.isGiven("rates")
          ? switching(reader)
          : .bursts(
            low: rate("low"), high: rate("high"),
            meanLow: reader.number("mean_low"), meanHigh: reader.number("mean_high")))
    case .selfSimilar:
      made = .selfSimilar(
        SelfSimilarLoad(
          mean: reader.number("mean"),
          coefficientOfVariation: reader.number("coefficient_of_variation"), hurst: reader.number("hurst"),
          scale: .seconds(rounding: reader.number("scale")),
          marginal: reader.flag("log_normal") ? .logNormal : .normal))
    case .counted: made = .counted(base: base())
    case .sum: made = .sum(parts: reader.list("parts", required: true).map(generator))
    }
    return made
  }

  private static func switching(_ reader: YAMLReader) -> MarkovModulatedLoad {
    for key in ["low", "high", "mean_low", "mean_high"] where reader.isGiven(key) {
      reader.note(key, "is for two states; with `rates` leave it out")
    }
    let (rates, stays) = (reader.numbers("rates"), reader.numbers("stays"))
    guard rates.count > 1, rates.count == stays.count else {
      reader.note(
        "stays", "expected one for each of two or more `rates`, found \(stays.count) for \(rates.count)")
      return .bursts(low: 0, high: 0, meanLow: 1, meanHigh: 1)
    }
    return .switching(rates: rates, stays: stays)
  }

  private static func seasonal(_ reader: YAMLReader) -> SeasonalLoad {
    let mean = reader.number("mean")
    var load = SeasonalLoad(mean: mean)
    if reader.isGiven("amplitude") {
      load.day = SeasonalLoad.sinusoidalDay(
        amplitude: reader.number("amplitude"), peakHour: reader.number("peak") / 3600)
    } else if reader.isGiven("day") {
      load.day = reader.numbers("day")
    }
    if reader.isGiven("week") { load.week = reader.numbers("week") }
    load.noise = reader.optionalSection("noise").map(fluctuation)
    for problem in load.problems() { reader.note("kind", problem) }
    return load
  }

  /// Log-normal noise of first order.
  static func fluctuation(_ reader: YAMLReader) -> LoadFluctuation {
    defer { reader.finish() }
    return LoadFluctuation(
      coefficientOfVariation: reader.number("coefficient_of_variation"),
      correlationTime: .seconds(rounding: reader.number("correlation_time")))
  }

  private enum ShapeKind: String, CaseIterable {
    case step, ramp, exponential
    case flashCrowd = "flash-crowd"
  }

  private static let longest = 366.0 * 86_400

  static let surgeKeys = [
    Setting(
      "shape", .choice(of: ShapeKind.self),
      "How it comes and goes: at once; in straight lines; exponentially; as a flash crowd after Ari et al. (2003), whose "
        + "rise, plateau and fall follow from its factor.", isRequired: true),
    Setting(
      "start", .duration(0...longest), "Its onset, or the first one.", isRequired: true, example: "1d"),
    Setting(
      "factor", .quantityOrSpan(.number, 1e-6...1e9),
      "What the load is multiplied by at its height: a number, or a list of the least and the largest of what is drawn. "
        + "This or `requests_per_second`."),
    Setting(
      "requests_per_second", .quantityOrSpan(.number, 1e-6...1e9),
      "What comes on top at its height, likewise."),
    Setting("length", .duration(0...longest), "step: how long it lasts. Default for ever."),
    Setting("rise", .duration(0...longest), "ramp: how long it rises."),
    Setting("hold", .duration(0...longest), "ramp, exponential: how long it stays.", default: 0),
    Setting("fall", .duration(0...longest), "ramp: how long it falls."),
    Setting("growth", .duration(0...longest), "exponential: time in which it grows e-fold."),
    Setting("decay", .duration(0...longest), "exponential: time in which it falls to 1/e."),
    Setting("unit", .duration(0...longest), "flash-crowd: the unit of time."),
    Setting(
      "decline", .number(0.01...100), "flash-crowd: how many times as long as the plateau the fall takes.",
      default: 2),
    Setting(
      "every", .duration(0...longest), "Time between onsets of one that comes again. Default never."),
    Setting(
      "jitter", .duration(0...longest),
      "By how much an onset may be early or late, at most half of `every`.", default: 0),
    Setting("count", .whole(1...1_000_000), "How often at most. Default as often as fits."),
  ]

  /// A surge on top of the load.
  static func surge(_ reader: YAMLReader) -> LoadSurge? {
    defer { reader.finish() }
    func duration(_ key: String) -> SimulationDuration { .seconds(rounding: reader.number(key)) }
    let kind: ShapeKind = reader.choice("shape")
    let shape: SurgeShape
    switch kind {
    case .step:
      shape = .step(length: reader.isGiven("length") ? duration("length") : nil)
    case .ramp:
      shape = .ramp(
        rise: duration("rise"), hold: duration("hold"),
        fall: duration("fall"))
    case .exponential:
      shape = .exponential(
        growth: duration("growth"), hold: duration("hold"),
        decay: duration("decay"))
    case .flashCrowd:
      shape = .flashCrowd(
        unit: duration("unit"),
        decline: reader.number("decline"))
    }
    let (magnitude, measure) = magnitude(reader)
    var recurrence: LoadSurge.Recurrence?
    if reader.isGiven("every") {
      recurrence = LoadSurge.Recurrence(
        period: duration("every"), jitter: duration("jitter"),
        count: reader.optionalWhole("count"))
    }
    let surge = LoadSurge(
      start: duration("start"), shape: shape, magnitude: magnitude, measure: measure,
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
      let ends = reader.numbers(key)
      if ends.count == 2 { return (.uniform(from: ends[0], to: ends[1]), measure) }
      reader.note(key, "expected a number, or a list of the least and the largest")
      return (.constant(value: 1), measure)
    }
    return (.constant(value: reader.number(key)), measure)
  }
}
