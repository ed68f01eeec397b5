import Stochastics

/// What is wrong with a replica; nothing unless said otherwise.
struct ReplicaDegradation: Sendable, Hashable {
  /// Seconds of work done in a second, in parts of what the replica can; 0 for no progress.
  var speed = 1.0
  /// Requests that may proceed at full speed, at most.
  var cores = Double.infinity
  /// Workers that take no requests.
  var lostWorkers = 0
  /// Share of the attempts that end in an error after their work.
  var errorShare = 0.0
  /// From the end of the work to the caller, in seconds.
  var networkDelay = 0.0
  /// Time for which each attempt occupies a worker without working, in seconds at full speed.
  var heldWork = 0.0
  /// Work of an attempt, in parts of the usual.
  var workFactor = 1.0
  /// CPU used for each second of a worker's time, in parts of the usual.
  var cpuShare = 1.0
  /// Work that counts as done all the time, for nobody: workers at full speed.
  var idleWork = 0.0

  static let none = ReplicaDegradation()
}

/// What is wrong on the way from callers to replicas.
struct RequestClientCondition: Sendable, Hashable {
  /// Share of the attempts that reach no replica.
  var refusedShare = 0.0
  /// Share of the others that reach it late, and how late in seconds.
  var lateShare = 0.0, delay = 0.0
  /// Attempts that callers make at least.
  var attempts = 1

  static let normal = RequestClientCondition()
}

/// What came of the requests of one replica since the last take.
struct ReplicaWatch: Sendable {
  /// Attempts that were sent to it, and the repetitions among them.
  var arrived = 0, retries = 0
  /// Attempts that ended, and those that failed among them.
  var ended = 0, failed = 0
  /// From call to answer, in nanoseconds.
  var latencies = LatencyHistogram()
}

/// What a load balancer counts of one replica since its last look.
struct ReplicaTally: Sendable {
  var ended = 0, failed = 0
  /// Failures one after the other, now and at most; a run goes on across looks.
  var run = 0, longestRun = 0
}
