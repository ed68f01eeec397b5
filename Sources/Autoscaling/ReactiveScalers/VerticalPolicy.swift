import InputFiles
import SimulationKernel

/// The Kubernetes VPA beside an HPA: the HPA sets the number of replicas by the requests a second, the VPA what each requests.
///
/// The recommender is ``VerticalRecommender``, fed once a minute as the original is; who carries it out is told by
/// ``ScalingDecision/request``. The HPA is on requests and on nothing else, for on CPU the two chase each other: a request that
/// falls makes the utilization rise, the HPA adds replicas, each then uses less, and the request falls again (Kubernetes says: do
/// not use both on CPU or memory).
public struct VerticalPolicy: ScalingPolicy {
  private var hpa: HorizontalPodAutoscalerPolicy
  private var recommender: VerticalRecommender
  private var fed: SimulationTime?

  /// Between two samples of one replica.
  static let interval = SimulationDuration.minutes(1)

  /// A VPA without any history beside an HPA that has not reconciled yet.
  public init(_ hpa: HorizontalPodAutoscalerPolicy, settings: VerticalRecommender.Settings = .init()) {
    self.hpa = hpa
    recommender = VerticalRecommender(settings: settings)
  }

  /// One reconcile, and what replicas should request by all that was measured so far.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    var decision = hpa.decide(observation)
    if let newest = observation.pods.lazy.compactMap({ $0.usage?.timestamp }).max(),
      fed.map({ newest >= $0 + Self.interval }) ?? true
    {
      fed = newest
      // pods have no name here: the n-th of those that there are stands for one replica, whose memory peaks are kept by day
      for (number, pod) in observation.pods.enumerated() where pod.readiness == .ready {
        guard let usage = pod.usage else { continue }
        recommender.addCPU(cores: Double(usage.cpu) / 1000, at: usage.timestamp, replica: number)
        recommender.addMemory(bytes: usage.memory / 1000, at: usage.timestamp, replica: number)
      }
    }
    if recommender.confidence > 0 { decision.request = recommender.recommendation }
    return decision
  }
}

extension VerticalPolicy: TargetedKind {
  /// `vpa`.
  public static let name = "vpa"
  /// One sentence.
  public static let summary =
    "An HPA on requests beside the Kubernetes VPA, which sets what replicas request; on CPU the two would chase each other."
  /// Requests, and no CPU.
  public static let targets: [Setting] = [.requestsPerSecond]
  /// The HPA's.
  public static let settings = targets + [.stabilization]

  /// Requests, and what replicas use.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> { [.requests, .cpu, .memory] }

  /// With the recommender's defaults.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    VerticalPolicy(try HorizontalPodAutoscalerPolicy.controller(settings, context))
  }
}
