import Learning
import Testing

@Suite("Parallel map") struct ParallelMapTests {
  struct Refused: Error, Equatable { var index: Int }

  @Test("results come in order, whatever the number of threads", arguments: [1, 2, 7])
  func order(threads: Int) {
    #expect(parallelMap(count: 20, threads: threads) { $0 * $0 } == (0..<20).map { $0 * $0 })
    #expect(parallelMap(["a", "b"], threads: threads) { $0 + "!" } == ["a!", "b!"])
    #expect(parallelMap(count: 0, threads: threads) { $0 }.isEmpty)
  }

  @Test("the first error by order is thrown", arguments: [1, 3])
  func errors(threads: Int) {
    #expect(throws: Refused(index: 4)) {
      try parallelMap(count: 20, threads: threads) { index in
        if index % 5 == 4 { throw Refused(index: index) }
        return index
      }
    }
  }
}
