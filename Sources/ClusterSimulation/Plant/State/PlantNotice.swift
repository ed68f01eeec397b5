/// Why a container or pod ended without being asked to.
public enum KillReason: UInt8, Sendable, Hashable, Codable {
  /// The process ended.
  case crash
  /// The liveness probe gave up on it.
  case hung
  /// Its node failed.
  case nodeFailure
  /// Its spot node was taken back before it was done.
  case spotReclaim
  /// Its machine left the cell or became too small.
  case machineRemoved
  /// It was pushed out by its node, without grace.
  case evicted
  /// Somebody asked for its restart.
  case restarted
  /// It used more memory than it may.
  case outOfMemory
}

/// What the owner of a plant has to know of a change, in the order in which it happened.
///
/// A pod gets requests between `podReady` and the `podUnready` that always follows it, before any other
/// notice of its end. Requests in flight are lost at `podKilled` and may finish between `podTerminating` and
/// `podGone`.
public enum PlantNotice: Sendable, Hashable {
  /// A pod was made and waits for a node.
  case podCreated(pod: Int, deployment: Int)
  /// A pod takes requests.
  case podReady(pod: Int, deployment: Int)
  /// A pod takes no new requests.
  case podUnready(pod: Int, deployment: Int)
  /// A pod was asked to end and works off what it has.
  case podTerminating(pod: Int, deployment: Int)
  /// The container of a pod died with all it was doing; it may be started again.
  case podKilled(pod: Int, deployment: Int, reason: KillReason)
  /// A pod exists no more.
  case podGone(pod: Int, deployment: Int)
  /// A pod does not answer any more, with its node; it may still count as ready.
  case podUnreachable(pod: Int, deployment: Int)
  /// A pod answers again, with its node.
  case podReachable(pod: Int, deployment: Int)
  /// A node takes pods.
  case nodeUp(node: Int)
  /// A node is billed no more.
  case nodeGone(node: Int)
  /// A canary step is complete and is being watched; `percent` of the pods run the new version.
  case canaryWatched(deployment: Int, percent: Int)
  /// All pods wanted run the version rolled out (or rolled back to) and are ready.
  case rolloutFinished(deployment: Int)
}
