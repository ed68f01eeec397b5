/// How fast and how soon replicas may change: `spec.behavior`, completed with its defaults.
public struct HPABehavior: Sendable, Hashable {
  /// Rules upward.
  public var scaleUp: HPAScalingRules
  /// Rules downward.
  public var scaleDown: HPAScalingRules

  /// A behavior of the given rules.
  public init(scaleUp: HPAScalingRules = .defaultUp, scaleDown: HPAScalingRules) {
    self.scaleUp = scaleUp
    self.scaleDown = scaleDown
  }
}

/// The rules of one direction.
public struct HPAScalingRules: Sendable, Hashable {
  /// Which of the policies' limits holds.
  public enum Select: String, Sendable, Hashable, Codable, CaseIterable {
    /// The one that allows the largest change.
    case max = "Max"
    /// The one that allows the smallest change.
    case min = "Min"
    /// None: the direction is closed.
    case disabled = "Disabled"
  }

  /// One limit on the change within a period.
  public struct Policy: Sendable, Hashable {
    /// Whether `value` is percent of the replicas; pods otherwise.
    public var isPercent: Bool
    /// Pods or percent, positive.
    public var value: Int32
    /// The period in nanoseconds, of 1 to 1,800 s.
    public var period: Int64

    /// A limit of `value` pods or percent a period (nanoseconds).
    public init(isPercent: Bool, value: Int32, period: Int64) {
      self.isPercent = isPercent
      self.value = value
      self.period = period
    }
  }

  /// The stabilization window in nanoseconds.
  public var stabilization: Int64
  /// Which policy's limit holds.
  public var select: Select
  /// The policies, at least one.
  public var policies: [Policy]
  /// The direction's own tolerance; nil for the cluster-wide one.
  public var tolerance: Double?

  /// Rules of the given parts.
  public init(stabilization: Int64, select: Select = .max, policies: [Policy], tolerance: Double? = nil) {
    self.stabilization = stabilization
    self.select = select
    self.policies = policies
    self.tolerance = tolerance
  }

  /// The API's defaults upward: no window, 4 pods or 100 % in 15 s, whichever is more.
  public static let defaultUp = HPAScalingRules(
    stabilization: 0,
    policies: [
      Policy(isPercent: false, value: 4, period: 15_000_000_000),
      Policy(isPercent: true, value: 100, period: 15_000_000_000),
    ])

  /// The API's defaults downward, with the given window in nanoseconds: 100 % in 15 s.
  public static func defaultDown(stabilization: Int64) -> HPAScalingRules {
    HPAScalingRules(
      stabilization: stabilization, policies: [Policy(isPercent: true, value: 100, period: 15_000_000_000)])
  }
}
