/// What a fault strikes. Which replicas and nodes those are is drawn at the onset.
public enum FaultScope: Sendable, Hashable, Codable {
  /// So many of the service's ready replicas, at most all.
  case replicas(Int)
  /// A share of them, 0…1, rounded up.
  case replicaShare(Double)
  /// So many of the nodes that hold replicas of the service, at most all.
  case nodes(Int)
  /// All nodes of the zone of the given name.
  case zone(String)
  /// Every replica of the service, those to come as well.
  case service
  /// The whole cluster.
  case cluster

  /// What kind of thing it names.
  public var reach: FaultDeclaration.Reach {
    switch self {
    case .replicas, .replicaShare: .replicas
    case .nodes, .zone: .nodes
    case .service: .service
    case .cluster: .cluster
    }
  }
}
