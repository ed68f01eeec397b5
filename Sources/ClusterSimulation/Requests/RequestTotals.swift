import Stochastics

/// Why an attempt failed.
public enum RequestFailure: UInt8, Sendable, CaseIterable {
  /// Its caller did not wait longer.
  case timeout
  /// The replica's queue was full.
  case rejected
  /// The circuit breaker was open.
  case brokenCircuit
  /// Its replica was removed.
  case replicaLost
  /// A call it made failed.
  case downstream
  /// It was worked on, and the answer was an error.
  case error
  /// There was no way to a replica.
  case unavailable
}

/// What happened at a service between two takes.
///
/// An attempt is what a replica sees; a call is what the caller sees: one attempt or, with repetitions,
/// several.
public struct RequestTotals: Sendable, Equatable {
  /// The time between the takes, in seconds.
  public var seconds = 0.0
  /// Calls made.
  public var calls = 0
  /// Attempts that arrived, repetitions included.
  public var arrived = 0
  /// Attempts that were repetitions.
  public var retries = 0
  /// Attempts, and so calls, that succeeded.
  public var completed = 0
  /// Calls that failed for good.
  public var gaveUp = 0
  /// Attempts that timed out.
  public var timedOut = 0
  /// Attempts that met a full queue.
  public var rejected = 0
  /// Attempts that the circuit breaker refused.
  public var refused = 0
  /// Attempts whose replica was removed.
  public var lost = 0
  /// Attempts of which a call failed.
  public var failedDownstream = 0
  /// Attempts answered with an error.
  public var errors = 0
  /// Attempts that found no way to a replica.
  public var unavailable = 0
  /// Attempts worked on to the end after their caller had gone; they are among the failed.
  public var wasted = 0
  /// Calls that succeeded after more than the latency target.
  public var late = 0
  /// Attempts that work was begun for.
  public var started = 0
  /// Seconds that these attempts had waited, added up.
  public var waitSeconds = 0.0
  /// Work done, in core-seconds at speed 1.
  public var cpuSeconds = 0.0
  /// The integral of the number of attempts inside (waiting, worked on, or awaiting answers) over time, in
  /// seconds.
  public var insideSeconds = 0.0
  /// From call to answer of the calls that succeeded, back-offs included, in nanoseconds.
  public var latencies = LatencyHistogram()

  /// Nothing.
  public init() {}

  /// Attempts that failed, whatever the cause.
  public var failed: Int {
    timedOut + rejected + refused + lost + failedDownstream + errors + unavailable
  }

  /// Mean latency in seconds; NaN where no call succeeded.
  public var meanLatency: Double { latencies.mean / 1e9 }
  /// Mean wait before work began, in seconds; NaN where none began.
  public var meanWait: Double { waitSeconds / Double(started) }
  /// Share of the calls that succeeded which were late; NaN where none succeeded.
  public var lateShare: Double { Double(late) / Double(completed) }
  /// Mean number of attempts inside.
  public var meanInside: Double { insideSeconds / seconds }
  /// Mean number of cores at work, at speed 1.
  public var meanBusy: Double { cpuSeconds / seconds }

  mutating func count(_ failure: RequestFailure) {
    switch failure {
    case .timeout: timedOut &+= 1
    case .rejected: rejected &+= 1
    case .brokenCircuit: refused &+= 1
    case .replicaLost: lost &+= 1
    case .downstream: failedDownstream &+= 1
    case .error: errors &+= 1
    case .unavailable: unavailable &+= 1
    }
  }
}
