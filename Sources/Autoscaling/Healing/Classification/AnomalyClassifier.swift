import Learning

/// Names the anomaly behind a row of health features: healthy, or one of the types that it was trained for.
public struct AnomalyClassifier: Sendable {
  /// The classes of a classifier for some types, in the order of the probabilities: `healthy`, then the types.
  public static func classNames(for types: [AnomalyType]) -> [String] { ["healthy"] + types.map(\.rawValue) }

  /// The trained ensemble; its threshold says below which probability of healthy a row is abnormal.
  public let model: ClassifierEnsemble
  /// The types that it tells apart, in the order of their classes.
  public let types: [AnomalyType]

  /// A classifier around a trained ensemble.
  ///
  /// - Throws: `LearningError` where it was trained for other types or features.
  public init(_ model: ClassifierEnsemble, types: [AnomalyType]) throws {
    try model.check(classNames: Self.classNames(for: types), featureNames: HealthFeatures.names)
    (self.model, self.types) = (model, types)
  }

  /// The likeliest type by the mean of some probabilities; nil where there are none.
  func suspect(of rows: [[Double]]) -> AnomalyType? {
    guard !rows.isEmpty else { return nil }
    var sums = [Double](repeating: 0, count: types.count + 1)
    for row in rows { for label in row.indices { sums[label] += row[label] } }
    var best = 1
    for label in sums.indices.dropFirst() where sums[label] > sums[best] { best = label }
    return types[best - 1]
  }

  /// The probabilities of the classes for a row of `HealthFeatures`, with sum 1.
  public func probabilities(for features: [Double]) -> [Double] {
    model.probabilities(for: features.map { Float($0) })
  }
}

/// The classifier's view of the last scrapes: whether that is an alarm, and of what.
public struct ClassifierVotes: Sendable {
  /// Scrapes of the last `scrapes` that have to be abnormal for an alarm.
  public let flags: Int, scrapes: Int
  /// A scrape is abnormal where the probability of healthy is below this.
  public let threshold: Double
  /// Probabilities of the last scrapes, oldest first, at most `scrapes`.
  public private(set) var recent: [[Double]] = []

  /// Votes before the first scrape.
  ///
  /// - Precondition: `flags` is in 1...`scrapes`.
  public init(threshold: Double, flags: Int = 2, of scrapes: Int = 3) {
    precondition((1...scrapes).contains(flags), "flags must be in 1...\(scrapes), are \(flags)")
    (self.threshold, self.flags, self.scrapes) = (threshold, flags, scrapes)
  }

  /// Takes the probabilities of the classes at the next scrape.
  public mutating func take(_ probabilities: [Double]) {
    recent.append(probabilities)
    if recent.count > scrapes { recent.removeFirst() }
  }

  /// Whether enough of the last scrapes are abnormal.
  public var isAlarm: Bool { recent.count { $0[0] < threshold } >= flags }

  /// How likely the service is ill, by the mean of the last probabilities, 0…1; 0 before the first scrape.
  public var illness: Double {
    recent.isEmpty ? 0 : 1 - recent.reduce(0) { $0 + $1[0] } / Double(recent.count)
  }
}
