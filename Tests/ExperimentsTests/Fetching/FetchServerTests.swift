import Foundation
import Testing

@testable import Experiments

@Suite("What servers do to a fetch")
struct FetchServerTests {
  typealias Server = LocalHTTPServer
  static let body = randomBody(40_000)
  static let other = randomBody(40_000, seed: 2)

  /// A part of 10,000 bytes lies there under the tag "1"; what the server does then, and what it is asked and sends.
  struct Resumption: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content = Server.Content(body: body)
    var part = Array(body[..<10_000])
    var knowsRange = true
    var obeysIfRange = true
    var starts: [Int]
    var bytesSent: Int
  }

  static let resumptions = [
    Resumption(testDescription: "a faultless server sends the rest", starts: [10_000], bytesSent: 30_000),
    Resumption(
      testDescription: "a server without ranges sends everything", knowsRange: false, starts: [10_000],
      bytesSent: 40_000),
    Resumption(
      testDescription: "other content under another tag is sent whole",
      content: .init(body: other, etag: "\"2\""), starts: [10_000], bytesSent: 40_000),
    // The range of the new content is cut off after its head, so how much of it is sent depends on the socket: not counted.
    Resumption(
      testDescription: "a range of other content is not appended",
      content: .init(body: other, etag: "\"2\""), obeysIfRange: false, starts: [10_000, 0], bytesSent: -1),
    Resumption(
      testDescription: "a whole part of unknown size is taken on status 416", part: body, starts: [40_000],
      bytesSent: 0),
    Resumption(
      testDescription: "a part that is too long is thrown away on status 416", part: body + [1],
      starts: [40_001, 0], bytesSent: 40_000),
    Resumption(
      testDescription: "a part that was damaged is fetched anew", part: Array(other[..<10_000]),
      starts: [10_000, 0], bytesSent: 70_000),
  ]

  @Test("a part is gone on with only where that is right", arguments: resumptions)
  func resume(_ row: Resumption) async throws {
    let server = try Server { _ in
      var answer = Server.Answer(row.content)
      answer.knowsRange = row.knowsRange
      answer.obeysIfRange = row.obeysIfRange
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(row.content.body))
    defer { fixture.clean() }
    try fixture.leavePart(row.part)
    _ = try await fixture.fetch()
    #expect(fixture.content() == row.content.body)
    #expect(server.requests.map { $0.rangeStart ?? 0 } == row.starts)
    #expect(server.requests[0].fields["if-range"] == "\"1\"")
    #expect(row.bytesSent < 0 || server.bytesSent == row.bytesSent)
    #expect(fixture.names == ["data.csv"])
  }

  @Test("a weak tag is not given to If-Range, a date is")
  func validators() async throws {
    let date = "Wed, 01 May 2019 00:00:00 GMT"
    let content = Server.Content(body: Self.body, etag: "W/\"1\"", lastModified: date)
    let server = try Server { request in
      var answer = Server.Answer(content)
      if request.number == 0 { answer.cutAfter = 5_000 }
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    defer { fixture.clean() }
    _ = try await fixture.fetch()
    #expect(server.requests.map { $0.fields["if-range"] } == [nil, date])
    #expect(server.requests.allSatisfy { $0.fields["accept-encoding"] == "identity" })
  }

  @Test("a server's bad moments are waited out, as long as it asks for")
  func badMoments() async throws {
    let content = Server.Content(body: Self.body)
    let server = try Server { request in
      var answer = Server.Answer(content)
      answer.status = [500, 429, 503][safe: request.number]
      if request.number == 1 { answer.extraFields = ["Retry-After: 7"] }
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    defer { fixture.clean() }
    _ = try await fixture.fetch()
    // Means 1, 2 and 4 s, each times 0.5 to 1.5; the second is less than the 7 s that the server asks for.
    let waits = fixture.waits.all
    #expect(waits.count == 3 && (0.5...1.5).contains(waits[0]) && waits[1] == 7 && (2...6).contains(waits[2]))
    #expect(server.requests.count == 4)
  }

  @Test("the waits depend on the seed and double up to the longest")
  func delays() {
    func waits(seed: UInt64) -> [Double] {
      var options = FetchOptions()
      options.seed = seed
      return (1...12).map { options.delay(afterFailures: $0, of: "a", ordinal: $0) }
    }
    #expect(waits(seed: 1) == waits(seed: 1))
    #expect(waits(seed: 1) != waits(seed: 2))
    for (index, wait) in waits(seed: 1).enumerated() {
      let mean = pow(2, Double(index))
      #expect((min(60, mean * 0.5)...min(60, mean * 1.5)).contains(wait))
    }
  }

  @Test("redirections are followed, with the range")
  func redirection() async throws {
    let content = Server.Content(body: Self.body)
    let server = try Server { request in
      var answer = Server.Answer(content)
      if request.path == "/data" {
        answer.status = 302
        answer.extraFields = ["Location: /elsewhere"]
      }
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    defer { fixture.clean() }
    try fixture.leavePart(Array(Self.body[..<10_000]))
    _ = try await fixture.fetch()
    #expect(server.requests.map(\.path) == ["/data", "/elsewhere"])
    #expect(server.bytesSent == 30_000)
  }

  @Test("a body without a length is taken if its hash is right")
  func unknownLength() async throws {
    let content = Server.Content(body: Self.body)
    let server = try Server { _ in
      var answer = Server.Answer(content)
      answer.sendsLength = false
      return answer
    }
    let fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    defer { fixture.clean() }
    #expect(try await fixture.fetch().bytes == 40_000)
  }

  @Test("an empty file is a file")
  func empty() async throws {
    let server = try Server { _ in .init(.init(body: [])) }
    let fixture = FetchFixture(server.url(), sha256: sha256([]))
    defer { fixture.clean() }
    #expect(try await fixture.fetch().bytes == 0)
    #expect(fixture.names == ["data.csv"])
  }
}

extension Array {
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
