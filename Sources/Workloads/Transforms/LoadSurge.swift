import SimulationKernel
import Stochastics

extension RandomPurpose {
  /// When surges come and how high they are.
  public static let loadSurge = RandomPurpose("load surge")
}

/// A law from which a surge's magnitude is drawn.
public enum SurgeMagnitude: Hashable, Sendable, Codable {
  /// Always this one.
  case constant(value: Double)
  /// Evenly spread between two values.
  case uniform(from: Double, to: Double)
  /// Log-normal of the given mean and standard deviation over mean.
  case logNormal(mean: Double, coefficientOfVariation: Double)
  /// Pareto of the given tail index between two values.
  case boundedPareto(from: Double, to: Double, shape: Double)

  func problems() -> [String] {
    var checks = Checks()
    switch self {
    case .constant(let value): checks.requirePositive(value, "the magnitude")
    case .uniform(let low, let high), .boundedPareto(let low, let high, _):
      checks.requirePositive(low, "the smallest magnitude")
      checks.require(
        low < high && high.isFinite,
        "the magnitudes run from \(low) to \(high); the first must be below the second.")
      if case .boundedPareto(_, _, let shape) = self { checks.requirePositive(shape, "the tail index") }
    case .logNormal(let mean, let variation):
      checks.requirePositive(mean, "the mean magnitude")
      checks.requirePositive(variation, orZero: true, "the magnitude's coefficient of variation")
    }
    return checks.sentences
  }

  func sample(from stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): value
    case .uniform(let low, let high): stream.next(in: low...high)
    case .logNormal(let mean, let variation):
      LogNormal(mean: mean, coefficientOfVariation: variation).sample(from: &stream)
    case .boundedPareto(let low, let high, let shape):
      BoundedPareto(from: low, to: high, shape: shape).sample(from: &stream)
    }
  }
}

/// A surge on top of a load, once or again and again.
public struct LoadSurge: Hashable, Sendable, Codable {
  /// What a magnitude is.
  public enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
    /// The factor of the plateau over the load below it; below 1 it is a slump.
    case factor
    /// Requests per second on top of the load below it.
    case requestsPerSecond
  }

  /// Surges that come again.
  public struct Recurrence: Hashable, Sendable, Codable {
    /// Between the nominal onsets of two surges, above 0.
    public var period: SimulationDuration
    /// By how much an onset may be earlier or later, evenly spread; from 0 to half the period, which keeps the order.
    public var jitter: SimulationDuration
    /// How many at most; nil for as many as fit.
    public var count: Int?

    /// A recurrence of the given values.
    public init(period: SimulationDuration, jitter: SimulationDuration = .zero, count: Int? = nil) {
      self.period = period
      self.jitter = jitter
      self.count = count
    }
  }

  /// The onset, or the first nominal one, from the load's beginning on.
  public var start: SimulationDuration
  /// How it comes and goes.
  public var shape: SurgeShape
  /// How high it is.
  public var magnitude: SurgeMagnitude
  /// In what.
  public var measure: Measure
  /// Whether it comes again; nil for once.
  public var recurrence: Recurrence?

  /// A surge of the given values.
  public init(
    start: SimulationDuration, shape: SurgeShape, magnitude: SurgeMagnitude, measure: Measure = .factor,
    recurrence: Recurrence? = nil
  ) {
    self.start = start
    self.shape = shape
    self.magnitude = magnitude
    self.measure = measure
    self.recurrence = recurrence
  }

  /// What is wrong, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    checks.require(start >= .zero, "the start is \(start.seconds) s; allowed are times from 0 s up.")
    checks.add(shape.problems())
    checks.add(magnitude.problems())
    if case .flashCrowd = shape {
      checks.require(
        measure == .factor,
        "the measure is requestsPerSecond; a flash crowd's magnitude is its shock level, so allowed is factor."
      )
    }
    guard let recurrence else { return checks.sentences }
    let (period, jitter) = (recurrence.period, recurrence.jitter)
    checks.require(period > .zero, "the period is \(period.seconds) s; allowed are times above 0 s.")
    checks.require(
      jitter >= .zero && jitter * 2 <= period,
      "the jitter is \(jitter.seconds) s; allowed are 0 s to half the period, \(period.seconds / 2) s.")
    if let count = recurrence.count {
      checks.require(count > 0, "the count is \(count); allowed are counts above 0.")
    }
    if case .step(nil) = shape {
      checks.require(false, "the surge never ends but comes again; a step that comes again needs a length.")
    }
    return checks.sentences
  }
}
