import Foundation
import Stochastics
import Testing

@testable import Experiments

@Suite("Interrupted fetches")
struct InterruptedFetchTests {
  /// Where the tries of a fetch are cut: after 1 to 12,000 bytes, 20 times; 300,000 bytes are more than 20 such cuts.
  static func cuts(seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: .testCut)
    return (0..<20).map { _ in 1 + stream.nextIndex(below: 12_000) }
  }

  @Test(
    "a fetch whose connection is cut 20 times at random ends verified, no byte sent twice", arguments: 1...3)
  func cutConnections(seed: UInt64) async throws {
    let content = LocalHTTPServer.Content(body: randomBody(300_000, seed: seed))
    let cuts = Self.cuts(seed: seed)
    let server = try LocalHTTPServer { request in
      var answer = LocalHTTPServer.Answer(content)
      if request.number < cuts.count { answer.cutAfter = cuts[request.number] }
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(content.body))
    defer { fixture.clean() }
    let file = try await fixture.fetch()
    #expect(fixture.content() == content.body)
    #expect(file.bytes == 300_000 && file.bytesReceived == 300_000)
    #expect(server.requests.count == 21)
    #expect(server.bytesSent == 300_000)
    // Each request but the first asks for what is missing: the sum of the cuts before it.
    let starts = server.requests.map { $0.rangeStart ?? 0 }
    #expect(starts == cuts.reduce(into: [0]) { $0.append($0.last! + $1) })
    #expect(fixture.names == ["data.csv"])
  }

  @Test("a fetch that is cancelled 20 times at random and begun again ends verified")
  func cancelledTasks() async throws {
    let content = LocalHTTPServer.Content(body: randomBody(300_000))
    let cuts = Self.cuts(seed: 4)
    let box = TaskBox()
    let server = try LocalHTTPServer { request in
      var answer = LocalHTTPServer.Answer(content)
      if request.number < cuts.count {
        answer.cutAfter = cuts[request.number]
        answer.hangAfterCut = { box.cancel() }
      }
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(content.body))
    defer { fixture.clean() }
    var cancelled = 0
    for _ in cuts {
      let task = Task { try await fixture.fetch() }
      box.put(task)
      do { _ = try await task.value } catch is CancellationError { cancelled += 1 }
      #expect(fixture.content() == nil)
    }
    #expect(cancelled == 20)
    let file = try await fixture.fetch()
    #expect(fixture.content() == content.body)
    // Bytes on their way when a task is cancelled may be lost, but whatever reached the part is not asked for again.
    let starts = server.requests.map { $0.rangeStart ?? 0 }
    #expect(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(Int(file.bytesReceived) == 300_000 - starts.last!)
    #expect(fixture.names == ["data.csv"])
  }

  /// A task that a server's thread may cancel, even before the test has put it here.
  final class TaskBox: @unchecked Sendable {
    private let condition = NSCondition()
    private var task: Task<FetchedFile, any Error>?

    func put(_ new: Task<FetchedFile, any Error>) {
      condition.lock()
      task = new
      condition.broadcast()
      condition.unlock()
    }

    func cancel() {
      condition.lock()
      while task == nil { condition.wait() }
      task?.cancel()
      task = nil
      condition.unlock()
    }
  }

  @Test("a server that falls silent is left, and the fetch goes on where it was")
  func silence() async throws {
    let content = LocalHTTPServer.Content(body: randomBody(50_000))
    let server = try LocalHTTPServer { request in
      var answer = LocalHTTPServer.Answer(content)
      if request.number == 0 {
        answer.cutAfter = 20_000
        answer.hangAfterCut = {}
      }
      return answer
    }
    var fixture = FetchFixture(server.url(), sha256: sha256(content.body))
    fixture.options.idleTimeout = 1
    defer { fixture.clean() }
    _ = try await fixture.fetch()
    #expect(fixture.content() == content.body)
    #expect(server.requests.map { $0.rangeStart ?? 0 } == [0, 20_000])
  }

  @Test("two fetches of one file at once: one fetches, the other waits and finds it")
  func twoAtOnce() async throws {
    let content = LocalHTTPServer.Content(body: randomBody(200_000))
    let server = try LocalHTTPServer { _ in LocalHTTPServer.Answer(content) }
    let fixture = FetchFixture(server.url(), sha256: sha256(content.body))
    defer { fixture.clean() }
    let files = try await withThrowingTaskGroup(of: FetchedFile.self) { group in
      for _ in 0..<4 { group.addTask { try await fixture.fetch() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(files.map(\.bytesReceived).sorted() == [0, 0, 0, 200_000])
    #expect(server.requests.count == 1)
    #expect(fixture.names == ["data.csv"])
  }

  @Test("a part that another fetch holds is not opened, one that it let go is")
  func lock() throws {
    let fixture = FetchFixture(URL(string: "http://127.0.0.1:9/")!, sha256: nil)
    defer { fixture.clean() }
    try fixture.leavePart([1, 2, 3])
    var first = try PartFile.open(fixture.part)
    #expect(try first != nil && PartFile.open(fixture.part) == nil)
    first = nil
    let second = try #require(try PartFile.open(fixture.part))
    try second.takeUp()
    #expect(second.count == 3)
  }

  #if os(Linux)
    @Test("a full disk is a sentence")
    func fullDisk() throws {
      let part = try #require(try PartFile.open("/dev/full"))
      let error = #expect(throws: TraceFetchError.self) {
        try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try part.append($0) }
      }
      #expect(
        error?.description
          == "/dev/full: cannot write: No space left on device; the 0 bytes so far are kept, fetch again to go on."
      )
    }
  #endif
}
