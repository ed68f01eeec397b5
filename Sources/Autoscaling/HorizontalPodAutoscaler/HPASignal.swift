/// A signal of the service that a Pods, Object or External metric may be: one of the simulator's, or a column of a recording.
public struct HPASignal: RawRepresentable, Sendable, Hashable, Codable, CaseIterable {
  /// Its name.
  public let rawValue: String
  /// The signal of the given name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Requests that arrived, per second.
  public static let requestsPerSecond = Self(rawValue: "requests_per_second")
  /// Requests waiting for a worker.
  public static let queueLength = Self(rawValue: "queue_length")
  /// Those of the simulator.
  public static let allCases: [Self] = [.requestsPerSecond, .queueLength]

  /// The signal that a policy of the simulator looks at for it; nil for a column of a recording.
  public var policySignal: PolicySignal? {
    switch self {
    case .requestsPerSecond: .requests
    case .queueLength: .queue
    default: nil
    }
  }
}

extension Observation {
  /// The newest reading of one signal in its own unit; nil where there is none. That of another may be missing.
  public func value(of signal: HPASignal) -> Double? {
    switch signal {
    case .requestsPerSecond: value(of: .requests, \.requestsPerSecond)
    case .queueLength: value(of: .queue, \.queueLength)
    default: readings[signal.rawValue]
    }
  }
}
