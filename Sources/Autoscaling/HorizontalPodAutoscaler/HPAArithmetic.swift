/// The few operations that the controller does in doubles, in its order. Sections of the specification of the HPA
/// (`docs/hpa.md`) are named in the comments of this folder.
enum HPAArithmetic {
  /// Within the tolerance: inclusive on both sides, and not the same as |1 − ratio| <= tolerance. NaN is never within.
  /// (Section 2.)
  @inline(__always)
  static func isWithin(_ ratio: Double, _ tolerance: HPATolerance) -> Bool {
    (1.0 - tolerance.down) <= ratio && ratio <= (1.0 + tolerance.up)
  }

  /// A double as a replica count: `ceil`, clamped to 32 bits where the controller's conversion is not defined.
  /// (Section 1, rules 5 and 7.)
  @inline(__always)
  static func ceiling(_ value: Double) -> Int32 { clamped(value.rounded(.up)) }

  /// A value in milli-units, rounded up as quantities are and held within 64 bits; 0 for NaN.
  static func milli(_ value: Double) -> Int64 { whole((value * 1000).rounded(.up)) }

  /// A whole double, held within 64 bits; 0 for NaN.
  static func whole(_ value: Double) -> Int64 {
    guard value == value else { return 0 }
    return value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
  }

  /// A whole double as a replica count, clamped to 32 bits.
  @inline(__always)
  static func clamped(_ value: Double) -> Int32 {
    guard value == value else { return .min }
    return Int32(max(Double(Int32.min), min(Double(Int32.max), value)))
  }
}

/// The share by which the usage ratio may be off 1 without a change; doubles, as the controller keeps them.
public struct HPATolerance: Sendable, Hashable {
  /// Below 1; at least 0.
  public var down: Double
  /// Above 1; at least 0.
  public var up: Double

  /// A tolerance of the given shares; 0.1 both ways is the cluster-wide default.
  public init(down: Double = 0.1, up: Double = 0.1) {
    self.down = down
    self.up = up
  }
}

/// The controller's settings, which no HPA object can change.
public struct HPASettings: Sendable, Hashable {
  /// Cluster-wide tolerance, for directions without one of their own.
  public var tolerance: HPATolerance
  /// Cluster-wide downscale stabilization window, in nanoseconds.
  public var downscaleStabilization: Int64
  /// How long after its start a pod's CPU use is distrusted, in nanoseconds.
  public var cpuInitializationPeriod: Int64
  /// A pod that went unready within this time of its start was never ready, in nanoseconds.
  public var initialReadinessDelay: Int64

  /// Settings with the controller's defaults (section 2).
  public init(
    tolerance: HPATolerance = HPATolerance(), downscaleStabilization: Int64 = 300_000_000_000,
    cpuInitializationPeriod: Int64 = 300_000_000_000, initialReadinessDelay: Int64 = 30_000_000_000
  ) {
    self.tolerance = tolerance
    self.downscaleStabilization = downscaleStabilization
    self.cpuInitializationPeriod = cpuInitializationPeriod
    self.initialReadinessDelay = initialReadinessDelay
  }
}

/// Why a metric gave no proposal.
public enum HPAMetricError: String, Error, Sendable, Hashable, Codable {
  /// The selector matched no pod.
  case noPods = "no_pods"
  /// No sample is left after ignored and unready pods are taken out.
  case noUsableMetrics = "no_usable_metrics"
  /// A container of some pod declares no request for the resource.
  case missingRequest = "missing_request"
  /// Some pod lacks the named container.
  case containerNotFound = "container_not_found"
  /// The requests of all pods with samples sum to zero.
  case zeroTotalRequest = "zero_total_request"
  /// The metrics source failed or answered with nothing.
  case metricsUnavailable = "metrics_unavailable"
}

/// What one metric proposes.
public struct HPAProposal: Sendable, Hashable {
  /// Replicas.
  public var replicas: Int32
  /// Integer percent of the request; nil but for utilization targets.
  public var utilization: Int64?
  /// The reported average or value in milli-units; nil where it is undefined.
  public var value: Int64?
  /// How the replicas came out.
  public var basis = Basis.ratio

  /// How a proposal comes out: what holds a count that the metric leaves as it is.
  public enum Basis: Sendable, Hashable {
    /// The ratio of usage and target times the pods, rounded up; that may be what there is.
    case ratio
    /// The ratio is within the tolerance, so that the count stays.
    case tolerance
    /// The ratio is outside, but what missing or unready pods may use would turn or end the change, so that the count
    /// stays.
    case unknownPods
  }
}
