/// A number of pods, or a percentage of the replicas wanted.
public enum CountOrPercent: Sendable, Hashable, Codable {
  /// So many pods.
  case count(Int)
  /// So many of a hundred.
  case percent(Int)

  /// The number of pods of `replicas`, a fraction counting as a whole pod.
  public func roundedUp(of replicas: Int) -> Int {
    switch self {
    case .count(let count): count
    case .percent(let percent): (percent * replicas + 99) / 100
    }
  }

  /// The number of pods of `replicas`, a fraction counting as nothing.
  public func roundedDown(of replicas: Int) -> Int {
    switch self {
    case .count(let count): count
    case .percent(let percent): percent * replicas / 100
    }
  }
}

/// How many pods of a deployment must stay ready when pods are evicted (PodDisruptionBudget).
public enum DisruptionBudget: Sendable, Hashable, Codable {
  /// At least so many pods stay ready; percentages round up.
  case minAvailable(CountOrPercent)
  /// At most so many of the replicas wanted are not ready; percentages round up.
  case maxUnavailable(CountOrPercent)

  /// How many of `replicas` wanted have to be ready.
  public func needed(of replicas: Int) -> Int {
    switch self {
    case .minAvailable(let amount): amount.roundedUp(of: replicas)
    case .maxUnavailable(let amount): max(0, replicas - amount.roundedUp(of: replicas))
    }
  }
}
