/// The tokens that repetitions are paid with.
struct RetryBudget: Sendable {
  let parameters: RetryBudgetParameters
  private(set) var tokens: Double
  private var updatedAt: Int64 = 0

  init(_ parameters: RetryBudgetParameters, now: Int64 = 0) {
    self.parameters = parameters
    tokens = parameters.capacity
    updatedAt = now
  }

  /// Counts a call.
  mutating func deposit() { tokens = min(parameters.capacity, tokens + parameters.share) }

  /// Takes a token for a repetition; false if there is none.
  mutating func withdraw(at now: Int64) -> Bool {
    tokens = min(parameters.capacity, tokens + parameters.perSecond * Double(now &- updatedAt) / 1e9)
    updatedAt = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}
