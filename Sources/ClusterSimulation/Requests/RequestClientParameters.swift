/// What the callers of a service do when it is slow or fails.
public struct RequestClientParameters: Sendable, Hashable {
  /// Seconds after which an attempt counts as failed, positive; nil for never.
  public var timeout: Double?
  /// Whether and how a failed attempt is repeated; nil for never.
  public var retries: RetryParameters?
  /// When attempts are not even made; nil for never.
  public var breaker: CircuitBreakerParameters?

  /// Callers that, by default, wait for ever and do not try again.
  public init(
    timeout: Double? = nil, retries: RetryParameters? = nil, breaker: CircuitBreakerParameters? = nil
  ) {
    self.timeout = timeout
    self.retries = retries
    self.breaker = breaker
  }
}

/// Repeated attempts with exponential back-off and a budget.
///
/// The n-th repetition comes `initialBackOff` · 2ⁿ⁻¹ seconds after the failure, at most `maximumBackOff`, of
/// which a uniform part of up to `jitter` is left out (Brooker, "Exponential Backoff and Jitter", AWS
/// Architecture Blog, 2015). Calls refused by an open circuit are not repeated, nor are those whose caller
/// has gone.
public struct RetryParameters: Sendable, Hashable {
  /// Attempts in all, at least 1.
  public var attempts: Int
  /// Seconds before the first repetition, at least 0.
  public var initialBackOff: Double
  /// The longest back-off in seconds.
  public var maximumBackOff: Double
  /// The part of the back-off that is random, in 0...1.
  public var jitter: Double
  /// How many repetitions all callers together may make; nil for no limit.
  public var budget: RetryBudgetParameters?

  /// Three attempts with full jitter unless said otherwise.
  public init(
    attempts: Int = 3, initialBackOff: Double = 0.1, maximumBackOff: Double = 10, jitter: Double = 1,
    budget: RetryBudgetParameters? = nil
  ) {
    self.attempts = attempts
    self.initialBackOff = initialBackOff
    self.maximumBackOff = maximumBackOff
    self.jitter = jitter
    self.budget = budget
  }
}

/// A bucket of tokens, of which a repetition takes one.
///
/// As in Finagle's `RetryBudget`: each call puts `share` tokens in, each second `perSecond`, up to
/// `capacity`.
public struct RetryBudgetParameters: Sendable, Hashable {
  /// Tokens for each call, at least 0.
  public var share: Double
  /// Tokens for each second, at least 0.
  public var perSecond: Double
  /// Most tokens, and those at the start.
  public var capacity: Double

  /// A fifth of the calls, and ten a second, unless said otherwise.
  public init(share: Double = 0.2, perSecond: Double = 10, capacity: Double = 100) {
    self.share = share
    self.perSecond = perSecond
    self.capacity = capacity
  }
}

/// When a circuit breaker opens and closes (Nygard, "Release It!", 2nd ed. 2018, section 5.2).
///
/// The window rolls in tenths: what is older than nine tenths and a started one is forgotten.
public struct CircuitBreakerParameters: Sendable, Hashable {
  /// Seconds over which failures are counted, positive.
  public var window: Double
  /// The share of failures at which it opens, in 0...1 without 0.
  public var failureShare: Double
  /// Attempts in the window below which it does not open, at least 1.
  public var minimumAttempts: Int
  /// Seconds it stays open, positive.
  public var openTime: Double
  /// Attempts let through after that; it closes when all succeed and opens again when one fails. At least 1.
  public var probes: Int

  /// Half of at least 20 attempts in 10 s; 5 s open; 3 probes, unless said otherwise.
  public init(
    window: Double = 10, failureShare: Double = 0.5, minimumAttempts: Int = 20, openTime: Double = 5,
    probes: Int = 3
  ) {
    self.window = window
    self.failureShare = failureShare
    self.minimumAttempts = minimumAttempts
    self.openTime = openTime
    self.probes = probes
  }
}
