import Synchronization

/// Counts the steps of a piece of work that several threads do, and tells each new count.
final class StepCounter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let told: @Sendable (_ done: Int, _ total: Int) -> Void

  /// A counter at 0, which is told at once.
  ///
  /// - Parameters:
  ///   - total: How many steps there are.
  ///   - told: Given how many are done, and `total`; from any thread, one call at a time.
  init(total: Int, told: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.total = total
    self.told = told
    told(0, total)
  }

  /// Counts `steps` more as done.
  func add(_ steps: Int) {
    done.withLock { done in
      done += steps
      told(done, total)
    }
  }
}
