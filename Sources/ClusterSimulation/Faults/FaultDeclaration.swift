import Autoscaling

/// What is said of a type of fault: what it may strike, what it shows, and the words for the page.
public struct FaultDeclaration: Sendable {
  /// What a cause may be meant to strike; a share of the replicas counts as replicas, a zone as nodes.
  public enum Reach: Sendable, Hashable {
    /// See the scopes of the same names.
    case replicas, nodes, service, cluster
  }

  /// Its name.
  public let type: AnomalyType
  /// What is struck where a specification does not say.
  public let usualScope: FaultScope
  /// All that may be struck, the usual included.
  public let reaches: Set<Reach>
  /// How drawn episodes are divided over scopes, where not all have the usual one: shares of 1, in order.
  public let drawnScopes: [(reach: Reach, share: Double)]
  /// The longest drawn episode in seconds; nil for any. What happens in an instant is over sooner.
  public let longestEpisode: Double?
  /// The signals that rise, fall and stay under a fault of severity 0.7 among the usual replicas.
  public let symptoms: FaultSymptoms
  /// The words of its row in `docs/anomalies.md`: cause and severity, the path to the service, what Kubernetes does by
  /// itself, and what helps.
  public let cause: String, path: String, plainKubernetes: String, helps: String

  init(
    _ type: AnomalyType, strikes usualScope: FaultScope, or others: Set<Reach> = [],
    drawn drawnScopes: [(reach: Reach, share: Double)] = [], longestEpisode: Double? = nil,
    symptoms: FaultSymptoms, cause: String, path: String, plainKubernetes: String, helps: String
  ) {
    self.type = type
    self.usualScope = usualScope
    reaches = others.union([usualScope.reach])
    self.drawnScopes = drawnScopes
    self.longestEpisode = longestEpisode
    self.symptoms = symptoms
    (self.cause, self.path, self.plainKubernetes, self.helps) = (cause, path, plainKubernetes, helps)
  }

  /// Whether the cause sits in nodes, so that it strikes every replica on them.
  var strikesNodes: Bool { usualScope.reach == .nodes }
}

/// Which signals a type of fault moves, and which it leaves alone.
public struct FaultSymptoms: Sendable, Hashable {
  /// Those that rise, fall, and stay.
  public let up: [FaultSignal], down: [FaultSignal], still: [FaultSignal]

  init(up: [FaultSignal], down: [FaultSignal] = [], still: [FaultSignal]) {
    (self.up, self.down, self.still) = (up, down, still)
  }
}
