/// The state of a circuit breaker, which changes when it is asked or told something; it needs no events.
struct CircuitBreaker: Sendable {
  enum State: Sendable, Equatable {
    case closed
    case open(until: Int64)
    /// Lets probes through: those already sent, those that succeeded.
    case halfOpen(sent: Int, succeeded: Int)
  }

  enum Permission: Sendable, Equatable {
    case allowed
    /// A probe of the given half-open period, counted from 1.
    case probe(UInt32)
    case refused
  }

  private static let buckets = 10

  private let parameters: CircuitBreakerParameters
  private let bucketWidth: Int64
  private(set) var state = State.closed
  private var period: UInt32 = 0
  private var successes = [Int](repeating: 0, count: Self.buckets)
  private var failures = [Int](repeating: 0, count: Self.buckets)
  /// Number of the bucket that is being filled, since the start of time.
  private var current: Int64 = 0

  init(_ parameters: CircuitBreakerParameters) {
    self.parameters = parameters
    bucketWidth = max(1, Int64((parameters.window * 1e9 / Double(Self.buckets)).rounded()))
  }

  /// Whether an attempt may be made now.
  mutating func admit(at now: Int64) -> Permission {
    if case .open(let until) = state, now >= until {
      state = .halfOpen(sent: 0, succeeded: 0)
      period += 1
    }
    switch state {
    case .closed: return .allowed
    case .open: return .refused
    case .halfOpen(let sent, let succeeded):
      guard sent < parameters.probes else { return .refused }
      state = .halfOpen(sent: sent + 1, succeeded: succeeded)
      return .probe(period)
    }
  }

  /// Notes how an attempt ended that was made before, as a probe of the given period or, if 0, as none.
  ///
  /// Attempts from before the circuit opened say nothing about the service after it, so only probes of the
  /// present period count then.
  mutating func record(success: Bool, probe: UInt32, at now: Int64) {
    switch state {
    case .open: return
    case .halfOpen(let sent, let succeeded):
      guard probe == period else { return }
      if !success {
        open(at: now)
      } else if succeeded + 1 == parameters.probes {
        state = .closed
        clear()
      } else {
        state = .halfOpen(sent: sent, succeeded: succeeded + 1)
      }
    case .closed:
      roll(to: now / bucketWidth)
      let bucket = Int(current % Int64(Self.buckets))
      if success {
        successes[bucket] += 1
        return
      }
      failures[bucket] += 1
      let failed = failures.reduce(0, +)
      let all = failed + successes.reduce(0, +)
      if all >= parameters.minimumAttempts, Double(failed) >= parameters.failureShare * Double(all) {
        open(at: now)
      }
    }
  }

  private mutating func open(at now: Int64) {
    state = .open(until: now + Int64((parameters.openTime * 1e9).rounded()))
    clear()
  }

  private mutating func roll(to bucket: Int64) {
    let steps = min(bucket - current, Int64(Self.buckets))
    for step in 0..<max(0, steps) {
      let index = Int((bucket - step) % Int64(Self.buckets))
      successes[index] = 0
      failures[index] = 0
    }
    current = max(current, bucket)
  }

  private mutating func clear() {
    for index in 0..<Self.buckets {
      successes[index] = 0
      failures[index] = 0
    }
  }
}
