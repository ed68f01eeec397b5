/// One entry of a feature set: a formula under a name.
public struct Feature: Hashable, Sendable {
  /// Which part of the catalogue a feature belongs to.
  public enum Group: String, Hashable, Sendable, CaseIterable {
    /// The newest values.
    case basic
    /// One metric over another.
    case ratios
    /// Use against what is requested and allowed.
    case limits
    /// Slopes of least-squares lines.
    case trends
    /// Mean, standard deviation, least and greatest value.
    case rolling
    /// Percentiles, the newest value's rank and score.
    case percentiles
    /// Skewness and kurtosis.
    case shape
    /// Exponential smoothing.
    case smoothing
    /// Differences, relative changes, second differences.
    case changes
    /// Values of earlier steps.
    case lags
    /// The clock.
    case calendar
    /// Bands of the spectrum.
    case spectrum
    /// Correlations of one metric with another, at once and later.
    case correlations
    /// Products of terms.
    case interactions
    /// Powers, roots and logarithms.
    case polynomial
    /// Conditions that hold (1) or do not (0).
    case indicators
  }

  /// Its name in tables and models: `<metric>_<statistic>_<window>`, in steps, or what it means.
  public let name: String
  /// Which part of the catalogue it belongs to.
  public let group: Group
  /// What it is.
  public let formula: FeatureFormula

  /// A feature under its formula's own name, or another.
  public init(_ group: Group, _ formula: FeatureFormula, name: String? = nil) {
    self.group = group
    self.formula = formula
    self.name = name ?? formula.name
  }
}

/// Features in the order of a model's columns, of a stream with steps of one length.
public struct FeatureSet: Hashable, Sendable {
  /// D features.
  public let features: [Feature]
  /// Length of a step of the stream, in seconds.
  public let step: Double
  /// What day of the week the time line's origin is, 0 (Monday) to 6.
  public let originWeekday: Int

  /// A set of the given features.
  ///
  /// - Precondition: `step` is positive, the weekday is in 0...6, names differ, and windows and lags are at least 1.
  public init(_ features: [Feature], step: Double, originWeekday: Int = 0) {
    precondition(step > 0 && 0...6 ~= originWeekday, "a step of \(step) s, weekday \(originWeekday)")
    precondition(Set(features.map(\.name)).count == features.count, "two features of one name")
    precondition(features.allSatisfy { $0.formula.isWellFormed }, "a window or lag below 1")
    self.features = features
    self.step = step
    self.originWeekday = originWeekday
  }

  /// D: number of features.
  public var count: Int { features.count }
  /// The names, in order.
  public var names: [String] { features.map(\.name) }
  /// The features of some groups alone, in the same order.
  public func selecting(_ groups: Set<Feature.Group>) -> FeatureSet {
    FeatureSet(features.filter { groups.contains($0.group) }, step: step, originWeekday: originWeekday)
  }
  /// Observations that a row depends on: the newest and as many before it as the longest window reaches.
  public var reach: Int { features.map(\.formula.reach).max() ?? 1 }
}
