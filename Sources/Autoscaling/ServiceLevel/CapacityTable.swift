/// What so many replicas carry together, as it was measured: any rising table, also one that is not proportional.
///
/// It stands for the map that a queueing model gives where a cluster was measured: nodes that replicas share, and limits that
/// throttle, let the capacity grow more slowly than the replicas.
public struct CapacityTable: Sendable, Hashable, Codable {
  /// Requests a second that 1, 2, 3 … replicas carry.
  public let rates: [Double]

  /// A table of what 1, 2, 3 … replicas carry; nil unless there is an entry and all are positive and rise.
  public init?(rates: [Double]) {
    guard let first = rates.first, first > 0, rates.allSatisfy(\.isFinite),
      zip(rates, rates.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.rates = rates
  }

  /// The fewest replicas that carry `rate`; beyond the table, each further one carries the mean of the table's last row.
  public func replicas(forRequestsPerSecond rate: Double) -> Int {
    guard rate > 0 else { return 0 }
    if let index = rates.firstIndex(where: { $0 >= rate }) { return index + 1 }
    let each = rates[rates.count - 1] / Double(rates.count)
    return Int((rate / each).rounded(.up))
  }

  /// Requests a second that `replicas` carry.
  public func rate(ofReplicas replicas: Int) -> Double {
    if replicas <= 0 { return 0 }
    if replicas <= rates.count { return rates[replicas - 1] }
    return rates[rates.count - 1] / Double(rates.count) * Double(replicas)
  }

  /// The same with every rate multiplied by a positive factor.
  public func scaled(by factor: Double) -> Self { Self(checked: rates.map { $0 * factor }) }

  private init(checked rates: [Double]) { self.rates = rates }
}
