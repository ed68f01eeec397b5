/// A signal that a policy looks at.
public enum PolicySignal: Sendable, Hashable {
  /// CPU of the replicas.
  case cpu
  /// Memory of the replicas.
  case memory
  /// Requests that arrive.
  case requests
  /// Requests that wait.
  case queue
  /// Requests that miss the objective.
  case violations
}
