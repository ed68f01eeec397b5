/// Two objectives of one configuration, smaller being better in both.
public struct ObjectivePair: Sendable, Equatable {
  /// The first objective, such as a cost.
  public let first: Double
  /// The second objective, such as the share of time in violation.
  public let second: Double

  /// A point of the two objectives.
  ///
  /// - Precondition: both are finite.
  public init(_ first: Double, _ second: Double) {
    precondition(first.isFinite && second.isFinite, "objectives must be finite, are \(first) and \(second)")
    self.first = first
    self.second = second
  }
}

/// The points that no other point is better than in one objective without being worse in the other.
public struct ParetoFront: Sendable, Equatable {
  /// The points in order of the first objective, the second falling; equal points once.
  public let points: [ObjectivePair]

  /// The front of `candidates`.
  public init(_ candidates: some Sequence<ObjectivePair>) {
    var front: [ObjectivePair] = []
    for point in candidates.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) })
    where front.last.map({ point.second < $0.second }) ?? true { front.append(point) }
    points = front
  }

  /// The area between the front and a reference point that is worse than what counts; points beyond it add nothing.
  ///
  /// Fronts are only comparable at the same reference point, which belongs beside every figure.
  ///
  /// Source: Zitzler & Thiele, "Multiobjective Evolutionary Algorithms", IEEE Trans. Evol. Comput. 3(4), 1999.
  public func hypervolume(reference: ObjectivePair) -> Double {
    var area = 0.0
    var ceiling = reference.second
    for point in points where point.first < reference.first && point.second < ceiling {
      area += (reference.first - point.first) * (ceiling - point.second)
      ceiling = point.second
    }
    return area
  }
}
