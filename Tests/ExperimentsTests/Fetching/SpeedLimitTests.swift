import Foundation
import Testing

@testable import Experiments

@Suite("Servers that are too slow")
struct SpeedLimitTests {
  /// Bytes at each second, and when the watch says that it is enough; nil for never.
  @Test(
    "A transfer is too slow when it stays below the limit for its patience",
    arguments: [
      // a byte a second from the beginning: 4 s
      ([1, 2, 3, 4, 5, 6], 4), ([0, 0, 0, 0, 0, 0], 4),
      // fast enough all the time
      ([1000, 2000, 3000, 4000, 5000, 6000], nil),
      // fast enough once, then silent: 30 s after it
      ([5000] + Array(repeating: 5000, count: 40), 31),
    ] as [([Int64], Int?)])
  func watch(_ bytes: [Int64], _ end: Int?) {
    var watch = SpeedWatch(SpeedLimit(), from: 0)
    var found: Int?
    for (index, count) in bytes.enumerated() where found == nil {
      if watch.isTooSlow(bytes: count, at: Double(index + 1)) { found = index + 1 }
    }
    #expect(found == end)
  }

  @Test("A limit of 0 allows any speed")
  func none() {
    var limit = SpeedLimit()
    limit.bytesPerSecond = 0
    var watch = SpeedWatch(limit, from: 0)
    #expect((1...1000).allSatisfy { !watch.isTooSlow(bytes: 0, at: Double($0)) })
  }

  @Test("A server that never sends enough is given up in a sentence, and what came is kept")
  func drip() async throws {
    let server = try LocalHTTPServer { _ in
      var answer = LocalHTTPServer.Answer(.init(body: randomBody(1000)))
      answer.pause = 0.05
      return answer
    }
    var fixture = FetchFixture(server.url(), sha256: sha256(randomBody(1000)))
    defer { fixture.clean() }
    fixture.options.speed.firstPatience = 1
    let failure = await fixture.failure() ?? "none"
    let address = server.url().absoluteString
    let kept = try #require(failure.split(separator: " ").compactMap { Int($0) }.dropFirst().first)
    #expect(
      failure
        == "\(address): the server sends less than 1000 bytes a second; the \(kept) bytes so far are kept, fetch again "
        + "to go on (--speed-limit sets what is allowed).")
    // a byte each 50 ms, for about a second
    #expect(1...100 ~= kept)
    #expect(fixture.names == ["data.csv.part", "data.csv.part.json"])
    #expect(server.requests.count == 1)
  }
}
