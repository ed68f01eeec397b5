/// The five priority tiers of ClusterData 2019, in ascending order of priority.
///
/// Source: the documentation of the trace, "Google cluster-usage traces v3" (2020), section on priorities.
public enum BorgTier: String, CaseIterable, Codable, Comparable, Sendable {
  /// Priorities 0…99: no promise at all.
  case free
  /// Priorities 100…115: managed by the batch scheduler.
  case batch
  /// Priorities 116…119: between batch and production.
  case mid
  /// Priorities 120…359: services that people wait for.
  case production
  /// Priorities from 360: what watches the others.
  case monitoring

  /// The tier of a priority, which is at least 0.
  public init(priority: Int) {
    switch priority {
    case ..<100: self = .free
    case ..<116: self = .batch
    case ..<120: self = .mid
    case ..<360: self = .production
    default: self = .monitoring
    }
  }

  /// The priority that generated jobs of the tier have.
  public var typicalPriority: Int {
    switch self {
    case .free: 25
    case .batch: 103
    case .mid: 117
    case .production: 200
    case .monitoring: 360
    }
  }

  /// The scheduling class that generated jobs of the tier have: 0 cares least about delays, 3 most.
  var schedulingClass: Int {
    switch self {
    case .free, .batch: 0
    case .mid: 1
    case .production: 3
    case .monitoring: 2
    }
  }

  /// Its place in `allCases`.
  var index: Int {
    switch self {
    case .free: 0
    case .batch: 1
    case .mid: 2
    case .production: 3
    case .monitoring: 4
    }
  }

  /// Whether `a` has the lower priorities.
  public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}
