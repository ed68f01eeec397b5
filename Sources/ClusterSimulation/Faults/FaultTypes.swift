import Autoscaling

/// The types of faults that there are.
public enum FaultTypes {
  /// One line each, in the order in which they are listed to users, drawn by campaigns and numbered by classifiers.
  static let all: [any FaultType.Type] = [
    CPUSpike.self,
    MemoryLeak.self,
    OOMKill.self,
    PodCrash.self,
    CrashLoop.self,
    ImagePullError.self,
    ContainerHang.self,
    Deadlock.self,
    ConnectionPoolExhausted.self,
    CPUThrottling.self,
    CacheThrashing.self,
    SlowResponse.self,
    HighErrorRate.self,
    RetryStorm.self,
    ServiceUnavailable.self,
    DNSResolutionFailure.self,
    NetworkLatency.self,
    NetworkPartition.self,
    NodeNotReady.self,
    PodEviction.self,
    ResourceContention.self,
    MemoryPressure.self,
    DiskFull.self,
    DiskIOBottleneck.self,
  ]

  /// What is said of each type, in the order of the list.
  public static let declarations = all.map { $0.declaration }

  private static let places = Dictionary(
    uniqueKeysWithValues: declarations.enumerated().map { ($0.element.type, $0.offset) })

  /// What is said of a type; nil where no fault is called so.
  public static func declaration(of type: AnomalyType) -> FaultDeclaration? {
    places[type].map { declarations[$0] }
  }

  /// The type of a name; nil where no fault is called so.
  static func type(of name: AnomalyType) -> (any FaultType.Type)? { places[name].map { all[$0] } }

  /// The table of `docs/anomalies.md`, in Markdown.
  public static let table: String = {
    let head = ["type", "cause and severity", "path to the service", "plain Kubernetes here", "helps"]
    let rows =
      [head, head.map { _ in "---" }]
      + declarations.map { [$0.type.rawValue, $0.cause, $0.path, $0.plainKubernetes, $0.helps] }
    return rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }()
}

/// The names are those of the list, and in its order, so that whatever goes through all of them knows a new type.
extension AnomalyType: CaseIterable {
  /// All types of faults that can be simulated.
  public static let allCases = FaultTypes.declarations.map(\.type)
}
