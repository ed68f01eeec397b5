import Reporting
import Synchronization

/// The line of a command that works through steps of about equal length: a bar, the time left, and what goes on.
final class StepProgress: Sendable {
  private struct State {
    var done = 0, before = 0, total = 0
    var text = ""
    var began = ContinuousClock().now
  }

  private let unit: String
  private let state = Mutex(State())

  /// - Parameter unit: What steps are called, in the plural.
  init(_ unit: String) { self.unit = unit }

  /// How many steps are done.
  var done: Int { state.withLock { $0.done } }

  /// Shows what goes on.
  func say(_ text: String) {
    change { $0.text = text }
  }

  /// Begins with `done` steps of an earlier sitting.
  func begin(_ done: Int, of total: Int) {
    change { state in
      state = State(done: done, before: done, total: total)
    }
  }

  /// Shows that `done` of `total` steps are done.
  func reach(_ done: Int, of total: Int) {
    change { state in
      if done == 0 { state.began = ContinuousClock().now }
      (state.done, state.total) = (done, total)
    }
  }

  /// Shows that one more step is done.
  func advance() {
    change { $0.done += 1 }
  }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      body(&state)
      var parts: [String] = []
      if state.total > 0 {
        parts.append(
          ProgressText.line(
            done: state.done, total: state.total, here: state.done - state.before,
            seconds: (ContinuousClock().now - state.began).seconds, failed: 0, unit: unit))
      }
      if !state.text.isEmpty { parts.append(state.text) }
      Console.progress(parts.joined(separator: ", "))
    }
  }
}
