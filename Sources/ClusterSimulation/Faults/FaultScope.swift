import Autoscaling

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
}

extension AnomalyType {
  /// The scope that is meant where none is given.
  public var defaultScope: FaultScope {
    switch self {
    case .cpuSpike, .oomKill, .podCrash, .containerHang, .deadlock, .connectionPoolExhausted: .replicas(2)
    case .memoryLeak, .crashLoop, .imagePullError, .cpuThrottling, .cacheThrashing, .slowResponse,
      .highErrorRate, .retryStorm, .serviceUnavailable:
      .service
    case .dnsResolutionFailure: .cluster
    case .networkLatency, .networkPartition, .nodeNotReady, .podEviction, .resourceContention,
      .memoryPressure, .diskFull, .diskIOBottleneck:
      .nodes(1)
    }
  }

  /// Whether the cause sits in nodes, so that the scope has to name nodes or a zone.
  var strikesNodes: Bool {
    if case .nodes = defaultScope { true } else { false }
  }
}
