import Foundation
import InputFiles
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let oracleError = RandomPurpose("oracle error")
}

/// An oracle that errs: the true demand one lead ahead, times a factor of stated bias and spread.
///
/// What a forecast of that error would be worth: the break-even between forecasting and reacting is read off it, with
/// headroom and stabilization as any forecaster's arm would have them. Each error is keyed by its place on the time line,
/// so that arms of different spread err together.
public struct NoisyOraclePolicy: ScalingPolicy {
  /// What it knows.
  public struct ErrorLaw: Sendable, Hashable {
    /// Standard deviation of the logarithm of the factor, at least 0.
    public var deviation: Double
    /// Mean of the factor, above 0: 1.1 for a tenth too much.
    public var bias: Double
    /// How long an error lasts before another is drawn, as a forecast stands until the next; positive.
    public var refresh: SimulationDuration

    /// An error of the given spread and bias.
    public init(deviation: Double, bias: Double = 1, refresh: SimulationDuration = .seconds(60)) {
      self.deviation = deviation
      self.bias = bias
      self.refresh = refresh
    }
  }

  /// How it errs.
  public let error: ErrorLaw
  /// The factor on what it believes.
  public let headroom: Double
  private var window: TrailingMaximum
  private let future: LoadPath
  private let lead: SimulationDuration
  private let sizing: ReplicaSizing
  private let seed: UInt64

  /// An oracle of the given future, lead and error.
  ///
  /// - Parameters:
  ///   - future: The load to come.
  ///   - lead: How far ahead it looks.
  ///   - sizing: The map from load to replicas.
  ///   - error: How it errs.
  ///   - headroom: Factor on the load that it believes in.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  ///   - seed: The seed of its errors.
  /// - Precondition: The error's parts are in their ranges.
  public init(
    future: LoadPath, lead: SimulationDuration, sizing: ReplicaSizing, error: ErrorLaw, headroom: Double = 1,
    stabilization: SimulationDuration = .zero, seed: UInt64
  ) {
    precondition(
      error.deviation >= 0 && error.bias > 0 && error.refresh > .zero, "the error \(error) is out of range")
    self.future = future
    self.lead = lead
    self.sizing = sizing
    self.error = error
    self.headroom = headroom
    window = TrailingMaximum(length: stabilization)
    self.seed = seed
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let peak = future.peak(from: observation.now, over: lead)
    let believed = peak * factor(at: observation.now)
    let proposal = sizing.replicas(forRequestsPerSecond: believed * headroom)
    let desired = window.maximum(adding: proposal, at: observation.now)
    return sizing.decision(
      desired, desired > proposal ? .stabilized : .noisyFuture, signal: believed, reference: peak)
  }

  /// The factor on the truth at an instant: lognormal with mean `bias`.
  func factor(at now: SimulationTime) -> Double {
    guard error.deviation > 0 else { return error.bias }
    var stream = RandomStream(
      seed: seed, purpose: .oracleError,
      ordinal: UInt64(bitPattern: now.sinceOrigin / error.refresh))
    let variation = expm1(error.deviation * error.deviation).squareRoot()
    return LogNormal(mean: error.bias, coefficientOfVariation: variation).sample(from: &stream)
  }
}

extension NoisyOraclePolicy: PolicyKind {
  /// `noisy-oracle`.
  public static let name = "noisy-oracle"
  /// One sentence.
  public static let summary = "Knows the true load one lead ahead but for an error of stated spread and bias."
  /// Its error, and what is made of it.
  public static let settings = [error, bias, refresh, .headroom, stabilization]
  private static let error = Setting(
    "error", .share(0...3), "Standard deviation of the logarithm of the factor by which it errs.",
    isRequired: true)
  private static let bias = Setting("bias", .number(0.1...10), "Mean of that factor.", default: 1)
  private static let refresh = Setting(
    "refresh", .duration(1...86_400), "How long an error lasts before the next is drawn.", default: 60)
  private static let stabilization = Setting.stabilization(default: 0)
  /// Wrong by a fifth.
  public static let example: PolicySettings = ["error": 0.2]
  /// Everything.
  public static let knowledge = PolicyKnowledge.future

  /// An oracle that errs by random numbers of its own.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    guard let future = context.future else { throw PolicyError("an oracle needs the load to come") }
    return NoisyOraclePolicy(
      future: future, lead: context.longestLead,
      sizing: ReplicaSizing(context.demand, limits: context.limits),
      error: ErrorLaw(
        deviation: settings.number(error), bias: settings.number(bias),
        refresh: .seconds(rounding: settings.number(refresh))),
      headroom: settings.number(.headroom),
      stabilization: .seconds(rounding: settings.number(stabilization)), seed: context.seed)
  }
}

extension DecisionReason.Rule {
  static let noisyFuture = Self("true demand over the lead, with an error")
}
