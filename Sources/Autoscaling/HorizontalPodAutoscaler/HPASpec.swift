/// The `spec` of an `autoscaling/v2` HorizontalPodAutoscaler, as a user writes it: what is not given is nil.
public struct HPASpec: Sendable, Hashable {
  /// What is scaled.
  public var scaleTargetRef: HPAObjectReference
  /// Fewest replicas.
  public var minReplicas: Int32?
  /// Most replicas.
  public var maxReplicas: Int32
  /// What is looked at; nil or empty means CPU at 80 %.
  public var metrics: [HPAMetric]?
  /// How fast replicas may change; nil means the legacy path.
  public var behavior: HPABehaviorSpec?

  /// A spec of the given fields.
  public init(
    scaleTargetRef: HPAObjectReference = HPAObjectReference(), minReplicas: Int32? = nil, maxReplicas: Int32,
    metrics: [HPAMetric]? = nil, behavior: HPABehaviorSpec? = nil
  ) {
    self.scaleTargetRef = scaleTargetRef
    self.minReplicas = minReplicas
    self.maxReplicas = maxReplicas
    self.metrics = metrics
    self.behavior = behavior
  }
}

/// An object by kind and name.
public struct HPAObjectReference: Sendable, Hashable {
  /// Such as `Deployment`.
  public var kind: String
  /// Its name.
  public var name: String
  /// Such as `apps/v1`; nil where not given.
  public var apiVersion: String?

  /// A reference to an object.
  public init(kind: String = "Deployment", name: String = "service", apiVersion: String? = "apps/v1") {
    self.kind = kind
    self.name = name
    self.apiVersion = apiVersion
  }
}

/// One entry of `spec.metrics`.
public struct HPAMetric: Sendable, Hashable {
  /// Where the value comes from.
  public enum Source: Sendable, Hashable {
    /// A resource of the pods, such as `cpu`, summed over containers.
    case resource(name: String)
    /// A resource of one container of each pod.
    case containerResource(name: String, container: String)
    /// A metric that each pod reports.
    case pods(HPAMetricIdentifier)
    /// A metric of another object.
    case object(HPAObjectReference, HPAMetricIdentifier)
    /// A metric from outside the cluster.
    case external(HPAMetricIdentifier)
    /// A type that the controller does not know.
    case unknown(String)
  }

  /// Where the value comes from.
  public var source: Source
  /// What is aimed at.
  public var target: HPATarget

  /// A metric of the given source and target.
  public init(source: Source, target: HPATarget) {
    self.source = source
    self.target = target
  }

  /// Whether the value describes the whole service: such a metric can be read at zero replicas.
  public var isObjectOrExternal: Bool {
    switch source {
    case .object, .external: true
    default: false
    }
  }
}

/// A metric's name, and which series of it are meant.
public struct HPAMetricIdentifier: Sendable, Hashable {
  /// The name.
  public var name: String
  /// Labels of the series; nil for no selector.
  public var selector: HPALabelSelector?

  /// A metric of the given name.
  public init(name: String, selector: HPALabelSelector? = nil) {
    self.name = name
    self.selector = selector
  }
}

/// A label selector.
public struct HPALabelSelector: Sendable, Hashable {
  /// One requirement.
  public struct Requirement: Sendable, Hashable {
    /// The label.
    public var key: String
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    public var `operator`: String
    /// What the operator compares with.
    public var values: [String]
  }

  /// A label and its value.
  public struct Label: Sendable, Hashable {
    /// The label.
    public var key: String
    /// Its value.
    public var value: String
  }

  /// Labels that have to be equal, by ascending key.
  public var matchLabels: [Label] = []
  /// Requirements, in order.
  public var matchExpressions: [Requirement] = []

  /// A selector that matches all.
  public init() {}
}

/// A metric's target. More than one value may be given; the source decides which counts.
public struct HPATarget: Sendable, Hashable {
  /// What the target is about.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Percent of the request.
    case utilization = "Utilization"
    /// The value as it is.
    case value = "Value"
    /// The value a pod.
    case averageValue = "AverageValue"
  }

  /// Which it is said to be.
  public var kind: Kind
  /// Percent, at least 1.
  public var averageUtilization: Int32?
  /// A pod's share, positive.
  public var averageValue: ResourceQuantity?
  /// The whole value, positive.
  public var value: ResourceQuantity?

  /// A target of the given kind.
  public init(
    kind: Kind, averageUtilization: Int32? = nil, averageValue: ResourceQuantity? = nil,
    value: ResourceQuantity? = nil
  ) {
    self.kind = kind
    self.averageUtilization = averageUtilization
    self.averageValue = averageValue
    self.value = value
  }
}

/// `spec.behavior` as written.
public struct HPABehaviorSpec: Sendable, Hashable {
  /// Rules upward.
  public var scaleUp: HPAScalingRulesSpec?
  /// Rules downward.
  public var scaleDown: HPAScalingRulesSpec?

  /// A behavior of the given rules.
  public init(scaleUp: HPAScalingRulesSpec? = nil, scaleDown: HPAScalingRulesSpec? = nil) {
    self.scaleUp = scaleUp
    self.scaleDown = scaleDown
  }
}

/// The rules of one direction as written.
public struct HPAScalingRulesSpec: Sendable, Hashable {
  /// The stabilization window in seconds.
  public var stabilizationWindowSeconds: Int32?
  /// Which policy's limit holds.
  public var selectPolicy: HPAScalingRules.Select?
  /// The policies.
  public var policies: [HPAScalingRules.Policy]?
  /// The direction's own tolerance.
  public var tolerance: ResourceQuantity?

  /// Rules of which nothing is given, but perhaps the window in seconds.
  public init(window: Int32? = nil) { stabilizationWindowSeconds = window }
}
