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
  private let demand: ReplicaDemand
  private var features: ReplicaFeatures
  private var guardWindow: TrailingMaximum
  private var answer: ReplicaPredictor.Answer?
  private var newest: (load: Double, current: Int) = (0, 0)

  /// - Parameters:
  ///   - predictor: The model; its step is that of the scrapes.
  ///   - headroom: Factor on the predicted replicas and on the guard's load.
  ///   - demand: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  public init(
    predictor: ReplicaPredictor, headroom: Double, demand: ReplicaDemand, stabilization: SimulationDuration
  ) {
    self.predictor = predictor
    self.headroom = headroom
    self.demand = demand
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
        present: demand.replicas(forRequestsPerSecond: newest.load), lead: predictor.lead)
    }
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.service else {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    if features.add(sample) {
      answer = predictor.answer(features.row, load: sample.requestsPerSecond)
    }
    newest = (sample.requestsPerSecond, observation.specReplicas)
    let reactive = demand.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    // a product that misses a whole number by rounding alone has not passed it
    let predicted = Int((Double(answer?.replicas ?? 0) * headroom - 1e-9).rounded(.up))
    let proposal = max(predicted, reactive)
    let desired = guardWindow.maximum(adding: proposal, at: observation.now)
    let rule: DecisionReason.Rule =
      desired > proposal ? .stabilized : predicted > reactive ? .predictedReplicas : .reactiveGuard
    return ScalingDecision(
      desiredReplicas: desired,
      reason: DecisionReason(rule, signal: Double(answer?.replicas ?? 0), reference: Double(reactive)))
  }
}

extension DecisionReason.Rule {
  static let predictedReplicas = Self("predicted replicas above measured load")
}
