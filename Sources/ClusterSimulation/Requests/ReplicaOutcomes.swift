/// What came of the requests of one replica in an interval.
struct ReplicaOutcomes: Sendable {
  /// Requests that ended, and the share of them that failed.
  var requests = 0.0, failedShare = 0.0
  /// The longest run of failures; where only rates are known, as many as are to be expected.
  var failuresInARow = 0
}
