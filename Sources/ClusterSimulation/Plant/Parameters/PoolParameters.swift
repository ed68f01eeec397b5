/// Terms of nodes that the provider may take back.
public struct SpotTerms: Sendable, Hashable, Codable {
  /// Price of a node, USD an hour.
  public var pricePerHour: Double
  /// Mean time from up to being taken back, in seconds; the time is exponential.
  public var meanLife: Double
  /// From the notice to the end of the node, in seconds.
  public var notice: Double

  /// Terms; see the properties for units.
  ///
  /// Two minutes of notice is what Amazon EC2 gives.
  public init(pricePerHour: Double, meanLife: Double, notice: Double = 120) {
    self.pricePerHour = pricePerHour
    self.meanLife = meanLife
    self.notice = notice
  }
}

/// A pool of equal nodes.
public struct PoolParameters: Sendable, Hashable, Codable {
  /// What it is called in reports.
  public var name: String
  /// What pods can request of a node.
  public var capacity: Resources
  /// Zones its nodes are spread over in turn; not empty.
  public var zones: [String]
  /// Labels of its nodes.
  public var labels: [String]
  /// Taints of its nodes; only pods that tolerate all of them are placed there.
  public var taints: [String]
  /// Price of a node on demand, USD an hour, billed from order to release.
  public var pricePerHour: Double
  /// If not nil, all its nodes are spot nodes.
  public var spot: SpotTerms?
  /// From order to a node that takes pods.
  public var boot: DurationLaw
  /// Fewest nodes.
  public var minNodes: Int
  /// Most nodes.
  public var maxNodes: Int
  /// The pool of the highest value is grown first by the priority expander.
  public var priority: Int
  /// How fast a node pulls images, bytes a second, for each pull.
  public var pullBandwidth: Double
  /// Whether a node pulls images side by side, each at full bandwidth, or one after another.
  public var pullsInParallel: Bool
  /// Whether the node autoscaler may order and release its nodes; false for machines of a trace.
  public var isAutoscaled: Bool

  /// A pool; see the properties for units.
  public init(
    name: String, capacity: Resources, zones: [String] = ["a"], labels: [String] = [], taints: [String] = [],
    pricePerHour: Double = 0, spot: SpotTerms? = nil, boot: DurationLaw = .constant(0), minNodes: Int = 0,
    maxNodes: Int = 0, priority: Int = 0, pullBandwidth: Double = 1e8, pullsInParallel: Bool = false,
    isAutoscaled: Bool = true
  ) {
    self.name = name
    self.capacity = capacity
    self.zones = zones
    self.labels = labels
    self.taints = taints
    self.pricePerHour = pricePerHour
    self.spot = spot
    self.boot = boot
    self.minNodes = minNodes
    self.maxNodes = maxNodes
    self.priority = priority
    self.pullBandwidth = pullBandwidth
    self.pullsInParallel = pullsInParallel
    self.isAutoscaled = isAutoscaled
  }
}
