import Dispatch
import Synchronization

/// The results of `body` for 0..<`count`, computed on up to `threads` threads, in that order.
///
/// The number of threads changes nothing but the time. Where a call throws, the others still end, and the error of
/// the first by order is thrown.
public func parallelMap<Result: Sendable, Failure: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  try parallelMap(count: count, threads: threads, makeWorkspace: {}) {
    (index, _: inout Void) throws(Failure) in try body(index)
  }
}

/// The results of `transform` for each of `elements`; see `parallelMap(count:threads:_:)`.
public func parallelMap<Element: Sendable, Result: Sendable, Failure: Error>(
  _ elements: [Element], threads: Int, _ transform: @Sendable (Element) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  try parallelMap(count: elements.count, threads: threads) { (index) throws(Failure) in
    try transform(elements[index])
  }
}

/// The same as `parallelMap(count:threads:_:)` with a workspace for each thread, whose state must not reach a result.
public func parallelMap<Result: Sendable, Workspace, Failure: Error>(
  count: Int, threads: Int, makeWorkspace: @Sendable () -> Workspace,
  _ body: @Sendable (Int, inout Workspace) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let next = Mutex(0)
  let results = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    var workspace = makeWorkspace()
    while true {
      let index = next.withLock { value in
        defer { value += 1 }
        return value
      }
      guard index < count else { return }
      let result: Swift.Result<Result, Failure>
      do throws(Failure) {
        result = .success(try body(index, &workspace))
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[index] = result }
    }
  }
  var all: [Result] = []
  all.reserveCapacity(count)
  for result in results.withLock({ $0 }) {
    guard let result else { preconditionFailure("a task ended without a result") }
    all.append(try result.get())
  }
  return all
}
