import InputFiles
import Learning
import SimulationKernel

/// Asks for the replicas that a `ReplicaPredictor` expects to be needed over the coming lead.
///
/// Bounded below by the reactive guard, as `ProactivePolicy` is: never fewer than the load last measured needs, nor fewer
/// than were wanted within the stabilization window.
public struct ReplicaPredictorPolicy: ScalingPolicy {
  /// The model.
  public let predictor: ReplicaPredictor
  /// Factor on the predicted replicas and on the guard's load, the knob that is tuned to the budget.
  public var headroom: Double
  private let sizing: ReplicaSizing
  private var features: ReplicaFeatures
  private var guardWindow: TrailingMaximum
  private var answer: ReplicaPredictor.Answer?
  private var newest: (load: Double, current: Int) = (0, 0)

  /// - Parameters:
  ///   - predictor: The model; its step is that of the scrapes.
  ///   - headroom: Factor on the predicted replicas and on the guard's load.
  ///   - sizing: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  public init(
    predictor: ReplicaPredictor, headroom: Double, sizing: ReplicaSizing, stabilization: SimulationDuration
  ) {
    self.predictor = predictor
    self.headroom = headroom
    self.sizing = sizing
    features = ReplicaFeatures(step: .seconds(rounding: predictor.features.step))
    guardWindow = TrailingMaximum(length: stabilization)
  }

  /// It reads all that a scrape says.
  public var readsDetails: Bool { true }

  /// What it last predicted, in words; nil before the first scrape.
  public var prediction: ReplicaPrediction? {
    answer.map {
      ReplicaPrediction(
        predicted: $0.replicas, confidence: $0.confidence, current: newest.current, load: newest.load,
        present: sizing.replicas(forRequestsPerSecond: newest.load), lead: predictor.lead)
    }
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.usableService else { return sizing.hold(observation) }
    if features.add(sample) {
      answer = predictor.answer(features.row, load: sample.requestsPerSecond)
    }
    newest = (sample.requestsPerSecond, observation.specReplicas)
    let reactive = sizing.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    // a product that misses a whole number by rounding alone has not passed it
    let predicted = Int((Double(answer?.replicas ?? 0) * headroom - 1e-9).rounded(.up))
    let proposal = max(predicted, reactive)
    let desired = guardWindow.maximum(adding: proposal, at: observation.now)
    let rule: DecisionReason.Rule =
      desired > proposal ? .stabilized : predicted > reactive ? .predictedReplicas : .reactiveGuard
    return sizing.decision(
      desired, rule, signal: Double(answer?.replicas ?? 0), reference: Double(reactive))
  }
}

extension ReplicaPredictorPolicy: PolicyKind {
  /// `replica-predictor`.
  public static let name = "replica-predictor"
  /// One sentence.
  public static let summary =
    "Asks for the replicas that a random forest expects, never below what the load needs."
  /// Its headroom and window.
  public static let settings: [Setting] = [headroom, .stabilization]
  private static let headroom = Setting(
    Setting.headroom.key, Setting.headroom.form, "Factor on the predicted replicas and on the guard's load.",
    default: Setting.headroom.fallback)
  /// A forest that was trained on the training part.
  public static let knowledge = PolicyKnowledge.training

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    guard let predictor = context.predictor else { throw PolicyError("there is no replica predictor") }
    return ReplicaPredictorPolicy(
      predictor: predictor, headroom: settings.number(headroom), sizing: context.sizing(settings),
      stabilization: .seconds(rounding: settings.number(.stabilization)))
  }
}

extension DecisionReason.Rule {
  static let predictedReplicas = Self("predicted replicas above measured load")
}
