import Dispatch
import Synchronization

/// The results of `body` for 0..<`count`, computed on up to `threads` threads, in that order: the number of threads
/// changes nothing but the time.
func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  parallelMap(count: count, threads: threads, makeWorkspace: {}) { index, _ in body(index) }
}

/// The same with a workspace for each thread.
func parallelMap<Result: Sendable, Workspace>(
  count: Int, threads: Int, makeWorkspace: @Sendable () -> Workspace,
  _ body: @Sendable (Int, inout Workspace) -> Result
) -> [Result] {
  let next = Mutex(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    var workspace = makeWorkspace()
    while true {
      let index = next.withLock { value in
        defer { value += 1 }
        return value
      }
      guard index < count else { return }
      let result = body(index, &workspace)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { all in
    all.map { result in
      guard let result else { preconditionFailure("a task ended without a result") }
      return result
    }
  }
}
