import Foundation
import Synchronization

/// Applies `transform` to each element on up to `threads` threads; results in the order of the elements, so that the
/// number of threads changes nothing. The first error by that order is thrown, after all have ended.
func parallelMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], threads: Int, _ transform: @Sendable (Element) throws -> Result
) throws -> [Result] {
  let next = Mutex(0)
  let results = Mutex([Int: Swift.Result<Result, any Error>]())
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, elements.count))) { _ in
    while true {
      let index = next.withLock { value in
        defer { value += 1 }
        return value
      }
      guard index < elements.count else { return }
      let result = Swift.Result { try transform(elements[index]) }
      results.withLock { $0[index] = result }
    }
  }
  let all = results.withLock { $0 }
  return try elements.indices.map { try all[$0]!.get() }
}
