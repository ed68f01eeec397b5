/// One number of a row of health features: its name and what it says.
public struct HealthFeature: Sendable, Hashable {
  /// What it is about.
  public enum Group: String, Sendable, Hashable, CaseIterable {
    /// The spread of a signal over the replicas.
    case replicas
    /// The service as a whole.
    case service
    /// Where replicas are in their lives.
    case life
    /// The nodes.
    case nodes
    /// Slopes over the last minutes.
    case trends
    /// The worst of the last minutes.
    case recent
  }

  /// The name, unique among the features.
  public var name: String
  /// What it is about.
  public var group: Group
  /// What it says, with its unit.
  public var summary: String
}

/// A row of health features as it is filled; it also takes down names where the catalogue is made.
struct HealthFeatureRow {
  private(set) var values: [Double] = []
  private(set) var catalogue: [HealthFeature] = []
  private let keepsNames: Bool

  init(keepsNames: Bool = false) { self.keepsNames = keepsNames }

  /// Adds a feature. What is not a number (there was nothing to measure) becomes 0, the value of "as usual".
  mutating func add(
    _ group: HealthFeature.Group, _ name: @autoclosure () -> String, _ value: Double,
    _ summary: @autoclosure () -> String
  ) {
    values.append(value.isFinite ? min(max(value, -1e6), 1e6) : 0)
    if keepsNames { catalogue.append(HealthFeature(name: name(), group: group, summary: summary())) }
  }
}
