import SimulationKernel

/// What stands beyond the ends of a load that is moved.
public enum LoadEdge: String, Hashable, Sendable, Codable, CaseIterable {
  /// What is pushed out at one end comes in at the other.
  case wrap
  /// The first or last rate.
  case hold
}

/// A load by its name, and how much of it.
public struct LoadShare: Hashable, Sendable, Codable {
  /// Name among the loads that are handed in.
  public var load: String
  /// What its rates are multiplied by, finite and at least 0.
  public var weight: Double

  /// A share of the given values.
  public init(load: String, weight: Double) {
    self.load = load
    self.weight = weight
  }
}

/// One change of a load, as plain data; a list of them is applied from the first to the last.
///
/// ```swift
/// let load = try week.applying([.resample(resolution: .seconds(60)), .scaleToMean(rate: 50)], seed: 1)
/// ```
///
/// Times count from the beginning of the load as the transform finds it. Times that must be whole steps are refused
/// otherwise, not rounded: resample before.
public enum LoadTransform: Hashable, Sendable, Codable {
  /// Multiplies all rates so that their mean is `rate` requests per second, above 0.
  case scaleToMean(rate: Double)
  /// Multiplies all rates by `factor`, at least 0.
  case scale(factor: Double)
  /// Moves the load later by `time`, or earlier where it is negative; whole steps. The span stays.
  case shift(time: SimulationDuration, edge: LoadEdge)
  /// Keeps what lies between two times, whole steps, and moves it to time 0.
  case crop(from: SimulationDuration, to: SimulationDuration)
  /// Plays the load again and again until `span`, whole steps, is full; a shorter span cuts it off.
  case `repeat`(span: SimulationDuration)
  /// Exchanges the steps for others, each with the mean of what it covers. The span must be whole new steps.
  case resample(resolution: SimulationDuration)
  /// No rate above `rate` requests per second, at least 0.
  case cap(rate: Double)
  /// Plays the load `factor` times as slowly, above 0; the rates stay, so that there are `factor` times the
  /// requests. The new span is rounded to a whole step, at least one.
  case stretch(factor: Double)
  /// Multiplies the load by noise and then by what keeps the mean of all.
  case fluctuate(LoadFluctuation)
  /// The weighted sum of this load, multiplied by `weight` (at least 0), and others of its steps and span.
  case mix(weight: Double, others: [LoadShare])
  /// The sum of this load and others of its steps and span.
  case superpose(loads: [String])

  /// The name of the case.
  public var name: String {
    switch self {
    case .scaleToMean: "scaleToMean"
    case .scale: "scale"
    case .shift: "shift"
    case .crop: "crop"
    case .repeat: "repeat"
    case .resample: "resample"
    case .cap: "cap"
    case .stretch: "stretch"
    case .fluctuate: "fluctuate"
    case .mix: "mix"
    case .superpose: "superpose"
    }
  }

  /// Whether it moves, cuts, repeats or averages steps, rather than changes their rates.
  public var movesTime: Bool {
    switch self {
    case .shift, .crop, .repeat, .resample, .stretch: true
    case .scaleToMean, .scale, .cap, .fluctuate, .mix, .superpose: false
    }
  }

  /// What is wrong whatever the load is, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    switch self {
    case .scaleToMean(let rate): checks.requirePositive(rate, "the mean rate", unit: " requests per second")
    case .scale(let factor): checks.requirePositive(factor, orZero: true, "the factor")
    case .shift: break
    case .crop(let start, let end):
      checks.require(
        .zero <= start && start < end,
        "the part runs from \(start.seconds) to \(end.seconds) s; the start must be 0 s or later and before the end."
      )
    case .repeat(let span):
      checks.require(span > .zero, "the span is \(span.seconds) s; allowed are spans above 0 s.")
    case .resample(let resolution):
      checks.require(
        resolution > .zero, "the resolution is \(resolution.seconds) s; allowed are resolutions above 0 s.")
    case .cap(let rate):
      checks.requirePositive(rate, orZero: true, "the highest rate", unit: " requests per second")
    case .stretch(let factor): checks.requirePositive(factor, "the factor")
    case .fluctuate(let noise): checks.add(noise.problems())
    case .mix(let weight, let others):
      checks.requirePositive(weight, orZero: true, "the weight of the load itself")
      for share in others {
        checks.requirePositive(
          share.weight, orZero: true, "the weight of the load \(WorkloadError.quoted(share.load))")
      }
    case .superpose: break
    }
    return checks.sentences
  }
}

extension LoadFluctuation {
  /// What is wrong with values that were read from a file, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    checks.requirePositive(coefficientOfVariation, orZero: true, "the coefficient of variation")
    checks.require(
      correlationTime > .zero,
      "the correlation time is \(correlationTime.seconds) s; allowed are times above 0 s.")
    return checks.sentences
  }
}
